import { templateResource } from '../content/content-resources.ts'
import { imageResource } from '../content/image-resource.ts'
import { findImage } from '../content/images.sql.ts'
import { findTemplate } from '../content/templates.sql.ts'
import {
  assignTemplateToCampaignMessage,
  createCampaignClone,
  createCampaign as createEndpoint,
  deleteCampaign as deleteEndpoint,
  getCampaign,
  getCampaignForCampaignMessage,
  getCampaignIdForCampaignMessage,
  getCampaignMessage,
  getCampaigns,
  getImageForCampaignMessage,
  getImageIdForCampaignMessage,
  getMessageIdsForCampaign,
  getMessagesForCampaign,
  getTemplateForCampaignMessage,
  getTemplateIdForCampaignMessage,
  updateCampaign,
  updateCampaignMessage,
  updateImageForCampaignMessage,
} from '../contract/campaigns.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { cursorKey } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import { invalidParameter, notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import type { Campaign } from './campaign.ts'
import { editingOf } from './campaign-editing.action.ts'
import { messagesOfCampaigns } from './campaign-messages.sql.ts'
import { assignedResource, messageResource } from './campaign-resource.ts'
import { listCampaigns } from './campaigns.sql.ts'
import { wordsIn } from './message-definition.ts'
import {
  changeCampaign,
  cloneCampaign,
  createCampaign,
  deleteCampaign,
} from './save-campaign.action.ts'
import { changeWords } from './save-variation.action.ts'
import {
  existingCampaign,
  existingMessage,
  messageResources,
  messagesIn,
  type ShownMessage,
  showCampaign,
  showCampaigns,
  showMessages,
} from './show-campaigns.action.ts'
import { STABLE_WORDS_AT } from './words.ts'

type Looking = Pick<Call<never, unknown>, 'caller' | 'query' | 'origin'>

const CHANNELS = "equals(messages.channel,'email')"

