import { findMember } from '../account/members.sql.ts'
import { invalid, notFound, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { applyDecision } from './apply-decision.action.ts'
import type { Conversation, ConversationState, Decision } from './conversation.ts'
import { lockConversation, notifyConversation, saveConversation } from './conversations.sql.ts'
import type { Teammate } from './decide-team.ts'
import * as decide from './decide-team.ts'
import { lineWithExternalId } from './lines.sql.ts'
import { channelSettings } from './settings.sql.ts'
import { setTeammateTags } from './tags.sql.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What a teammate's action left behind. */
export interface TeamResult {
  conversation: ConversationState
  /** False: it was so already. */
  isChanged: boolean
}

/**
 * A teammate speaks from now on; a reply that the agent is thinking about is dropped. Escalates an
 * episode that was not handed off before, with the reason `human_takeover`.
 *
 * @throws Problem 404 when there is no such conversation, as do all of these
 */
export function takeOver(
  tx: Tx,
  accountId: string,
  conversationId: string,
  by: Teammate,
  now: Date,
): Promise<TeamResult> {
  return change(tx, accountId, conversationId, now, async (found) =>
    decide.takeOver(found, by, now),
  )
}

/** The agent speaks again, also about what the shopper has written and nobody answered. */
export function returnToAgent(
  tx: Tx,
  accountId: string,
  conversationId: string,
  by: Teammate,
  now: Date,
): Promise<TeamResult> {
  return change(tx, accountId, conversationId, now, async (found) => {
    const settings = await channelSettings(tx, accountId, found.conversation.channel)
    return decide.giveBack(found, by, settings, now)
  })
}

/**
 * A teammate writes to the shopper, which takes the conversation over; or, as a note, to the team
 * alone. A message with a known external id changes nothing.
 */
export async function postTeammateMessage(
  tx: Tx,
  accountId: string,
  conversationId: string,
  message: { by: Teammate; text: string; isNote?: boolean; externalId?: string; now: Date },
): Promise<TeamResult> {
  const { by, text, now } = message
  return change(tx, accountId, conversationId, now, async (found) => {
    if (message.isNote) return decide.teammateNotes(found, by, text, now)
    const externalId = message.externalId ?? null
    const { channel } = found.conversation
    const isKnown =
      externalId !== null && (await lineWithExternalId(tx, accountId, channel, externalId))
    if (isKnown) return { ...found, lines: [], events: [] }
    return decide.teammateSays(found, by, { text, externalId }, now)
  })
}

/**
 * Whose task the conversation is; null for nobody's.
 * @throws Problem 400 when the person is no member of the account
 */
export function assign(
  tx: Tx,
  accountId: string,
  conversationId: string,
  assigneeId: string | null,
  now: Date,
): Promise<TeamResult> {
  return change(tx, accountId, conversationId, now, async (found) => {
    const isId = assigneeId !== null && UUID.test(assigneeId)
    const member =
      assigneeId === null ? null : isId ? await findMember(tx, accountId, assigneeId) : undefined
    if (member === undefined) {
      throw invalid(
        '/data/attributes/assignee_id',
        `${quote(assigneeId)} is not the id of a member of this account.`,
        'Choose one of GET /api/x/members.',
      )
    }
    return decide.assignTo(found, member, now)
  })
}

/** End the conversation without a resolution. An episode that has no outcome yet is `closed`. */
export function close(
  tx: Tx,
  accountId: string,
  conversationId: string,
  by: Teammate,
  now: Date,
): Promise<TeamResult> {
  return change(tx, accountId, conversationId, now, async (found) => decide.closeBy(found, by, now))
}

/** Hide it from the inbox until then, or until the shopper writes; null shows it again. */
export function snooze(
  tx: Tx,
  accountId: string,
  conversationId: string,
  until: Date | null,
  now: Date,
): Promise<TeamResult> {
  return change(tx, accountId, conversationId, now, async (found) =>
    decide.snoozeUntil(found, until),
  )
}

/** The tags as a person wants them; the agent adds none that were taken off here. */
export async function setTags(
  tx: Tx,
  accountId: string,
  conversationId: string,
  { tags, by, now }: { tags: readonly string[]; by: Teammate; now: Date },
): Promise<TeamResult> {
  const { conversation } = await existing(tx, accountId, conversationId)
  const { episode } = conversation
  await setTeammateTags(tx, accountId, conversationId, { tags, by: by.name, episode, now })
  await saveConversation(tx, accountId, conversation, now)
  await notifyConversation(tx, accountId, conversationId)
  return { conversation, isChanged: true }
}

/** The team has read up to a position; a smaller one marks it unread again. */
export async function markRead(
  tx: Tx,
  accountId: string,
  conversationId: string,
  upTo: number,
  now: Date,
): Promise<TeamResult> {
  const { conversation } = await existing(tx, accountId, conversationId)
  const teamReadPosition = Math.max(0, Math.min(upTo, conversation.lastPosition))
  const after = { ...conversation, teamReadPosition }
  if (teamReadPosition === conversation.teamReadPosition) {
    return { conversation, isChanged: false }
  }
  await saveConversation(tx, accountId, after, now)
  await notifyConversation(tx, accountId, conversationId)
  return { conversation: after, isChanged: true }
}

async function change(
  tx: Tx,
  accountId: string,
  conversationId: string,
  now: Date,
  decideFor: (found: Conversation) => Promise<Decision>,
): Promise<TeamResult> {
  const found = await existing(tx, accountId, conversationId)
  const decision = await decideFor(found)
  const isChanged = decision.conversation !== found.conversation || decision.lines.length > 0
  if (isChanged) await applyDecision(tx, accountId, decision, now)
  return { conversation: decision.conversation, isChanged }
}

async function existing(tx: Tx, accountId: string, conversationId: string): Promise<Conversation> {
  const found = await lockConversation(tx, accountId, conversationId)
  if (!found) throw notFound('conversation', conversationId)
  return found
}
