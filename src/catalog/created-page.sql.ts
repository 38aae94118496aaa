import { type ListQuery, orderedPage } from '../platform/list-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'

/** The end of a query that lists rows of alias `r` by when they were created, oldest first. */
export function createdPage(tx: Tx, id: Fragment, list: ListQuery): Fragment {
  const created = { column: tx`r.created_at`, type: tx`timestamptz` }
  return orderedPage(tx, list, created, { column: id, type: tx`text` })
}