export const campaignRoutes: readonly Route[] = [
  implement(getCampaigns, (call) =>
    call.read(async (tx) => {
      const { filter, sort, page } = call.query
      if (!filter.some((term) => term.field === 'messages.channel')) {
        throw invalidParameter(
          'filter',
          'A channel filter is required to list campaigns.',
          `Add ${CHANNELS}, or 'sms' or 'whatsapp'.`,
        )
      }
      const { accountId } = call.caller
      const fetched = await listCampaigns(tx, accountId, { filter, sort, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: cursorKey(row.sortKey),
        id: row.campaignId,
      }))
      const asked = call.query.additional.get('campaign')
      return {
        data: await showCampaigns(tx, accountId, rows, asked),
        ...(await includedMessages(tx, call, rows)),
        next,
        prev,
      }
    }),
  ),

  implement(getCampaign, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const row = await existingCampaign(tx, accountId, param(call, 'id'))
      return {
        data: await shown(tx, call, row.campaignId),
        ...(await includedMessages(tx, call, [row])),
      }
    }),
  ),

  implement(createEndpoint, async (call) => {
    const { attributes } = call.body.data
    const [message] = attributes['campaign-messages'].data
    if (!message) throw new Error('the contract asks for a message')
    const id = await createCampaign(
      call.sql,
      call.caller.accountId,
      {
        name: attributes.name,
        audience: {
          included: [...new Set(attributes.audiences.included)],
          excluded: [...new Set(attributes.audiences.excluded ?? [])],
        },
        strategy: attributes.send_strategy ?? { method: 'immediate' },
        hasSmartSending: attributes.send_options?.use_smart_sending ?? true,
        tracking: attributes.tracking_options ?? {},
        message: message.attributes.definition,
        imageId: message.relationships?.image?.data?.id ?? null,
      },
      editingOf(call),
    )
    return call.read(async (tx) => ({ data: await shown(tx, call, id) }))
  }),

  implement(updateCampaign, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { attributes } = call.body.data
    const { included, excluded } = attributes.audiences ?? {}
    await changeCampaign(
      call.sql,
      call.caller.accountId,
      id,
      {
        name: attributes.name ?? undefined,
        ...(attributes.audiences
          ? {
              audience: {
                ...(included ? { included: [...new Set(included)] } : {}),
                ...(excluded ? { excluded: [...new Set(excluded)] } : {}),
              },
            }
          : {}),
        strategy: attributes.send_strategy ?? undefined,
        hasSmartSending: attributes.send_options?.use_smart_sending ?? undefined,
        tracking: attributes.tracking_options ?? undefined,
      },
      editingOf(call),
    )
    return call.read(async (tx) => ({ data: await shown(tx, call, id) }))
  }),

  implement(deleteEndpoint, (call) =>
    deleteCampaign(call.sql, call.caller.accountId, param(call, 'id'), editingOf(call)),
  ),

  implement(createCampaignClone, async (call) => {
    const { id, attributes } = call.body.data
    const nameOf = (original: string) => attributes?.new_name ?? `Clone of ${original}`
    const copy = await cloneCampaign(call.sql, call.caller.accountId, id, nameOf, editingOf(call))
    return call.read(async (tx) => ({ data: await shown(tx, call, copy) }))
  }),

  // — Messages

  implement(getMessagesForCampaign, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const campaign = await existingCampaign(tx, accountId, param(call, 'id'))
      const messages = await messagesIn(tx, accountId, [campaign])
      const asked = call.query.additional.get('campaign-message')
      const data = await messageResources(tx, accountId, messages, asked)
      const included = new Map<string, Resource>()
      for (const message of messages) {
        for (const one of await includedWith(tx, call, message)) {
          included.set(`${one.type} ${one.id}`, one)
        }
      }
      return call.query.include.size > 0 ? { data, included: [...included.values()] } : { data }
    }),
  ),

  implement(getMessageIdsForCampaign, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const campaign = await existingCampaign(tx, accountId, param(call, 'id'))
      const messages = await messagesOfCampaigns(tx, accountId, [campaign.campaignId])
      return {
        linkage: messages.map(({ messageId }) => ({ type: 'campaign-message', id: messageId })),
      }
    }),
  ),

  implement(getCampaignMessage, (call) =>
    call.read(async (tx) => {
      const one = await existingMessage(tx, call.caller.accountId, param(call, 'id'))
      const data = await shownMessage(tx, call, one)
      return call.query.include.size > 0
        ? { data, included: await includedWith(tx, call, one) }
        : { data }
    }),
  ),

  implement(updateCampaignMessage, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { attributes, relationships } = call.body.data
    await changeWords(
      call.sql,
      call.caller.accountId,
      { contentId: id, noun: 'campaign-message' },
      { ...wordsIn(attributes.definition), imageId: relationships?.image?.data?.id },
      { ...editingOf(call), at: STABLE_WORDS_AT },
    )
    return call.read(async (tx) => {
      const one = await existingMessage(tx, call.caller.accountId, id)
      return { data: await shownMessage(tx, call, one) }
    })
  }),

  implement(assignTemplateToCampaignMessage, async (call) => {
    const { id, relationships } = call.body.data
    await changeWords(
      call.sql,
      call.caller.accountId,
      { contentId: id, noun: 'campaign-message' },
      { templateId: relationships.template.data.id },
      { ...editingOf(call), at: STABLE_WORDS_AT },
    )
    return call.read(async (tx) => {
      const one = await existingMessage(tx, call.caller.accountId, id)
      return { data: assignedResource(one.message, one.content, one.campaign) }
    })
  }),

  implement(getCampaignForCampaignMessage, (call) =>
    call.read(async (tx) => {
      const { campaign } = await existingMessage(tx, call.caller.accountId, param(call, 'id'))
      return { data: await shown(tx, call, campaign.campaignId) }
    }),
  ),

  implement(getCampaignIdForCampaignMessage, (call) =>
    call.read(async (tx) => {
      const { campaign } = await existingMessage(tx, call.caller.accountId, param(call, 'id'))
      return { linkage: { type: 'campaign', id: campaign.campaignId } }
    }),
  ),

  implement(getTemplateForCampaignMessage, (call) =>
    call.read(async (tx) => {
      const id = param(call, 'id')
      const one = await existingMessage(tx, call.caller.accountId, id)
      const data = await templateOf(tx, call, one)
      if (!data) throw notFound('template', `of campaign-message ${id}`)
      return { data }
    }),
  ),

  implement(getTemplateIdForCampaignMessage, (call) =>
    call.read(async (tx) => {
      const { content } = await existingMessage(tx, call.caller.accountId, param(call, 'id'))
      const { templateId } = content
      return { linkage: templateId === null ? null : { type: 'template', id: templateId } }
    }),
  ),

  implement(getImageForCampaignMessage, (call) =>
    call.read(async (tx) => {
      const id = param(call, 'id')
      const one = await existingMessage(tx, call.caller.accountId, id)
      const data = await imageOf(tx, call, one)
      if (!data) throw notFound('image', `of campaign-message ${id}`)
      return { data }
    }),
  ),

  implement(getImageIdForCampaignMessage, (call) =>
    call.read(async (tx) => {
      const { variation } = await existingMessage(tx, call.caller.accountId, param(call, 'id'))
      const { imageId } = variation
      return { linkage: imageId === null ? null : { type: 'image', id: String(imageId) } }
    }),
  ),

  implement(updateImageForCampaignMessage, (call) =>
    changeWords(
      call.sql,
      call.caller.accountId,
      { contentId: param(call, 'id'), noun: 'campaign-message' },
      { imageId: call.body.data.id },
      { ...editingOf(call), at: { ...STABLE_WORDS_AT, image: '/data/id' } },
    ),
  ),
]

function shown(tx: Tx, { caller, query }: Looking, campaignId: string): Promise<Resource> {
  return showCampaign(tx, caller.accountId, campaignId, query.additional.get('campaign'))
}

async function shownMessage(tx: Tx, { caller, query }: Looking, one: ShownMessage) {
  const asked = query.additional.get('campaign-message')
  const [data] = await messageResources(tx, caller.accountId, [one], asked)
  return data ?? messageResource(one)
}

async function includedMessages(
  tx: Tx,
  { caller, query }: Looking,
  campaigns: readonly Campaign[],
): Promise<{ included?: Resource[] }> {
  if (!query.include.has('campaign-messages')) return {}
  const asked = query.additional.get('campaign-message')
  return { included: await showMessages(tx, caller.accountId, campaigns, asked) }
}

async function includedWith(tx: Tx, call: Looking, one: ShownMessage): Promise<Resource[]> {
  const { include } = call.query
  const template = include.has('template') ? await templateOf(tx, call, one) : undefined
  const image = include.has('image') ? await imageOf(tx, call, one) : undefined
  return [
    ...(include.has('campaign') ? [await shown(tx, call, one.campaign.campaignId)] : []),
    ...(template ? [template] : []),
    ...(image ? [image] : []),
  ]
}

async function templateOf(tx: Tx, { caller, query }: Looking, { content }: ShownMessage) {
  const { templateId } = content
  const row = templateId === null ? undefined : await findTemplate(tx, caller.accountId, templateId)
  return row && templateResource(row, query.additional.get('template'))
}

async function imageOf(tx: Tx, call: Looking, { variation }: ShownMessage) {
  const { imageId } = variation
  const row = imageId === null ? undefined : await findImage(tx, call.caller.accountId, imageId)
  return row && imageResource(row, call)
}
