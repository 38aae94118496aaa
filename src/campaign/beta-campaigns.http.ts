import {
  cloneCampaignBeta,
  createCampaignBeta,
  getAudienceIdsForCampaign,
  getCampaignAudiencesForCampaign,
  getCampaignBeta,
  getCampaignsBeta,
  getMessagesForCampaignBeta,
  updateCampaignBeta,
} from '../contract/campaigns-beta.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { cursorKey } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { betaAudience, betaCampaign, betaMessage, type Parts } from './beta-resource.ts'
import { editingOf } from './campaign-editing.action.ts'
import { listCampaigns } from './campaigns.sql.ts'
import { changeAppearance, createWholeCampaign } from './create-whole-campaign.action.ts'
import { cloneCampaign } from './save-campaign.action.ts'
import { campaignWithParts, partsOf } from './show-beta.action.ts'

/** Campaigns in the beta shape. */
export const betaCampaignRoutes: readonly Route[] = [
  implement(getCampaignsBeta, (call) =>
    call.read(async (tx) => {
      const { filter, sort, page } = call.query
      const { accountId } = call.caller
      const fetched = await listCampaigns(tx, accountId, { filter, sort, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: cursorKey(row.sortKey),
        id: row.campaignId,
      }))
      const ids = rows.map((row) => row.campaignId)
      const parts = await partsOf(tx, accountId, ids)
      const data = rows.map((row) => betaCampaign(row, parts))
      return { data, next, prev, ...includedIn(call, parts) }
    }),
  ),

  implement(getCampaignBeta, (call) =>
    call.read(async (tx) => {
      const id = param(call, 'id')
      const { data, parts } = await campaignWithParts(tx, call.caller.accountId, id)
      return { data, ...includedIn(call, parts) }
    }),
  ),

  implement(createCampaignBeta, async (call) => {
    const { accountId } = call.caller
    const wanted = call.body.data.attributes
    const id = await createWholeCampaign(call.sql, accountId, wanted, editingOf(call))
    return call.read(async (tx) => ({ data: (await campaignWithParts(tx, accountId, id)).data }))
  }),

  implement(updateCampaignBeta, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { accountId } = call.caller
    const { definition } = call.body.data.attributes
    await changeAppearance(call.sql, accountId, id, definition, editingOf(call))
    return call.read(async (tx) => ({ data: (await campaignWithParts(tx, accountId, id)).data }))
  }),

  implement(cloneCampaignBeta, async (call) => {
    const { id, attributes } = call.body.data
    const { accountId } = call.caller
    const nameOf = (original: string) => attributes?.name ?? `Copy of ${original}`
    const copy = await cloneCampaign(call.sql, accountId, id, nameOf, editingOf(call))
    return call.read(async (tx) => ({ data: (await campaignWithParts(tx, accountId, copy)).data }))
  }),

  implement(getMessagesForCampaignBeta, (call) =>
    call.read(async (tx) => {
      const { parts } = await campaignWithParts(tx, call.caller.accountId, param(call, 'id'))
      return { data: parts.messages.map((one) => betaMessage(one, parts)) }
    }),
  ),

  implement(getCampaignAudiencesForCampaign, (call) =>
    call.read(async (tx) => {
      const { parts } = await campaignWithParts(tx, call.caller.accountId, param(call, 'id'))
      return { data: parts.audiences.map((one) => betaAudience(one, parts)) }
    }),
  ),

  implement(getAudienceIdsForCampaign, (call) =>
    call.read(async (tx) => {
      const { parts } = await campaignWithParts(tx, call.caller.accountId, param(call, 'id'))
      const ids = parts.audiences.map((one) => one.audienceId)
      return { linkage: ids.map((id) => ({ type: 'campaign-audience', id })) }
    }),
  ),
]

function includedIn(
  { query }: Pick<Call<never, unknown>, 'query'>,
  parts: Parts,
): { included?: Resource[] } {
  const { include } = query
  if (include.size === 0) return {}
  const audiences = parts.audiences.map((one) => betaAudience(one, parts))
  const messages = parts.messages.map((one) => betaMessage(one, parts))
  return {
    included: [
      ...(include.has('campaign-audiences') ? audiences : []),
      ...(include.has('campaign-messages') ? messages : []),
    ],
  }
}
