import { nowIn } from '../platform/clock.ts'
import type { Tx } from '../platform/sql.ts'
import type { Moment } from './facts.ts'
import { timezoneOf } from './segments-due.sql.ts'

/** What time it is for an account, and where. */
export async function momentOf(tx: Tx, accountId: string): Promise<Moment> {
  // Sent together.
  const [now, timezone] = await Promise.all([nowIn(tx, accountId), timezoneOf(tx, accountId)])
  return { now, timezone }
}
