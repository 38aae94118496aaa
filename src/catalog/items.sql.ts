import type { FilterTerm } from '../contract/filter.ts'
import { type ListQuery, passing, textsOf } from '../platform/list-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { externalId } from './catalog-id.ts'
import type { ItemFields } from './catalog-rows.ts'
import { createdPage } from './created-page.sql.ts'

export type ItemRow = ItemFields & {
  itemId: string
  itemNo: number
  createdAt: Date
  updatedAt: Date
}

function columns(tx: Tx): Fragment {
  return tx`
    r.item_id as "itemId", r.item_no as "itemNo", r.title, r.description, r.url,
    r.price::float8 as price, r.image_url as "imageUrl", r.thumbnail_url as "thumbnailUrl",
    r.images, r.metadata, r.is_published as "isPublished",
    r.created_at as "createdAt", r.updated_at as "updatedAt"
  `
}

/** The items with these ids that exist, in no order. */
export function itemsByIds(
  tx: Tx,
  accountId: string,
  itemIds: readonly string[],
): Promise<ItemRow[]> {
  return tx<ItemRow[]>`
    select ${columns(tx)}
    from catalog_items r
    where r.account_id = ${accountId}
      and r.item_id = any (${[...itemIds]}::text[])
  `
}

/** The same, locked against other writers of them and of their variants. */
export function lockItems(
  tx: Tx,
  accountId: string,
  itemIds: readonly string[],
): Promise<ItemRow[]> {
  return tx<ItemRow[]>`
    select ${columns(tx)}
    from catalog_items r
    where r.account_id = ${accountId}
      and r.item_id = any (${[...itemIds]}::text[])
    order by r.item_id
    for update
  `
}

/** One more than a page of items that pass all terms, from the cursor on. */
export function listItems(tx: Tx, accountId: string, list: ListQuery): Promise<ItemRow[]> {
  return tx<ItemRow[]>`
    select ${columns(tx)}
    from catalog_items r
    where r.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => condition(tx, accountId, term))}
      ${createdPage(tx, tx`r.item_id`, list)}
  `
}

function condition(tx: Tx, accountId: string, term: FilterTerm): Fragment {
  const texts = textsOf(term.value)
  switch (term.field) {
    case 'ids':
      return tx`r.item_id = any (${texts.flatMap((id) => externalId(id) ?? [])}::text[])`
    case 'category.id':
      return tx`exists (
        select
        from catalog_category_items c
        where c.account_id = ${accountId}
          and c.category_id = any (${texts.flatMap((id) => externalId(id) ?? [])}::text[])
          and c.item_id = r.item_id
      )`
    case 'title':
      return tx`strpos(lower(r.title), lower(${texts.join()}::text)) > 0`
    default:
      return term.value === null ? tx`false` : tx`r.is_published = ${texts.join() === 'true'}`
  }
}

/** Those that are new; others with the same id stay as they are. */
export function insertItems(
  tx: Tx,
  accountId: string,
  items: readonly (ItemFields & { itemId: string })[],
  now: Date,
): Promise<{ itemId: string }[]> {
  return tx<{ itemId: string }[]>`
    insert into catalog_items (
      account_id, item_id, title, description, url, price, image_url, thumbnail_url, images,
      metadata, is_published, created_at, updated_at
    )
    select ${accountId}, ${givenColumns(tx)}, ${now}, ${now}
    from ${given(tx, items)}
    order by g."itemId"
    on conflict (account_id, item_id) do nothing
    returning item_id as "itemId"
  `
}

export async function updateItems(
  tx: Tx,
  accountId: string,
  items: readonly (ItemFields & { itemId: string })[],
  now: Date,
): Promise<void> {
  await tx`
    update catalog_items r
    set title = g.title, description = g.description, url = g.url, price = g.price,
        image_url = g."imageUrl", thumbnail_url = g."thumbnailUrl", images = g.images,
        metadata = g.metadata, is_published = g."isPublished", updated_at = ${now}
    from ${given(tx, items)}
    where r.account_id = ${accountId}
      and r.item_id = g."itemId"
  `
}

function givenColumns(tx: Tx): Fragment {
  return tx`
    g."itemId", g.title, g.description, g.url, g.price, g."imageUrl", g."thumbnailUrl", g.images,
    g.metadata, g."isPublished"
  `
}

function given(tx: Tx, items: readonly (ItemFields & { itemId: string })[]): Fragment {
  return tx`
    jsonb_to_recordset(${JSON.stringify(items)}::text::jsonb) as g (
      "itemId" text, title text, description text, url text, price numeric, "imageUrl" text,
      "thumbnailUrl" text, images text[], metadata jsonb, "isPublished" boolean
    )
  `
}

/** Variants and places in categories go with them. */
export async function deleteItems(
  tx: Tx,
  accountId: string,
  itemIds: readonly string[],
): Promise<void> {
  await tx`
    delete from catalog_items
    where account_id = ${accountId}
      and item_id = any (${[...itemIds]}::text[])
  `
}
