import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { inAccount, readInAccount } from '../platform/sql.ts'
import {
  ANSWER,
  answer,
  eventKinds,
  HAND_OFF,
  minutesLater,
  NOON,
  OFFER,
  openShop,
  RECOMMENDATION,
  recordedEvents,
  type Shop,
  SMALLTALK,
  THANKS,
  write,
} from './conversation-fixtures.ts'
import { findConversation } from './conversations.sql.ts'
import { completeHandoff } from './hand-off.action.ts'
import { judgeInactive } from './judge-inactive.action.ts'
import { readLines } from './lines.sql.ts'

const { sql } = await testDatabase()

function stateOf({ accountId }: Shop, conversationId: string) {
  return readInAccount(sql, accountId, async (tx) => {
    const found = await findConversation(tx, accountId, conversationId)
    if (!found?.episode) throw new Error('no conversation')
    return { ...found, episode: found.episode }
  })
}

function said({ accountId }: Shop, conversationId: string) {
  return readInAccount(sql, accountId, (tx) => readLines(tx, accountId, conversationId, 0, 100))
}

test('an answered shopper who leaves is resolved by assumption after half an hour', async () => {
  const shop = await openShop(sql)
  const { conversationId } = await write(shop, 'Where is my order #1001?')
  expect(await answer(shop, conversationId, ANSWER, minutesLater(1))).toBe('committed')
  await judgeInactive(sql, minutesLater(30))
  expect((await stateOf(shop, conversationId)).conversation.status).toBe('open')
  await judgeInactive(sql, minutesLater(31))
  const { conversation, episode } = await stateOf(shop, conversationId)
  expect(conversation.status).toBe('resolved-by-ai')
  expect(episode).toMatchObject({ outcome: 'resolved', resolutionType: 'assumed' })
  const events = await recordedEvents(shop)
  expect(events.map((event) => event.properties)).toEqual([
    {
      'Conversation ID': conversationId,
      Channel: 'web-chat',
      'Initial Skill': 'order_tracking',
      'First Message': 'Where is my order #1001?',
      Episode: 1,
      'Caused By': 'shopper',
    },
    {
      'Conversation ID': conversationId,
      Channel: 'web-chat',
      'Last Skill': 'order_tracking',
      Skill: 'order_tracking',
      Tags: ['shipping'],
      'Resolution Time': 31 * 60,
      'Resolution Type': 'assumed',
      Episode: 1,
      'Caused By': 'timer',
    },
  ])
  expect(events.map(({ at }) => at)).toEqual([NOON, minutesLater(31)])
})

test('a shopper who says that all is well is resolved at once, and the next question is episode 2', async () => {
  const shop = await openShop(sql)
  const { conversationId } = await write(shop, 'Where is my order?')
  await answer(shop, conversationId, ANSWER)
  await write(shop, 'Thanks!', { now: minutesLater(2) })
  await answer(shop, conversationId, THANKS, minutesLater(2))
  expect((await stateOf(shop, conversationId)).conversation.status).toBe('resolved-by-ai')
  const again = await write(shop, 'And the other one?', { now: minutesLater(60) })
  expect(again.conversationId).toBe(conversationId)
  await answer(shop, conversationId, RECOMMENDATION, minutesLater(60))
  expect(await eventKinds(shop)).toEqual([
    'Started 1',
    'Resolved 1',
    'Started 2',
    'Recommendation 2',
  ])
  const later = await write(shop, 'Hello?', { now: minutesLater(60 + 31 + 31 + 24 * 60) })
  expect(later.conversationId).toBe(conversationId) // still open: no judge ran
})

test('after the window a message begins a new conversation', async () => {
  const shop = await openShop(sql)
  const first = await write(shop, 'Where is my order?')
  await answer(shop, first.conversationId, ANSWER)
  await judgeInactive(sql, minutesLater(30))
  const within = await write(shop, 'One more', { now: minutesLater(30 + 24 * 60) })
  expect(within.conversationId).toBe(first.conversationId)
  await answer(shop, first.conversationId, ANSWER, minutesLater(30 + 24 * 60))
  await judgeInactive(sql, minutesLater(60 + 24 * 60))
  const beyond = await write(shop, 'And another', {
    conversationId: first.conversationId,
    now: minutesLater(61 + 48 * 60),
  })
  expect(beyond.conversationId).not.toBe(first.conversationId)
})

