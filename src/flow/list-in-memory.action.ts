import type { FilterTerm } from '../contract/filter.ts'
import { type Page, type PageOf, pageOf } from '../platform/page.ts'
import type { Sort } from '../platform/request-query.ts'
import { wholeSecond } from '../platform/time.ts'

type Value = string | Date | readonly string[] | null

/** A list that is short enough to be read whole: the actions of a flow, the messages of an action. */
export interface ListInMemory<Row> {
  rows: readonly Row[]
  idOf: (row: Row) => string
  /** What filters and sorting see; several texts mean any of them. */
  values: Readonly<Record<string, (row: Row) => Value>>
}

/** The page of a list that was asked for. Without a sort order it is as given. */
export function pageInMemory<Row>(
  { rows, idOf, values }: ListInMemory<Row>,
  query: { filter: readonly FilterTerm[]; sort: Sort | null; page: Page },
): PageOf<Row> {
  const passing = rows.filter((row) =>
    query.filter.every((term) => passes(values[term.field]?.(row) ?? null, term)),
  )
  const { sort, page } = query
  const key = (row: Row) => (sort ? textOf(values[sort.key]?.(row) ?? idOf(row)) : '')
  const sorted = sort
    ? passing.toSorted((a, b) => compare([key(a), idOf(a)], [key(b), idOf(b)], sort.descending))
    : passing
  const at = page.cursor ? sorted.findIndex((row) => idOf(row) === page.cursor?.id) : -1
  const from = page.cursor?.backwards
    ? sorted.slice(0, Math.max(at, 0)).toReversed()
    : sorted.slice(at + 1)
  return pageOf(from.slice(0, page.size + 1), page, (row) => ({ key: key(row), id: idOf(row) }))
}

function compare(a: readonly string[], b: readonly string[], descending: boolean): number {
  for (const [at, own] of a.entries()) {
    const other = b[at] ?? ''
    if (own !== other) return own < other === descending ? 1 : -1
  }
  return 0
}

function textOf(value: Value): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}

function passes(value: Value, { operator, value: wanted }: FilterTerm): boolean {
  if (value instanceof Date) {
    const own = wholeSecond(value).getTime()
    const other = wanted instanceof Date ? wanted.getTime() : Number.NaN
    switch (operator) {
      case 'greater-than':
        return own > other
      case 'greater-or-equal':
        return own >= other
      case 'less-than':
        return own < other
      case 'less-or-equal':
        return own <= other
      default:
        return own === other
    }
  }
  const own = value === null ? [] : [value].flat()
  const texts = [wanted].flat().map(String)
  return own.some((text) =>
    texts.some((other) => {
      switch (operator) {
        case 'contains':
          return text.includes(other)
        case 'starts-with':
          return text.startsWith(other)
        case 'ends-with':
          return text.endsWith(other)
        default:
          return text === other
      }
    }),
  )
}
