import type { Clock } from '../platform/clock.ts'
import type { Tx } from '../platform/sql.ts'
import type { Moment } from './facts.ts'
import { timezoneOf } from './segments-due.sql.ts'

/** What time it is for an account, and where. */
export async function momentOf(tx: Tx, accountId: string, clock: Clock): Promise<Moment> {
  const timezone = await timezoneOf(tx, accountId)
  return { now: await clock.now(accountId), timezone }
}
