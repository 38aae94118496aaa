import type { Db, Tx } from '../platform/sql.ts'

export interface InstallationRow {
  secret: Buffer
  setupTokenHash: Buffer | null
}

/** Keep the first secret ever offered: links and cursors signed with it stay good. */
export async function ensureInstallation(tx: Tx, secret: Buffer): Promise<void> {
  await tx`
    insert into installation (secret)
    values (${secret})
    on conflict (only_row) do nothing`
}

export async function findInstallation(sql: Db): Promise<InstallationRow | undefined> {
  const [row] = await sql<InstallationRow[]>`
    select secret, setup_token_hash as "setupTokenHash"
    from installation`
  return row
}

/** Locked until the transaction ends: two first starts, or two first owners, take turns. */
export async function lockInstallation(tx: Tx): Promise<InstallationRow | undefined> {
  const [row] = await tx<InstallationRow[]>`
    select secret, setup_token_hash as "setupTokenHash"
    from installation
    for update`
  return row
}

/** @param hash null when there is an owner, so that no link works any more */
export async function setSetupToken(tx: Tx, hash: Buffer | null): Promise<void> {
  await tx`
    update installation
    set setup_token_hash = ${hash}`
}
