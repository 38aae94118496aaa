import { MINUTE_MS } from '../platform/time.ts'
import type { JsonObject } from '../profile/profile.ts'
import { applyEntry } from './apply-entry.ts'
import { type ConsentChange, type LedgerEntry, OLDEST_CONSENT } from './consent.ts'
import { partAt, partsOf } from './json-parts.ts'

/** What a change is decided on. */
export interface Standing {
  email: string | null
  phoneNumber: string | null
  /** As stored. */
  subscriptions: JsonObject
  /** The number asked for silence on the change's channel. */
  isNumberStopped: boolean
}

export type ConsentRefusal =
  /** There is no address of that channel to consent for. */
  | 'no-address'
  /** Only a text from the number itself ends its silence. */
  | 'number-stopped'
  /** They unsubscribed after they had given the consent that is recorded only now. */
  | 'unsubscribed-since'

export type Decision =
  | { is: 'refused'; reason: ConsentRefusal }
  /** It is so already, and nothing is recorded. */
  | { is: 'unchanged' }
  | { is: 'recorded'; entry: LedgerEntry; subscriptions: JsonObject; events: ConsentEventName[] }

export type ConsentEventName = (typeof CONSENT_EVENT_NAMES)[number]

export const CONSENT_EVENT_NAMES = [
  'Subscribed to Email Marketing',
  'Unsubscribed from Email Marketing',
  'Clicked and Unsubscribed from Email',
  'Manually Suppressed from Email Marketing',
  'Manually Unsuppressed from Email Marketing',
  'Unsubscribed from List',
  'Subscribed to SMS Marketing',
  'Unsubscribed from SMS Marketing',
  'Subscribed to SMS Transactional',
  'Unsubscribed from SMS Transactional',
  'Subscribed to WhatsApp Marketing',
  'Unsubscribed from WhatsApp Marketing',
  'Subscribed to WhatsApp Transactional',
  'Unsubscribed from WhatsApp Transactional',
  'Subscribed to Push Marketing',
  'Unsubscribed from Push Marketing',
] as const

/** Subscribing again this soon is the same subscription: no second event says so. */
export const SAME_SUBSCRIPTION_MS = 30 * MINUTE_MS

/** What a change of consent comes to. */
export function decideChange(standing: Standing, change: ConsentChange, now: Date): Decision {
  const { channel, kind } = change
  const isText = channel === 'sms' || channel === 'whatsapp'
  const address = isText ? standing.phoneNumber : channel === 'email' ? standing.email : null
  const entry = entryOf(change, address, now)
  if (kind === 'subscribe') {
    if (channel !== 'push' && address === null) return { is: 'refused', reason: 'no-address' }
    if (isText && standing.isNumberStopped && change.method !== 'inbound_message') {
      return { is: 'refused', reason: 'number-stopped' }
    }
    if (isOlderThanGoodbye(standing.subscriptions, entry)) {
      return { is: 'refused', reason: 'unsubscribed-since' }
    }
  } else if (isSoAlready(standing.subscriptions, entry)) return { is: 'unchanged' }
  return {
    is: 'recorded',
    entry,
    subscriptions: applyEntry(standing.subscriptions, entry),
    events: eventsOf(standing.subscriptions, change, entry),
  }
}

function entryOf(change: ConsentChange, address: string | null, now: Date): LedgerEntry {
  const isAboutSuppression = change.kind === 'suppress' || change.kind === 'unsuppress'
  return {
    channel: change.channel,
    topic: change.topic ?? 'marketing',
    kind: change.kind,
    listId: change.listId ?? null,
    reason: isAboutSuppression ? (change.reason ?? 'USER_SUPPRESSED') : null,
    address,
    method: change.method,
    methodDetail: change.methodDetail ?? null,
    customMethodDetail: change.customMethodDetail ?? null,
    doubleOptin: change.kind === 'subscribe' ? (change.doubleOptin ?? false) : null,
    consentedAt: consentedAt(change.consentedAt ?? now, now),
    recordedAt: now,
  }
}

function consentedAt(at: Date, now: Date): Date {
  if (at < OLDEST_CONSENT) return OLDEST_CONSENT
  return at > now ? now : at
}

function isOlderThanGoodbye(subscriptions: JsonObject, entry: LedgerEntry): boolean {
  const part = consentPart(subscriptions, entry)
  if (part['consent'] !== 'UNSUBSCRIBED') return false
  return instantOf(part['consent_timestamp']) > entry.consentedAt.getTime()
}

