import type { MessageChannel, MessagePurpose, SkipReason } from '../contract/messages.ts'
import { isEmail } from '../contract/values.ts'
import { DAY_MS } from '../platform/time.ts'
import { type QuietHours, quietUntil } from './quiet-hours.ts'

/** All that is looked at right before a message is sent. Loaded under the lock of its profile. */
export interface SendFacts {
  channel: MessageChannel
  purpose: MessagePurpose
  /** Null: the person was deleted. */
  person: { email: string | null; phone: string | null; timeZone: string } | null
  /** Null: the action or campaign message was deleted. */
  content: { hasSmartSending: boolean; hasQuietHours: boolean } | null
  /** What whoever queued it says: still live, filters still passed, still in the list. */
  guard: SkipReason | null
  passesFilters: boolean
  /** What consent and suppressions say. */
  refusal: SkipReason | null
  /** The same message was sent to this person before. */
  isDuplicate: boolean
  /** The countdown that the channel's last message started. */
  smartUntil: Date | null
  quietHours: QuietHours | null
  frequencyCap: { messages: number; days: number } | null
  /** When the person was last sent marketing, newest first; as many as the cap needs. */
  recentlyAt: readonly Date[]
  now: Date
}

export type SendDecision =
  | { do: 'skip'; reason: SkipReason; detail?: string }
  | { do: 'wait'; until: Date }
  | { do: 'send'; to: string }

/**
 * Whether a message goes out now. The checks are in a fixed order, and the first that fails names the
 * reason.
 */
export function decideSend(facts: SendFacts): SendDecision {
  const { person, content, guard, refusal, purpose, channel, now } = facts
  if (!person) return skip('Person Deleted')
  if (!content) return skip('Action Deleted')
  if (guard) return skip(guard)
  if (!facts.passesFilters) return skip('Fails Additional Filters')
  if (refusal) return skip(refusal)
  const to = addressOf(channel, person)
  if (typeof to !== 'string') return to
  if (facts.isDuplicate) return skip('Duplicate Email')
  if (purpose === 'transactional') return { do: 'send', to }
  if (content.hasSmartSending && facts.smartUntil && facts.smartUntil > now) {
    return skip('Smart Sending')
  }
  if (content.hasSmartSending && isCapReached(facts)) {
    return skip('Smart Sending', 'The most messages that a person gets in some days were sent.')
  }
  const until = waitFor(facts, person.timeZone)
  return until ? { do: 'wait', until } : { do: 'send', to }
}

function skip(reason: SkipReason, detail?: string): SendDecision {
  return { do: 'skip', reason, ...(detail === undefined ? {} : { detail }) }
}

const E164 = /^\+[0-9]{5,15}$/

function addressOf(
  channel: MessageChannel,
  { email, phone }: { email: string | null; phone: string | null },
): string | SendDecision {
  if (channel === 'email') {
    if (email === null || email === '') return skip('Missing Email')
    return isEmail(email)
      ? email
      : skip('Unable to Send Email', 'The address cannot be written to.')
  }
  if (phone === null || phone === '') return skip('Missing Phone Number')
  return E164.test(phone) ? phone : skip('Phone Number is Not Valid')
}

function isCapReached({ frequencyCap, recentlyAt, now }: SendFacts): boolean {
  if (!frequencyCap) return false
  const since = now.getTime() - frequencyCap.days * DAY_MS
  return recentlyAt.filter((at) => at.getTime() > since).length >= frequencyCap.messages
}

/** Only texts wait: an email makes no noise. */
function waitFor({ channel, content, quietHours, now }: SendFacts, zone: string): Date | null {
  if (channel === 'email' || !content?.hasQuietHours || !quietHours) return null
  return quietUntil(quietHours, now, zone)
}
