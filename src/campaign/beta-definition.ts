import type { CampaignStatus, SendStrategy, TrackingOptions } from '../contract/campaigns.ts'
import type {
  BetaMessageDefinition,
  BetaStatus,
  BetaStrategy,
  Details,
  Schedule,
} from '../contract/campaigns-beta.ts'
import type { MessageContent } from '../message/message-content.ts'
import { isoSeconds } from '../platform/time.ts'
import type { CampaignMessage, NEW_MESSAGE } from './campaign.ts'
import { EMAIL_FIELDS } from './message-definition.ts'
import { isLocal, plannedTime } from './send-plan.ts'
import type { Words } from './words.ts'

/** How the beta shape says what campaigns, messages and variations are. */

const STATUSES: Readonly<Record<CampaignStatus, BetaStatus | null>> = {
  'Adding Recipients': 'sending',
  Cancelled: 'cancelled',
  'Cancelled: Account Disabled': 'cancelled',
  'Cancelled: Billing Limit': 'cancelled',
  'Cancelled: Internal Error': 'cancelled',
  'Cancelled: Misconfigured': 'cancelled',
  'Cancelled: No Recipients': 'cancelled',
  'Cancelled: Smart Sending': 'cancelled',
  Draft: 'draft',
  'Preparing to schedule': 'scheduled',
  'Preparing to send': 'sending',
  'Queued without Recipients': 'scheduled',
  Scheduled: 'scheduled',
  Sending: 'sending',
  'Sending Segments': 'sending',
  Sent: 'sent',
  Unknown: null,
  'Variations Sent': 'sending',
}

export function betaStatusOf(status: CampaignStatus): BetaStatus | null {
  return STATUSES[status]
}

/** Each of our statuses with its word, for queries. */
export const BETA_STATUS_PAIRS: readonly (readonly [string, string])[] = Object.entries(
  STATUSES,
).flatMap(([ours, word]) => (word === null ? [] : [[ours, word] as const]))

// — Messages

type Planned = CampaignMessage | typeof NEW_MESSAGE

function betaStrategyOf(strategy: SendStrategy, variationCount: number): BetaStrategy {
  if (variationCount > 1) {
    return isLocal(strategy) ? 'content_variation_local_timezone' : 'content_variation'
  }
  switch (strategy.method) {
    case 'immediate':
      return 'static'
    case 'static':
      return isLocal(strategy) ? 'local_timezone' : 'static'
    case 'throttled':
      return 'throttled'
    case 'smart_send_time':
      return 'personalized_send_time_optimization'
  }
}

/** When a message is sent; null: as soon as it is told to, or at an hour of each recipient's own. */
function sendTimeOf({ strategy, scheduledAt, sendAt }: Planned): string | null {
  if (strategy.method === 'smart_send_time') return null
  const planned = plannedTime(strategy)
  if (planned) return isoSeconds(planned.at)
  return scheduledAt && sendAt ? isoSeconds(sendAt) : null
}

export function shownMessageDefinition(message: Planned, variationCount: number) {
  const { tracking }: { tracking: TrackingOptions } = message
  return {
    name: message.label,
    status: betaStatusOf(message.status),
    tracking_options: {
      is_add_utm: tracking.add_tracking_params ?? false,
      is_tracking_clicks: tracking.is_tracking_clicks ?? true,
      is_tracking_opens: tracking.is_tracking_opens ?? true,
    },
    send_options: {
      send_time: sendTimeOf(message),
      send_times: null,
      send_strategy: betaStrategyOf(message.strategy, variationCount),
      recipient_percentage: null,
      throttling_type: message.hasSmartSending ? 'throttle-for-campaigns-and-flows' : 'none',
      throttle_unit: message.strategy.method === 'throttled' ? 'hour' : null,
      is_ignoring_unsubscribes: false,
    },
  } as const
}

/** What a definition of a message changes; what it does not say stays. */
export function messageChangesOf(
  { name, tracking_options: tracking, send_options: options }: BetaMessageDefinition,
  known: TrackingOptions,
) {
  const flag = (given: boolean | null | undefined, name: keyof TrackingOptions) =>
    given === null || given === undefined ? {} : { [name]: given }
  return {
    label: name,
    hasSmartSending: options?.throttling_type ? options.throttling_type !== 'none' : undefined,
    tracking: {
      ...known,
      ...flag(tracking?.is_add_utm, 'add_tracking_params'),
      ...flag(tracking?.is_tracking_clicks, 'is_tracking_clicks'),
      ...flag(tracking?.is_tracking_opens, 'is_tracking_opens'),
    },
  }
}

