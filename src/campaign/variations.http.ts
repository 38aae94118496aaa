import {
  createCampaignVariation,
  deleteCampaignVariation,
  getVariationsForCampaign,
  updateCampaignVariation,
} from '../contract/campaigns.ts'
import { contentsByIds } from '../message/message-contents.sql.ts'
import { implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { editingOf } from './campaign-editing.action.ts'
import {
  countVariations,
  findVariation,
  messagesOfCampaigns,
  variationsOfCampaigns,
} from './campaign-messages.sql.ts'
import { variationResource } from './campaign-resource.ts'
import { wordsIn } from './message-definition.ts'
import { changeWords, createVariation, deleteVariation } from './save-variation.action.ts'
import { existingCampaign } from './show-campaigns.action.ts'
import { STABLE_WORDS_AT } from './words.ts'

export const variationRoutes: readonly Route[] = [
  implement(getVariationsForCampaign, (call) =>
    call.read(async (tx) => ({
      data: await variations(tx, call.caller.accountId, param(call, 'id')),
    })),
  ),

  implement(createCampaignVariation, async (call) => {
    const { attributes, relationships } = call.body.data
    const { accountId } = call.caller
    const messageId = relationships['campaign-message'].data.id
    const name = attributes?.name ?? undefined
    const id = await createVariation(call.sql, accountId, messageId, { name }, editingOf(call))
    return call.read(async (tx) => ({ data: await variation(tx, accountId, id) }))
  }),

  implement(updateCampaignVariation, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { attributes, relationships } = call.body.data
    await changeWords(
      call.sql,
      call.caller.accountId,
      { contentId: id, noun: 'campaign-variation' },
      {
        name: attributes?.name ?? undefined,
        ...wordsIn(attributes?.definition),
        templateId: relationships?.template.data.id,
      },
      { ...editingOf(call), at: STABLE_WORDS_AT },
    )
    return call.read(async (tx) => ({ data: await variation(tx, call.caller.accountId, id) }))
  }),

  implement(deleteCampaignVariation, (call) =>
    deleteVariation(call.sql, call.caller.accountId, param(call, 'id'), editingOf(call)),
  ),
]

async function variation(tx: Tx, accountId: string, id: string): Promise<Resource> {
  const row = await findVariation(tx, accountId, id)
  const all = row ? await variations(tx, accountId, row.campaignId) : []
  const found = all.find((one) => one.id === id)
  if (!found) throw notFound('campaign-variation', id)
  return found
}

async function variations(tx: Tx, accountId: string, campaignId: string): Promise<Resource[]> {
  await existingCampaign(tx, accountId, campaignId)
  const messages = await messagesOfCampaigns(tx, accountId, [campaignId])
  const rows = await variationsOfCampaigns(tx, accountId, [campaignId])
  const ids = rows.map((row) => row.variationId)
  const contents = await contentsByIds(tx, accountId, ids)
  const counts = await countVariations(tx, accountId, campaignId)
  return rows.flatMap((row) => {
    const message = messages.find((one) => one.messageId === row.messageId)
    const content = contents.find((one) => one.contentId === row.variationId)
    const count = counts.find((one) => one.contentId === row.variationId)
    const winnerId = message?.winnerId ?? null
    return content ? [variationResource(row, content, { winnerId, count })] : []
  })
}
