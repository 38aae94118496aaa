import { type ContentRow, contentsByIds } from '../message/message-contents.sql.ts'
import type { Resource } from '../platform/json-api.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { audiencesByIds, audiencesOfCampaigns } from './audiences.sql.ts'
import { type Campaign, type CampaignMessage, leadOf } from './campaign.ts'
import {
  findCampaignMessage,
  messagesOfCampaigns,
  type VariationRow,
  variationsOfCampaigns,
} from './campaign-messages.sql.ts'
import { campaignResource, messageResource } from './campaign-resource.ts'
import { findCampaign } from './campaigns.sql.ts'
import { countWaiting } from './recipients.sql.ts'

/** Campaigns as they are shown. `additional` names costly attributes that were asked for. */
export async function showCampaigns(
  tx: Tx,
  accountId: string,
  rows: readonly Campaign[],
  additional: ReadonlySet<string> = new Set(),
): Promise<Resource[]> {
  const ids = rows.map((row) => row.campaignId)
  const audiences = await audiencesOfCampaigns(tx, accountId, ids)
  const messages = await messagesOfCampaigns(tx, accountId, ids)
  const variations = await variationsOfCampaigns(tx, accountId, ids)
  const messageIds = messages.map((one) => one.messageId)
  const waiting = additional.has('progress')
    ? await countWaiting(tx, accountId, messageIds)
    : new Map<string, number>()
  return rows.map((row) => {
    const isOwn = (one: { campaignId: string }) => one.campaignId === row.campaignId
    const own = messages.filter(isOwn)
    const lead = leadOf(own)
    return campaignResource(
      row,
      {
        audiences: audiences.filter(isOwn),
        messages: own,
        variationCount: variations.filter((one) => one.messageId === lead?.messageId).length,
        waiting: own.reduce((sum, one) => sum + (waiting.get(one.messageId) ?? 0), 0),
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

/** A message with what its first variation says. */
export interface ShownMessage {
  message: CampaignMessage
  variation: VariationRow
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
  const campaign = message && (await findCampaign(tx, accountId, message.campaignId))
  const [shown] = campaign ? await wholeMessages(tx, accountId, [campaign], [message]) : []
  if (!shown) throw notFound('campaign-message', messageId)
  return shown
}

/** Messages of campaigns as the stable shape shows them. */
export async function showMessages(
  tx: Tx,
  accountId: string,
  campaigns: readonly Campaign[],
  additional?: ReadonlySet<string>,
): Promise<Resource[]> {
  return messageResources(tx, accountId, await messagesIn(tx, accountId, campaigns), additional)
}

/** `additional` names costly attributes that were asked for. */
export async function messageResources(
  tx: Tx,
  accountId: string,
  messages: readonly ShownMessage[],
  additional: ReadonlySet<string> = new Set(),
): Promise<Resource[]> {
  if (additional.size === 0) return messages.map((one) => messageResource(one))
  const audiences = await audiencesByIds(
    tx,
    accountId,
    messages.map((one) => one.message.audienceId),
  )
  const waiting = await countWaiting(
    tx,
    accountId,
    messages.map((one) => one.message.messageId),
  )
  return messages.map((one) => {
    const { audienceId, messageId } = one.message
    const audience = audiences.find((other) => other.audienceId === audienceId)
    const shown = { audience, waiting: waiting.get(messageId) ?? 0 }
    return messageResource(one, { shown, additional })
  })
}

export async function messagesIn(
  tx: Tx,
  accountId: string,
  campaigns: readonly Campaign[],
): Promise<ShownMessage[]> {
  const ids = campaigns.map((row) => row.campaignId)
  return wholeMessages(tx, accountId, campaigns, await messagesOfCampaigns(tx, accountId, ids))
}

async function wholeMessages(
  tx: Tx,
  accountId: string,
  campaigns: readonly Campaign[],
  messages: readonly CampaignMessage[],
): Promise<ShownMessage[]> {
  const campaignIds = campaigns.map((row) => row.campaignId)
  const variations = await variationsOfCampaigns(tx, accountId, campaignIds)
  const messageIds = messages.map((one) => one.messageId)
  const contents = await contentsByIds(tx, accountId, messageIds)
  return messages.flatMap((message) => {
    const { messageId, campaignId } = message
    const variation = variations.find((one) => one.variationId === messageId)
    const content = contents.find((one) => one.contentId === messageId)
    const campaign = campaigns.find((one) => one.campaignId === campaignId)
    return variation && content && campaign ? [{ message, variation, content, campaign }] : []
  })
}
