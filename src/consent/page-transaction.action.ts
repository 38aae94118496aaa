import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import type { ConsentPageServices } from './page-visit.action.ts'

/** What a form on a hosted page does, at the account's own time. */
export async function inTransaction<T>(
  { sql, clock }: Pick<ConsentPageServices, 'sql' | 'clock'>,
  accountId: string,
  work: (tx: Tx, now: Date) => Promise<T>,
): Promise<T> {
  const now = await clock.now(accountId)
  return retryLostRaces(() => inAccount(sql, accountId, (tx) => work(tx, now)))
}
