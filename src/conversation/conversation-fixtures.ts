import { randomUUID } from 'node:crypto'
import { createRawAccount } from '../../test/raw-events.ts'
import { shortId } from '../platform/id.ts'
import { inAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import { claimTurn } from './claim-turn.action.ts'
import { commitTurn, type TurnCommit } from './commit-turn.action.ts'
import {
  type MessageReceipt,
  type ReceivedMessage,
  receiveMessage,
} from './receive-message.action.ts'
import type { ShownProduct, TurnAction, TurnOutcome, TurnTrace } from './turn-outcome.ts'

/** When the conversations of tests begin. */
export const NOON = new Date('2026-03-02T12:00:00Z')

export function minutesLater(minutes: number, from = NOON): Date {
  return new Date(from.getTime() + minutes * 60_000)
}

export const MUG: ShownProduct = {
  productId: 'mug-blue',
  variantId: 'mug-blue-m',
  sku: 'MUG-B',
  title: 'Blue mug',
  url: 'https://shop.test/mug',
  imageUrl: 'https://shop.test/mug.png',
  price: 14.5,
  currency: 'EUR',
  rank: 1,
  reason: 'Blue, and under 20 €',
}

export const SCARF: ShownProduct = {
  ...MUG,
  productId: 'scarf',
  variantId: null,
  sku: null,
  title: 'Wool scarf',
  url: 'https://shop.test/scarf',
  imageUrl: null,
  rank: 2,
  reason: null,
}

const TRACE: TurnTrace = {
  brain: 'offline',
  rule: null,
  skill: null,
  runnerUp: null,
  tools: [],
  passages: [],
  steps: [],
  tookMs: 12,
  tokens: null,
  fallback: null,
}

export function outcome(action: TurnAction, changes: Partial<TurnOutcome> = {}): TurnOutcome {
  return {
    action,
    skill: 'order_tracking',
    language: 'en',
    tags: [],
    trace: TRACE,
    knowledgeGap: null,
    memory: {},
    ...changes,
  }
}

export function reply(text: string, changes: Partial<TurnOutcome> = {}): TurnOutcome {
  return outcome({ kind: 'reply', text, products: [], quickReplies: [] }, changes)
}

export const ANSWER = reply('Your parcel is on its way.', { tags: ['shipping'] })
export const SMALLTALK = reply('Hello! How can I help?', { skill: 'smalltalk' })
export const ASK = reply('What is your order number?')
export const GAP = reply('I do not know that.', {
  skill: 'general_qa',
  knowledgeGap: 'Do you ship to the moon',
})
export const RECOMMENDATION = outcome(
  {
    kind: 'reply',
    text: 'These may suit you.',
    products: [MUG, SCARF],
    quickReplies: ['Show more'],
  },
  { skill: 'product_recommendations' },
)
export const OFFER = outcome(
  {
    kind: 'offer-handoff',
    text: 'I do not know that. Shall a colleague help?',
    reason: 'knowledge_gap',
    category: null,
  },
  { skill: 'general_qa', knowledgeGap: 'Do you ship to the moon' },
)
export const HAND_OFF = outcome(
  {
    kind: 'hand-off',
    mode: 'hard',
    text: 'A colleague will take over.',
    reason: 'rule:Legal threats',
    category: 'escalation-rule',
    ruleId: 'r1',
  },
  { skill: null, tags: ['legal'] },
)
export const THANKS = outcome(
  { kind: 'resolve', text: 'Glad to help!', resolutionType: 'confirmed' },
  { skill: 'smalltalk' },
)
export const SIGN_IN = outcome({
  kind: 'require-authentication',
  text: 'Please enter the code we sent you.',
  how: 'email-code',
})

/** A shop and a nameless shopper in it, on web chat. */
export async function openShop(sql: Sql, options: { isSandbox?: boolean } = {}) {
  const accountId = shortId()
  await createRawAccount(sql, { id: accountId, createdAt: NOON, ...options }, [], [])
  const profileId = await newShopper(sql, accountId)
  return { sql, accountId, profileId }
}

export type Shop = Awaited<ReturnType<typeof openShop>>

export async function newShopper(sql: Sql, accountId: string): Promise<string> {
  const [shopper] = await inAccount(sql, accountId, (tx) =>
    upsertProfiles(
      tx,
      accountId,
      [
        {
          identifiers: { anonymous_id: randomUUID() },
          fields: {},
          identifierRule: 'add',
          onConflict: 'prefer-first',
        },
      ],
      NOON,
    ),
  )
  if (!shopper || shopper.outcome === 'refused') throw new Error('no shopper')
  return shopper.profileId
}

export function write(
  { sql, accountId, profileId }: Shop,
  text: string,
  more: Partial<ReceivedMessage> = {},
): Promise<MessageReceipt> {
  return inAccount(sql, accountId, (tx) =>
    receiveMessage(tx, accountId, {
      channel: 'web-chat',
      shopper: { profileId, address: null, verifiedBy: null },
      text,
      now: NOON,
      ...more,
    }),
  )
}

/** The agent reads what there is and answers with this, in two transactions as in life. */
export async function answer(
  { sql, accountId }: Shop,
  conversationId: string,
  with_: TurnOutcome,
  now = NOON,
): Promise<TurnCommit | 'nothing-due'> {
  const claimed = await inAccount(sql, accountId, (tx) => claimTurn(tx, accountId, conversationId))
  if (!claimed) return 'nothing-due'
  return inAccount(sql, accountId, (tx) => commitTurn(tx, claimed, with_, now))
}

export interface RecordedEvent {
  name: string
  profileId: string
  at: Date
  uniqueId: string
  properties: Record<string, unknown>
}

/** All events of the agent's metrics, in the order in which they were recorded. */
export function recordedEvents({ sql, accountId }: Shop): Promise<RecordedEvent[]> {
  return readInAccount(
    sql,
    accountId,
    (tx) => tx<RecordedEvent[]>`
      select m.name, e.profile_id as "profileId", e.occurred_at as at, e.unique_id as "uniqueId",
             e.properties
      from events e
      join metrics m using (account_id, metric_id)
      where e.account_id = ${accountId}
        and m.integration_key = 'customer-agent'
      order by e.event_id`,
  )
}

/** The last word of each metric's name, or `Recommendation`: short enough to compare. */
export async function eventKinds(shop: Shop): Promise<string[]> {
  const events = await recordedEvents(shop)
  return events.map(({ name, properties }) => {
    const kind = /Started|Resolved|Escalated|Recommendation/.exec(name)?.[0] ?? name
    return `${kind} ${String(properties['Episode'])}`
  })
}
