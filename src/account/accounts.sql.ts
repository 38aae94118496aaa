import type { Db, Tx } from '../platform/sql.ts'
import type { Contact } from './account.ts'

export interface AccountRow {
  accountId: string
  name: string
  timezone: string
  currency: string
  locale: string
  contact: Contact
  isSandbox: boolean
  /** Where a sandbox clock stands; null while it follows the wall clock. */
  clockAt: Date | null
  createdAt: Date
}

const columns = (sql: Db) => sql`
  account_id as "accountId", name, timezone, currency, locale, contact,
  is_sandbox as "isSandbox", clock_at as "clockAt", created_at as "createdAt"`

export async function findAccount(sql: Db, accountId: string): Promise<AccountRow | undefined> {
  const [row] = await sql<AccountRow[]>`
    select ${columns(sql)}
    from accounts
    where account_id = ${accountId}`
  return row
}

export type OptInProcess = 'single_opt_in' | 'double_opt_in'

/** How an account takes subscribers in where no list says otherwise. */
export async function optInDefault(db: Db, accountId: string): Promise<OptInProcess> {
  const [row] = await db<{ process: OptInProcess }[]>`
    select opt_in_process as process
    from accounts
    where account_id = ${accountId}`
  return row?.process ?? 'double_opt_in'
}

export async function setOptInDefault(
  tx: Tx,
  accountId: string,
  process: OptInProcess,
): Promise<void> {
  await tx`
    update accounts
    set opt_in_process = ${process}
    where account_id = ${accountId}`
}

/** The account, locked until the transaction ends: one change of settings, people or clock at a time. */
export async function lockAccount(tx: Tx, accountId: string): Promise<AccountRow | undefined> {
  const [row] = await tx<AccountRow[]>`
    select ${columns(tx)}
    from accounts
    where account_id = ${accountId}
    for no key update`
  return row
}

/** The account that was opened first. Sees accounts of the transaction's scope only. */
export async function oldestAccount(sql: Db): Promise<AccountRow | undefined> {
  const [row] = await sql<AccountRow[]>`
    select ${columns(sql)}
    from accounts
    order by created_at, account_id
    limit 1`
  return row
}

export async function insertAccount(tx: Tx, account: AccountRow): Promise<void> {
  await tx`
    insert into accounts (account_id, name, timezone, currency, locale, contact, is_sandbox, created_at)
    values (
      ${account.accountId}, ${account.name}, ${account.timezone}, ${account.currency},
      ${account.locale}, ${JSON.stringify(account.contact)}::text::jsonb, ${account.isSandbox},
      ${account.createdAt}
    )`
}

export async function updateAccount(
  tx: Tx,
  account: Pick<AccountRow, 'accountId' | 'name' | 'timezone' | 'currency' | 'locale' | 'contact'>,
): Promise<void> {
  await tx`
    update accounts
    set name = ${account.name}, timezone = ${account.timezone}, currency = ${account.currency},
        locale = ${account.locale}, contact = ${JSON.stringify(account.contact)}::text::jsonb
    where account_id = ${account.accountId}`
}

export async function setClock(tx: Tx, accountId: string, at: Date): Promise<void> {
  await tx`
    update accounts
    set clock_at = ${at}
    where account_id = ${accountId}`
}

/** How many accounts a person owns. Needs a scope over every account. */
export async function countOwnedAccounts(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx<Array<{ count: number }>>`
    select count(*) as count
    from members
    where user_id = ${userId}
      and role = 'owner'`
  return row?.count ?? 0
}
