import type { Role } from '../contract/permissions.ts'
import type { Db, Tx } from '../platform/sql.ts'

export interface SessionRow {
  userId: string
  name: string
  createdAt: Date
  rotatedAt: Date
  lastSeenAt: Date
  /** Asked with the token before the last rotation. */
  isPrevious: boolean
}

/** Signed-in person behind a token, whether or not the session has ended meanwhile. */
export async function findSession(sql: Db, tokenHash: Buffer): Promise<SessionRow | undefined> {
  const [row] = await sql<SessionRow[]>`
    select s.user_id as "userId", u.name, s.created_at as "createdAt",
           s.rotated_at as "rotatedAt", s.last_seen_at as "lastSeenAt",
           s.token_hash <> ${tokenHash} as "isPrevious"
    from user_sessions s
    join users u using (user_id)
    where s.token_hash = ${tokenHash}
       or s.previous_token_hash = ${tokenHash}`
  return row
}

export interface SeatRow {
  role: Role
  isSandbox: boolean
}

/** What a person is in an account; undefined when they are no member or there is no such account. */
export async function findSeat(
  sql: Db,
  accountId: string,
  userId: string,
): Promise<SeatRow | undefined> {
  const [row] = await sql<SeatRow[]>`
    select m.role, a.is_sandbox as "isSandbox"
    from members m
    join accounts a using (account_id)
    where m.account_id = ${accountId}
      and m.user_id = ${userId}`
  return row
}

export async function insertSession(
  tx: Tx,
  session: { tokenHash: Buffer; userId: string; userAgent: string | null; now: Date },
): Promise<void> {
  await tx`
    insert into user_sessions (token_hash, user_id, created_at, rotated_at, last_seen_at, user_agent)
    values (
      ${session.tokenHash}, ${session.userId}, ${session.now}, ${session.now}, ${session.now},
      ${session.userAgent}
    )`
}

/**
 * Give a session a new token; the old one becomes the previous. False when another request has
 * done so: both may go on, one of them with the previous token.
 */
export async function rotateSession(
  sql: Db,
  session: { tokenHash: Buffer; newHash: Buffer; now: Date },
): Promise<boolean> {
  const rotated = await sql`
    update user_sessions
    set token_hash = ${session.newHash}, previous_token_hash = ${session.tokenHash},
        rotated_at = ${session.now}, last_seen_at = ${session.now}
    where token_hash = ${session.tokenHash}
    returning user_id`
  return rotated.length === 1
}

export async function touchSession(sql: Db, tokenHash: Buffer, now: Date): Promise<void> {
  await sql`
    update user_sessions
    set last_seen_at = ${now}
    where token_hash = ${tokenHash}
      and last_seen_at < ${now}`
}

/** End one session, by its token or the one before. */
export async function deleteSession(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx`
    delete from user_sessions
    where token_hash = ${tokenHash}
       or previous_token_hash = ${tokenHash}`
}

/** End all sessions of a person but the one with this token. */
export async function deleteOtherSessions(
  tx: Tx,
  userId: string,
  tokenHash: Buffer,
): Promise<number> {
  const ended = await tx`
    delete from user_sessions
    where user_id = ${userId}
      and token_hash <> ${tokenHash}
      and previous_token_hash is distinct from ${tokenHash}
    returning user_id`
  return ended.length
}

/** Keep the `keep` sessions of a person that were used last. */
export async function deleteOldestSessions(tx: Tx, userId: string, keep: number): Promise<void> {
  await tx`
    with ranked as (
      select token_hash, row_number() over (order by last_seen_at desc, created_at desc) as rank
      from user_sessions
      where user_id = ${userId}
    )
    delete from user_sessions s
    using ranked r
    where s.token_hash = r.token_hash
      and r.rank > ${keep}`
}
