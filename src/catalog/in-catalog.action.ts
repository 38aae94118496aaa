import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'

/**
 * One change of the catalogue, in a transaction of its own. Two changes may want the same items in
 * another order, or put an item into a category that the other deletes: then one is done again.
 */
export function inCatalog<T>(
  sql: Sql,
  accountId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return retryLostRaces(() => inAccount(sql, accountId, work))
}
