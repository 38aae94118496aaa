import type { FilterTerm } from '../contract/filter.ts'
import type { ImageFormat } from '../contract/images.ts'
import {
  type ListQuery,
  orderedPage,
  orderTerm,
  passing,
  type SortColumn,
  textsOf,
  textTerm,
} from '../platform/list-query.ts'
import type { Db, Fragment, Tx } from '../platform/sql.ts'

export interface ImageRow {
  imageId: number
  name: string
  fileKey: string
  format: ImageFormat
  bytes: number
  width: number
  height: number
  isHidden: boolean
  updatedAt: Date
}

export type ListedImage = ImageRow & { sortKey: string | number | Date }

function columns(tx: Tx): Fragment {
  return tx`
    i.image_id as "imageId", i.name, i.file_key as "fileKey", i.format, i.bytes, i.width,
    i.height, i.is_hidden as "isHidden", i.updated_at as "updatedAt"`
}

/** One more than a page of images that pass all terms, from the cursor on. */
export function listImages(tx: Tx, accountId: string, list: ListQuery): Promise<ListedImage[]> {
  const sorted = sortColumn(tx, list.sort?.key ?? 'id')
  return tx<ListedImage[]>`
    select ${columns(tx)}, ${sorted.column} as "sortKey"
    from images i
    where i.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => condition(tx, term))}
      ${orderedPage(tx, list, sorted, sortColumn(tx, 'id'))}`
}

function sortColumn(tx: Tx, key: string): SortColumn {
  switch (key) {
    case 'name':
      return { column: tx`i.name collate "C"`, type: tx`text` }
    case 'format':
      return { column: tx`i.format`, type: tx`text` }
    case 'size':
      return { column: tx`i.bytes`, type: tx`integer` }
    case 'updated_at':
      return { column: tx`i.updated_at`, type: tx`timestamptz` }
    default:
      return { column: tx`i.image_id`, type: tx`bigint` }
  }
}

function condition(tx: Tx, term: FilterTerm): Fragment {
  switch (term.field) {
    case 'id':
      return tx`i.image_id = any (${textsOf(term.value).flatMap((id) => imageNumber(id) ?? [])}::bigint[])`
    case 'name':
      return textTerm(tx, tx`i.name`, term)
    case 'format':
      return textTerm(tx, tx`i.format`, term)
    case 'size':
      return orderTerm(tx, tx`i.bytes`, term)
    case 'updated_at':
      return orderTerm(tx, tx`i.updated_at`, term)
    case 'hidden':
      return tx`i.is_hidden::text = any (${textsOf(term.value)}::text[])`
    default:
      throw new Error(`the contract has no filter on ${term.field}`)
  }
}

/** The number behind an id of the API, or undefined. */
export function imageNumber(id: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined
}

export async function findImage(
  tx: Tx,
  accountId: string,
  imageId: number,
): Promise<ImageRow | undefined> {
  const [row] = await tx<ImageRow[]>`
    select ${columns(tx)}
    from images i
    where i.account_id = ${accountId}
      and i.image_id = ${imageId}`
  return row
}

export async function countImages(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from images
    where account_id = ${accountId}`
  return row?.count ?? 0
}

export async function insertImage(
  tx: Tx,
  accountId: string,
  image: Omit<ImageRow, 'imageId'>,
): Promise<ImageRow> {
  const [row] = await tx<ImageRow[]>`
    insert into images as i (account_id, name, file_key, format, bytes, width, height, is_hidden,
                             created_at, updated_at)
    values (${accountId}, ${image.name}, ${image.fileKey}, ${image.format}, ${image.bytes},
            ${image.width}, ${image.height}, ${image.isHidden}, ${image.updatedAt},
            ${image.updatedAt})
    returning ${columns(tx)}`
  if (!row) throw new Error('an inserted row is returned')
  return row
}

/** What is undefined stays. Undefined when there is none. */
export async function updateImage(
  tx: Tx,
  accountId: string,
  imageId: number,
  change: { name: string | undefined; isHidden: boolean | undefined },
  now: Date,
): Promise<ImageRow | undefined> {
  const [row] = await tx<ImageRow[]>`
    update images i
    set name = coalesce(${change.name ?? null}, i.name),
        is_hidden = coalesce(${change.isHidden ?? null}, i.is_hidden),
        updated_at = ${now}
    where i.account_id = ${accountId}
      and i.image_id = ${imageId}
    returning ${columns(tx)}`
  return row
}

/** Store a picture in one of its sizes; 0 is as it was uploaded. */
export async function insertImageFile(
  tx: Tx,
  accountId: string,
  file: { key: string; width: number; content: Buffer },
): Promise<void> {
  await tx`
    insert into image_files (account_id, file_key, width, content)
    values (${accountId}, ${file.key}, ${file.width}, ${file.content})
    on conflict do nothing`
}

/** A picture in the smallest size that is at least so wide, else as it was uploaded. */
export async function findImageFile(
  tx: Db,
  accountId: string,
  fileKey: string,
  width: number | null,
): Promise<Buffer | undefined> {
  const [row] = await tx<{ content: Buffer }[]>`
    select f.content
    from image_files f
    where f.account_id = ${accountId}
      and f.file_key = ${fileKey}
      and (f.width = 0 or f.width >= ${width ?? 1_000_000}::int)
    order by f.width = 0, f.width
    limit 1`
  return row?.content
}
