import { randomUUID } from 'node:crypto'
import { identifyShopper } from '../conversation/identify-shopper.action.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { identifiersOf, readIdentifiers } from '../profile/identifiers.ts'
import { findProfiles } from '../profile/upsert.sql.ts'
import { type ChatStanding, findStanding } from './chat-standing.sql.ts'
import { type Identity, identityHash } from './storefront-token.ts'
import { identityProfile } from './visitor-profile.ts'
import { refusedProfile } from './visitor-refusals.ts'
import { lockVisitor, updateVisitor, type Visitor } from './web-chat-visitors.sql.ts'

export interface SignIn {
  visitorId: string
  /** Of a storefront token that was checked. */
  identity: Identity
  expiresAt: Date
  anonymousId: string | null
  /** The clock of the account. */
  now: Date
  wallNow: Date
}

/**
 * The storefront says who the visitor is. A browser that was somebody else's becomes a new visitor,
 * who sees nothing of what the other one wrote. Before the first message no profile is touched.
 *
 * @returns the visitor from here on
 * @throws Problem 400 for an identifier that is none, 409 when the profile cannot be theirs
 */
export function signInOnWebChat(sql: Sql, accountId: string, signIn: SignIn): Promise<Visitor> {
  const identity = checked(signIn.identity)
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const found = await lockVisitor(tx, accountId, signIn.visitorId, signIn.wallNow)
      const standing = await standingOf(tx, accountId, found)
      const isOther = await isSomebodyElse(tx, accountId, { visitor: found, standing, identity })
      const visitor = isOther
        ? await lockVisitor(tx, accountId, randomUUID(), signIn.wallNow)
        : found
      const isNews = standing !== undefined && !isOther && standing.verifiedBy !== 'sign-in'
      if (isNews) await identify(tx, accountId, standing, identity, signIn.now)
      const after: Visitor = {
        ...visitor,
        anonymousId: visitor.anonymousId ?? signIn.anonymousId,
        identity: visitor.conversationId === null ? identity : null,
        identityHash: identityHash(identity),
        signedInUntil: signIn.expiresAt,
      }
      await updateVisitor(tx, accountId, after)
      return after
    }),
  )
}

function checked(identity: Identity): Identity {
  const read = readIdentifiers(
    {
      external_id: identity.externalId,
      email: identity.email,
      phone_number: identity.phoneNumber,
    },
    '/data/attributes/storefront_token',
  )
  return {
    ...identity,
    externalId: read.external_id ?? null,
    email: read.email ?? null,
    phoneNumber: read.phone_number ?? null,
  }
}

async function standingOf(
  tx: Tx,
  accountId: string,
  { conversationId }: Visitor,
): Promise<ChatStanding | undefined> {
  return conversationId === null ? undefined : findStanding(tx, accountId, conversationId)
}

async function isSomebodyElse(
  tx: Tx,
  accountId: string,
  of: { visitor: Visitor; standing: ChatStanding | undefined; identity: Identity },
): Promise<boolean> {
  const { visitor, standing, identity } = of
  if (visitor.identityHash && !visitor.identityHash.equals(identityHash(identity))) return true
  if (!standing || standing.verifiedBy === null) return false
  // A code proved who wrote so far; the shop may know somebody else now.
  const { identifiers } = identityProfile(identity)
  const known = await findProfiles(tx, accountId, {
    identifiers: identifiersOf(identifiers),
    ids: [],
  })
  return known.every((one) => one.profileId !== standing.profileId)
}

async function identify(
  tx: Tx,
  accountId: string,
  { conversationId }: ChatStanding,
  identity: Identity,
  now: Date,
): Promise<void> {
  const profile = identityProfile(identity)
  const result = await identifyShopper(tx, accountId, conversationId, {
    profile,
    verifiedBy: 'sign-in',
    now,
  })
  if (result.outcome === 'refused') throw refusedProfile(result.reason)
}
