import { type Actor, recordAudit } from '../account/audit.sql.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { conflict, notFound, type Problem, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { type Campaign, type CampaignMessage, isEditable, isRunning, leadOf } from './campaign.ts'
import { messagesOfCampaigns } from './campaign-messages.sql.ts'
import { lockCampaign } from './campaigns.sql.ts'

/** Who changes campaigns, and when. */
export interface Editing {
  actor: Actor
  now: Date
  wallNow: Date
  /** As the caller sees us: pictures that go along with texts are found there. */
  origin: string
}

export function editingOf({
  caller,
  now,
  wallNow,
  origin,
}: Omit<Editing, 'actor'> & { caller: Actor }): Editing {
  return { actor: caller, now, wallNow, origin }
}

/** Of campaigns, and of what they are made of. */
export function newId(now: Date): string {
  return ulidOf(newUlidUuid(now))
}

/** A campaign with its messages in their order. */
export interface WholeCampaign {
  campaign: Campaign
  messages: CampaignMessage[]
}

/** Nobody else changes it, or sends it, until the transaction ends. @throws Problem 404 */
export async function locked(
  tx: Tx,
  accountId: string,
  campaignId: string,
): Promise<WholeCampaign> {
  const campaign = await lockCampaign(tx, accountId, campaignId)
  if (!campaign) throw notFound('campaign', campaignId)
  return { campaign, messages: await messagesOfCampaigns(tx, accountId, [campaignId]) }
}

/** The same of one of its messages. @throws Problem 404 */
export async function lockedMessage(
  tx: Tx,
  accountId: string,
  { messageId, campaignId }: Pick<CampaignMessage, 'messageId' | 'campaignId'>,
): Promise<WholeCampaign & { message: CampaignMessage }> {
  const whole = await locked(tx, accountId, campaignId)
  const message = whole.messages.find((one) => one.messageId === messageId)
  if (!message) throw notFound('campaign-message', messageId)
  return { ...whole, message }
}

/** @throws Problem 409 when one of the messages is not to be changed any more */
export function refuseUneditable(messages: readonly CampaignMessage[]): void {
  const late = messages.find((message) => !isEditable(message))
  if (late) throw tooLate(late)
}

export function tooLate({ status }: Pick<CampaignMessage, 'status'>): Problem {
  return conflict(
    'campaign_not_editable',
    `The campaign is ${quote(status)}; drafts and scheduled campaigns can be changed.`,
    'Clone it, and change the clone.',
  )
}

/** @throws Problem 409 when somebody may get one of the messages, or got it */
export function refuseUsed(messages: readonly CampaignMessage[]): void {
  const used = messages.filter((one) => isRunning(one.status) || one.released > 0)
  const first = leadOf(used)
  if (!first) return
  throw conflict(
    'campaign_sent',
    `The campaign is ${quote(first.status)}; only those that nobody got are deleted.`,
    isRunning(first.status) ? 'Cancel or revert its send job first.' : 'Archive it instead.',
  )
}

export async function note(
  tx: Tx,
  { actor, wallNow }: Editing,
  action:
    | 'campaign.created'
    | 'campaign.changed'
    | 'campaign.deleted'
    | 'campaign.sent'
    | 'campaign.cancelled',
  { name }: Pick<Campaign, 'name'>,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await recordAudit(tx, actor, wallNow, { action, subject: name, detail })
}
