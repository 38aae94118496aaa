import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { inAccount, readInAccount } from '../platform/sql.ts'
import {
  ANSWER,
  ASK,
  answer,
  GAP,
  HAND_OFF,
  minutesLater,
  OFFER,
  openShop,
  RECOMMENDATION,
  recordedEvents,
  type Shop,
  SIGN_IN,
  SMALLTALK,
  THANKS,
  write,
} from './conversation-fixtures.ts'
import { completeHandoff } from './hand-off.action.ts'
import { settleConversations } from './judge-inactive.action.ts'
import { Reference, type Step, TURNS, type TurnKind } from './reference.fixture.ts'
import { close, postTeammateMessage, returnToAgent, takeOver } from './team.action.ts'
import type { TurnOutcome } from './turn-outcome.ts'

const RUNS = Number(process.env['REFERENCE_RUNS'] ?? 60)
const { sql } = await testDatabase()

const OUTCOMES: Record<TurnKind, TurnOutcome> = {
  answer: ANSWER,
  smalltalk: SMALLTALK,
  ask: ASK,
  gap: GAP,
  recommend: RECOMMENDATION,
  offer: OFFER,
  'hand-off': HAND_OFF,
  thanks: THANKS,
  'sign-in': SIGN_IN,
}

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Step>({ do: 'write' }) },
    {
      weight: 7,
      arbitrary: fc.constantFrom(...TURNS).map((turn): Step => ({ do: 'turn', turn })),
    },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom<'confirm' | 'take-over' | 'team-writes' | 'give-back' | 'close'>(
          'confirm',
          'take-over',
          'team-writes',
          'give-back',
          'close',
        )
        .map((what): Step => ({ do: what })),
    },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom(1, 29, 30, 31, 60, 61, 24 * 60, 25 * 60)
        .map((minutes): Step => ({ do: 'wait', minutes })),
    },
  ),
  { minLength: 1, maxLength: 14 },
)

/** Run whatever chance brings, so that no kind of event goes uncompared. */
const ALWAYS: [Step[]][] = [
  [[{ do: 'write' }, { do: 'turn', turn: 'recommend' }, { do: 'wait', minutes: 31 }]],
  [[{ do: 'write' }, { do: 'turn', turn: 'hand-off' }]],
]

async function take(shop: Shop, state: { id: string; minutes: number }, step: Step): Promise<void> {
  const { accountId } = shop
  const now = minutesLater(state.minutes)
  const by = { userId: null, name: 'Bo' }
  if (step.do === 'write') {
    state.id = (await write(shop, 'Hello', { now })).conversationId
    return
  }
  if (step.do === 'wait') {
    state.minutes += step.minutes
    await settleConversations(sql, accountId, minutesLater(state.minutes))
    return
  }
  if (state.id === '') return
  await inAccount(sql, accountId, async (tx): Promise<unknown> => {
    switch (step.do) {
      case 'write':
      case 'turn':
        return undefined
      case 'confirm':
        return completeHandoff(tx, accountId, state.id, { now })
      case 'take-over':
        return takeOver(tx, accountId, state.id, by, now)
      case 'team-writes':
        return postTeammateMessage(tx, accountId, state.id, { by, text: 'Hi', now })
      case 'give-back':
        return returnToAgent(tx, accountId, state.id, by, now)
      case 'close':
        return close(tx, accountId, state.id, by, now)
    }
  })
  if (step.do === 'turn') await answer(shop, state.id, OUTCOMES[step.turn], now)
}

interface Seen {
  conversations: { status: string; outcomes: string[] }[]
  events: string[]
}

async function seenIn(shop: Shop): Promise<Seen> {
  const rows = await readInAccount(
    sql,
    shop.accountId,
    (tx) => tx<{ id: string; status: string; outcomes: string[] }[]>`
      select c.conversation_id as id, c.status,
             array(
               select coalesce(e.outcome, 'none')
               from conversation_episodes e
               where e.account_id = c.account_id and e.conversation_id = c.conversation_id
               order by e.episode
             ) as outcomes
      from conversations c
      where c.account_id = ${shop.accountId}
      order by c.created_at`,
  )
  const number = new Map(rows.map(({ id }, at) => [id, at + 1]))
  const events = (await recordedEvents(shop)).map(({ name, properties }) => {
    const kind = /Started|Resolved|Escalated|Recommendation/.exec(name)?.[0]
    return `${kind} ${number.get(String(properties['Conversation ID']))}.${String(properties['Episode'])}`
  })
  return { conversations: rows.map(({ status, outcomes }) => ({ status, outcomes })), events }
}

test(`${RUNS} random histories end as the reference says, with the same events in the same order`, async () => {
  const outcomes = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const shop = await openShop(sql)
      const reference = new Reference()
      const state = { id: '', minutes: 0 }
      for (const step of history) {
        reference.step(step)
        await take(shop, state, step)
      }
      const seen = await seenIn(shop)
      expect(seen).toEqual({
        conversations: reference.conversations.map(({ status, episodes }) => ({
          status,
          outcomes: episodes.map((episode) => episode.outcome ?? 'none'),
        })),
        events: reference.events,
      })
      for (const event of seen.events) {
        const kind = event.split(' ')[0] ?? ''
        outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1)
      }
    }),
    { numRuns: RUNS, examples: ALWAYS },
  )
  // All four happened, so all four were compared.
  expect([...outcomes.keys()].toSorted()).toEqual([
    'Escalated',
    'Recommendation',
    'Resolved',
    'Started',
  ])
}, 300_000)
