import type { FilterTerm, FilterValue } from '../contract/filter.ts'
import { uuidOf } from '../platform/id.ts'
import type { Cursor, Page } from '../platform/page.ts'
import type { Sort } from '../platform/request-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { comparedForm, type IdentifierKind, readIdentifier } from './identifiers.ts'
import type { ProfileRow } from './profile-resource.ts'

/** Columns of a `ProfileRow`, of `profiles p` left joined with `profile_activity a`. */
function columns(tx: Tx): Fragment {
  return tx`
    p.profile_id as "profileId", p.email, p.phone_number, p.external_id,
    p.first_name, p.last_name, p.organization, p.locale, p.title, p.image,
    p.location, p.properties, p.subscriptions,
    p.created_at as "createdAt", p.updated_at as "updatedAt", a.last_event_at as "lastEventAt",
    a.first_active_at as "firstActiveAt", a.last_active_at as "lastActiveAt"
  `
}

function withActivity(tx: Tx): Fragment {
  return tx`
    left join profile_activity a
      on a.account_id = p.account_id and a.profile_id = p.profile_id
  `
}

/** The profiles with these ids that exist, in no order. */
export function profilesByIds(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<ProfileRow[]> {
  return tx<ProfileRow[]>`
    select ${columns(tx)}
    from profiles p
    ${withActivity(tx)}
    where p.account_id = ${accountId}
      and p.profile_id = any(${[...profileIds]}::uuid[])
      and p.redacted_at is null
  `
}

/** One profile by its id, or by the id of a profile that was merged into it. */
export async function profileById(
  tx: Tx,
  accountId: string,
  profileId: string,
): Promise<ProfileRow | undefined> {
  const [row] = await tx<ProfileRow[]>`
    with wanted as (
      select ${profileId}::uuid as profile_id
      union all
      select destination_profile_id
      from profile_merges
      where account_id = ${accountId}
        and source_profile_id = ${profileId}
    )
    select ${columns(tx)}
    from wanted w
    join profiles p on p.account_id = ${accountId} and p.profile_id = w.profile_id
    ${withActivity(tx)}
    where p.redacted_at is null
  `
  return row
}

export type ListedProfile = ProfileRow & { sortKey: string | null }

/** One more than a page of profiles that pass all terms, from the cursor on. */
export function listProfiles(
  tx: Tx,
  accountId: string,
  list: { filter: readonly FilterTerm[]; sort: Sort | null; page: Page },
): Promise<ListedProfile[]> {
  const sort = list.sort ?? { key: 'created', descending: false }
  const { cursor, size } = list.page
  const isBackwards = cursor?.backwards ?? false
  const walk: Walk = {
    key: sortColumn(tx, sort.key),
    direction: sort.descending === isBackwards ? tx`asc` : tx`desc`,
    beyond: sort.descending === isBackwards ? tx`>` : tx`<`,
    cursor,
  }
  const filter = filterSql(tx, accountId, list.filter)
  const branch = (part: number, where: Fragment) => tx`
    select ${columns(tx)}, ${part}::int as part, ${walk.key.column} as "sortKey"
    from profiles p
    ${withActivity(tx)}
    where p.account_id = ${accountId}
      and p.redacted_at is null
      ${filter}
      and ${where}
    order by ${walk.key.column} ${walk.direction}, p.profile_id ${walk.direction}
    limit ${size + 1}
  `
  if (!walk.key.isNullable) return tx<ListedProfile[]>`${branch(0, afterValue(tx, walk))}`
  // Profiles without a value come last in either direction. Two ranges keep both in an index.
  return tx<ListedProfile[]>`
    select *
    from (
      (${branch(0, partWithValue(tx, walk))})
      union all
      (${branch(1, partWithout(tx, walk))})
    ) both_parts
    order by
      part ${isBackwards ? tx`desc` : tx`asc`},
      "sortKey" ${walk.direction},
      "profileId" ${walk.direction}
    limit ${size + 1}
  `
}

/** The cursor key of a listed row: tells "no value" from an empty one. */
export function cursorKeyOf({ sortKey }: ListedProfile): string {
  if (sortKey === null) return WITHOUT
  return WITH + (typeof sortKey === 'string' ? sortKey : new Date(sortKey).toISOString())
}

const WITH = '='
const WITHOUT = '-'

interface Walk {
  key: SortColumn
  direction: Fragment
  beyond: Fragment
  cursor: Cursor | null
}

type SortColumn = { column: Fragment; type: Fragment; isNullable: boolean }

function sortColumn(tx: Tx, key: string): SortColumn {
  switch (key) {
    case 'id':
      return { column: tx`p.profile_id`, type: tx`uuid`, isNullable: false }
    case 'email':
      return { column: tx`p.email collate "C"`, type: tx`text collate "C"`, isNullable: true }
    case 'updated':
      return { column: tx`p.updated_at`, type: tx`timestamptz`, isNullable: false }
    case 'subscriptions.email.marketing.suppression.timestamp':
      return latestBlock(tx, 'suppression')
    case 'subscriptions.email.marketing.list_suppressions.timestamp':
      return latestBlock(tx, 'list_suppressions')
    default:
      return { column: tx`p.created_at`, type: tx`timestamptz`, isNullable: false }
  }
}

function latestBlock(tx: Tx, name: BlockName): SortColumn {
  const column = tx`(
    select max(s ->> 'timestamp') collate "C"
    from ${blocksOf(tx, name)} s
  )`
  return { column, type: tx`text collate "C"`, isNullable: true }
}

function afterValue(tx: Tx, { key, beyond, cursor }: Walk): Fragment {
  if (!cursor) return tx`true`
  return tx`
    (${key.column}, p.profile_id) ${beyond}
      (${cursor.key.slice(WITH.length)}::text::${key.type}, ${cursor.id}::uuid)
  `
}

function partWithValue(tx: Tx, walk: Walk): Fragment {
  const { cursor, key } = walk
  if (cursor?.key !== WITHOUT) return tx`${key.column} is not null and ${afterValue(tx, walk)}`
  return cursor.backwards ? tx`${key.column} is not null` : tx`false`
}

function partWithout(tx: Tx, { key, beyond, cursor }: Walk): Fragment {
  if (!cursor) return tx`${key.column} is null`
  if (cursor.key === WITHOUT) {
    return tx`${key.column} is null and p.profile_id ${beyond} ${cursor.id}::uuid`
  }
  return cursor.backwards ? tx`false` : tx`${key.column} is null`
}

type BlockName = 'suppression' | 'list_suppressions'

function blocksOf(tx: Tx, name: BlockName): Fragment {
  // In lax mode a missing path yields no rows instead of an error.
  return tx`jsonb_path_query(p.subscriptions, ${`$.email.marketing.${name}[*]`}::text::jsonpath)`
}

const BLOCK_FIELD = /^subscriptions\.email\.marketing\.(suppression|list_suppressions)\.(\w+)$/

function filterSql(tx: Tx, accountId: string, terms: readonly FilterTerm[]): Fragment {
  const plain = terms.filter(({ field }) => !BLOCK_FIELD.test(field))
  return tx`
    ${plain.length === 0 ? tx`` : plain.map((term) => tx`and ${termSql(tx, accountId, term)}`)}
    ${blockSql(tx, terms, 'suppression')}
    ${blockSql(tx, terms, 'list_suppressions')}
  `
}

function termSql(tx: Tx, accountId: string, term: FilterTerm): Fragment {
  switch (term.field) {
    case 'id':
      return tx`p.profile_id = any(${valuesOf(term).flatMap((id) => uuidOf(id) ?? [])}::uuid[])`
    case 'email':
      return leadsHere(tx, accountId, 'email', valuesOf(term))
    case 'phone_number':
      return leadsHere(tx, accountId, 'phone', valuesOf(term).flatMap(e164))
    case 'external_id':
      return leadsHere(tx, accountId, 'external_id', valuesOf(term))
    case 'created':
      return tx`p.created_at ${comparison(tx, term)} ${instantOf(term)}::timestamptz`
    case 'updated':
      return tx`p.updated_at ${comparison(tx, term)} ${instantOf(term)}::timestamptz`
    default:
      return tx`false`
  }
}

function leadsHere(
  tx: Tx,
  accountId: string,
  kind: IdentifierKind,
  shown: readonly string[],
): Fragment {
  return tx`
    p.profile_id in (
      select i.profile_id
      from profile_identifiers i
      where i.account_id = ${accountId}
        and i.kind = ${kind}
        and i.value = any(${shown.map((one) => comparedForm(kind, one.trim()))}::text[])
    )
  `
}

function e164(shown: string): string[] {
  try {
    return [readIdentifier('phone_number', shown, '') ?? []].flat()
  } catch {
    return []
  }
}

/** All terms about one kind of suppression must hold for the same suppression. */
function blockSql(tx: Tx, terms: readonly FilterTerm[], name: BlockName): Fragment {
  const conditions = terms.flatMap((term) => {
    const [, block, field] = BLOCK_FIELD.exec(term.field) ?? []
    if (block !== name || field === undefined) return []
    return field === 'timestamp'
      ? [
          tx`and (s ->> 'timestamp')::timestamptz ${comparison(tx, term)} ${instantOf(term)}::timestamptz`,
        ]
      : [tx`and s ->> ${field}::text = ${valuesOf(term).join()}`]
  })
  if (conditions.length === 0) return tx``
  return tx`and exists (select from ${blocksOf(tx, name)} s where true ${conditions})`
}

function comparison(tx: Tx, { operator }: FilterTerm): Fragment {
  switch (operator) {
    case 'greater-than':
      return tx`>`
    case 'greater-or-equal':
      return tx`>=`
    case 'less-than':
      return tx`<`
    case 'less-or-equal':
      return tx`<=`
    default:
      return tx`=`
  }
}

function valuesOf({ value }: FilterTerm): string[] {
  const values: FilterValue[] = Array.isArray(value) ? value : [value]
  return values.flatMap((one) => (one === null ? [] : [String(one)]))
}

function instantOf({ value }: FilterTerm): Date | null {
  return value instanceof Date ? value : null
}
