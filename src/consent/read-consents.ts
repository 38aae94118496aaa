import type { SubscriptionChannels, UnsubscriptionChannels } from '../contract/consent.ts'
import { invalid, quote } from '../platform/problem.ts'
import { isoSeconds } from '../platform/time.ts'
import type { ConsentChannel, ConsentTopic } from './consent.ts'
import type { JobRow } from './consent-jobs.ts'

type Consent = JobRow['consents'][number]

const TOPICS = ['marketing', 'transactional', 'conversational', 'open_tracking'] as const

/** Which consents a request names, in the words of this slice. */
export function namedConsents(channels: SubscriptionChannels | UnsubscriptionChannels): Consent[] {
  const named = (channel: ConsentChannel, part: object | null | undefined): Consent[] =>
    part ? TOPICS.flatMap((topic) => consentAt(channel, topic, part)) : []
  return [
    ...named('email', channels.email),
    ...named('sms', channels.sms),
    ...named('whatsapp', channels.whatsapp),
    ...named('push', channels.push),
  ]
}

function consentAt(channel: ConsentChannel, topic: ConsentTopic, part: object): Consent[] {
  const value: unknown = Object.entries(part).find(([name]) => name === topic)?.[1]
  if (typeof value !== 'object' || value === null) return []
  const consentedAt =
    'consented_at' in value && value.consented_at instanceof Date ? value.consented_at : null
  return [{ channel, topic, consentedAt }]
}

/**
 * Refuse what nobody can consent to.
 *
 * @param pointer of the profile's attributes
 * @throws Problem 400
 */
export function refuseUnaddressed(
  row: Pick<JobRow, 'id' | 'identifiers' | 'consents'>,
  pointer: string,
): void {
  const { id, identifiers, consents } = row
  if (consents.length === 0) {
    throw invalid(
      `${pointer}/subscriptions`,
      'The subscriptions name no channel.',
      'Name one, such as {"email": {"marketing": {"consent": "SUBSCRIBED"}}}.',
    )
  }
  if (id !== null) return
  for (const { channel } of consents) {
    if (channel === 'email' && !identifiers.email) throw without('email', channel, pointer)
    const isText = channel === 'sms' || channel === 'whatsapp'
    if (isText && !identifiers.phone_number) throw without('phone_number', channel, pointer)
  }
  if (!identifiers.email && !identifiers.phone_number && !identifiers.anonymous_id) {
    throw without('email', 'push', pointer)
  }
}

function without(attribute: string, channel: ConsentChannel, pointer: string) {
  return invalid(
    `${pointer}/${attribute}`,
    `The profile has no ${attribute}, and consent to ${channel} is given for one.`,
    `Send the ${attribute}, or the id of a profile that has one.`,
  )
}

/**
 * When consent was given can be said of historical imports only, and must be.
 * @throws Problem 400
 */
export function refuseWrongTimes(
  consents: readonly Consent[],
  when: { isHistorical: boolean; now: Date },
  pointer: string,
): void {
  for (const { channel, topic, consentedAt } of consents) {
    if (topic === 'open_tracking') continue
    const at = `${pointer}/subscriptions/${channel}/${topic}/consented_at`
    if (!when.isHistorical && consentedAt) {
      throw invalid(
        at,
        `consented_at is ${quote(isoSeconds(consentedAt))}, but this is no historical import.`,
        'Leave it out, or set historical_import to true.',
      )
    }
    if (when.isHistorical && !consentedAt) {
      throw invalid(
        at,
        'A historical import needs consented_at for every consent.',
        'Send when the person consented, such as 2024-01-31T09:00:00Z.',
      )
    }
    if (consentedAt && consentedAt > when.now) {
      throw invalid(
        at,
        `consented_at is ${quote(isoSeconds(consentedAt))}, which is in the future.`,
        'Send when the person consented, in UTC.',
      )
    }
  }
}
