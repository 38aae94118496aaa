import type { ContentRow } from '../message/message-contents.sql.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import {
  type Campaign,
  type CampaignAudience,
  type CampaignMessage,
  type Hold,
  leadOf,
  NEW_MESSAGE,
  TEST_DEFAULTS,
  unionOf,
} from './campaign.ts'
import type { VariationCount, VariationRow } from './campaign-messages.sql.ts'
import { shownDefinition, shownRenderOptions, shownWords } from './message-definition.ts'
import { plannedTime } from './send-plan.ts'

const NOTHING: ReadonlySet<string> = new Set()

/** What is shown of a campaign beside its own row. */
export interface Shown {
  audiences: readonly CampaignAudience[]
  messages: readonly CampaignMessage[]
  /** Of the message that leads. */
  variationCount: number
  waiting: number
}

/**
 * A campaign as the stable shape shows it. Of several messages it shows the numbers together, and of
 * that which leads all that can only be shown of one.
 */
export function campaignResource(
  row: Campaign,
  { audiences, messages, variationCount, waiting }: Shown,
  additional: ReadonlySet<string> = NOTHING,
): Resource {
  const at = (instant: Date | null) => instant && isoSeconds(instant)
  const lead: CampaignMessage | typeof NEW_MESSAGE = leadOf(messages) ?? NEW_MESSAGE
  const audience = unionOf(audiences)
  const sum = (count: 'recipients' | 'unreachable' | 'excluded') =>
    messages.reduce((total, message) => total + message[count], 0)
  const { tracking }: Pick<CampaignMessage, 'tracking'> = lead
  const more = {
    progress: {
      is_resolved: messages.length > 0 && messages.every((one) => one.resolvedAt !== null),
      recipients: sum('recipients'),
      unreachable: sum('unreachable'),
      excluded: sum('excluded'),
      waiting,
    },
    is_paused: messages.some((one) => one.isPaused),
    hold: shownHold(messages.find((one) => one.hold !== null)?.hold),
    recipients_when: lead.recipientsWhen,
    test:
      variationCount < 2
        ? null
        : {
            test_share: lead.testShare ?? TEST_DEFAULTS.share,
            winner_metric: lead.winnerMetric ?? TEST_DEFAULTS.metric,
            winner_after_minutes: lead.winnerAfterMinutes ?? TEST_DEFAULTS.afterMinutes,
            winner_at: at(lead.winnerAt),
            winner_id: lead.winnerId,
          },
    chosen_strategy: { ...lead.strategy },
    channel: lead.channel,
    all_audiences: audiences.map(shownAudience),
  }
  return {
    type: 'campaign',
    id: row.campaignId,
    attributes: {
      name: row.name,
      status: lead.status,
      archived: row.archived,
      audiences: { included: [...audience.included], excluded: [...audience.excluded] },
      send_options: { use_smart_sending: lead.hasSmartSending },
      tracking_options: {
        add_tracking_params: tracking.add_tracking_params ?? false,
        custom_tracking_params: tracking.custom_tracking_params ?? [],
        ...(lead.channel === 'email'
          ? {
              is_tracking_clicks: tracking.is_tracking_clicks ?? true,
              is_tracking_opens: tracking.is_tracking_opens ?? true,
            }
          : {}),
      },
      send_strategy: variationCount > 1 ? { method: 'ab_test_campaign' } : { ...lead.strategy },
      created_at: isoSeconds(row.createdAt),
      scheduled_at: at(lead.scheduledAt),
      updated_at: isoSeconds(row.updatedAt),
      send_time: at(lead.sendAt ?? plannedTime(lead.strategy)?.at ?? null),
      ...Object.fromEntries(Object.entries(more).filter(([name]) => additional.has(name))),
    },
    relationships: {
      'campaign-messages': {
        data: messages.map(({ messageId }) => ({ type: 'campaign-message', id: messageId })),
      },
    },
  }
}

function shownAudience({
  audienceId,
  name,
  priority,
  included,
  excluded,
}: Omit<CampaignAudience, 'campaignId' | 'place' | 'createdAt' | 'updatedAt'>) {
  return { id: audienceId, name, priority, included: [...included], excluded: [...excluded] }
}