test('who only greeted is asked once and then given up, without a resolution', async () => {
  const shop = await openShop(sql)
  const { conversationId } = await write(shop, 'Hi')
  await answer(shop, conversationId, SMALLTALK)
  await judgeInactive(sql, minutesLater(30))
  const [, , followUp] = await said(shop, conversationId)
  expect(followUp).toMatchObject({ author: 'agent', kind: 'follow-up' })
  expect((await stateOf(shop, conversationId)).conversation.status).toBe('open')
  await judgeInactive(sql, minutesLater(60))
  const { conversation, episode } = await stateOf(shop, conversationId)
  expect([conversation.status, episode.outcome]).toEqual(['closed', 'abandoned'])
  expect(await eventKinds(shop)).toEqual(['Started 1'])
})

test('an offered handoff escalates when the shopper confirms it, not before', async () => {
  const shop = await openShop(sql)
  const { conversationId } = await write(shop, 'Do you ship to the moon?')
  await answer(shop, conversationId, OFFER)
  expect(await eventKinds(shop)).toEqual(['Started 1'])
  const complete = () =>
    inAccount(sql, shop.accountId, (tx) =>
      completeHandoff(tx, shop.accountId, conversationId, { now: minutesLater(1) }),
    )
  expect(await complete()).toBe('handed-off')
  expect(await complete()).toBe('already-routed')
  const events = await recordedEvents(shop)
  expect(events.at(-1)?.properties).toEqual({
    'Conversation ID': conversationId,
    Channel: 'web-chat',
    'Escalation Reason': 'knowledge_gap',
    'Escalation Category': null,
    Skill: 'general_qa',
    Tags: [],
    Episode: 1,
    'Caused By': 'shopper',
  })
  expect(events).toHaveLength(2)
})

describe('handoff and reply in one turn', () => {
  test('is one transaction: the words, the status and the event', async () => {
    const shop = await openShop(sql)
    const { conversationId } = await write(shop, 'I will sue you')
    await answer(shop, conversationId, HAND_OFF)
    const lines = await said(shop, conversationId)
    expect(lines.map(({ author, kind }) => `${author} ${kind}`)).toEqual([
      'shopper message',
      'agent handoff',
      'system notice',
    ])
    expect((await stateOf(shop, conversationId)).conversation.status).toBe('routed-to-team')
    const [started, escalated] = await recordedEvents(shop)
    expect(started?.properties).toMatchObject({ 'Initial Skill': null })
    expect(escalated?.properties).toMatchObject({
      'Escalation Reason': 'rule:Legal threats',
      'Escalation Category': 'escalation-rule',
      Tags: ['legal'],
      'Caused By': 'rule:Legal threats',
    })
  })
})

test('what a recommendation shows is in its event, ready to be shown again', async () => {
  const shop = await openShop(sql)
  const { conversationId } = await write(shop, 'Something blue')
  await answer(shop, conversationId, RECOMMENDATION)
  const event = (await recordedEvents(shop)).at(-1)
  expect(event?.uniqueId).toBe(`${conversationId}:1:1:recommended`)
  expect(event?.properties).toMatchObject({
    Products: ['mug-blue', 'scarf'],
    'Product Names': ['Blue mug', 'Wool scarf'],
    'Caused By': 'skill:product_recommendations',
    $extra: {
      items: [
        { product_id: 'mug-blue', sku: 'MUG-B', price: 14.5, currency: 'EUR', rank: 1 },
        { product_id: 'scarf', image_url: null },
      ],
    },
  })
})

test('a channel that is off takes and records nothing', async () => {
  const shop = await openShop(sql)
  const shopper = { profileId: shop.profileId, address: '+4930901820', verifiedBy: null }
  await expect(write(shop, 'Hi', { channel: 'sms', shopper })).rejects.toMatchObject({
    status: 409,
    details: [{ code: 'channel_off' }],
  })
  const rows = await readInAccount(sql, shop.accountId, (tx) => tx`select from conversations`)
  expect(rows).toHaveLength(0)
})
