import type { FilterTerm } from '../contract/filter.ts'
import type { Cursor, Page } from '../platform/page.ts'
import type { Sort } from '../platform/request-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'

/** A list of the catalogue: what passes, in which order, from where on. */
export interface CatalogList {
  filter: readonly FilterTerm[]
  sort: Sort | null
  page: Page
}

/** The conditions of all terms, each with its `and`. */
export function passing(
  tx: Tx,
  filter: readonly FilterTerm[],
  condition: (term: FilterTerm) => Fragment,
): Fragment {
  return filter.reduce<Fragment>((before, term) => tx`${before} and ${condition(term)}`, tx``)
}

/** The end of a query that lists rows of alias `r` by when they were created, oldest first. */
export function orderedPage(tx: Tx, idColumn: string, { sort, page }: CatalogList): Fragment {
  const isDescending = (sort?.descending ?? false) !== (page.cursor?.backwards ?? false)
  const direction = isDescending ? tx`desc` : tx`asc`
  const { cursor } = page
  return tx`
    ${cursor ? afterCursor(tx, idColumn, cursor, isDescending) : tx``}
    order by r.created_at ${direction}, r.${tx(idColumn)} ${direction}
    limit ${page.size + 1}
  `
}

function afterCursor(tx: Tx, idColumn: string, cursor: Cursor, isDescending: boolean): Fragment {
  return tx`
    and (r.created_at, r.${tx(idColumn)}) ${isDescending ? tx`<` : tx`>`}
      (${cursor.key}::timestamptz, ${cursor.id})
  `
}

/** The key of a listed row, for cursors. */
export function createdKey(row: { createdAt: Date }, id: string): { key: string; id: string } {
  return { key: row.createdAt.toISOString(), id }
}

/** The values of a term as texts. */
export function textsOf({ value }: FilterTerm): string[] {
  return [value].flat().flatMap((one) => (one === null ? [] : [String(one)]))
}
