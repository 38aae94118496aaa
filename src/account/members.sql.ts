import type { Role } from '../contract/permissions.ts'
import type { Db, Tx } from '../platform/sql.ts'

export interface MemberRow {
  userId: string
  name: string
  email: string
  role: Role
  joinedAt: Date
}

const columns = (sql: Db) => sql`
  u.user_id as "userId", u.name, u.email, m.role, m.joined_at as "joinedAt"`

/** Everybody who works for the account, first come first. At most MEMBERS_MAX rows. */
export function listMembers(sql: Db, accountId: string): Promise<MemberRow[]> {
  return sql<MemberRow[]>`
    select ${columns(sql)}
    from members m
    join users u using (user_id)
    where m.account_id = ${accountId}
    order by m.joined_at, m.user_id`
}

export async function findMember(
  sql: Db,
  accountId: string,
  userId: string,
): Promise<MemberRow | undefined> {
  const [row] = await sql<MemberRow[]>`
    select ${columns(sql)}
    from members m
    join users u using (user_id)
    where m.account_id = ${accountId}
      and m.user_id = ${userId}`
  return row
}

export async function countMembers(sql: Db, accountId: string): Promise<number> {
  const [row] = await sql<Array<{ count: number }>>`
    select count(*) as count
    from members
    where account_id = ${accountId}`
  return row?.count ?? 0
}

/** False when the person is a member already. */
export async function insertMember(
  tx: Tx,
  member: { accountId: string; userId: string; role: Role; joinedAt: Date },
): Promise<boolean> {
  const inserted = await tx`
    insert into members (account_id, user_id, role, joined_at)
    values (${member.accountId}, ${member.userId}, ${member.role}, ${member.joinedAt})
    on conflict (account_id, user_id) do nothing
    returning user_id`
  return inserted.length === 1
}

export async function setRole(
  tx: Tx,
  member: { accountId: string; userId: string; role: Role },
): Promise<void> {
  await tx`
    update members
    set role = ${member.role}
    where account_id = ${member.accountId}
      and user_id = ${member.userId}`
}

export async function deleteMember(tx: Tx, accountId: string, userId: string): Promise<void> {
  await tx`
    delete from members
    where account_id = ${accountId}
      and user_id = ${userId}`
}

export interface MembershipRow {
  accountId: string
  name: string
  role: Role
  isSandbox: boolean
  timezone: string
  currency: string
}

/** The accounts a person works for. Needs a scope over every account. */
export function listMemberships(tx: Tx, userId: string): Promise<MembershipRow[]> {
  return tx<MembershipRow[]>`
    select a.account_id as "accountId", a.name, m.role, a.is_sandbox as "isSandbox",
           a.timezone, a.currency
    from members m
    join accounts a using (account_id)
    where m.user_id = ${userId}
    order by a.created_at, a.account_id`
}

/** Whether an account has an owner. */
export async function hasOwner(sql: Db, accountId: string): Promise<boolean> {
  const [row] = await sql<Array<{ exists: boolean }>>`
    select exists (
      select
      from members
      where account_id = ${accountId}
        and role = 'owner'
    ) as exists`
  return row?.exists ?? false
}
