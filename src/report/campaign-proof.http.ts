import { messagesOfCampaigns, variationsOfCampaigns } from '../campaign/campaign-messages.sql.ts'
import { existingCampaign } from '../campaign/show-campaigns.action.ts'
import { type CampaignNumber, campaignProof } from '../contract/campaign-proof.ts'
import type { SkipReason } from '../contract/messages.ts'
import { implement, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { invalidParameter, notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { namedSpan } from '../segment/timeframe.ts'
import { type CampaignScope, campaignRows, campaignTotal } from './campaign-proof.sql.ts'
import { CAMPAIGN_SUMS, type CampaignSum, campaignFormula } from './campaign-proof.ts'
import { figureValue } from './figure-formulas.ts'
import { proofResource, proofRowResource, sumOf } from './proof.ts'
import { zoneAndCurrency } from './zone-and-currency.action.ts'

interface Question {
  campaign_id: string
  number: CampaignNumber
  message_id?: string | undefined
  variation_id?: string | undefined
  reason?: SkipReason | undefined
}

/** How numbers of the page of a campaign come about, and what became of each message behind them. */
export const campaignProofRoutes: readonly Route[] = [
  implement(campaignProof.proof, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { campaign, variation, counted, scope } = await scopeOf(tx, accountId, call.plain)
      const { number, message_id: messageId, variation_id: variationId, reason } = call.plain
      const { numerator, denominator } = campaignFormula(number, scope.variationId !== null)
      const { zone, currency } = await zoneAndCurrency(tx, accountId)
      const part = async (sum: CampaignSum) => ({
        name: sum,
        value: await campaignTotal(tx, accountId, scope, sum),
        definition: CAMPAIGN_SUMS[sum],
      })
      const rows = await part(numerator)
      // What was counted when the audience was gone through; not everybody has left a row.
      const over = numerator === 'campaignRecipients' ? { ...rows, value: counted } : rows
      const dropped = over.value - rows.value
      const under = denominator && (await part(denominator))
      const proof = {
        name: number,
        value: figureValue(over.value, under && under.value),
        unit: under ? ('ratio' as const) : ('count' as const),
        currency,
        numerator: over,
        denominator: under,
        window: {
          from: campaign.createdAt,
          until: namedSpan('today', call.now, zone).until,
          zone,
          countsBy: 'as it is now',
        },
        conditions: [
          { name: 'campaign' as const, value: campaign.name },
          ...(variation ? [{ name: 'variation' as const, value: variation.name }] : []),
          ...(reason ? [{ name: 'reason' as const, value: reason }] : []),
          ...(dropped === 0 ? [] : [{ name: 'dropped' as const, value: String(dropped) }]),
        ],
        question: {
          campaign_id: scope.campaignId,
          number,
          ...(messageId ? { message_id: messageId } : {}),
          ...(variationId ? { variation_id: variationId } : {}),
          ...(reason ? { reason } : {}),
        },
      }
      return { data: proofResource('campaign', proof, call.origin) }
    }),
  ),

  implement(campaignProof.rows, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { page } = call.query
      const { number, part } = call.plain
      const { scope } = await scopeOf(tx, accountId, call.plain)
      const sum = sumOf(campaignFormula(number, scope.variationId !== null), part)
      const fetched = await campaignRows(tx, accountId, scope, { sum, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({ key: row.place, id: row.id }))
      return { data: rows.map((row) => proofRowResource('campaign', row)), next, prev }
    }),
  ),
]

/** @throws Problem 404 without the campaign, its message or variation, 400 for a reason of what was not skipped */
async function scopeOf(tx: Tx, accountId: string, question: Question) {
  const { campaign_id: campaignId, message_id: messageId, variation_id: variationId } = question
  const { number, reason } = question
  if (reason && number !== 'skipped') {
    throw invalidParameter('reason', 'Only what was skipped has a reason.')
  }
  const campaign = await existingCampaign(tx, accountId, campaignId)
  const all = await messagesOfCampaigns(tx, accountId, [campaignId])
  const messages = messageId ? all.filter((one) => one.messageId === messageId) : all
  if (messageId && messages.length === 0) throw notFound('campaign-message', messageId)
  const variations = variationId ? await variationsOfCampaigns(tx, accountId, [campaignId]) : []
  const variation = variations.find((one) => one.variationId === variationId)
  if (variationId && !variation) throw notFound('campaign-variation', variationId)
  const scope: CampaignScope = {
    campaignId,
    messageIds: messages.map((one) => one.messageId),
    isOfOne: messageId !== undefined,
    variationId: variationId ?? null,
    skipReason: reason ?? null,
  }
  const counted = messages.reduce((sum, one) => sum + one.recipients, 0)
  return { campaign, variation, counted, scope }
}
