import type { Tx } from '../platform/sql.ts'
import { shardOf } from '../profile/shard.ts'
import { logAnswer } from './answers.sql.ts'
import { applyDecision } from './apply-decision.action.ts'
import { type Conversation, isTurnDue } from './conversation.ts'
import { lockConversation } from './conversations.sql.ts'
import { takeTurn } from './decide-turn.ts'
import { channelSettings } from './settings.sql.ts'
import { setAgentTags } from './tags.sql.ts'
import type { ClaimedTurn, TurnOutcome } from './turn-outcome.ts'
import { insertTurn } from './turns.sql.ts'

/** Tags of one turn; more would be noise. */
const TURN_TAGS_MAX = 5

export type TurnCommit =
  /** The reply is in the transcript, and everything that goes with it. */
  | 'committed'
  /** The shopper wrote more, or another process answered: claim again. */
  | 'stale'
  /** The team speaks now, or the conversation has ended: the reply must not be said. */
  | 'taken-over'

/**
 * Write what the agent decided, unless it was overtaken: reply, trace, tags, status, episode and
 * the events, all in this transaction and under the row lock. Nothing is written otherwise.
 *
 * @throws LostRace when the shopper's profile was merged meanwhile: see `retryLostRaces`
 */
export async function commitTurn(
  tx: Tx,
  claimed: ClaimedTurn,
  outcome: TurnOutcome,
  now: Date,
): Promise<TurnCommit> {
  const { accountId, conversationId } = claimed
  const [found, settings] = await Promise.all([
    lockConversation(tx, accountId, conversationId),
    channelSettings(tx, accountId, claimed.channel),
  ])
  const verdict = overtaken(found, claimed)
  if (verdict !== undefined) return verdict
  if (!found?.episode) return 'taken-over'
  const { conversation, episode } = found
  const decision = takeTurn({ conversation, episode }, settings, outcome, now)
  const tags = outcome.tags.slice(0, TURN_TAGS_MAX)
  const replyPosition = firstReplyPosition(conversation.lastPosition, decision.lines)
  // In one packet; the events of the decision carry the tags, which are written before.
  await Promise.all([
    tags.length > 0 &&
      setAgentTags(tx, accountId, conversationId, { tags, episode: episode.episode, now }),
    insertTurn(tx, accountId, {
      conversationId,
      turn: decision.conversation.turns,
      episode: episode.episode,
      readUpTo: claimed.readUpTo,
      replyPosition,
      outcome,
      now,
    }),
    applyDecision(tx, accountId, decision, now),
  ])
  if (replyPosition !== null) {
    const { profileId, channel } = conversation
    await logAnswer(tx, accountId, {
      profileId,
      shard: shardOf(profileId),
      conversationId,
      channel,
      turn: decision.conversation.turns,
      at: now,
    })
  }
  return 'committed'
}

function overtaken(
  found: Conversation | undefined,
  claimed: ClaimedTurn,
): Exclude<TurnCommit, 'committed'> | undefined {
  if (!found || found.conversation.status !== 'open') return 'taken-over'
  const { conversation } = found
  const isNewer = conversation.lastShopperPosition !== claimed.readUpTo
  return isNewer || !isTurnDue(conversation) ? 'stale' : undefined
}

function firstReplyPosition(before: number, lines: readonly { kind: string }[]): number | null {
  const [first] = lines
  return first === undefined || first.kind === 'notice' ? null : before + 1
}
