import { z } from 'zod'
import { TOUCH_KINDS, type TouchKind, WINDOW_STARTS } from '../contract/attribution.ts'

/** What an account credits with what people do. */
export interface AttributionSettings {
  /** For each kind of touch; 0: it counts for nothing. */
  windowHours: Record<TouchKind, number>
  windowStart: (typeof WINDOW_STARTS)[number]
  excludesBots: boolean
  excludesPrivacyProxies: boolean
  /** What one part of a text costs, in the account's currency. */
  textPrice: number
}

const DAY_HOURS = 24

export const DEFAULT_SETTINGS: AttributionSettings = {
  windowHours: {
    'email-click': 5 * DAY_HOURS,
    'email-open': 5 * DAY_HOURS,
    'sms-click': 5 * DAY_HOURS,
    'sms-delivery': 12,
    'whatsapp-click': 5 * DAY_HOURS,
    'whatsapp-open': 12,
    'web-chat': DAY_HOURS,
    // Texts and mails are answered in their own time: they count as clicks of their channel do.
    'sms-conversation': 5 * DAY_HOURS,
    'email-conversation': 5 * DAY_HOURS,
    'whatsapp-conversation': 5 * DAY_HOURS,
  },
  windowStart: 'receipt',
  excludesBots: true,
  excludesPrivacyProxies: true,
  textPrice: 0,
}

const Hours = z.number().int().min(0)

/** As stored; what a later version adds has its default. */
export const StoredSettings = z
  .object({
    windowHours: z.partialRecord(z.enum(TOUCH_KINDS), Hours),
    windowStart: z.enum(WINDOW_STARTS),
    excludesBots: z.boolean(),
    excludesPrivacyProxies: z.boolean(),
    textPrice: z.number().min(0).default(0),
  })
  .transform(
    (stored): AttributionSettings => ({
      ...stored,
      windowHours: { ...DEFAULT_SETTINGS.windowHours, ...stored.windowHours },
    }),
  )

/** The longest window: no touch before it can count. */
export function longestHours({ windowHours }: AttributionSettings): number {
  return Math.max(...Object.values(windowHours))
}
