import { SealBroken, type Vault } from '../platform/encryption.ts'
import type { Fragment, Tx } from '../platform/sql.ts'

/** What is shown of a secret. */
export interface SecretRow {
  secretId: string
  name: string
  mask: string
  createdAt: Date
  updatedAt: Date
}

export interface SealedSecret {
  secretId: string
  sealed: Buffer
}

/** What ties a sealed value to its account and row. */
export function secretPurpose(accountId: string, secretId: string): string {
  return `${accountId} agent-secret ${secretId}`
}

/** Undefined when it was sealed under another installation's secret, or changed by hand. */
export function openSecret(
  vault: Vault,
  accountId: string,
  { secretId, sealed }: SealedSecret,
): string | undefined {
  try {
    return vault.open(sealed, secretPurpose(accountId, secretId))
  } catch (error) {
    if (error instanceof SealBroken) return undefined
    throw error
  }
}

export function sealedSecrets(
  tx: Tx,
  accountId: string,
  secretIds: readonly string[],
): Promise<SealedSecret[]> {
  return tx<SealedSecret[]>`
    select secret_id as "secretId", sealed
    from agent_secrets
    where account_id = ${accountId}
      and secret_id = any (${[...secretIds]})`
}

function columns(tx: Tx): Fragment {
  return tx`
    s.secret_id as "secretId", s.name, s.mask, s.created_at as "createdAt",
    s.updated_at as "updatedAt"`
}

/** By name. They are few: AGENT_SECRETS_MAX. */
export function listSecretRows(tx: Tx, accountId: string): Promise<SecretRow[]> {
  return tx<SecretRow[]>`
    select ${columns(tx)}
    from agent_secrets s
    where s.account_id = ${accountId}
    order by s.name`
}

/** Store the secret as it is now; without `sealed` the value stays. */
export async function saveSecretRow(
  tx: Tx,
  accountId: string,
  row: SecretRow & { sealed: Buffer | null },
): Promise<void> {
  if (row.sealed === null) {
    await tx`
      update agent_secrets
      set name = ${row.name},
          updated_at = ${row.updatedAt}
      where account_id = ${accountId}
        and secret_id = ${row.secretId}`
    return
  }
  await tx`
    insert into agent_secrets (account_id, secret_id, name, mask, sealed, created_at, updated_at)
    values (
      ${accountId}, ${row.secretId}, ${row.name}, ${row.mask}, ${row.sealed}, ${row.createdAt},
      ${row.updatedAt}
    )
    on conflict (account_id, secret_id) do update
    set name = excluded.name,
        mask = excluded.mask,
        sealed = excluded.sealed,
        updated_at = excluded.updated_at`
}

/** The name of the secret that was deleted; undefined when there was none. */
export async function deleteSecretRow(
  tx: Tx,
  accountId: string,
  secretId: string,
): Promise<string | undefined> {
  const [row] = await tx<{ name: string }[]>`
    delete from agent_secrets
    where account_id = ${accountId}
      and secret_id = ${secretId}
    returning name`
  return row?.name
}
