import { z } from 'zod'
import { document, endpoint, resourceType } from './endpoint.ts'
import { InstantOut } from './values.ts'

/** What can bring somebody to something, each with a window of its own. */
export const TOUCH_KINDS = [
  'email-click',
  'email-open',
  'sms-click',
  'sms-delivery',
  'whatsapp-click',
  'whatsapp-open',
  'web-chat',
  'sms-conversation',
  'email-conversation',
  'whatsapp-conversation',
] as const
export type TouchKind = (typeof TOUCH_KINDS)[number]

/** From when a window counts: from when the message came, or from when it was opened or clicked. */
export const WINDOW_STARTS = ['receipt', 'touch'] as const

/** Longest window, in hours. */
export const WINDOW_HOURS_MAX = 24 * 30

/** Why a touch was credited with an event, or was not. */
export const TOUCH_VERDICTS = [
  'credited',
  'later-touch',
  'window-closed',
  'not-counted',
  'bot',
  'privacy-proxy',
  'after-event',
] as const
export type TouchVerdict = (typeof TOUCH_VERDICTS)[number]

/** Touches of one explanation; the newest are shown. */
export const TOUCHES_EXPLAINED_MAX = 100

const BODY_BYTES_MAX = 16 * 1024

const Hours = z.int().min(0).max(WINDOW_HOURS_MAX)

export const AttributionSettings = resourceType({
  type: 'attribution-settings',
  self: '/api/x/attribution-settings/',
  attributes: z.object({
    /** For each kind of touch; 0: it counts for nothing. */
    window_hours: z.record(z.enum(TOUCH_KINDS), z.int()),
    window_start: z.enum(WINDOW_STARTS),
    excludes_bots: z.boolean(),
    excludes_privacy_proxies: z.boolean(),
    /** What one part of a text costs, in the account's currency; for reports. */
    text_price: z.number(),
    /** History is worked through again under new settings; until it is done, old credit is mixed in. */
    recompute: z.object({
      state: z.enum(['none', 'running', 'done']),
      events_total: z.int(),
      events_done: z.int(),
      started_at: InstantOut.nullable(),
      finished_at: InstantOut.nullable(),
    }),
  }),
})

export const getAttributionSettings = endpoint({
  id: 'getAttributionSettings',
  method: 'GET',
  path: '/api/x/attribution-settings',
  tag: 'Attribution',
  summary: 'What is credited with what people do: windows for each kind of touch.',
  access: 'metrics:read',
  reply: { status: 200, one: AttributionSettings },
  rate: 'L',
})

export const updateAttributionSettings = endpoint({
  id: 'updateAttributionSettings',
  method: 'PATCH',
  path: '/api/x/attribution-settings',
  tag: 'Attribution',
  summary:
    'Change what is credited. All of history is recomputed in the background; `recompute` says how far it is.',
  access: 'accounts:write',
  body: document(
    z.strictObject({
      type: z.literal('attribution-settings'),
      id: z.string().max(200).optional(),
      attributes: z.strictObject({
        window_hours: z.partialRecord(z.enum(TOUCH_KINDS), Hours).optional(),
        window_start: z.enum(WINDOW_STARTS).optional(),
        excludes_bots: z.boolean().optional(),
        excludes_privacy_proxies: z.boolean().optional(),
        text_price: z.number().min(0).max(1_000).optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: AttributionSettings },
  rate: 'S',
})

const Touch = z.object({
  kind: z.enum(TOUCH_KINDS),
  verdict: z.enum(TOUCH_VERDICTS),
  at: InstantOut,
  /** The window: its start is included, its end is not. Null where this kind has none. */
  window_starts_at: InstantOut,
  window_ends_at: InstantOut.nullable(),
  /** The event that is the touch; null: an answer in a conversation. */
  event_id: z.string().nullable(),
  message_id: z.string().nullable(),
  message_name: z.string().nullable(),
  flow_id: z.string().nullable(),
  flow_message_id: z.string().nullable(),
  campaign_id: z.string().nullable(),
  campaign_message_id: z.string().nullable(),
  variation_id: z.string().nullable(),
  conversation_id: z.string().nullable(),
})

export const EventAttribution = resourceType({
  type: 'event-attribution',
  self: '/api/x/events/{id}/attribution/',
  attributes: z.object({
    occurred_at: InstantOut,
    /** The touch that the event is credited to; null: none. */
    credited: Touch.nullable(),
    /** All touches near the event, newest first, each with the reason. */
    touches: z.array(Touch),
    window_start: z.enum(WINDOW_STARTS),
    excludes_bots: z.boolean(),
    excludes_privacy_proxies: z.boolean(),
  }),
})

export const getEventAttribution = endpoint({
  id: 'getEventAttribution',
  method: 'GET',
  path: '/api/x/events/{id}/attribution',
  tag: 'Attribution',
  summary: `Why an event was credited to a message or conversation, and to which it was not. At most ${TOUCHES_EXPLAINED_MAX} touches.`,
  access: 'events:read',
  reply: { status: 200, one: EventAttribution },
  rate: 'L',
})
