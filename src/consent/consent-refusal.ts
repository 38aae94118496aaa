import type { MessageChannel, MessagePurpose, SkipReason } from '../contract/messages.ts'
import type { JsonObject } from '../profile/profile.ts'
import type { SuppressionReason } from './consent.ts'
import { partAt, partsOf } from './json-parts.ts'

/** What stands in the way of everything, even of what a person waits for. */
const UNREACHABLE: ReadonlySet<unknown> = new Set<SuppressionReason>([
  'HARD_BOUNCE',
  'INVALID_EMAIL',
])

/**
 * Why a message may not be sent, or null when it may. Consent and suppression are two facts: who
 * never subscribed may get email, who is suppressed may not, whatever they consented to. Texts need
 * consent.
 *
 * @param subscriptions of the profile, as stored
 * @param to the lists it goes to, whose own suppressions count; a message to no list heeds the
 *   global ones alone. Of texts also whether the number asked for silence
 */
export function consentRefusal(
  subscriptions: JsonObject,
  channel: MessageChannel,
  purpose: MessagePurpose,
  to: { listIds?: readonly string[]; isNumberStopped?: boolean } = {},
): SkipReason | null {
  switch (channel) {
    case 'email':
      return emailRefusal(partAt(subscriptions, 'email', 'marketing'), purpose, to.listIds ?? [])
    case 'sms':
    case 'whatsapp': {
      const consents = purpose === 'marketing' ? ['marketing'] : ['marketing', 'transactional']
      const isAllowed = consents.some(
        (topic) => partAt(subscriptions, channel, topic)['consent'] === 'SUBSCRIBED',
      )
      if (isAllowed && !to.isNumberStopped) return null
      return channel === 'sms' ? 'Missing SMS Consent' : 'Missing WhatsApp Consent'
    }
  }
}

function emailRefusal(
  marketing: JsonObject,
  purpose: MessagePurpose,
  listIds: readonly string[],
): SkipReason | null {
  const suppressions = partsOf(marketing['suppression'])
  if (purpose === 'transactional') {
    return suppressions.some(({ reason }) => UNREACHABLE.has(reason)) ? 'Person Suppressed' : null
  }
  const isBarred = marketing['consent'] === 'UNSUBSCRIBED' || suppressions.length > 0
  if (isBarred || isBarredFromAll(marketing, listIds)) return 'Person Suppressed'
  return null
}

/** Somebody who left one of two lists still gets what goes to the other. */
function isBarredFromAll(marketing: JsonObject, listIds: readonly string[]): boolean {
  if (listIds.length === 0) return false
  const barred = new Set(partsOf(marketing['list_suppressions']).map((one) => one['list_id']))
  return listIds.every((listId) => barred.has(listId))
}
