import { imageResource } from '../content/image-resource.ts'
import { findImage } from '../content/images.sql.ts'
import {
  createCampaignVariationBeta,
  deleteCampaignVariationBeta,
  getCampaignVariation,
  getImageForCampaignVariation,
  getImageIdForCampaignVariation,
  getMessageForCampaignVariation,
  getMessageIdForCampaignVariation,
  getTranslationForCampaignVariation,
  getTranslationIdForCampaignVariation,
  updateCampaignVariationBeta,
} from '../contract/campaigns-beta.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { messagePointer } from './beta-resource.ts'
import { editingOf } from './campaign-editing.action.ts'
import type { VariationRow } from './campaign-messages.sql.ts'
import { wordsAt, wordsOfVariation } from './create-whole-campaign.action.ts'
import { changeWords, createVariation, deleteVariation } from './save-variation.action.ts'
import { existingVariation, messageWithParts, showVariations } from './show-beta.action.ts'

const DEFINITION_AT = wordsAt('/data/attributes/definition')

/** Variations of messages in the beta shape. */
export const betaVariationRoutes: readonly Route[] = [
  implement(createCampaignVariationBeta, async (call) => {
    const { accountId } = call.caller
    const { attributes, relationships } = call.body.data
    const messageId = relationships['campaign-message'].data.id
    const own = { words: wordsOfVariation(attributes.definition), at: DEFINITION_AT }
    const id = await createVariation(call.sql, accountId, messageId, { own }, editingOf(call))
    return call.read(async (tx) => ({ data: await shown(tx, accountId, id) }))
  }),

  implement(getCampaignVariation, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { include } = call.query
      const row = await existingVariation(tx, accountId, param(call, 'id'))
      const data = await shown(tx, accountId, row.variationId)
      if (include.size === 0) return { data }
      const message = include.has('campaign-message')
        ? [(await messageWithParts(tx, accountId, row.messageId)).data]
        : []
      const image = include.has('image') ? await imageOf(tx, call, row) : null
      return { data, included: [...message, ...(image ? [image] : [])] }
    }),
  ),

  implement(updateCampaignVariationBeta, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { accountId } = call.caller
    await changeWords(
      call.sql,
      accountId,
      { contentId: id, noun: 'campaign-variation' },
      wordsOfVariation(call.body.data.attributes.definition),
      { ...editingOf(call), at: DEFINITION_AT },
    )
    return call.read(async (tx) => ({ data: await shown(tx, accountId, id) }))
  }),

  implement(deleteCampaignVariationBeta, (call) =>
    deleteVariation(call.sql, call.caller.accountId, param(call, 'id'), editingOf(call)),
  ),

  implement(getMessageForCampaignVariation, (call) =>
    call.read(async (tx) => {
      const { messageId } = await asked(tx, call)
      return { data: (await messageWithParts(tx, call.caller.accountId, messageId)).data }
    }),
  ),

  implement(getMessageIdForCampaignVariation, (call) =>
    call.read(async (tx) => ({ linkage: messagePointer(await asked(tx, call)) })),
  ),

  implement(getImageForCampaignVariation, (call) =>
    call.read(async (tx) => ({ data: await imageOf(tx, call, await asked(tx, call)) })),
  ),

  implement(getImageIdForCampaignVariation, (call) =>
    call.read(async (tx) => {
      const { imageId } = await asked(tx, call)
      return { linkage: imageId === null ? null : { type: 'image', id: String(imageId) } }
    }),
  ),

  implement(getTranslationForCampaignVariation, (call) =>
    call.read(async (tx) => {
      await asked(tx, call)
      return { data: null }
    }),
  ),

  implement(getTranslationIdForCampaignVariation, (call) =>
    call.read(async (tx) => {
      await asked(tx, call)
      return { linkage: null }
    }),
  ),
]

function asked(tx: Tx, call: Call<never, unknown>): Promise<VariationRow> {
  return existingVariation(tx, call.caller.accountId, param(call, 'id'))
}

async function shown(tx: Tx, accountId: string, id: string): Promise<Resource> {
  const [data] = await showVariations(tx, accountId, [await existingVariation(tx, accountId, id)])
  if (!data) throw notFound('campaign-variation', id)
  return data
}

async function imageOf(
  tx: Tx,
  call: Pick<Call<never, unknown>, 'caller' | 'query' | 'origin'>,
  { imageId }: VariationRow,
): Promise<Resource | null> {
  const row = imageId === null ? undefined : await findImage(tx, call.caller.accountId, imageId)
  return row ? imageResource(row, call) : null
}
