import type { FilterTerm } from '../contract/filter.ts'
import type { Page } from './page.ts'
import type { Sort } from './request-query.ts'
import type { Fragment, Tx } from './sql.ts'

/** Conditions, order and pages of lists: what the queries behind list endpoints have in common. */

/** A list as it was asked for: what passes, in which order, from where on. */
export interface ListQuery {
  filter: readonly FilterTerm[]
  sort: Sort | null
  page: Page
}

/** What a list can be sorted by: the expression and its type, as cursors are compared with it. */
export interface SortColumn {
  column: Fragment
  type: Fragment
}

/** The conditions of all terms, each with its `and`. */
export function passing(
  tx: Tx,
  filter: readonly FilterTerm[],
  condition: (term: FilterTerm) => Fragment,
): Fragment {
  return filter.reduce<Fragment>((before, term) => tx`${before} and ${condition(term)}`, tx``)
}

/** The end of a query that lists rows by a column and then by id. One more than the page holds. */
export function orderedPage(
  tx: Tx,
  { sort, page }: ListQuery,
  { column, type }: SortColumn,
  id: SortColumn,
): Fragment {
  const { cursor, size } = page
  const isUp = (sort?.descending ?? false) === (cursor?.backwards ?? false)
  const direction = isUp ? tx`asc` : tx`desc`
  const beyond = isUp ? tx`>` : tx`<`
  const after = cursor
    ? tx`and (${column}, ${id.column}) ${beyond}
           (${cursor.key}::text::${type}, ${cursor.id}::text::${id.type})`
    : tx``
  return tx`
    ${after}
    order by ${column} ${direction}, ${id.column} ${direction}
    limit ${size + 1}`
}

/** The key of a row for cursors. */
export function cursorKey(sortKey: string | number | Date): string {
  return sortKey instanceof Date ? sortKey.toISOString() : String(sortKey)
}

/** A term on a text. */
export function textTerm(tx: Tx, column: Fragment, { operator, value }: FilterTerm): Fragment {
  const texts = textsOf(value)
  const text = texts[0] ?? ''
  switch (operator) {
    case 'contains':
      return tx`strpos(lower(${column}), lower(${text}::text)) > 0`
    case 'starts-with':
      return tx`starts_with(${column}, ${text}::text)`
    case 'ends-with':
      return tx`right(${column}, length(${text}::text)) = ${text}::text`
    default:
      return tx`${column} = any (${texts}::text[])`
  }
}

/** A term on an instant or a number. */
export function orderTerm(tx: Tx, column: Fragment, term: FilterTerm): Fragment {
  const [value] = [term.value].flat()
  const against = value instanceof Date ? tx`${value}::timestamptz` : tx`${Number(value)}::float8`
  switch (term.operator) {
    case 'greater-or-equal':
      return tx`${column} >= ${against}`
    case 'greater-than':
      return tx`${column} > ${against}`
    case 'less-or-equal':
      return tx`${column} <= ${against}`
    case 'less-than':
      return tx`${column} < ${against}`
    default:
      return tx`${column} = ${against}`
  }
}

/** A term on an instant, compared by the second, as it is shown. */
export function instantTerm(tx: Tx, column: Fragment, term: FilterTerm): Fragment {
  return orderTerm(tx, tx`date_trunc('second', ${column})`, term)
}

export function textsOf(value: FilterTerm['value']): string[] {
  return [value].flat().flatMap((one) => (one === null ? [] : [String(one)]))
}
