import type { Tx } from '../platform/sql.ts'
import type { Identity } from './storefront-token.ts'

/** A browser that said something, agreed to something or was signed in. */
export interface Visitor {
  visitorId: string
  conversationId: string | null
  /** The shop's own id of this browser. */
  anonymousId: string | null
  /** Who the storefront says it is, until the first message brings it to a profile. */
  identity: Identity | null
  identityHash: Buffer | null
  /** The storefront's word holds so long, on the wall clock. */
  signedInUntil: Date | null
  consentedTo: Buffer | null
  consentedAt: Date | null
}

export function newVisitor(visitorId: string): Visitor {
  return {
    visitorId,
    conversationId: null,
    anonymousId: null,
    identity: null,
    identityHash: null,
    signedInUntil: null,
    consentedTo: null,
    consentedAt: null,
  }
}

export async function findVisitor(
  tx: Tx,
  accountId: string,
  visitorId: string,
): Promise<Visitor | undefined> {
  const [row] = await tx<Visitor[]>`
    select visitor_id as "visitorId", conversation_id as "conversationId",
           anonymous_id as "anonymousId", identity, identity_hash as "identityHash",
           signed_in_until as "signedInUntil",
           consented_to as "consentedTo", consented_at as "consentedAt"
    from web_chat_visitors
    where account_id = ${accountId}
      and visitor_id = ${visitorId}`
  return row
}

/** The visitor's row, made when there is none, and locked: messages of one browser take turns. */
export async function lockVisitor(
  tx: Tx,
  accountId: string,
  visitorId: string,
  now: Date,
): Promise<Visitor> {
  const [row] = await tx<Visitor[]>`
    insert into web_chat_visitors (account_id, visitor_id, seen_at, created_at)
    values (${accountId}, ${visitorId}, ${now}, ${now})
    on conflict (account_id, visitor_id) do update
    set seen_at = greatest(web_chat_visitors.seen_at, excluded.seen_at)
    returning visitor_id as "visitorId", conversation_id as "conversationId",
              anonymous_id as "anonymousId", identity, identity_hash as "identityHash",
           signed_in_until as "signedInUntil",
              consented_to as "consentedTo", consented_at as "consentedAt"`
  if (!row) throw new Error(`the row of visitor ${visitorId} was neither made nor found`)
  return row
}

export async function updateVisitor(tx: Tx, accountId: string, visitor: Visitor): Promise<void> {
  const { identity } = visitor
  await tx`
    update web_chat_visitors
    set conversation_id = ${visitor.conversationId}, anonymous_id = ${visitor.anonymousId},
        identity = ${identity === null ? null : JSON.stringify(identity)}::text::jsonb,
        identity_hash = ${visitor.identityHash}, signed_in_until = ${visitor.signedInUntil},
        consented_to = ${visitor.consentedTo},
        consented_at = ${visitor.consentedAt}
    where account_id = ${accountId}
      and visitor_id = ${visitor.visitorId}`
}

/** Payloads are `account:visitor:conversation`. */
export const VISIT_CHANNEL = 'parley_web_chat_visit'

/** Streams that the visitor opened before saying anything hear of the conversation on commit. */
export async function notifyVisit(
  tx: Tx,
  accountId: string,
  { visitorId, conversationId }: { visitorId: string; conversationId: string },
): Promise<void> {
  await tx`select pg_notify(${VISIT_CHANNEL}, ${`${accountId}:${visitorId}:${conversationId}`})`
}

/** Visitors whose tokens have expired, of every account, at most `limit` of them. */
export async function forgetVisitors(tx: Tx, before: Date, limit: number): Promise<number> {
  const rows = await tx`
    with expired as (
      select account_id, visitor_id
      from web_chat_visitors
      where seen_at < ${before}
      limit ${limit}
    )
    delete from web_chat_visitors v
    using expired e
    where v.account_id = e.account_id
      and v.visitor_id = e.visitor_id`
  return rows.count
}
