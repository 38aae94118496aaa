import type { ProfileInput } from '../profile/plan-upserts.ts'
import type { Identity } from './storefront-token.ts'
import type { Visitor } from './web-chat-visitors.sql.ts'

/**
 * Who a visitor is to the profiles: what the storefront signed, or a browser that nobody knows.
 * What somebody else's profile has is never taken from it.
 */
export function visitorProfile(visitor: Visitor): ProfileInput {
  const anonymousId = visitor.anonymousId ?? `web-chat-${visitor.visitorId}`
  if (visitor.identity) return identityProfile(visitor.identity, anonymousId)
  return {
    identifiers: { anonymous_id: anonymousId },
    fields: {},
    identifierRule: 'keep',
    onConflict: 'prefer-first',
  }
}

/** The person whom a storefront signed in. */
export function identityProfile(identity: Identity, anonymousId?: string): ProfileInput {
  return {
    identifiers: {
      // Null would clear what the profile has.
      external_id: identity.externalId ?? undefined,
      email: identity.email ?? undefined,
      phone_number: identity.phoneNumber ?? undefined,
      anonymous_id: anonymousId,
    },
    fields: {
      ...(identity.firstName === null ? {} : { first_name: identity.firstName }),
      ...(identity.lastName === null ? {} : { last_name: identity.lastName }),
    },
    identifierRule: 'add',
    onConflict: 'prefer-first',
  }
}
