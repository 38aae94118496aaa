import { notifyFollowers } from '../event/events.sql.ts'
import { recordEvents } from '../event/record-events.action.ts'
import { invalid, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { eventOf } from './agent-events.ts'
import type { AgentEvent, ConversationState, Decision, EpisodeState } from './conversation.ts'
import { notifyConversation, saveConversation, saveEpisode } from './conversations.sql.ts'
import { insertLines, insertWords, textAt } from './lines.sql.ts'
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
  await saveConversation(tx, accountId, conversation, now)
  if (episode) await saveEpisode(tx, accountId, conversation.conversationId, episode)
  if (lines.length > 0) {
    await insertLines(tx, accountId, conversation, lines, now)
    const words = lines.filter((one) => one.kind !== 'notice').map((one) => one.text)
    const found = searchWords(words.join(' '))
    if (found.length > 0) await insertWords(tx, accountId, conversation.conversationId, found)
  }
  if (episode && events.length > 0) {
    await recordAgentEvents(tx, accountId, { conversation, episode, events }, now)
  }
  await notifyConversation(tx, accountId, conversation.conversationId)
}

async function recordAgentEvents(
  tx: Tx,
  accountId: string,
  about: { conversation: ConversationState; episode: EpisodeState; events: AgentEvent[] },
  now: Date,
): Promise<void> {
  const { conversation, episode, events } = about
  const { conversationId } = conversation
  const [tags, firstMessage, mode] = await Promise.all([
    tagsOfEpisode(tx, accountId, conversationId, episode.episode),
    textAt(tx, accountId, conversationId, episode.firstPosition),
    firstMessageMode(tx, accountId),
  ])
  const context = {
    conversation,
    episode,
    tags,
    firstMessage: firstMessage ?? null,
    firstMessageMode: mode,
  }
  const rows = events.map((event) => eventOf(event, context))
  const { profiles } = await recordEvents(tx, accountId, rows, now)
  const refused = profiles.find((one) => one.outcome === 'refused')
  if (refused) throw lostProfile(conversation.profileId)
  await notifyFollowers(tx)
}

/** The person was erased while somebody talked: what happens now cannot be about them. */
function lostProfile(profileId: string) {
  return invalid(
    '/data',
    `The profile ${quote(profileId)} of this conversation does not exist any more.`,
    'Begin a new conversation.',
  )
}
