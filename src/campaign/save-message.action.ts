import type { SendStrategy, TrackingOptions } from '../contract/campaigns.ts'
import { CAMPAIGN_MESSAGES_MAX } from '../contract/campaigns.ts'
import type { MessageChannel } from '../contract/messages.ts'
import { deleteContent } from '../message/message-contents.sql.ts'
import { conflict, invalid, notFound, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { audiencesByIds } from './audiences.sql.ts'
import { type Campaign, type CampaignMessage, NEW_MESSAGE } from './campaign.ts'
import {
  type Editing,
  locked,
  lockedMessage,
  newId,
  note,
  refuseUneditable,
  refuseUsed,
  type WholeCampaign,
} from './campaign-editing.action.ts'
import {
  deleteCampaignMessageRow,
  findCampaignMessage,
  saveCampaignMessage,
} from './campaign-messages.sql.ts'
import { replanned } from './plan-anew.action.ts'
import { dropRecipients } from './recipients.sql.ts'
import { refuseImpossible } from './refuse-impossible.action.ts'
import {
  addVariation,
  copyVariation,
  refreshContents,
  variationsOfMessage,
} from './save-variation.action.ts'
import type { Words, WordsAt } from './words.ts'

export interface NewMessage {
  audienceId: string
  label: string | null
  channel: MessageChannel
  strategy: SendStrategy
  hasSmartSending: boolean
  tracking: TrackingOptions
  /** At least one; the first is the message itself. */
  variations: readonly { words: Words; at: WordsAt }[]
}

/** One more message of a campaign. @throws Problem 400 for templates and pictures that do not exist; 409 */
export async function addMessage(
  tx: Tx,
  accountId: string,
  { campaign, messages }: WholeCampaign,
  { variations, ...wanted }: NewMessage,
  editing: Editing,
): Promise<CampaignMessage> {
  const message = newMessage(campaign, messages, wanted, editing.now)
  await saveCampaignMessage(tx, accountId, message)
  for (const [place, variation] of variations.entries()) {
    await addVariation(tx, accountId, { campaign, message }, { place, ...variation }, editing)
  }
  return message
}

type Wanted = Pick<CampaignMessage, 'audienceId'> & Partial<CampaignMessage>

/** @throws Problem 409 */
function newMessage(
  { campaignId }: Campaign,
  others: readonly CampaignMessage[],
  wanted: Wanted,
  now: Date,
): CampaignMessage {
  if (others.length >= CAMPAIGN_MESSAGES_MAX) {
    throw conflict('too_many_messages', `A campaign has at most ${CAMPAIGN_MESSAGES_MAX} messages.`)
  }
  return {
    ...NEW_MESSAGE,
    ...wanted,
    messageId: newId(now),
    campaignId,
    place: Math.max(-1, ...others.map((one) => one.place)) + 1,
    createdAt: now,
    updatedAt: now,
  }
}

/** One more message of a campaign that is there. @throws Problem 404, 400, 409 */
export function createMessage(
  sql: Sql,
  accountId: string,
  campaignId: string,
  wanted: NewMessage,
  editing: Editing,
): Promise<string> {
  return inAccount(sql, accountId, async (tx) => {
    const whole = await locked(tx, accountId, campaignId)
    await refuseOtherAudience(tx, accountId, campaignId, wanted.audienceId)
    const message = await addMessage(tx, accountId, whole, wanted, editing)
    await note(tx, editing, 'campaign.changed', whole.campaign)
    return message.messageId
  })
}

/** @throws Problem 400 for one that does not exist, or belongs to another campaign */
async function refuseOtherAudience(
  tx: Tx,
  accountId: string,
  campaignId: string,
  audienceId: string,
): Promise<void> {
  const [audience] = await audiencesByIds(tx, accountId, [audienceId])
  if (audience?.campaignId === campaignId) return
  throw invalid(
    '/data/relationships/campaign-audience/data/id',
    `The campaign has no audience with id ${quote(audienceId)}.`,
    'Create one with POST /api/campaign-audiences, or name one of the campaign.',
  )
}

export interface MessageChanges {
  label?: string | null | undefined
  hasSmartSending?: boolean | undefined
  tracking?: TrackingOptions | undefined
}

/**
 * Change how a message is sent that nobody has got yet.
 * @throws Problem 404; 409 when it is being sent or was
 */
export function changeMessage(
  sql: Sql,
  accountId: string,
  messageId: string,
  changes: MessageChanges,
  editing: Editing,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const found = await existingRow(tx, accountId, messageId)
    const { campaign, message } = await lockedMessage(tx, accountId, found)
    refuseUneditable([message])
    const { label, hasSmartSending, tracking } = changes
    const changed = {
      ...message,
      label: label === undefined ? message.label : label,
      hasSmartSending: hasSmartSending ?? message.hasSmartSending,
      tracking: tracking ?? message.tracking,
    }
    await saveSettings(tx, accountId, { campaign, message: changed }, editing.now)
    await note(tx, editing, 'campaign.changed', campaign)
  })
}

