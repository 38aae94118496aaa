import type { JsonObject } from '../profile/profile.ts'

export const CONSENT_CHANNELS = ['email', 'sms', 'whatsapp', 'push'] as const
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number]

/** What is consented to on a channel. `open_tracking` belongs to email only. */
export const CONSENT_TOPICS = [
  'marketing',
  'transactional',
  'conversational',
  'open_tracking',
] as const
export type ConsentTopic = (typeof CONSENT_TOPICS)[number]

/** The topics of each channel. */
export const TOPICS_OF = {
  email: ['marketing', 'open_tracking'],
  sms: ['marketing', 'transactional'],
  whatsapp: ['marketing', 'transactional', 'conversational'],
  push: ['marketing'],
} as const satisfies Record<ConsentChannel, readonly ConsentTopic[]>

/** Why an address is barred from marketing, whatever its owner consented to. */
export const SUPPRESSION_REASONS = [
  'HARD_BOUNCE',
  'INVALID_EMAIL',
  'SPAM_COMPLAINT',
  'UNSUBSCRIBE',
  'USER_SUPPRESSED',
] as const
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number]

/** By which way a change came, in the words that segments filter by. */
export type ConsentMethod =
  | 'api'
  | 'form'
  | 'preference_page'
  | 'one_click_unsubscribe'
  | 'mailbox_provider'
  | 'spam_complaint'
  | 'inbound_message'
  | 'manual_add'
  | 'manual_remove'
  | 'manual_import'
  | 'message_blocked'
  | 'profile_modification'

/** A change of what may be sent to one person. Everything but the first four has a default. */
export interface ConsentChange {
  /** UUID; of a merged profile, the kept one is changed. */
  profileId: string
  channel: ConsentChannel
  kind: 'subscribe' | 'unsubscribe' | 'suppress' | 'unsuppress'
  method: ConsentMethod
  /** `marketing` unless given. */
  topic?: ConsentTopic | undefined
  /** Only for this list; absent or null: everywhere. A subscription also joins it. */
  listId?: string | null | undefined
  /** Of suppressions; `USER_SUPPRESSED` unless given. Lifting one lifts this reason only. */
  reason?: SuppressionReason | null | undefined
  methodDetail?: string | null | undefined
  customMethodDetail?: string | null | undefined
  /** Confirmed by a click on a link in a mail. */
  doubleOptin?: boolean | undefined
  /** Which door it came through, for the history: `api`, `hosted-page`, `text`. */
  source?: string | undefined
  ip?: string | null | undefined
  /** When the person said so; `now` unless given. Nothing is older than 1990. */
  consentedAt?: Date | null | undefined
  /** Consent that was given elsewhere before: starts no list flows. */
  isHistorical?: boolean | undefined
  /** UUID of the message it came from. */
  messageId?: string | null | undefined
  /** Further properties of the events that follow from it. */
  eventProperties?: JsonObject | undefined
}

/** A change as the ledger keeps it: all that its projection is made of. */
export interface LedgerEntry {
  channel: ConsentChannel
  topic: ConsentTopic
  kind: ConsentChange['kind']
  listId: string | null
  reason: SuppressionReason | null
  /** The email or number it was said for. */
  address: string | null
  method: string
  methodDetail: string | null
  customMethodDetail: string | null
  doubleOptin: boolean | null
  consentedAt: Date
  recordedAt: Date
}

/** Consents that claim to be older are taken for this old. */
export const OLDEST_CONSENT = new Date('1990-01-01T00:00:00Z')
