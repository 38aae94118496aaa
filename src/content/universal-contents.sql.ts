import type { Block } from '../contract/blocks.ts'
import type { FilterTerm } from '../contract/filter.ts'
import { uuidOf } from '../platform/id.ts'
import {
  type ListQuery,
  orderedPage,
  orderTerm,
  passing,
  type SortColumn,
  textsOf,
  textTerm,
} from '../platform/list-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'

export interface UniversalContentRow {
  contentId: string
  name: string
  definition: Block
  createdAt: Date
  updatedAt: Date
}

export type ListedUniversalContent = UniversalContentRow & { sortKey: string | Date }

function columns(tx: Tx): Fragment {
  return tx`
    u.content_id as "contentId", u.name, u.definition, u.created_at as "createdAt",
    u.updated_at as "updatedAt"`
}

/** One more than a page of the shared blocks that pass all terms, from the cursor on. */
export function listUniversalContents(
  tx: Tx,
  accountId: string,
  list: ListQuery,
): Promise<ListedUniversalContent[]> {
  const sorted = sortColumn(tx, list.sort?.key ?? 'created')
  return tx<ListedUniversalContent[]>`
    select ${columns(tx)}, ${sorted.column} as "sortKey"
    from universal_contents u
    where u.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => condition(tx, term))}
      ${orderedPage(tx, list, sorted, sortColumn(tx, 'id'))}`
}

function sortColumn(tx: Tx, key: string): SortColumn {
  switch (key) {
    case 'name':
      return { column: tx`u.name collate "C"`, type: tx`text` }
    case 'updated':
      return { column: tx`u.updated_at`, type: tx`timestamptz` }
    case 'created':
      return { column: tx`u.created_at`, type: tx`timestamptz` }
    default:
      return { column: tx`u.content_id`, type: tx`uuid` }
  }
}

function condition(tx: Tx, term: FilterTerm): Fragment {
  switch (term.field) {
    case 'id':
      return tx`u.content_id = any (${textsOf(term.value).flatMap((id) => uuidOf(id) ?? [])}::uuid[])`
    case 'name':
      return textTerm(tx, tx`u.name`, term)
    case 'created':
      return orderTerm(tx, tx`u.created_at`, term)
    case 'updated':
      return orderTerm(tx, tx`u.updated_at`, term)
    case 'definition.type':
      return textTerm(tx, tx`(u.definition ->> 'type')`, term)
    case 'definition.content_type':
      return textTerm(tx, tx`(u.definition ->> 'content_type')`, term)
    default:
      throw new Error(`the contract has no filter on ${term.field}`)
  }
}

/** Those with these ids that exist, in no order. */
export function universalContentsByIds(
  tx: Tx,
  accountId: string,
  contentIds: readonly string[],
): Promise<UniversalContentRow[]> {
  return tx<UniversalContentRow[]>`
    select ${columns(tx)}
    from universal_contents u
    where u.account_id = ${accountId}
      and u.content_id = any (${[...contentIds]}::uuid[])`
}

export async function countUniversalContents(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from universal_contents
    where account_id = ${accountId}`
  return row?.count ?? 0
}

/** Store a shared block as it is, new or known. */
export async function saveUniversalContent(
  tx: Tx,
  accountId: string,
  row: UniversalContentRow,
): Promise<void> {
  await tx`
    insert into universal_contents (account_id, content_id, name, definition, created_at, updated_at)
    values (${accountId}, ${row.contentId}, ${row.name},
            ${JSON.stringify(row.definition)}::text::jsonb, ${row.createdAt}, ${row.updatedAt})
    on conflict (account_id, content_id) do update
    set name = excluded.name,
        definition = excluded.definition,
        updated_at = excluded.updated_at`
}

/** False when there is none. */
export async function deleteUniversalContent(
  tx: Tx,
  accountId: string,
  contentId: string,
): Promise<boolean> {
  const deleted = await tx`
    delete from universal_contents
    where account_id = ${accountId}
      and content_id = ${contentId}`
  return deleted.count === 1
}
