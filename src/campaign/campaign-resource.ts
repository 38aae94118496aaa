import type { ContentRow } from '../message/message-contents.sql.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import { type Audience, type Campaign, TEST_DEFAULTS } from './campaign.ts'
import type { CampaignMessageRow, VariationCount, VariationRow } from './campaign-messages.sql.ts'
import { shownDefinition, shownRenderOptions, shownWords } from './message-definition.ts'
import { plannedTime } from './send-plan.ts'

const NOTHING: ReadonlySet<string> = new Set()

/** What is shown of a campaign beside its own row. */
export interface Shown {
  audience: Audience
  messageIds: readonly string[]
  variationCount: number
  waiting: number
}

export function campaignResource(
  row: Campaign,
  { audience, messageIds, variationCount, waiting }: Shown,
  additional: ReadonlySet<string> = NOTHING,
): Resource {
  const at = (instant: Date | null) => instant && isoSeconds(instant)
  const { tracking } = row
  const more = {
    progress: {
      is_resolved: row.resolvedAt !== null,
      recipients: row.recipients,
      unreachable: row.unreachable,
      excluded: row.excluded,
      waiting,
    },
    is_paused: row.isPaused,
    hold: row.hold && {
      reason: row.hold.reason,
      detail: row.hold.detail,
      group_id: row.hold.groupId,
      since: row.hold.since,
    },
    recipients_when: row.recipientsWhen,
    test:
      variationCount < 2
        ? null
        : {
            test_share: row.testShare ?? TEST_DEFAULTS.share,
            winner_metric: row.winnerMetric ?? TEST_DEFAULTS.metric,
            winner_after_minutes: row.winnerAfterMinutes ?? TEST_DEFAULTS.afterMinutes,
            winner_at: at(row.winnerAt),
            winner_id: row.winnerId,
          },
    chosen_strategy: { ...row.strategy },
    channel: row.channel,
  }
  return {
    type: 'campaign',
    id: row.campaignId,
    attributes: {
      name: row.name,
      status: row.status,
      archived: row.archived,
      audiences: { included: [...audience.included], excluded: [...audience.excluded] },
      send_options: { use_smart_sending: row.hasSmartSending },
      tracking_options: {
        add_tracking_params: tracking.add_tracking_params ?? false,
        custom_tracking_params: tracking.custom_tracking_params ?? [],
        ...(row.channel === 'email'
          ? {
              is_tracking_clicks: tracking.is_tracking_clicks ?? true,
              is_tracking_opens: tracking.is_tracking_opens ?? true,
            }
          : {}),
      },
      send_strategy: variationCount > 1 ? { method: 'ab_test_campaign' } : { ...row.strategy },
      created_at: isoSeconds(row.createdAt),
      scheduled_at: at(row.scheduledAt),
      updated_at: isoSeconds(row.updatedAt),
      send_time: at(row.sendAt ?? plannedTime(row.strategy)?.at ?? null),
      ...Object.fromEntries(Object.entries(more).filter(([name]) => additional.has(name))),
    },
    relationships: {
      'campaign-messages': { data: messageIds.map((id) => ({ type: 'campaign-message', id })) },
    },
  }
}

function sendTimes({ strategy, sendAt, scheduledAt }: Campaign) {
  const planned = plannedTime(strategy)
  if (planned) return [{ datetime: isoSeconds(planned.at), is_local: planned.isLocal }]
  return scheduledAt && sendAt ? [{ datetime: isoSeconds(sendAt), is_local: false }] : null
}

export function messageResource(
  message: CampaignMessageRow,
  content: ContentRow,
  campaign: Campaign,
): Resource {
  return {
    type: 'campaign-message',
    id: message.messageId,
    attributes: {
      definition: shownDefinition(content, message.label),
      send_times: sendTimes(campaign),
      created_at: isoSeconds(message.createdAt),
      updated_at: isoSeconds(message.updatedAt),
    },
    relationships: {
      campaign: { data: { type: 'campaign', id: message.campaignId } },
      ...templateOf(content),
      ...(message.imageId === null
        ? {}
        : { image: { data: { type: 'image', id: String(message.imageId) } } }),
    },
  }
}

function templateOf({ templateId }: ContentRow): Resource['relationships'] {
  return templateId === null ? {} : { template: { data: { type: 'template', id: templateId } } }
}

/** The flat shape that assigning a template answers with. */
export function assignedResource(
  message: CampaignMessageRow,
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
      send_times: sendTimes(campaign),
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
