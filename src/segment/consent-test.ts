import type {
  ConsentCondition,
  ConsentFilter,
  PermissionCondition,
} from '../contract/conditions.ts'
import type { Facts, Moment } from './facts.ts'
import { isSet, nextFlipOf, passes } from './value-test.ts'

/** The channel's name among a profile's subscriptions. */
export const STORED_AS = { email: 'email', sms: 'sms', push: 'mobile_push' } as const

type Part = Readonly<Record<string, unknown>>
type Verdict = { holds: boolean; nextFlip: Date | null }

/** What was asked of each date, so that the next change of any of them is known. */
interface Asked {
  moment: Moment
  flips: Date[]
}

/**
 * Consent and suppression are two facts: who never subscribed can still receive, who is suppressed
 * cannot, whatever they consented to. Suppressions of single lists do not count.
 */
export function testConsent({ consent }: ConsentCondition, facts: Facts, moment: Moment): Verdict {
  const { channel, can_receive_marketing, consent_status } = consent
  const marketing = partAt(facts.subscriptions, STORED_AS[channel], 'marketing')
  const asked: Asked = { moment, flips: [] }
  const holds =
    canReceive(facts, channel, marketing) === can_receive_marketing &&
    isSubscription(consent_status.subscription, marketing) &&
    (consent_status.filters ?? []).every((filter) => passesConsent(filter, marketing, asked))
  return { holds, nextFlip: earliest(asked.flips) }
}

/** WhatsApp, in the words of the public API: explicit is by consent, implicit by having written. */
export function testPermission(
  { channel, permission }: PermissionCondition,
  facts: Facts,
  moment: Moment,
): Verdict {
  const kind = channel === 'whatsapp_marketing' ? 'marketing' : 'transactional'
  const part = partAt(facts.subscriptions, 'whatsapp', kind)
  const asked: Asked = { moment, flips: [] }
  const holds =
    isReachable(permission.reachable_status, part) &&
    (permission.filters ?? []).every((filter) => passesConsent(filter, part, asked))
  return { holds, nextFlip: earliest(asked.flips) }
}

function isReachable(
  status: PermissionCondition['permission']['reachable_status'],
  part: Part,
): boolean {
  const isExplicit = isSet(part.consent) && part.consent !== 'NEVER_SUBSCRIBED'
  const canReceive = part.can_receive === true
  switch (status) {
    case 'explicitly_reachable':
      return isExplicit && canReceive
    case 'implicitly_reachable':
      return !isExplicit && canReceive
    case 'implicitly_or_explicitly_reachable':
      return canReceive
    case 'explicitly_unreachable':
      return isExplicit && !canReceive
    case 'implicitly_unreachable':
      return !isExplicit && !canReceive
    case 'implicitly_or_explicitly_unreachable':
      return !canReceive
  }
}

function canReceive(
  facts: Facts,
  channel: ConsentCondition['consent']['channel'],
  marketing: Part,
): boolean {
  switch (channel) {
    case 'email':
      return (
        isSet(facts.fields.email) &&
        marketing.consent !== 'UNSUBSCRIBED' &&
        listOf(marketing.suppression).length === 0
      )
    case 'sms':
      return isSet(facts.fields.phone_number) && marketing.consent === 'SUBSCRIBED'
    case 'push':
      return marketing.consent === 'SUBSCRIBED'
  }
}

function isSubscription(
  wanted: ConsentCondition['consent']['consent_status']['subscription'],
  { consent }: Part,
): boolean {
  switch (wanted) {
    case 'any':
      return true
    case 'subscribed':
      return consent === 'SUBSCRIBED'
    case 'unsubscribed':
      return consent === 'UNSUBSCRIBED'
    case 'never_subscribed':
      return consent !== 'SUBSCRIBED' && consent !== 'UNSUBSCRIBED'
  }
}

/** Why an address is barred, as suppressions are stored → the filter that asks for it. */
const BARRED_BY = {
  bounce_date: 'HARD_BOUNCE',
  manual_suppression_date: 'USER_SUPPRESSED',
  invalid_email_date: 'INVALID_EMAIL',
} as const

function passesConsent(filter: ConsentFilter, part: Part, asked: Asked): boolean {
  switch (filter.field) {
    case 'method':
    case 'subscribe_method':
      return (
        methodOf(part) === filter.method &&
        (!filter.filter || passes(filter.filter, part.method_detail, asked.moment))
      )
    case 'custom_source':
      return passes(filter.filter, part.custom_method_detail, asked.moment)
    case 'is_double_opt_in':
      return (part.double_optin === true) === filter.filter.value
    case 'is_rcs_capable':
      return (part.is_rcs_capable === true) === filter.filter.value
    case 'status_date':
    case 'effective_date':
      return passesDate(filter.filter, part.consent_timestamp, asked)
    case 'recorded_date':
      return passesDate(filter.filter, part.last_updated, asked)
    case 'bounce_date':
    case 'manual_suppression_date':
    case 'invalid_email_date': {
      const reason = BARRED_BY[filter.field]
      const barred = listOf(part.suppression).find((one) => partOf(one).reason === reason)
      return passesDate(filter.filter, partOf(barred).timestamp, asked)
    }
  }
}

function passesDate(filter: Parameters<typeof passes>[0], value: unknown, asked: Asked): boolean {
  const flip = nextFlipOf(filter, value, asked.moment)
  if (flip) asked.flips.push(flip)
  return passes(filter, value, asked.moment)
}

/** `PREFERENCE_PAGE` is stored, `preference_page` is asked. */
function methodOf({ method }: Part): string | undefined {
  return typeof method === 'string' ? method.toLowerCase().replaceAll(/[\s-]+/g, '_') : undefined
}

function partAt(from: Part, ...names: string[]): Part {
  return names.reduce((part, name) => partOf(part[name]), from)
}

function partOf(value: unknown): Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function earliest(dates: readonly Date[]): Date | null {
  return dates.length > 0 ? new Date(Math.min(...dates.map(Number))) : null
}