function isSoAlready(subscriptions: JsonObject, entry: LedgerEntry): boolean {
  const part = consentPart(subscriptions, entry)
  const isBarred = (reason: string) =>
    entry.listId === null
      ? partsOf(part['suppression']).some((one) => one['reason'] === reason)
      : partsOf(part['list_suppressions']).some(
          (one) => one['list_id'] === entry.listId && one['reason'] === reason,
        )
  switch (entry.kind) {
    case 'subscribe':
      return false
    case 'suppress':
      return isBarred(entry.reason ?? 'USER_SUPPRESSED')
    case 'unsuppress':
      return !isBarred(entry.reason ?? 'USER_SUPPRESSED')
    case 'unsubscribe': {
      if (entry.channel === 'email' && entry.topic === 'marketing') {
        const isGone = entry.listId !== null || part['consent'] === 'UNSUBSCRIBED'
        return isGone && isBarred('UNSUBSCRIBE')
      }
      if (
        entry.channel === 'push' ||
        entry.topic === 'conversational' ||
        entry.channel === 'email'
      ) {
        return part['consent'] === 'UNSUBSCRIBED'
      }
      return (['marketing', 'transactional'] as const).every(
        (topic) => partAt(subscriptions, entry.channel, topic)['consent'] === 'UNSUBSCRIBED',
      )
    }
  }
}

function eventsOf(
  subscriptions: JsonObject,
  change: ConsentChange,
  entry: LedgerEntry,
): ConsentEventName[] {
  if (entry.channel === 'email') {
    return entry.topic === 'open_tracking' ? [] : emailEvents(subscriptions, change, entry)
  }
  const was = (topic: 'marketing' | 'transactional') =>
    partAt(subscriptions, storedAs(entry.channel), topic)
  const word = { sms: 'SMS', whatsapp: 'WhatsApp', push: 'Push' } as const
  if (entry.channel === 'push') {
    if (entry.kind === 'subscribe') {
      return isRepeated(was('marketing'), entry) ? [] : ['Subscribed to Push Marketing']
    }
    return was('marketing')['consent'] === 'SUBSCRIBED' ? ['Unsubscribed from Push Marketing'] : []
  }
  const name = word[entry.channel]
  if (entry.kind === 'subscribe') {
    if (entry.topic !== 'marketing' && entry.topic !== 'transactional') return []
    if (isRepeated(was(entry.topic), entry)) return []
    return [`Subscribed to ${name} ${entry.topic === 'marketing' ? 'Marketing' : 'Transactional'}`]
  }
  const left: ConsentEventName[] = []
  if (was('marketing')['consent'] !== 'UNSUBSCRIBED')
    left.push(`Unsubscribed from ${name} Marketing`)
  if (was('transactional')['consent'] === 'SUBSCRIBED') {
    left.push(`Unsubscribed from ${name} Transactional`)
  }
  return entry.topic === 'conversational' ? [] : left
}

function emailEvents(
  subscriptions: JsonObject,
  change: ConsentChange,
  entry: LedgerEntry,
): ConsentEventName[] {
  const marketing = partAt(subscriptions, 'email', 'marketing')
  switch (entry.kind) {
    case 'subscribe':
      return isRepeated(marketing, entry) ? [] : ['Subscribed to Email Marketing']
    case 'unsubscribe': {
      const clicked: ConsentEventName[] =
        change.messageId && CLICKED.has(entry.method) ? ['Clicked and Unsubscribed from Email'] : []
      if (entry.listId !== null) return ['Unsubscribed from List', ...clicked]
      const isGone = marketing['consent'] === 'UNSUBSCRIBED'
      return isGone ? clicked : ['Unsubscribed from Email Marketing', ...clicked]
    }
    case 'suppress':
      return entry.reason === 'USER_SUPPRESSED' ? ['Manually Suppressed from Email Marketing'] : []
    case 'unsuppress':
      return entry.reason === 'USER_SUPPRESSED'
        ? ['Manually Unsuppressed from Email Marketing']
        : []
  }
}

/** A link in a mail was followed. */
const CLICKED: ReadonlySet<string> = new Set(['preference_page', 'one_click_unsubscribe'])

function isRepeated(before: JsonObject, entry: LedgerEntry): boolean {
  if (before['consent'] !== 'SUBSCRIBED') return false
  const since = entry.consentedAt.getTime() - instantOf(before['consent_timestamp'])
  return since < SAME_SUBSCRIPTION_MS
}

function consentPart(subscriptions: JsonObject, { channel, topic }: LedgerEntry): JsonObject {
  return partAt(subscriptions, storedAs(channel), topic)
}

function storedAs(channel: LedgerEntry['channel']): string {
  return channel === 'push' ? 'mobile_push' : channel
}

/** Before all times when there is none. */
function instantOf(value: unknown): number {
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(instant) ? Number.NEGATIVE_INFINITY : instant
}
