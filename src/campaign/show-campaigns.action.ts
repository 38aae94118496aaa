import { type ContentRow, contentsByIds } from '../message/message-contents.sql.ts'
import type { Resource } from '../platform/json-api.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import type { Campaign } from './campaign.ts'
import {
  type CampaignMessageRow,
  findCampaignMessage,
  messagesOfCampaigns,
  variationsOfCampaigns,
} from './campaign-messages.sql.ts'
import { campaignResource, messageResource } from './campaign-resource.ts'
import { audiencesOf, findCampaign } from './campaigns.sql.ts'
import { countWaiting } from './recipients.sql.ts'

/** Campaigns as they are shown. `additional` names costly attributes that were asked for. */
export async function showCampaigns(
  tx: Tx,
  accountId: string,
  rows: readonly Campaign[],
  additional: ReadonlySet<string> = new Set(),
): Promise<Resource[]> {
  const ids = rows.map((row) => row.campaignId)
  const audiences = await audiencesOf(tx, accountId, ids)
  const messages = await messagesOfCampaigns(tx, accountId, ids)
  const variations = await variationsOfCampaigns(tx, accountId, ids)
  const waiting = additional.has('progress')
    ? await countWaiting(tx, accountId, ids)
    : new Map<string, number>()
  return rows.map((row) => {
    const { campaignId } = row
    return campaignResource(
      row,
      {
        audience: audiences.get(campaignId) ?? { included: [], excluded: [] },
        messageIds: messages
          .filter((one) => one.campaignId === campaignId)
          .map((one) => one.messageId),
        variationCount: variations.filter((one) => one.campaignId === campaignId).length,
        waiting: waiting.get(campaignId) ?? 0,
      },
      additional,
    )
  })
}

/** @throws Problem 404 */
export async function showCampaign(
  tx: Tx,
  accountId: string,
  campaignId: string,
  additional: ReadonlySet<string> = new Set(),
): Promise<Resource> {
  const row = await existingCampaign(tx, accountId, campaignId)
  const [shown] = await showCampaigns(tx, accountId, [row], additional)
  if (!shown) throw notFound('campaign', campaignId)
  return shown
}

/** @throws Problem 404 */
export async function existingCampaign(
  tx: Tx,
  accountId: string,
  campaignId: string,
): Promise<Campaign> {
  const row = await findCampaign(tx, accountId, campaignId)
  if (!row) throw notFound('campaign', campaignId)
  return row
}

export interface ShownMessage {
  message: CampaignMessageRow
  content: ContentRow
  campaign: Campaign
}

/** @throws Problem 404 */
export async function existingMessage(
  tx: Tx,
  accountId: string,
  messageId: string,
): Promise<ShownMessage> {
  const message = await findCampaignMessage(tx, accountId, messageId)
  const [content] = message ? await contentsByIds(tx, accountId, [messageId]) : []
  if (!message || !content) throw notFound('campaign-message', messageId)
  return { message, content, campaign: await existingCampaign(tx, accountId, message.campaignId) }
}

/** The messages of campaigns as they are shown. */
export async function showMessages(
  tx: Tx,
  accountId: string,
  campaigns: readonly Campaign[],
): Promise<Resource[]> {
  const ids = campaigns.map((row) => row.campaignId)
  const messages = await messagesOfCampaigns(tx, accountId, ids)
  const contents = await contentsByIds(
    tx,
    accountId,
    messages.map((one) => one.messageId),
  )
  return messages.flatMap((message) => {
    const content = contents.find((one) => one.contentId === message.messageId)
    const campaign = campaigns.find((one) => one.campaignId === message.campaignId)
    return content && campaign ? [messageResource(message, content, campaign)] : []
  })
}
