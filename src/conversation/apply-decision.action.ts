import { recordEvents } from '../event/record-events.action.ts'
import { eventLog } from '../platform/event-log.ts'
import { notifyFollowers } from '../platform/follower.ts'
import { invalid, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { type EventContext, eventOf } from './agent-events.ts'
import type { ConversationState, Decision, EpisodeState } from './conversation.ts'
import { notifyConversation, saveConversation, saveEpisode } from './conversations.sql.ts'
import { insertLines, insertWords, textAt } from './lines.sql.ts'
import { noteOpenProblem } from './note-open-problem.action.ts'
import { searchWords } from './search-words.ts'
import { firstMessageMode } from './settings.sql.ts'
import { tagsOfEpisode } from './tags.sql.ts'

/**
 * Write what was decided about a conversation that this transaction has locked: its rows, the new
 * lines, and the events, which are in the log exactly when the change is. Tags must be written
 * before, because events carry them.
 *
 * @throws LostRace when the profile was merged meanwhile: run the whole transaction again
 */
export async function applyDecision(
  tx: Tx,
  accountId: string,
  decision: Decision,
  now: Date,
): Promise<void> {
  const { conversation, episode, lines, events } = decision
  const { conversationId } = conversation
  const said = lines.filter((one) => one.kind !== 'notice').map((one) => one.text)
  const words = searchWords(said.join(' '))
  // In one packet; the server runs them in this order.
  const [, , , , context] = await Promise.all([
    saveConversation(tx, accountId, conversation, now),
    episode && saveEpisode(tx, accountId, conversationId, episode),
    lines.length > 0 && insertLines(tx, accountId, conversation, lines, now),
    words.length > 0 && insertWords(tx, accountId, conversationId, words),
    episode && events.length > 0 && contextOf(tx, accountId, conversation, episode),
    notifyConversation(tx, accountId, conversationId),
    // It is heard when the transaction ends, so it may be said before the events are written.
    events.length > 0 && notifyFollowers(tx, [eventLog]),
    noteOpenProblem(tx, accountId, conversation, now),
  ])
  if (!context) return
  const rows = events.map((event) => eventOf(event, context))
  const { profiles } = await recordEvents(tx, accountId, rows, now)
  const refused = profiles.find((one) => one.outcome === 'refused')
  if (refused) throw lostProfile(conversation.profileId)
}

async function contextOf(
  tx: Tx,
  accountId: string,
  conversation: ConversationState,
  episode: EpisodeState,
): Promise<EventContext> {
  const { conversationId } = conversation
  const [tags, firstMessage, mode] = await Promise.all([
    tagsOfEpisode(tx, accountId, conversationId, episode.episode),
    textAt(tx, accountId, conversationId, episode.firstPosition),
    firstMessageMode(tx, accountId),
  ])
  return {
    conversation,
    episode,
    tags,
    firstMessage: firstMessage ?? null,
    firstMessageMode: mode,
  }
}

/** The person was erased while somebody talked: what happens now cannot be about them. */
function lostProfile(profileId: string) {
  return invalid(
    '/data',
    `The profile ${quote(profileId)} of this conversation does not exist any more.`,
    'Begin a new conversation.',
  )
}
