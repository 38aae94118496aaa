import type { AuditAction } from '../contract/accounts.ts'
import type { Caller } from '../platform/http.ts'
import type { Page } from '../platform/page.ts'
import type { Db, Tx } from '../platform/sql.ts'

/** Who did it. A `Caller` is one; what the server does by itself is done by `systemActor`. */
export type Actor = Pick<Caller, 'kind' | 'accountId' | 'actorId' | 'actorName'>

export interface AuditEvent {
  action: AuditAction
  /** What it was done to, in words or as an id. */
  subject: string
  /** What changed; never a password, token or key. */
  detail?: Readonly<Record<string, unknown>>
}

/** The server itself, acting in an account: at its first start, or on a schedule. */
export function systemActor(accountId: string): Actor {
  return { kind: 'anyone', accountId, actorId: null, actorName: 'Parley' }
}

/**
 * Write down who changed what, in the transaction of the change.
 * @param at the wall clock, also in sandbox accounts
 */
export async function recordAudit(
  tx: Tx,
  actor: Actor,
  at: Date,
  { action, subject, detail = {} }: AuditEvent,
): Promise<void> {
  const kind = actor.kind === 'user' || actor.kind === 'api-key' ? actor.kind : 'system'
  await tx`
    insert into audit_entries (
      account_id, at, actor_kind, actor_id, actor_name, action, subject, detail
    )
    values (
      ${actor.accountId}, ${at}, ${kind}, ${actor.actorId}, ${actor.actorName}, ${action},
      ${subject}, ${JSON.stringify(detail)}::text::jsonb
    )`
}

/** As `recordAudit`, in every account the person works for. Needs a scope over every account. */
export async function recordAuditOfPerson(
  tx: Tx,
  person: { userId: string; name: string },
  at: Date,
  { action, subject, detail = {} }: AuditEvent,
): Promise<void> {
  await tx`
    insert into audit_entries (
      account_id, at, actor_kind, actor_id, actor_name, action, subject, detail
    )
    select account_id, ${at}::timestamptz, 'user', ${person.userId}::uuid, ${person.name}::text,
           ${action}::text, ${subject}::text, ${JSON.stringify(detail)}::text::jsonb
    from members
    where user_id = ${person.userId}`
}

export interface AuditRow {
  /** As text: positions grow without bound. */
  entryId: string
  at: Date
  actorKind: 'user' | 'api-key' | 'system'
  actorName: string
  action: AuditAction
  subject: string
  detail: Record<string, unknown>
}

/** One page, newest first, and one row more. */
export function listAuditEntries(
  sql: Db,
  accountId: string,
  action: string | undefined,
  page: Page,
): Promise<AuditRow[]> {
  const { cursor } = page
  const from = !cursor
    ? sql``
    : cursor.backwards
      ? sql`and entry_id > ${cursor.id}::bigint`
      : sql`and entry_id < ${cursor.id}::bigint`
  return sql<AuditRow[]>`
    select entry_id::text as "entryId", at, actor_kind as "actorKind", actor_name as "actorName",
           action, subject, detail
    from audit_entries
    where account_id = ${accountId}
      ${action === undefined ? sql`` : sql`and action = ${action}`}
      ${from}
    order by audit_entries.entry_id ${cursor?.backwards ? sql`asc` : sql`desc`}
    limit ${page.size + 1}`
}
