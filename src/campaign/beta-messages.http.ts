import {
  type BetaMessageDefinition,
  cloneCampaignMessage,
  createCampaignMessage,
  deleteCampaignMessage,
  getAudienceForCampaignMessage,
  getAudienceIdForCampaignMessage,
  getCampaignForCampaignMessageBeta,
  getCampaignMessageBeta,
  getCampaignMessages,
  getTagIdsForCampaignMessage,
  getTagsForCampaignMessage,
  getVariationIdsForCampaignMessage,
  getVariationsForCampaignMessage,
  scheduleCampaignMessage,
  updateCampaignMessageBeta,
  updateCampaignMessageSchedule,
} from '../contract/campaigns-beta.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { cursorKey } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import { invalidDetail, Problem } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { refuseWithout } from '../tag/refuse-without.ts'
import { tagsOf } from '../tag/tags-of.action.ts'
import {
  contradictionsOf,
  messageChangesOf,
  shownMessageDefinition,
  shownSchedule,
  strategyOf,
} from './beta-definition.ts'
import { betaCampaign, betaMessage, type Parts } from './beta-resource.ts'
import { type CampaignMessage, NEW_MESSAGE } from './campaign.ts'
import { editingOf } from './campaign-editing.action.ts'
import { listCampaignMessages, type VariationRow } from './campaign-messages.sql.ts'
import { campaignsByIds } from './campaigns.sql.ts'
import { newMessageOf } from './create-whole-campaign.action.ts'
import { changeMessage, cloneMessage, createMessage, deleteMessage } from './save-message.action.ts'
import { cancelCampaign, revertCampaign, sendMessage } from './send-campaign.action.ts'
import {
  audienceWithParts,
  campaignWithParts,
  messageWithParts,
  partsOf,
  showVariations,
} from './show-beta.action.ts'

/** Messages of campaigns in the beta shape, and sending them. */
export const betaMessageRoutes: readonly Route[] = [
  implement(getCampaignMessages, (call) =>
    call.read(async (tx) => {
      const { filter, sort, page } = call.query
      const { accountId } = call.caller
      const fetched = await listCampaignMessages(tx, accountId, { filter, sort, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: cursorKey(row.sortKey),
        id: row.messageId,
      }))
      const parts = await partsOf(tx, accountId, [...new Set(rows.map((row) => row.campaignId))])
      const data = rows.map((row) => betaMessage(row, parts))
      return { data, next, prev, ...(await includedIn(tx, call, rows, parts)) }
    }),
  ),

  implement(createCampaignMessage, async (call) => {
    const { accountId } = call.caller
    const { attributes, relationships } = call.body.data
    const { definition, variations } = attributes
    refuseContradictions(definition, NEW_MESSAGE, variations?.length ?? 1)
    const audienceId = relationships['campaign-audience'].data.id
    const id = await createMessage(
      call.sql,
      accountId,
      relationships.campaign.data.id,
      newMessageOf(definition, variations, audienceId),
      editingOf(call),
    )
    return call.read(async (tx) => ({ data: (await messageWithParts(tx, accountId, id)).data }))
  }),

  implement(getCampaignMessageBeta, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { row, parts, data } = await messageWithParts(tx, accountId, param(call, 'id'))
      return { data, ...(await includedIn(tx, call, [row], parts)) }
    }),
  ),

  implement(updateCampaignMessageBeta, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { accountId } = call.caller
    const definition = call.body.data.attributes.definition ?? {}
    const { row, variations } = await call.read((tx) => messageWithParts(tx, accountId, id))
    refuseContradictions(definition, row, variations.length)
    const changes = messageChangesOf(definition, row.tracking)
    await changeMessage(call.sql, accountId, id, changes, editingOf(call))
    return call.read(async (tx) => ({ data: (await messageWithParts(tx, accountId, id)).data }))
  }),

  implement(deleteCampaignMessage, (call) =>
    deleteMessage(call.sql, call.caller.accountId, param(call, 'id'), editingOf(call)),
  ),

  implement(cloneCampaignMessage, async (call) => {
    const { accountId } = call.caller
    const { id, attributes, relationships } = call.body.data
    refuseOtherId(attributes.id, id, '/data/attributes/id')
    const to = {
      audienceId: relationships['campaign-audience'].data.id,
      label: attributes.name ?? null,
    }
    const copy = await cloneMessage(call.sql, accountId, id, to, editingOf(call))
    return call.read(async (tx) => ({ data: (await messageWithParts(tx, accountId, copy)).data }))
  }),

  implement(getCampaignForCampaignMessageBeta, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { row } = await messageWithParts(tx, accountId, param(call, 'id'))
      return { data: (await campaignWithParts(tx, accountId, row.campaignId)).data }
    }),
  ),

  implement(getAudienceForCampaignMessage, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { row } = await messageWithParts(tx, accountId, param(call, 'id'))
      return { data: (await audienceWithParts(tx, accountId, row.audienceId)).data }
    }),
  ),

  implement(getAudienceIdForCampaignMessage, (call) =>
    call.read(async (tx) => {
      const { row } = await messageWithParts(tx, call.caller.accountId, param(call, 'id'))
      return { linkage: { type: 'campaign-audience', id: row.audienceId } }
    }),
  ),

  implement(getTagsForCampaignMessage, (call) =>
    call.read(async (tx) => ({ data: await tagsOfMessage(tx, call) })),
  ),

  implement(getTagIdsForCampaignMessage, (call) =>
    call.read(async (tx) => ({
      linkage: (await tagsOfMessage(tx, call)).map(({ id }) => ({ type: 'tag', id })),
    })),
  ),

  implement(getVariationsForCampaignMessage, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { variations } = await messageWithParts(tx, accountId, param(call, 'id'))
      return { data: await showVariations(tx, accountId, variations) }
    }),
  ),

  implement(getVariationIdsForCampaignMessage, (call) =>
    call.read(async (tx) => {
      const { variations } = await messageWithParts(tx, call.caller.accountId, param(call, 'id'))
      const ids = variations.map((one) => one.variationId)
      return { linkage: ids.map((id) => ({ type: 'campaign-variation', id })) }
    }),
  ),

  // — Sending

  implement(scheduleCampaignMessage, async (call) => {
    const { accountId } = call.caller
    const { attributes, relationships } = call.body.data
    const { id } = relationships['campaign-message'].data
    const time = attributes.strategy === 'smart_send_time' ? 'send_date' : 'send_time'
    const at = {
      whole: '/data/relationships/campaign-message/data/id',
      time: `/data/attributes/${time}`,
      method: '/data/attributes/strategy',
    }
    const editing = { ...editingOf(call), at }
    await sendMessage(call.sql, accountId, id, strategyOf(attributes), editing)
    return call.read(async (tx) => {
      const { row } = await messageWithParts(tx, accountId, id)
      return {
        data: {
          type: 'campaign-message-schedule',
          id,
          attributes: shownSchedule(row),
          relationships: { 'campaign-message': { data: { type: 'campaign-message', id } } },
        },
      }
    })
  }),

  implement(updateCampaignMessageSchedule, (call) => {
    const messageId = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { action } = call.body.data.attributes
    const act = action === 'cancel' ? cancelCampaign : revertCampaign
    return act(call.sql, call.caller.accountId, { messageId }, editingOf(call))
  }),
]

