import type { Scope } from '../contract/permissions.ts'
import type { Page } from '../platform/page.ts'
import type { Db, Tx } from '../platform/sql.ts'

export interface ApiKeyRow {
  keyId: string
  name: string
  prefix: string
  scopes: Scope[]
  createdBy: string | null
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

const columns = (sql: Db) => sql`
  k.key_id as "keyId", k.name, k.prefix, k.scopes, u.name as "createdBy",
  k.created_at as "createdAt", k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt"`

/** One page of keys and one row more; their ids begin with the time, so newest first is by id. */
export function listApiKeys(sql: Db, accountId: string, page: Page): Promise<ApiKeyRow[]> {
  const { cursor } = page
  const from = !cursor
    ? sql``
    : cursor.backwards
      ? sql`and k.key_id > ${cursor.id}`
      : sql`and k.key_id < ${cursor.id}`
  return sql<ApiKeyRow[]>`
    select ${columns(sql)}
    from api_keys k
    left join users u on u.user_id = k.created_by
    where k.account_id = ${accountId}
      ${from}
    order by k.key_id ${cursor?.backwards ? sql`asc` : sql`desc`}
    limit ${page.size + 1}`
}

export async function countLiveApiKeys(sql: Db, accountId: string): Promise<number> {
  const [row] = await sql<Array<{ count: number }>>`
    select count(*) as count
    from api_keys
    where account_id = ${accountId}
      and revoked_at is null`
  return row?.count ?? 0
}

export async function insertApiKey(
  tx: Tx,
  key: Omit<ApiKeyRow, 'lastUsedAt' | 'revokedAt'> & { accountId: string; keyHash: Buffer },
): Promise<void> {
  await tx`
    insert into api_keys (account_id, key_id, name, prefix, key_hash, scopes, created_by, created_at)
    values (
      ${key.accountId}, ${key.keyId}, ${key.name}, ${key.prefix}, ${key.keyHash},
      ${[...key.scopes]}, ${key.createdBy}, ${key.createdAt}
    )`
}

/** The key that is revoked now; undefined when there is none that still works. */
export async function revokeApiKey(
  tx: Tx,
  accountId: string,
  keyId: string,
  now: Date,
): Promise<{ name: string; prefix: string } | undefined> {
  const [row] = await tx<Array<{ name: string; prefix: string }>>`
    update api_keys
    set revoked_at = ${now}
    where account_id = ${accountId}
      and key_id = ${keyId}
      and revoked_at is null
    returning name, prefix`
  return row
}

export interface KeyHolderRow {
  accountId: string
  keyId: string
  name: string
  scopes: Scope[]
  isSandbox: boolean
  lastUsedAt: Date | null
  revokedAt: Date | null
}

/** Whose key it is, revoked or not. Needs a scope over every account. */
export async function findKeyHolder(tx: Tx, keyHash: Buffer): Promise<KeyHolderRow | undefined> {
  const [row] = await tx<KeyHolderRow[]>`
    select k.account_id as "accountId", k.key_id as "keyId", k.name, k.scopes,
           a.is_sandbox as "isSandbox", k.last_used_at as "lastUsedAt",
           k.revoked_at as "revokedAt"
    from api_keys k
    join accounts a using (account_id)
    where k.key_hash = ${keyHash}`
  return row
}

/** Note that a key was used, unless another process noted it after `since`. */
export async function touchApiKey(
  tx: Tx,
  key: { accountId: string; keyId: string },
  now: Date,
  since: Date,
): Promise<void> {
  await tx`
    update api_keys
    set last_used_at = ${now}
    where account_id = ${key.accountId}
      and key_id = ${key.keyId}
      and (last_used_at is null or last_used_at <= ${since})`
}