/** Settings of a message that is not sent yet reach what it says; if it is scheduled it is planned anew. */
export async function saveSettings(
  tx: Tx,
  accountId: string,
  { campaign, message }: { campaign: Campaign; message: CampaignMessage },
  now: Date,
): Promise<void> {
  await refuseImpossible(tx, accountId, message)
  const anew = await replanned(tx, accountId, message, now)
  await saveCampaignMessage(tx, accountId, { ...anew, updatedAt: now })
  await refreshContents(tx, accountId, { campaign, message }, now)
}

/** A draft like another message, for an audience of any campaign. @throws Problem 404, 400, 409 */
export function cloneMessage(
  sql: Sql,
  accountId: string,
  messageId: string,
  { audienceId, label }: { audienceId: string; label: string | null },
  editing: Editing,
): Promise<string> {
  return inAccount(sql, accountId, async (tx) => {
    const original = await existingRow(tx, accountId, messageId)
    const [audience] = await audiencesByIds(tx, accountId, [audienceId])
    if (!audience) {
      throw invalid(
        '/data/relationships/campaign-audience/data/id',
        `A campaign-audience with id ${quote(audienceId)} does not exist.`,
      )
    }
    const whole = await locked(tx, accountId, audience.campaignId)
    const to = { audienceId, label: label ?? original.label }
    const copy = await copyMessage(tx, accountId, whole, { from: original, to }, editing.now)
    await note(tx, editing, 'campaign.changed', whole.campaign)
    return copy.messageId
  })
}

/** A draft like another message, with copies of what it says. @throws Problem 409 */
export async function copyMessage(
  tx: Tx,
  accountId: string,
  { campaign, messages }: WholeCampaign,
  { from, to }: { from: CampaignMessage; to: Pick<CampaignMessage, 'audienceId' | 'label'> },
  now: Date,
): Promise<CampaignMessage> {
  const message = newMessage(
    campaign,
    messages,
    {
      ...to,
      channel: from.channel,
      strategy: from.strategy,
      hasSmartSending: from.hasSmartSending,
      tracking: from.tracking,
      recipientsWhen: from.recipientsWhen,
      testShare: from.testShare,
      winnerMetric: from.winnerMetric,
      winnerAfterMinutes: from.winnerAfterMinutes,
    },
    now,
  )
  await saveCampaignMessage(tx, accountId, message)
  const variations = await variationsOfMessage(tx, accountId, from)
  for (const [place, variation] of variations.entries()) {
    const how = { from: variation, place, now }
    await copyVariation(tx, accountId, { campaign, message }, how)
  }
  return message
}

/** @throws Problem 404; 409 when it is being sent or was */
export function deleteMessage(
  sql: Sql,
  accountId: string,
  messageId: string,
  editing: Editing,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const found = await existingRow(tx, accountId, messageId)
    const { campaign, message } = await lockedMessage(tx, accountId, found)
    refuseUsed([message])
    await dropWords(tx, accountId, message)
    await deleteCampaignMessageRow(tx, accountId, messageId)
    await note(tx, editing, 'campaign.changed', campaign)
  })
}

/** What a message says, and its queue, before it goes itself. */
export async function dropWords(
  tx: Tx,
  accountId: string,
  message: CampaignMessage,
): Promise<void> {
  for (const { variationId } of await variationsOfMessage(tx, accountId, message)) {
    await deleteContent(tx, accountId, variationId)
  }
  await dropRecipients(tx, accountId, message.messageId)
}

/** @throws Problem 404 */
export async function existingRow(
  tx: Tx,
  accountId: string,
  messageId: string,
): Promise<CampaignMessage> {
  const row = await findCampaignMessage(tx, accountId, messageId)
  if (!row) throw notFound('campaign-message', messageId)
  return row
}