/** @throws Problem 400 naming each value that another request changes, or nobody does */
function refuseContradictions(
  definition: BetaMessageDefinition,
  message: CampaignMessage | typeof NEW_MESSAGE,
  variationCount: number,
): void {
  const shown = shownMessageDefinition(message, variationCount)
  const refused = contradictionsOf(definition, shown).map((path) =>
    invalidDetail(
      `/data/attributes/definition/${path}`,
      `'${path.split('/').at(-1)}' is shown here, and changes only as the message is scheduled, cancelled or reverted.`,
      'Leave it out, and use POST or PATCH /api/campaign-message-schedule.',
    ),
  )
  if (refused.length > 0) throw new Problem(400, refused)
}

async function tagsOfMessage(tx: Tx, call: Call<never, unknown>): Promise<Resource[]> {
  refuseWithout(call, 'campaigns:read')
  const { accountId } = call.caller
  const { row } = await messageWithParts(tx, accountId, param(call, 'id'))
  const tags = await tagsOf(tx, accountId, ['campaign'], [row.campaignId])
  return tags.map(({ resource }) => resource)
}

async function includedIn(
  tx: Tx,
  { caller, query }: Pick<Call<never, unknown>, 'caller' | 'query'>,
  rows: readonly CampaignMessage[],
  parts: Parts,
): Promise<{ included?: Resource[] }> {
  const { include } = query
  if (include.size === 0) return {}
  const { accountId } = caller
  const campaignIds = [...new Set(rows.map((row) => row.campaignId))]
  const campaigns = include.has('campaign') ? await campaignsByIds(tx, accountId, campaignIds) : []
  const isOwn = (variation: VariationRow) =>
    rows.some((row) => row.messageId === variation.messageId)
  const variations = include.has('campaign-variations') ? parts.variations.filter(isOwn) : []
  return {
    included: [
      ...campaigns.map((one) => betaCampaign(one, parts)),
      ...(await showVariations(tx, accountId, variations)),
    ],
  }
}
