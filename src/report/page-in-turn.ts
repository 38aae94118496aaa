import type { Cursor, Page } from '../platform/page.ts'

/** Where the rows of one of two lists begin, and how many are fetched. */
export interface PartOfPage {
  from: Cursor | null
  isBack: boolean
  limit: number
}

type Fetch<Row> = (part: PartOfPage) => Promise<Row[]>

/** One more than a page of two lists, one after the other. Keys of the second are empty, of the first never. */
export async function pageInTurn<Row>(
  { cursor, size }: Page,
  first: Fetch<Row>,
  second: Fetch<Row>,
): Promise<Row[]> {
  const isBack = cursor?.backwards ?? false
  const isInSecond = cursor !== null && cursor.key === ''
  const [near, far] = isBack ? [second, first] : [first, second]
  const beginsFar = cursor !== null && isInSecond !== isBack
  const fetched = beginsFar ? [] : await near({ from: cursor, isBack, limit: size + 1 })
  const limit = size + 1 - fetched.length
  if (limit === 0) return fetched
  return [...fetched, ...(await far({ from: beginsFar ? cursor : null, isBack, limit }))]
}
