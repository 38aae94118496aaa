import i18next from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import { SETUP_CHECKS } from '../../../src/contract/agents.ts'
import type { CheckState } from '../../api/agent.ts'
import { de } from '../../words/de.ts'
import { en } from '../../words/en.ts'
import { checkWords } from './check-words.ts'

beforeAll(async () => {
  await i18next.init({
    lng: 'en',
    resources: { en: { translation: en }, de: { translation: de } },
    interpolation: { escapeValue: false },
  })
})

type Found = Pick<CheckState, 'state' | 'facts'> & { id: string; english: string }

const found: Found[] = [
  { id: 'agent-on', state: 'ok', facts: {}, english: 'The agent is on.' },
  { id: 'agent-on', state: 'missing', facts: {}, english: 'The agent is off' },
  { id: 'channel-live', state: 'ok', facts: { on: ['sms'] }, english: 'Live on SMS.' },
  { id: 'channel-live', state: 'missing', facts: { on: [] }, english: 'No channel is on' },
  { id: 'knowledge-indexed', state: 'ok', facts: { indexed: 1 }, english: '1 source is indexed' },
  {
    id: 'knowledge-indexed',
    state: 'warning',
    facts: { indexed: 3, failed: 2, under_way: 0 },
    english: 'Sources indexed: 3. Not readable: 2.',
  },
  {
    id: 'knowledge-indexed',
    state: 'warning',
    facts: { indexed: 0, failed: 0, under_way: 4 },
    english: '4 sources are being read.',
  },
  { id: 'knowledge-indexed', state: 'missing', facts: {}, english: 'There is no knowledge' },
  { id: 'catalog-present', state: 'ok', facts: { products: 60 }, english: '60 products' },
  { id: 'catalog-present', state: 'missing', facts: {}, english: 'There are no products' },
  { id: 'orders-present', state: 'ok', facts: { orders: 40 }, english: '40 orders' },
  { id: 'orders-present', state: 'missing', facts: {}, english: 'There are no orders' },
  { id: 'brain', state: 'ok', facts: { model: null }, english: 'The offline brain answers' },
  { id: 'brain', state: 'ok', facts: { model: 'm-1' }, english: 'The model m-1 answers' },
  {
    id: 'brain',
    state: 'warning',
    facts: { model: 'm-1', failures: 4, turns: 12 },
    english: 'The model m-1 failed in 4 of 12 turns',
  },
  { id: 'mail', state: 'ok', facts: { has_smtp: true }, english: 'Mails go out.' },
  { id: 'mail', state: 'warning', facts: { has_smtp: false }, english: 'No mail server is set' },
  { id: 'mail', state: 'warning', facts: { has_smtp: true, failed: 5 }, english: '5 mails' },
  { id: 'secrets', state: 'ok', facts: { tools: [] }, english: 'Every tool has its secrets' },
  { id: 'secrets', state: 'warning', facts: { tools: ['A', 'B'] }, english: 'missing for: A, B.' },
  { id: 'time-zone', state: 'ok', facts: { zone: 'Europe/Berlin' }, english: 'is Europe/Berlin.' },
  {
    id: 'time-zone',
    state: 'warning',
    facts: { zone: 'UTC', profiles_zone: 'Europe/Berlin' },
    english: 'is UTC, but most profiles live in Europe/Berlin.',
  },
  { id: 'last-message', state: 'ok', facts: { channel: 'web-chat' }, english: 'on Web chat.' },
  { id: 'last-message', state: 'unknown', facts: {}, english: 'No shopper has written yet' },
  { id: 'last-message', state: 'warning', facts: { unanswered: 6 }, english: '6 conversations' },
  {
    id: 'last-event',
    state: 'ok',
    facts: { metric: 'Conversation with Customer Agent Resolved' },
    english: 'The last was: Conversation with Customer Agent Resolved.',
  },
  { id: 'last-event', state: 'warning', facts: { metric: null }, english: 'None of the four' },
  {
    id: 'profiles',
    state: 'ok',
    facts: { conversations: 5, identified: 2 },
    english: '2 of 5 conversations of the last day belong',
  },
  { id: 'profiles', state: 'unknown', facts: {}, english: 'There was no conversation' },
  {
    id: 'profiles',
    state: 'warning',
    facts: { conversations: 1, identified: 0 },
    english: '0 of 1 conversation of the last day belongs',
  },
  { id: 'handoffs', state: 'ok', facts: { failed: 0 }, english: 'No handoff' },
  { id: 'handoffs', state: 'warning', facts: { failed: 3 }, english: '3 handoffs' },
  { id: 'lag', state: 'ok', facts: { rows: 0 }, english: 'Everything that was recorded' },
  { id: 'lag', state: 'warning', facts: { failures: 2 }, english: '2 rows of the last day' },
  {
    id: 'lag',
    state: 'warning',
    facts: { failures: 0, rows: 9_000, follower: 'segments' },
    english: 'segments is 9000 rows behind',
  },
  { id: 'jobs', state: 'ok', facts: { late: 0, given_up: 0 }, english: 'No job waits' },
  {
    id: 'jobs',
    state: 'warning',
    facts: { late: 3, minutes: 12, given_up: 0 },
    english: '3 jobs of this server are due and not begun, the oldest for 12 minutes.',
  },
  {
    id: 'jobs',
    state: 'warning',
    facts: { late: 0, given_up: 2 },
    english: '2 jobs of this server',
  },
]

describe('what a check found', () => {
  test.each(found)('$id, $state: $english', ({ id, state, facts, english }) => {
    const inEnglish = checkWords({ id, state, facts }, i18next.getFixedT('en'), 'en')
    expect(inEnglish?.finding).toContain(english)
    const inGerman = checkWords({ id, state, facts }, i18next.getFixedT('de'), 'de')
    expect(inGerman?.finding).not.toMatch(/\{\{|checks\./)
    expect(inGerman?.finding).not.toBe(inEnglish?.finding)
    expect(inGerman?.fix === null).toBe(inEnglish?.fix === null)
  })

  test('is told of every check that there is', () => {
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(SETUP_CHECKS))
  })

  test('is left to the server for one that is not known', () => {
    const moon = { id: 'moon', state: 'ok', facts: {} } as const
    expect(checkWords(moon, i18next.getFixedT('en'), 'en')).toBeUndefined()
  })
})
