import { isoSeconds } from '../platform/time.ts'
import type { JsonObject } from '../profile/profile.ts'
import {
  type ConsentTopic,
  type LedgerEntry,
  type SuppressionReason,
  TOPICS_OF,
} from './consent.ts'
import { partAt, partsOf, withPart } from './json-parts.ts'

/**
 * The projection after one more entry of the ledger. The projection of a profile is this, folded
 * over all its entries in their order.
 */
export function applyEntry(subscriptions: JsonObject, entry: LedgerEntry): JsonObject {
  switch (entry.channel) {
    case 'email':
      return entry.topic === 'open_tracking'
        ? withPart(
            subscriptions,
            ['email', 'open_tracking'],
            consented(partAt(subscriptions, 'email', 'open_tracking'), entry),
          )
        : withPart(
            subscriptions,
            ['email', 'marketing'],
            emailMarketing(partAt(subscriptions, 'email', 'marketing'), entry),
          )
    case 'sms':
      return withPart(subscriptions, ['sms'], sms(partAt(subscriptions, 'sms'), entry))
    case 'whatsapp':
      return withPart(
        subscriptions,
        ['whatsapp'],
        whatsapp(partAt(subscriptions, 'whatsapp'), entry),
      )
    case 'push':
      return withPart(
        subscriptions,
        ['mobile_push', 'marketing'],
        push(partAt(subscriptions, 'mobile_push', 'marketing'), entry),
      )
  }
}

/** What subscribing again lifts. An address that does not exist still does not. */
const LIFTED_BY_SUBSCRIBING: ReadonlySet<unknown> = new Set<SuppressionReason>([
  'UNSUBSCRIBE',
  'SPAM_COMPLAINT',
  'USER_SUPPRESSED',
])

function emailMarketing(before: JsonObject, entry: LedgerEntry): JsonObject {
  const { listId } = entry
  const marketing: JsonObject = {
    ...before,
    suppression: partsOf(before['suppression']),
    list_suppressions: partsOf(before['list_suppressions']),
    last_updated: isoSeconds(entry.recordedAt),
  }
  switch (entry.kind) {
    case 'subscribe':
      Object.assign(marketing, said('SUBSCRIBED', entry), {
        custom_method_detail: entry.customMethodDetail,
        double_optin: entry.doubleOptin,
        suppression: partsOf(before['suppression']).filter(
          ({ reason }) => !LIFTED_BY_SUBSCRIBING.has(reason),
        ),
        list_suppressions: partsOf(before['list_suppressions']).filter(
          (one) => listId === null || one['list_id'] !== listId,
        ),
      })
      break
    case 'unsubscribe':
      if (listId === null) {
        Object.assign(marketing, said('UNSUBSCRIBED', entry), {
          custom_method_detail: entry.customMethodDetail,
          suppression: barred(before['suppression'], 'UNSUBSCRIBE', entry),
        })
      } else {
        marketing['list_suppressions'] = barredFrom(before, listId, 'UNSUBSCRIBE', entry)
      }
      break
    case 'suppress': {
      const reason = entry.reason ?? 'USER_SUPPRESSED'
      if (listId === null) marketing['suppression'] = barred(before['suppression'], reason, entry)
      else marketing['list_suppressions'] = barredFrom(before, listId, reason, entry)
      break
    }
    case 'unsuppress':
      marketing['suppression'] = partsOf(before['suppression']).filter(
        ({ reason }) => listId !== null || reason !== entry.reason,
      )
      marketing['list_suppressions'] = partsOf(before['list_suppressions']).filter(
        (one) => one['list_id'] !== listId || one['reason'] !== entry.reason,
      )
      break
  }
  marketing['consent'] ??= 'NEVER_SUBSCRIBED'
  marketing['can_receive_email_marketing'] =
    marketing['consent'] !== 'UNSUBSCRIBED' && partsOf(marketing['suppression']).length === 0
  return marketing
}

