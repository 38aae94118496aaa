import {
  getAttributionSettings,
  getEventAttribution,
  TOUCHES_EXPLAINED_MAX,
  updateAttributionSettings,
  WINDOW_HOURS_MAX,
} from '../contract/attribution.ts'
import { findEvent } from '../event/events.sql.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { eventIdText, ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { readInAccount } from '../platform/sql.ts'
import { DAY_MS, HOUR_MS, isoSeconds } from '../platform/time.ts'
import { findAttribution, type Recompute } from './attribution-settings.sql.ts'
import type { AttributionSettings } from './attribution-settings.ts'
import { changeAttribution } from './change-attribution.action.ts'
import { type JudgedTouch, judgeTouches } from './judge-touches.ts'
import { type TouchRow, touchesAround } from './touches.sql.ts'

/** Touches so long after an event are shown with it: people ask why a click did not count. */
const SHOWN_AFTER_MS = DAY_MS

/** What is credited with what people do, and why. */
export const attributionRoutes: readonly Route[] = [
  implement(getAttributionSettings, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      return { data: settingsResource(accountId, await findAttribution(tx, accountId)) }
    }),
  ),

  implement(updateAttributionSettings, async ({ body, caller, sql, now, wallNow }) => {
    const { accountId } = caller
    if (body.data.id !== undefined) refuseOtherId(body.data.id, accountId)
    const wanted = body.data.attributes
    await changeAttribution(
      sql,
      caller,
      (before) => ({
        windowHours: { ...before.windowHours, ...wanted.window_hours },
        windowStart: wanted.window_start ?? before.windowStart,
        excludesBots: wanted.excludes_bots ?? before.excludesBots,
        excludesPrivacyProxies: wanted.excludes_privacy_proxies ?? before.excludesPrivacyProxies,
        textPrice: wanted.text_price ?? before.textPrice,
      }),
      { now, wallNow },
    )
    const saved = await readInAccount(sql, accountId, (tx) => findAttribution(tx, accountId))
    return { data: settingsResource(accountId, saved) }
  }),

  implement(getEventAttribution, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const id = param(call, 'id')
      const event = await findEvent(tx, accountId, id)
      if (!event) throw notFound('event', id)
      const { settings } = await findAttribution(tx, accountId)
      const { occurredAt } = event
      const rows = await touchesAround(tx, accountId, event.profileId, {
        from: new Date(occurredAt.getTime() - WINDOW_HOURS_MAX * HOUR_MS),
        until: new Date(occurredAt.getTime() + SHOWN_AFTER_MS),
        max: TOUCHES_EXPLAINED_MAX,
      })
      const judged = judgeTouches(occurredAt, rows, settings).map(touchShown)
      return {
        data: {
          type: 'event-attribution',
          id,
          attributes: {
            occurred_at: isoSeconds(occurredAt),
            credited: judged.find((one) => one.verdict === 'credited') ?? null,
            touches: judged,
            window_start: settings.windowStart,
            excludes_bots: settings.excludesBots,
            excludes_privacy_proxies: settings.excludesPrivacyProxies,
          },
        },
      }
    }),
  ),
]

function settingsResource(
  accountId: string,
  { settings, recompute }: { settings: AttributionSettings; recompute: Recompute },
): Resource {
  const { startedAt, finishedAt, done, total } = recompute
  const state = startedAt === null ? 'none' : finishedAt === null ? 'running' : 'done'
  return {
    type: 'attribution-settings',
    id: accountId,
    attributes: {
      window_hours: settings.windowHours,
      window_start: settings.windowStart,
      excludes_bots: settings.excludesBots,
      excludes_privacy_proxies: settings.excludesPrivacyProxies,
      text_price: settings.textPrice,
      recompute: {
        state,
        events_total: Math.max(total, done),
        events_done: done,
        started_at: startedAt && isoSeconds(startedAt),
        finished_at: finishedAt && isoSeconds(finishedAt),
      },
    },
  }
}

function touchShown({ touch, verdict, startsAt, endsAt }: JudgedTouch<TouchRow>) {
  return {
    kind: touch.kind,
    verdict,
    at: isoSeconds(touch.at),
    window_starts_at: isoSeconds(startsAt),
    window_ends_at: endsAt && isoSeconds(endsAt),
    event_id: touch.source === 'event' ? eventIdText(touch.nth) : null,
    message_id: touch.messageId && ulidOf(touch.messageId),
    message_name: touch.messageName,
    flow_id: touch.flowId,
    flow_message_id: touch.flowMessageId,
    campaign_id: touch.campaignId,
    campaign_message_id: touch.campaignMessageId,
    variation_id: touch.variationId,
    conversation_id: touch.conversationId,
  }
}
