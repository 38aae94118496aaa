import { contentsByIds } from '../message/message-contents.sql.ts'
import type { Resource } from '../platform/json-api.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { audiencesOfCampaigns } from './audiences.sql.ts'
import {
  betaAudience,
  betaCampaign,
  betaMessage,
  betaVariation,
  type Parts,
} from './beta-resource.ts'
import type { Campaign } from './campaign.ts'
import {
  findVariation,
  messagesOfCampaigns,
  type VariationRow,
  variationsOfCampaigns,
} from './campaign-messages.sql.ts'
import { existingAudience } from './save-audience.action.ts'
import { existingRow } from './save-message.action.ts'
import { existingCampaign } from './show-campaigns.action.ts'

/** All that belongs to some campaigns, in its order. */
export async function partsOf(
  tx: Tx,
  accountId: string,
  campaignIds: readonly string[],
): Promise<Parts> {
  return {
    audiences: await audiencesOfCampaigns(tx, accountId, campaignIds),
    messages: await messagesOfCampaigns(tx, accountId, campaignIds),
    variations: await variationsOfCampaigns(tx, accountId, campaignIds),
  }
}

/** One campaign, and all that belongs to it. @throws Problem 404 */
export async function campaignWithParts(
  tx: Tx,
  accountId: string,
  campaignId: string,
): Promise<{ row: Campaign; parts: Parts; data: Resource }> {
  const row = await existingCampaign(tx, accountId, campaignId)
  const parts = await partsOf(tx, accountId, [campaignId])
  return { row, parts, data: betaCampaign(row, parts) }
}

/** @throws Problem 404 */
export async function audienceWithParts(tx: Tx, accountId: string, audienceId: string) {
  const row = await existingAudience(tx, accountId, audienceId)
  const parts = await partsOf(tx, accountId, [row.campaignId])
  const messages = parts.messages.filter((one) => one.audienceId === audienceId)
  return { row, parts, messages, data: betaAudience(row, parts) }
}

/** @throws Problem 404 */
export async function messageWithParts(tx: Tx, accountId: string, messageId: string) {
  const row = await existingRow(tx, accountId, messageId)
  const parts = await partsOf(tx, accountId, [row.campaignId])
  const variations = parts.variations.filter((one) => one.messageId === messageId)
  return { row, parts, variations, data: betaMessage(row, parts) }
}

/** @throws Problem 404 */
export async function existingVariation(
  tx: Tx,
  accountId: string,
  variationId: string,
): Promise<VariationRow> {
  const row = await findVariation(tx, accountId, variationId)
  if (!row) throw notFound('campaign-variation', variationId)
  return row
}

/** Variations with what they say. */
export async function showVariations(
  tx: Tx,
  accountId: string,
  rows: readonly VariationRow[],
): Promise<Resource[]> {
  const ids = rows.map((row) => row.variationId)
  const contents = await contentsByIds(tx, accountId, ids)
  return rows.flatMap((row) => {
    const content = contents.find((one) => one.contentId === row.variationId)
    return content ? [betaVariation(row, content)] : []
  })
}