/** One suppression per reason: the first stays, with its time. */
function barred(before: unknown, reason: SuppressionReason, entry: LedgerEntry): JsonObject[] {
  const suppressions = partsOf(before)
  if (suppressions.some((one) => one['reason'] === reason)) return suppressions
  return [...suppressions, { reason, timestamp: isoSeconds(entry.consentedAt) }]
}

function barredFrom(
  before: JsonObject,
  listId: string,
  reason: SuppressionReason,
  entry: LedgerEntry,
): JsonObject[] {
  const suppressions = partsOf(before['list_suppressions'])
  const isKnown = suppressions.some((one) => one['list_id'] === listId && one['reason'] === reason)
  if (isKnown) return suppressions
  return [...suppressions, { list_id: listId, reason, timestamp: isoSeconds(entry.consentedAt) }]
}

/** Whoever leaves one of the two topics leaves both. Consent to marketing covers the other. */
function sms(before: JsonObject, entry: LedgerEntry): JsonObject {
  const after: JsonObject = { ...before }
  const touched = touchedTopics(entry, ['marketing', 'transactional'])
  for (const topic of touched) {
    after[topic] = { ...partAt(before, topic), ...said(statusOf(entry), entry), ...updated(entry) }
  }
  const marketing = partAt(after, 'marketing')
  const transactional = partAt(after, 'transactional')
  const isMarketing = marketing['consent'] === 'SUBSCRIBED'
  if (after['marketing'] !== undefined) {
    after['marketing'] = { ...marketing, can_receive_sms_marketing: isMarketing }
  }
  if (after['transactional'] !== undefined) {
    after['transactional'] = {
      ...transactional,
      can_receive_sms_transactional: isMarketing || transactional['consent'] === 'SUBSCRIBED',
    }
  }
  return after
}

function whatsapp(before: JsonObject, entry: LedgerEntry): JsonObject {
  const after: JsonObject = { ...before }
  for (const topic of touchedTopics(entry, TOPICS_OF.whatsapp)) {
    after[topic] = { ...consented(partAt(before, topic), entry), phone_number: entry.address }
  }
  return after
}

/** A subscription is to its topic; leaving marketing or transactional messages leaves both. */
function touchedTopics(
  { kind, topic }: LedgerEntry,
  all: readonly ConsentTopic[],
): readonly ConsentTopic[] {
  if (kind === 'subscribe' || topic === 'conversational') return [topic]
  return all.filter((one) => one !== 'conversational')
}

function push(before: JsonObject, entry: LedgerEntry): JsonObject {
  const consent = statusOf(entry)
  return {
    ...before,
    consent,
    consent_timestamp: isoSeconds(entry.consentedAt),
    can_receive_push_marketing: consent === 'SUBSCRIBED',
  }
}

/** The shape that WhatsApp and open tracking share. */
function consented(before: JsonObject, entry: LedgerEntry): JsonObject {
  const consent = statusOf(entry)
  return {
    ...before,
    ...said(consent, entry),
    ...updated(entry),
    created_timestamp: before['created_timestamp'] ?? isoSeconds(entry.recordedAt),
    metadata: before['metadata'] ?? {},
    can_receive: consent === 'SUBSCRIBED',
    valid_until: null,
  }
}

function statusOf({ kind }: LedgerEntry): 'SUBSCRIBED' | 'UNSUBSCRIBED' {
  return kind === 'subscribe' ? 'SUBSCRIBED' : 'UNSUBSCRIBED'
}

function said(consent: 'SUBSCRIBED' | 'UNSUBSCRIBED', entry: LedgerEntry): JsonObject {
  return {
    consent,
    consent_timestamp: isoSeconds(entry.consentedAt),
    method: entry.method.toUpperCase(),
    method_detail: entry.methodDetail,
  }
}

function updated({ recordedAt }: LedgerEntry): JsonObject {
  return { last_updated: isoSeconds(recordedAt) }
}
