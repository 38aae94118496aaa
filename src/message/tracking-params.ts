import { z } from 'zod'
import type { SourceColumns } from './message.ts'
import type { TrackingParam } from './message-content.ts'

export const FLOW_VALUES = [
  'email_subject',
  'flow_id',
  'flow_name',
  'link_alt_text',
  'message_name',
  'message_name_id',
  'message_type',
  'profile_external_id',
  'profile_id',
] as const
export const CAMPAIGN_VALUES = [
  'campaign_id',
  'campaign_name',
  'campaign_name_id',
  'campaign_name_send_day',
  'email_subject',
  'group_id',
  'group_name',
  'group_name_id',
  'link_alt_text',
  'message_type',
  'profile_external_id',
  'profile_id',
] as const
export type DynamicValue = (typeof FLOW_VALUES)[number] | (typeof CAMPAIGN_VALUES)[number]

const TEXT_LENGTH_MAX = 200
const fixed = z.object({ type: z.literal('static'), value: z.string().max(TEXT_LENGTH_MAX) })
const ofFlow = z.discriminatedUnion('type', [
  z.object({ type: z.literal('dynamic'), value: z.enum(FLOW_VALUES) }),
  fixed,
])
const ofCampaign = z.discriminatedUnion('type', [
  z.object({ type: z.literal('dynamic'), value: z.enum(CAMPAIGN_VALUES) }),
  fixed,
])

/** One parameter: what it is worth in flows, and what in campaigns; null: it is not added. */
export const ParamSetting = z.object({
  flow: ofFlow.nullable().default(null),
  campaign: ofCampaign.nullable().default(null),
})
export type ParamSetting = z.output<typeof ParamSetting>

export const CUSTOM_PARAMS_MAX = 5

/** What is added to links so that the shop's own statistics know where visitors come from. */
export const TrackingSettings = z.object({
  auto_add_parameters: z.boolean().default(false),
  utm_source: ParamSetting.prefault({
    flow: { type: 'static', value: 'parley' },
    campaign: { type: 'static', value: 'parley' },
  }),
  utm_medium: ParamSetting.prefault({
    flow: { type: 'dynamic', value: 'message_type' },
    campaign: { type: 'dynamic', value: 'message_type' },
  }),
  utm_campaign: ParamSetting.nullable().prefault({
    flow: { type: 'dynamic', value: 'flow_name' },
    campaign: { type: 'dynamic', value: 'campaign_name' },
  }),
  utm_id: ParamSetting.nullable().default(null),
  utm_term: ParamSetting.nullable().default(null),
  custom_parameters: z
    .array(ParamSetting.extend({ name: z.string().min(1).max(TEXT_LENGTH_MAX) }))
    .max(CUSTOM_PARAMS_MAX)
    .nullable()
    .default([]),
})
export type TrackingSettings = z.output<typeof TrackingSettings>

/** What dynamic parameters stand for, of one message. */
export interface TrackedMessage extends SourceColumns {
  contentId: string
  channel: string
  /** Of the flow or campaign, and of the message in it. */
  sourceName: string
  name: string
  subject: string
  listIds: readonly string[]
  profileId: string
  externalId: string | null
  /** In the account's zone: Thursday. */
  sendDay: string
}

/**
 * The parameters that links of a message get. Those of the content itself win over the account's.
 * Parameters without a value are left out.
 */
export function trackingParams(
  settings: TrackingSettings,
  content: { addsTrackingParams: boolean; customTrackingParams: readonly TrackingParam[] },
  message: TrackedMessage,
): [string, string][] {
  if (!content.addsTrackingParams && !settings.auto_add_parameters) return []
  if (content.addsTrackingParams && content.customTrackingParams.length > 0) {
    return content.customTrackingParams.map(({ param, value }) => [param, value])
  }
  const { utm_source, utm_medium, utm_campaign, utm_id, utm_term, custom_parameters } = settings
  const wanted: [string, ParamSetting | null][] = [
    ['utm_source', utm_source],
    ['utm_medium', utm_medium],
    ['utm_campaign', utm_campaign],
    ['utm_id', utm_id],
    ['utm_term', utm_term],
    ...(custom_parameters ?? []).map(({ name, ...one }): [string, ParamSetting] => [name, one]),
  ]
  return wanted.flatMap(([name, param]): [string, string][] => {
    const setting = message.source === 'campaign' ? param?.campaign : param?.flow
    const value = setting?.type === 'static' ? setting.value : valueOf(setting?.value, message)
    return value === '' ? [] : [[name, value]]
  })
}

function valueOf(name: DynamicValue | undefined, message: TrackedMessage): string {
  const both = (one: string, id: string | null) => (id === null ? one : `${one} (${id})`)
  const [list = ''] = message.listIds
  switch (name) {
    case undefined:
    case 'link_alt_text':
      return ''
    case 'email_subject':
      return message.subject
    case 'flow_id':
      return message.flowId ?? ''
    case 'flow_name':
    case 'campaign_name':
      return message.sourceName
    case 'campaign_id':
      return message.campaignId ?? ''
    case 'campaign_name_id':
      return both(message.sourceName, message.campaignId)
    case 'campaign_name_send_day':
      return both(message.sourceName, message.sendDay)
    case 'message_name':
      return message.name
    case 'message_name_id':
      return both(message.name, message.contentId)
    case 'message_type':
      return message.channel
    case 'group_id':
    case 'group_name':
    case 'group_name_id':
      return list
    case 'profile_external_id':
      return message.externalId ?? ''
    case 'profile_id':
      return message.profileId
  }
}
