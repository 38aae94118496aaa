import type { Tx } from './sql.ts'

/**
 * Run a query that joins many rows with many. Of a table that has just been filled the planner expects a
 * handful, and would compare each with each: an audience of 100,000 people took minutes for that. Where
 * there are few, a hash costs hardly more than a loop.
 */
export async function joiningMany<T>(tx: Tx, query: () => PromiseLike<T>): Promise<T> {
  // Sent together, in this order.
  const [, rows] = await Promise.all([
    tx`set local enable_nestloop = off`,
    query(),
    tx`set local enable_nestloop to default`,
  ])
  return rows
}
