import type { ContentRow } from '../message/message-contents.sql.ts'
import type { Linkage, Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import { shownDetails, shownMessageDefinition } from './beta-definition.ts'
import type { Campaign, CampaignAudience, CampaignMessage } from './campaign.ts'
import type { VariationRow } from './campaign-messages.sql.ts'

/** What belongs to some campaigns, by its ids. */
export interface Parts {
  audiences: readonly CampaignAudience[]
  messages: readonly CampaignMessage[]
  variations: readonly VariationRow[]
}

const audiencePointer = (one: { audienceId: string }): Linkage => ({
  type: 'campaign-audience',
  id: one.audienceId,
})
export const messagePointer = (one: { messageId: string }): Linkage => ({
  type: 'campaign-message',
  id: one.messageId,
})
const variationPointer = (one: { variationId: string }): Linkage => ({
  type: 'campaign-variation',
  id: one.variationId,
})
const campaignPointer = (one: { campaignId: string }): Linkage => ({
  type: 'campaign',
  id: one.campaignId,
})

export function betaCampaign(
  row: Campaign,
  { audiences, messages }: Pick<Parts, 'audiences' | 'messages'>,
): Resource {
  const { campaignId, name, builder, archived, color, description } = row
  const isOwn = (one: { campaignId: string }) => one.campaignId === campaignId
  return {
    type: 'campaign',
    id: campaignId,
    attributes: {
      created_at: isoSeconds(row.createdAt),
      updated_at: isoSeconds(row.updatedAt),
      definition: {
        name,
        builder,
        archived,
        color,
        description,
        send_settings: {
          send_timezone: null,
          send_strategy: null,
          send_passed_rltz_immediately: null,
          exit_condition_enabled: false,
          exit_condition_conversion_metric_id: null,
        },
      },
    },
    relationships: {
      'campaign-audiences': { data: audiences.filter(isOwn).map(audiencePointer) },
      'campaign-messages': { data: messages.filter(isOwn).map(messagePointer) },
    },
  }
}

export function betaAudience(
  row: CampaignAudience,
  { messages }: Pick<Parts, 'messages'>,
): Resource {
  const { audienceId, name, priority, included, excluded } = row
  const own = messages.filter((one) => one.audienceId === audienceId)
  return {
    type: 'campaign-audience',
    id: audienceId,
    attributes: {
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      definition: { name, included: [...included], excluded: [...excluded], priority },
    },
    relationships: {
      campaign: { data: campaignPointer(row) },
      'campaign-messages': { data: own.map(messagePointer) },
    },
  }
}

export function betaMessage(
  row: CampaignMessage,
  { variations }: Pick<Parts, 'variations'>,
): Resource {
  const own = variations.filter((one) => one.messageId === row.messageId)
  return {
    type: 'campaign-message',
    id: row.messageId,
    attributes: {
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      definition: shownMessageDefinition(row, own.length),
    },
    relationships: {
      campaign: { data: campaignPointer(row) },
      'campaign-audience': { data: audiencePointer(row) },
      'campaign-variations': { data: own.map(variationPointer) },
    },
  }
}

export function betaVariation(row: VariationRow, content: ContentRow): Resource {
  const { variationId, name, imageId } = row
  return {
    type: 'campaign-variation',
    id: variationId,
    attributes: {
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      definition: { name, details: shownDetails(content, imageId) },
    },
    relationships: {
      'campaign-message': { data: messagePointer(row) },
      ...(imageId === null ? {} : { image: { data: { type: 'image', id: String(imageId) } } }),
    },
  }
}
