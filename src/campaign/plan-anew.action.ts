import { invalid, type Problem } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { type CampaignMessage, isRunning } from './campaign.ts'
import { dropRecipients } from './recipients.sql.ts'
import { isOver, planOf } from './send-plan.ts'

/**
 * A message after its time or audience changed: recipients that were determined are determined again.
 * @throws Problem 400 when its time has passed
 */
export async function replanned(
  tx: Tx,
  accountId: string,
  message: CampaignMessage,
  now: Date,
): Promise<CampaignMessage> {
  if (!isRunning(message.status)) return message
  if (isOver(message.strategy, now)) throw isPast()
  await dropRecipients(tx, accountId, message.messageId)
  return { ...message, ...freshRun(message, now) }
}

/** Where a run begins. */
export function freshRun(message: CampaignMessage, now: Date): Partial<CampaignMessage> {
  const plan = planOf(message.strategy, now)
  const isEarly = message.recipientsWhen === 'at-schedule'
  return {
    status: plan.sendAt > now ? 'Scheduled' : 'Preparing to send',
    resolveAt: isEarly ? now : plan.resolveAt,
    sendAt: plan.sendAt,
    ...NOT_RESOLVED,
    released: 0,
    winnerId: null,
    winnerAt: null,
    isPaused: false,
    hold: null,
    activeAt: now,
  }
}

/** Nobody is determined yet. */
export const NOT_RESOLVED = {
  resolvedAt: null,
  resolveAfter: null,
  recipients: 0,
  unreachable: 0,
  excluded: 0,
} as const satisfies Partial<CampaignMessage>

export function isPast(pointer = '/data/attributes/send_strategy'): Problem {
  return invalid(
    pointer,
    'The time at which the campaign is to be sent has passed.',
    'Choose a time to come, or send it immediately.',
  )
}