function shownHold(hold: Hold | null | undefined) {
  return hold
    ? { reason: hold.reason, detail: hold.detail, group_id: hold.groupId, since: hold.since }
    : null
}

function sendTimes({ strategy, sendAt, scheduledAt }: CampaignMessage) {
  const planned = plannedTime(strategy)
  if (planned) return [{ datetime: isoSeconds(planned.at), is_local: planned.isLocal }]
  return scheduledAt && sendAt ? [{ datetime: isoSeconds(sendAt), is_local: false }] : null
}

/** What is shown of a message beside its own row. */
export interface OwnOfMessage {
  audience: CampaignAudience | undefined
  waiting: number
}

/** `own` is what costs more to find, and is shown as far as it is asked for. */
export function messageResource(
  {
    message,
    variation,
    content,
  }: { message: CampaignMessage; variation: VariationRow; content: ContentRow },
  own?: { shown: OwnOfMessage; additional: ReadonlySet<string> },
): Resource {
  return {
    type: 'campaign-message',
    id: message.messageId,
    attributes: {
      definition: shownDefinition(content, message.label),
      send_times: sendTimes(message),
      created_at: isoSeconds(message.createdAt),
      updated_at: isoSeconds(message.updatedAt),
      ...(own ? ownAttributes(message, own) : {}),
    },
    relationships: {
      campaign: { data: { type: 'campaign', id: message.campaignId } },
      ...templateOf(content),
      ...(variation.imageId === null
        ? {}
        : { image: { data: { type: 'image', id: String(variation.imageId) } } }),
    },
  }
}

function ownAttributes(
  message: CampaignMessage,
  { shown, additional }: { shown: OwnOfMessage; additional: ReadonlySet<string> },
): Record<string, unknown> {
  const { audienceId, recipients, unreachable, excluded } = message
  const nobody = { audienceId, name: null, priority: null, included: [], excluded: [] }
  const all = {
    status: message.status,
    is_paused: message.isPaused,
    hold: shownHold(message.hold),
    progress: {
      is_resolved: message.resolvedAt !== null,
      recipients,
      unreachable,
      excluded,
      waiting: shown.waiting,
    },
    chosen_strategy: { ...message.strategy },
    audience: shownAudience(shown.audience ?? nobody),
  }
  return Object.fromEntries(Object.entries(all).filter(([key]) => additional.has(key)))
}

function templateOf({ templateId }: ContentRow): Resource['relationships'] {
  return templateId === null ? {} : { template: { data: { type: 'template', id: templateId } } }
}

/** The flat shape that assigning a template answers with. */
export function assignedResource(
  message: CampaignMessage,
  content: ContentRow,
  campaign: Campaign,
): Resource {
  return {
    type: 'campaign-message',
    id: message.messageId,
    attributes: {
      label: message.label ?? campaign.name,
      channel: content.channel,
      content: shownWords(content),
      send_times: sendTimes(message),
      ...(content.channel === 'sms' ? { render_options: shownRenderOptions(content) } : {}),
      created_at: isoSeconds(message.createdAt),
      updated_at: isoSeconds(message.updatedAt),
    },
    relationships: {
      campaign: { data: { type: 'campaign', id: message.campaignId } },
      ...templateOf(content),
    },
  }
}

export function variationResource(
  row: VariationRow,
  content: ContentRow,
  { winnerId, count }: { winnerId: string | null; count: VariationCount | undefined },
): Resource {
  return {
    type: 'campaign-variation',
    id: row.variationId,
    attributes: {
      name: row.name,
      definition: shownDefinition(content, null),
      recipients: count?.recipients ?? 0,
      delivered: count?.delivered ?? 0,
      opened: count?.opened ?? 0,
      clicked: count?.clicked ?? 0,
      is_winner: winnerId === row.variationId,
      created_at: isoSeconds(row.createdAt),
      updated_at: isoSeconds(row.updatedAt),
    },
    relationships: {
      'campaign-message': { data: { type: 'campaign-message', id: row.messageId } },
      ...templateOf(content),
    },
  }
}
