import { setTimeout as pause } from 'node:timers/promises'
import type { Actor } from '../account/audit.sql.ts'
import { respondLive } from '../agent/live-response.action.ts'
import type { TurnRunner } from '../agent/turn-runner.action.ts'
import { AGENT_METRIC_NAMES } from '../contract/metric-names.ts'
import { closeConversation, teammateOf } from '../conversation/audited-team.action.ts'
import { findConversation } from '../conversation/conversations.sql.ts'
import { setTags } from '../conversation/team.action.ts'
import type { TurnOutcome } from '../conversation/turn-outcome.ts'
import { inAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { eventAt, followersBeyond, type LoggedAt } from './test-conversation.sql.ts'

/** What marks such a conversation in the inbox. */
export const TEST_TAG = 'test'

/** Followers that have not read the event until then are shown as waiting. */
const FOLLOWED_WITHIN_MS = 10_000
const LOOK_EVERY_MS = 10

export interface TestServices {
  sql: Sql
  turns: TurnRunner
  /** Names of everything that reads the log of events. */
  eventFollowers: readonly string[]
}

export interface TestConversation {
  conversationId: string
  /** Null: the agent said nothing. */
  outcome: TurnOutcome | null
  /** The Started event; undefined when none was recorded. */
  event: LoggedAt | undefined
  /** Milliseconds since the message was sent. */
  storedMs: number
  answeredMs: number
  recordedMs: number | null
  /** Null: not within FOLLOWED_WITHIN_MS. */
  followedMs: ReadonlyMap<string, number | null>
}

/**
 * Hold a real conversation on web chat as a shopper nobody knows, and watch its Started event on
 * the whole road. The conversation counts as any other; at the end it is tagged and closed, so that
 * it neither waits in the inbox nor becomes a resolution.
 *
 * @throws Problem 409 when the agent or web chat is off
 */
export async function holdTestConversation(
  { sql, turns, eventFollowers }: TestServices,
  test: { caller: Actor; text: string; now: Date; wallNow: Date; signal: AbortSignal },
): Promise<TestConversation> {
  const { caller, text, now, wallNow, signal } = test
  const { accountId } = caller
  const startedMs = performance.now()
  const elapsedMs = () => Math.round((performance.now() - startedMs) * 10) / 10
  let storedMs = 0
  const { conversationId, outcome } = await respondLive(
    { sql, turns, onStored: () => (storedMs = elapsedMs()) },
    { accountId, channel: 'web-chat', conversationId: null, text, customer: null, now },
  )
  const answeredMs = elapsedMs()
  const event = await startedEvent(sql, accountId, conversationId)
  const recordedMs = event ? elapsedMs() : null
  const followedMs = await followed({ sql, accountId, eventFollowers, event, elapsedMs, signal })
  await inAccount(sql, accountId, async (tx) => {
    const by = teammateOf(caller)
    await setTags(tx, accountId, conversationId, { tags: [TEST_TAG], by, now })
    await closeConversation(tx, { caller, now, wallNow }, conversationId)
  })
  return { conversationId, outcome, event, storedMs, answeredMs, recordedMs, followedMs }
}

function startedEvent(sql: Sql, accountId: string, conversationId: string) {
  return readInAccount(sql, accountId, async (tx) => {
    const found = await findConversation(tx, accountId, conversationId)
    if (!found) return undefined
    return eventAt(tx, accountId, {
      profileId: found.conversation.profileId,
      metricName: AGENT_METRIC_NAMES.started.en,
      uniqueId: `${conversationId}:${found.conversation.episode}:started`,
    })
  })
}

/** Look until every follower is beyond the event, or the time is over. */
async function followed(watch: {
  sql: Sql
  accountId: string
  eventFollowers: readonly string[]
  event: LoggedAt | undefined
  elapsedMs: () => number
  signal: AbortSignal
}): Promise<Map<string, number | null>> {
  const { sql, accountId, eventFollowers, event, elapsedMs, signal } = watch
  const seen = new Map<string, number | null>(eventFollowers.map((name) => [name, null]))
  if (!event) return seen
  const untilMs = elapsedMs() + FOLLOWED_WITHIN_MS
  for (;;) {
    const waiting = eventFollowers.filter((name) => seen.get(name) === null)
    const beyond = await readInAccount(sql, accountId, (tx) => followersBeyond(tx, event, waiting))
    for (const name of beyond) seen.set(name, elapsedMs())
    if (beyond.length === waiting.length || elapsedMs() > untilMs || signal.aborted) return seen
    await pause(LOOK_EVERY_MS)
  }
}
