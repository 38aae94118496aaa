import {
  cloneCampaignAudience,
  createCampaignAudience,
  deleteCampaignAudience,
  getCampaignAudience,
  getCampaignForCampaignAudience,
  getCampaignIdForCampaignAudience,
  getMessageIdsForCampaignAudience,
  getMessagesForCampaignAudience,
  updateCampaignAudience,
} from '../contract/campaigns-beta.ts'
import { implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { betaMessage, messagePointer } from './beta-resource.ts'
import { editingOf } from './campaign-editing.action.ts'
import {
  changeAudience,
  cloneAudience,
  createAudience,
  deleteAudience,
} from './save-audience.action.ts'
import { audienceWithParts, campaignWithParts } from './show-beta.action.ts'

/** Where a document says which lists and segments. */
const DEFINITION_AT = '/data/attributes/definition'

/** Audiences of campaigns. */
export const betaAudienceRoutes: readonly Route[] = [
  implement(createCampaignAudience, async (call) => {
    const { accountId } = call.caller
    const { attributes, relationships } = call.body.data
    const { name, priority, included, excluded } = attributes.definition
    const wanted = {
      name: name ?? null,
      priority: priority ?? null,
      included: included ?? [],
      excluded: excluded ?? [],
      at: DEFINITION_AT,
    }
    const campaignId = relationships.campaign.data.id
    const id = await createAudience(call.sql, accountId, campaignId, wanted, editingOf(call))
    return call.read(async (tx) => ({ data: await shown(tx, accountId, id) }))
  }),

  implement(getCampaignAudience, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { include } = call.query
      const { row, parts, messages, data } = await audienceWithParts(
        tx,
        accountId,
        param(call, 'id'),
      )
      if (include.size === 0) return { data }
      const included: Resource[] = []
      if (include.has('campaign')) {
        included.push((await campaignWithParts(tx, accountId, row.campaignId)).data)
      }
      if (include.has('campaign-messages')) {
        included.push(...messages.map((one) => betaMessage(one, parts)))
      }
      return { data, included }
    }),
  ),

  implement(updateCampaignAudience, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { accountId } = call.caller
    const { name, priority, included, excluded } = call.body.data.attributes.definition ?? {}
    const changes = {
      name,
      priority,
      included: included ?? undefined,
      excluded: excluded ?? undefined,
    }
    const editing = { ...editingOf(call), at: DEFINITION_AT }
    await changeAudience(call.sql, accountId, id, changes, editing)
    return call.read(async (tx) => ({ data: await shown(tx, accountId, id) }))
  }),

  implement(deleteCampaignAudience, (call) =>
    deleteAudience(call.sql, call.caller.accountId, param(call, 'id'), editingOf(call)),
  ),

  implement(cloneCampaignAudience, async (call) => {
    const { accountId } = call.caller
    const { id, attributes, relationships } = call.body.data
    refuseOtherId(attributes.id, id, '/data/attributes/id')
    const wanted = {
      name: attributes.name ?? null,
      campaignId: relationships?.campaign?.data.id ?? null,
    }
    const copy = await cloneAudience(call.sql, accountId, id, wanted, editingOf(call))
    return call.read(async (tx) => ({ data: await shown(tx, accountId, copy) }))
  }),

  implement(getCampaignForCampaignAudience, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { row } = await audienceWithParts(tx, accountId, param(call, 'id'))
      return { data: (await campaignWithParts(tx, accountId, row.campaignId)).data }
    }),
  ),

  implement(getCampaignIdForCampaignAudience, (call) =>
    call.read(async (tx) => {
      const { row } = await audienceWithParts(tx, call.caller.accountId, param(call, 'id'))
      return { linkage: { type: 'campaign', id: row.campaignId } }
    }),
  ),

  implement(getMessagesForCampaignAudience, (call) =>
    call.read(async (tx) => {
      const id = param(call, 'id')
      const { messages, parts } = await audienceWithParts(tx, call.caller.accountId, id)
      return { data: messages.map((one) => betaMessage(one, parts)) }
    }),
  ),

  implement(getMessageIdsForCampaignAudience, (call) =>
    call.read(async (tx) => {
      const { messages } = await audienceWithParts(tx, call.caller.accountId, param(call, 'id'))
      return { linkage: messages.map(messagePointer) }
    }),
  ),
]

async function shown(tx: Tx, accountId: string, id: string): Promise<Resource> {
  return (await audienceWithParts(tx, accountId, id)).data
}