/** Where a definition says of status, time and strategy something else than is shown: by its path. */
export function contradictionsOf(
  { status, send_options: options }: BetaMessageDefinition,
  shown: ReturnType<typeof shownMessageDefinition>,
): string[] {
  const isOther = (given: unknown, known: unknown) =>
    given !== null && given !== undefined && given !== known
  const sendTime = options?.send_time ? isoSeconds(new Date(options.send_time)) : null
  return [
    ...(isOther(status, shown.status) ? ['status'] : []),
    ...(isOther(sendTime, shown.send_options.send_time) ? ['send_options/send_time'] : []),
    ...(['send_strategy', 'throttle_unit'] as const)
      .filter((name) => isOther(options?.[name], shown.send_options[name]))
      .map((name) => `send_options/${name}`),
  ]
}

// — Variations

export function shownDetails(
  content: MessageContent,
  imageId: number | null,
): Record<string, unknown> {
  const { channel, options } = content
  switch (channel) {
    case 'email':
      return {
        channel,
        template_id: content.templateId,
        ...Object.fromEntries(EMAIL_FIELDS.map(([name, column]) => [name, content[column] ?? ''])),
      }
    case 'sms':
      return {
        channel,
        body: content.body ?? '',
        mms_static_image_asset_id: imageId,
        text_message_type: imageId === null ? 'SMS' : 'MMS',
        shorten_links: options.shortensLinks ?? true,
        add_org_prefix: options.addsOrganization ?? true,
        add_info_link: options.addsInfoLink ?? true,
        add_opt_out_language: options.addsOptOut ?? false,
      }
    case 'whatsapp':
      return {
        channel,
        body: content.body ?? '',
        template_id: null,
        shorten_links: options.shortensLinks ?? false,
      }
  }
}

/** What details say; what they do not say stays, or is as it begins. An empty text is none. */
export function wordsOfDetails(details: Details): Words {
  const { channel } = details
  const text = (given: string | null | undefined, column: keyof MessageContent) =>
    given === undefined ? {} : { [column]: given === '' ? null : given }
  switch (channel) {
    case 'email':
      return {
        channel,
        templateId: details.template_id,
        content: Object.fromEntries(
          EMAIL_FIELDS.flatMap(([name, column]) => Object.entries(text(details[name], column))),
        ),
      }
    case 'sms': {
      const picture = details.mms_static_image_asset_id
      const isPlain = details.text_message_type === 'SMS'
      return {
        channel,
        imageId: picture === undefined ? (isPlain ? null : undefined) : imageIdOf(picture),
        content: {
          ...text(details.body, 'body'),
          options: {
            ...option(details.shorten_links, 'shortensLinks'),
            ...option(details.add_org_prefix, 'addsOrganization'),
            ...option(details.add_info_link, 'addsInfoLink'),
            ...option(details.add_opt_out_language, 'addsOptOut'),
          },
        },
      }
    }
    case 'whatsapp':
      return {
        channel,
        content: {
          ...text(details.body, 'body'),
          options: option(details.shorten_links, 'shortensLinks'),
        },
      }
  }
}

function imageIdOf(picture: number | null): string | null {
  return picture === null ? null : String(picture)
}

function option(given: boolean | null | undefined, name: keyof MessageContent['options']) {
  return given === null || given === undefined ? {} : { [name]: given }
}

// — Sending

export function strategyOf(schedule: Schedule): SendStrategy {
  switch (schedule.strategy) {
    case 'static':
      return { method: 'static', datetime: schedule.send_time }
    case 'local_timezone':
      return {
        method: 'static',
        datetime: schedule.send_time,
        options: {
          is_local: true,
          send_past_recipients_immediately:
            schedule.timezone_options?.send_past_timezones_tomorrow !== true,
        },
      }
    case 'throttled':
      return {
        method: 'throttled',
        datetime: schedule.send_time,
        throttle_percentage: schedule.throttled_options.throttling_percentage,
      }
    case 'smart_send_time':
      return { method: 'smart_send_time', date: schedule.send_date }
  }
}

export function shownSchedule(message: CampaignMessage) {
  const { strategy } = message
  return {
    send_time: sendTimeOf(message),
    send_date: strategy.method === 'smart_send_time' ? strategy.date : null,
    strategy:
      strategy.method === 'throttled' || strategy.method === 'smart_send_time'
        ? strategy.method
        : isLocal(strategy)
          ? 'local_timezone'
          : 'static',
    throttling_percentage: strategy.method === 'throttled' ? strategy.throttle_percentage : null,
    throttle_unit: strategy.method === 'throttled' ? 'hour' : null,
  }
}
