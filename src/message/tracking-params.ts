import { z } from 'zod'
import {
  CampaignParam,
  CUSTOM_PARAMS_MAX,
  CustomTrackingParam,
  FlowParam,
  TrackingParamValue,
} from '../contract/sending.ts'
import type { SourceColumns } from './message.ts'
import type { TrackingParam } from './message-content.ts'

type ParamSetting = z.output<typeof TrackingParamValue>
type DynamicValue = Extract<
  NonNullable<ParamSetting['flow'] | ParamSetting['campaign']>,
  { type: 'dynamic' }
>['value']

/** What is added to links so that the shop's own statistics know where visitors come from. */
export const TrackingSettings = z.object({
  auto_add_parameters: z.boolean().default(false),
  utm_source: TrackingParamValue.prefault({
    flow: { type: 'static', value: 'parley' },
    campaign: { type: 'static', value: 'parley' },
  }),
  utm_medium: TrackingParamValue.prefault({
    flow: { type: 'dynamic', value: 'message_type' },
    campaign: { type: 'dynamic', value: 'message_type' },
  }),
  utm_campaign: TrackingParamValue.nullable().prefault({
    flow: { type: 'dynamic', value: 'flow_name' },
    campaign: { type: 'dynamic', value: 'campaign_name' },
  }),
  utm_id: TrackingParamValue.nullable().default(null),
  utm_term: TrackingParamValue.nullable().default(null),
  custom_parameters: z.array(CustomTrackingParam).max(CUSTOM_PARAMS_MAX).nullable().default([]),
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
  /** The first list or segment that it goes to. */
  group: { id: string; name: string } | null
  profileId: string
  externalId: string | null
  /** What the link says that gets the parameters. */
  linkAltText: () => string
  /** In the account's zone: Thursday. Asked for when it is needed: a formatter costs more than a mail. */
  sendDay: () => string
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
    return content.customTrackingParams.flatMap(({ param, value, isDynamic }) => {
      const said = isDynamic
        ? valueOf(
            dynamicNames.find((name) => name === value),
            message,
          )
        : value
      return isDynamic && said === '' ? [] : [[param, said]]
    })
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

const dynamicNames: readonly DynamicValue[] = [
  ...FlowParam.options[0].shape.value.options,
  ...CampaignParam.options[0].shape.value.options,
]

function valueOf(name: DynamicValue | undefined, message: TrackedMessage): string {
  const both = (one: string, id: string | null) => (id === null ? one : `${one} (${id})`)
  const { group } = message
  switch (name) {
    case undefined:
      return ''
    case 'link_alt_text':
      return message.linkAltText()
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
      return both(message.sourceName, message.sendDay())
    case 'message_name':
      return message.name
    case 'message_name_id':
      return both(message.name, message.contentId)
    case 'message_type':
      return message.channel
    case 'group_id':
      return group?.id ?? ''
    case 'group_name':
      return group?.name ?? ''
    case 'group_name_id':
      return group ? both(group.name, group.id) : ''
    case 'profile_external_id':
      return message.externalId ?? ''
    case 'profile_id':
      return message.profileId
  }
}
