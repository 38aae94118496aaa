import { CHANNELS, type Channel } from '../contract/agent-words.ts'
import type { FIRST_MESSAGE_MODES } from '../contract/conversations.ts'
import { HOUR_MS, MINUTE_MS } from '../platform/time.ts'

/** How conversations on one channel begin, rest and end. */
export interface ChannelSettings {
  channel: Channel
  isOn: boolean
  /** Silence after which an episode is judged. */
  inactivityMinutes: number
  /** A message within this time after the end opens the same conversation again. */
  reopenHours: number
  /** Whether a silent shopper is asked once before the agent gives up. */
  followsUp: boolean
}

/**
 * WhatsApp lets a business write freely only within 24 h of the shopper's last message, and its
 * silence is judged after 24 h: nothing can be asked any more.
 */
const DEFAULTS: Record<Channel, Omit<ChannelSettings, 'channel'>> = {
  'web-chat': { isOn: true, inactivityMinutes: 30, reopenHours: 24, followsUp: true },
  sms: { isOn: false, inactivityMinutes: 24 * 60, reopenHours: 7 * 24, followsUp: true },
  email: { isOn: false, inactivityMinutes: 72 * 60, reopenHours: 7 * 24, followsUp: true },
  whatsapp: { isOn: false, inactivityMinutes: 24 * 60, reopenHours: 7 * 24, followsUp: false },
}

export function defaultChannelSettings(channel: Channel): ChannelSettings {
  return { channel, ...DEFAULTS[channel] }
}

export function withDefaults(stored: readonly ChannelSettings[]): Record<Channel, ChannelSettings> {
  const settings = CHANNELS.map((channel): [Channel, ChannelSettings] => [
    channel,
    stored.find((one) => one.channel === channel) ?? defaultChannelSettings(channel),
  ])
  return Object.fromEntries(settings) as Record<Channel, ChannelSettings>
}

/** When silence that begins now is judged. */
export function silentUntil(settings: ChannelSettings, from: Date): Date {
  return new Date(from.getTime() + settings.inactivityMinutes * MINUTE_MS)
}

/** Whether a message at `now` still opens a conversation that ended at `endedAt`. */
export function opensAgain(settings: ChannelSettings, endedAt: Date, now: Date): boolean {
  return now.getTime() - endedAt.getTime() <= settings.reopenHours * HOUR_MS
}

/** How much of the first message the Started event keeps. */
export type FirstMessageMode = (typeof FIRST_MESSAGE_MODES)[number]
