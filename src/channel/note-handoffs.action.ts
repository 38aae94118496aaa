import { findConversation } from '../conversation/conversations.sql.ts'
import { readLines } from '../conversation/lines.sql.ts'
import { tagsOfEpisode } from '../conversation/tags.sql.ts'
import { newUlidUuid } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import type { Tx } from '../platform/sql.ts'
import { profileById } from '../profile/profiles.sql.ts'
import {
  type Destination,
  type Escalated,
  insertHandoffDelivery,
} from './handoff-deliveries.sql.ts'
import { SEND_HANDOFF } from './handoff-jobs.ts'
import { handoffPayload } from './handoff-payload.ts'
import { findHandoffSettings } from './handoff-settings.sql.ts'

/** Lines of a transcript that travel; the newest count. */
const LINES_MAX = 200

/** A conversation was handed off: note where it has to go, and wake who brings it there. */
export async function noteHandoff(tx: Tx, escalated: Escalated): Promise<void> {
  const { accountId, properties } = escalated
  const settings = await findHandoffSettings(tx, accountId)
  const destinations: Destination[] = [
    ...(settings.webhookUrl === null ? [] : (['webhook'] as const)),
    ...(settings.deskAddress === null ? [] : (['email'] as const)),
  ]
  const conversationId = textOf(properties['Conversation ID'])
  if (destinations.length === 0 || conversationId === null) return
  const payload = await payloadOf(tx, conversationId, escalated)
  if (!payload) return
  const cause = `${conversationId} ${String(properties['Episode'])}`
  for (const destination of destinations) {
    const deliveryId = newUlidUuid(escalated.occurredAt)
    const row = { accountId, deliveryId, destination, cause, conversationId, payload }
    const isNew = await insertHandoffDelivery(tx, { ...row, createdAt: escalated.occurredAt })
    if (isNew) await enqueue(tx, SEND_HANDOFF, { accountId, deliveryId })
  }
}

async function payloadOf(
  tx: Tx,
  conversationId: string,
  { accountId, profileId, occurredAt, properties }: Escalated,
): Promise<Record<string, unknown> | undefined> {
  const found = await findConversation(tx, accountId, conversationId)
  if (!found) return undefined
  const { conversation } = found
  const episode = Number(properties['Episode']) || conversation.episode
  const after = Math.max(0, conversation.lastPosition - LINES_MAX)
  const [lines, tags, profile] = await Promise.all([
    readLines(tx, accountId, conversationId, after, LINES_MAX),
    tagsOfEpisode(tx, accountId, conversationId, episode),
    profileById(tx, accountId, profileId),
  ])
  const name = [profile?.first_name, profile?.last_name].filter((part) => part).join(' ')
  return handoffPayload({
    accountId,
    conversation,
    shopper: {
      profileId,
      email: profile?.email ?? (conversation.channel === 'email' ? conversation.address : null),
      phoneNumber: profile?.phone_number ?? null,
      name: name === '' ? null : name,
    },
    lines,
    tags,
    episode,
    reason: textOf(properties['Escalation Reason']) ?? 'unknown',
    category: textOf(properties['Escalation Category']),
    skill: textOf(properties['Skill']),
    occurredAt,
  })
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
