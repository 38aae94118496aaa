import { findAccount } from '../account/accounts.sql.ts'
import type { Tx } from '../platform/sql.ts'

/** By which clocks and in which money an account's numbers are told. */
export async function zoneAndCurrency(
  tx: Tx,
  accountId: string,
): Promise<{ zone: string; currency: string }> {
  const account = await findAccount(tx, accountId)
  return { zone: account?.timezone ?? 'UTC', currency: account?.currency ?? '' }
}
