import { z } from 'zod'
import type { MessageChannel } from '../contract/messages.ts'
import { HOUR_MS } from '../platform/time.ts'
import { TrackingSettings } from './tracking-params.ts'

const hours = z
  .int()
  .min(0)
  .max(24 * 30)
const time = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/)

/** How an account sends. Stored as one document; gaps are the defaults. */
export const SendingSettings = z.object({
  /** Null: the account's contact. */
  fromEmail: z.string().nullable().default(null),
  fromName: z.string().nullable().default(null),
  replyToEmail: z.string().nullable().default(null),
  /** After a message the channel is silent so long for the person, in hours. */
  smartSendingHours: z
    .object({
      email: hours.default(16),
      sms: hours.default(24),
      whatsapp: hours.default(24),
    })
    .prefault({}),
  /** For texts of marketing; null: there are none. */
  quietHours: z
    .object({ from: time, until: time })
    .nullable()
    .default({ from: '21:00', until: '08:00' }),
  /** Most messages of marketing for one person, over all channels; null: no limit. */
  frequencyCap: z
    .object({ messages: z.int().min(1).max(100), days: z.int().min(1).max(90) })
    .nullable()
    .default(null),
  /** Marketing skips who waits for the team. */
  excludesOpenProblems: z.boolean().default(false),
  tracksOpens: z.boolean().default(true),
  tracksClicks: z.boolean().default(true),
  tracking: TrackingSettings.prefault({}),
  dkim: z
    .object({ domain: z.string(), selector: z.string(), publicKey: z.string() })
    .nullable()
    .default(null),
})
export type SendingSettings = z.output<typeof SendingSettings>

export const DEFAULT_SETTINGS: SendingSettings = SendingSettings.parse({})

export function smartSendingMs(settings: SendingSettings, channel: MessageChannel): number {
  return settings.smartSendingHours[channel] * HOUR_MS
}

/** What the DKIM key of an account is sealed for. */
export function dkimPurpose(accountId: string): string {
  return `${accountId} dkim`
}
