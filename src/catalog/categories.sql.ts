import type { FilterTerm } from '../contract/filter.ts'
import { type ListQuery, passing, textsOf } from '../platform/list-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { externalId } from './catalog-id.ts'
import { createdPage } from './created-page.sql.ts'

export type CategoryRow = {
  categoryId: string
  name: string
  createdAt: Date
  updatedAt: Date
}

function columns(tx: Tx): Fragment {
  return tx`
    r.category_id as "categoryId", r.name, r.created_at as "createdAt", r.updated_at as "updatedAt"
  `
}

/** The categories with these ids that exist, in no order. */
export function categoriesByIds(
  tx: Tx,
  accountId: string,
  categoryIds: readonly string[],
): Promise<CategoryRow[]> {
  return tx<CategoryRow[]>`
    select ${columns(tx)}
    from catalog_categories r
    where r.account_id = ${accountId}
      and r.category_id = any (${[...categoryIds]}::text[])
  `
}

/** The same, locked against other writers of them. */
export function lockCategories(
  tx: Tx,
  accountId: string,
  categoryIds: readonly string[],
): Promise<CategoryRow[]> {
  return tx<CategoryRow[]>`
    select ${columns(tx)}
    from catalog_categories r
    where r.account_id = ${accountId}
      and r.category_id = any (${[...categoryIds]}::text[])
    order by r.category_id
    for update
  `
}

/** One more than a page of categories that pass all terms, from the cursor on. */
export function listCategories(tx: Tx, accountId: string, list: ListQuery): Promise<CategoryRow[]> {
  return tx<CategoryRow[]>`
    select ${columns(tx)}
    from catalog_categories r
    where r.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => condition(tx, accountId, term))}
      ${createdPage(tx, tx`r.category_id`, list)}
  `
}

function condition(tx: Tx, accountId: string, term: FilterTerm): Fragment {
  const texts = textsOf(term.value)
  const ids = texts.flatMap((id) => externalId(id) ?? [])
  switch (term.field) {
    case 'ids':
      return tx`r.category_id = any (${ids}::text[])`
    case 'item.id':
      return tx`exists (
        select
        from catalog_category_items c
        where c.account_id = ${accountId}
          and c.item_id = any (${ids}::text[])
          and c.category_id = r.category_id
      )`
    default:
      return tx`strpos(lower(r.name), lower(${texts.join()}::text)) > 0`
  }
}

type NamedCategory = { categoryId: string; name: string }

/** Those that are new; others with the same id stay as they are. */
export function insertCategories(
  tx: Tx,
  accountId: string,
  categories: readonly NamedCategory[],
  now: Date,
): Promise<{ categoryId: string }[]> {
  return tx<{ categoryId: string }[]>`
    insert into catalog_categories (account_id, category_id, name, created_at, updated_at)
    select ${accountId}, g.category_id, g.name, ${now}, ${now}
    from unnest(${categories.map((one) => one.categoryId)}::text[],
                ${categories.map((one) => one.name)}::text[]) as g (category_id, name)
    order by g.category_id
    on conflict (account_id, category_id) do nothing
    returning category_id as "categoryId"
  `
}

export async function renameCategories(
  tx: Tx,
  accountId: string,
  categories: readonly NamedCategory[],
  now: Date,
): Promise<void> {
  await tx`
    update catalog_categories r
    set name = g.name, updated_at = ${now}
    from unnest(${categories.map((one) => one.categoryId)}::text[],
                ${categories.map((one) => one.name)}::text[]) as g (category_id, name)
    where r.account_id = ${accountId}
      and r.category_id = g.category_id
  `
}

export async function deleteCategories(
  tx: Tx,
  accountId: string,
  categoryIds: readonly string[],
): Promise<void> {
  await tx`
    delete from catalog_categories
    where account_id = ${accountId}
      and category_id = any (${[...categoryIds]}::text[])
  `
}

export type Place = { categoryId: string; itemId: string }

/** Put items into categories. Those in them stay; ids that do not exist are left out. */
export async function addPlaces(
  tx: Tx,
  accountId: string,
  places: readonly Place[],
): Promise<void> {
  if (places.length === 0) return
  await tx`
    insert into catalog_category_items (account_id, category_id, item_id, item_no)
    select ${accountId}, g.category_id, g.item_id, i.item_no
    from unnest(${places.map((one) => one.categoryId)}::text[],
                ${places.map((one) => one.itemId)}::text[]) as g (category_id, item_id)
    join catalog_items i on i.account_id = ${accountId} and i.item_id = g.item_id
    join catalog_categories c on c.account_id = ${accountId} and c.category_id = g.category_id
    order by g.category_id, g.item_id
    on conflict do nothing
  `
}

export async function removePlaces(
  tx: Tx,
  accountId: string,
  places: readonly Place[],
): Promise<void> {
  await tx`
    delete from catalog_category_items c
    using unnest(${places.map((one) => one.categoryId)}::text[],
                 ${places.map((one) => one.itemId)}::text[]) as g (category_id, item_id)
    where c.account_id = ${accountId}
      and c.category_id = g.category_id
      and c.item_id = g.item_id
  `
}

/** Take items out of all categories, and categories empty of all items. */
export async function clearPlaces(
  tx: Tx,
  accountId: string,
  { itemIds, categoryIds }: { itemIds: readonly string[]; categoryIds: readonly string[] },
): Promise<void> {
  await tx`
    delete from catalog_category_items
    where account_id = ${accountId}
      and item_id = any (${[...itemIds]}::text[])
  `
  await tx`
    delete from catalog_category_items
    where account_id = ${accountId}
      and category_id = any (${[...categoryIds]}::text[])
  `
}

/** Which words the search finds categories by. */
export async function writeCategoryTerms(
  tx: Tx,
  accountId: string,
  terms: readonly { categoryId: string; term: string }[],
  categoryIds: readonly string[],
): Promise<void> {
  await tx`
    delete from catalog_category_terms
    where account_id = ${accountId}
      and category_id = any (${[...categoryIds]}::text[])
  `
  await tx`
    insert into catalog_category_terms (account_id, term, category_id)
    select ${accountId}, g.term, g.category_id
    from unnest(${terms.map((one) => one.term)}::text[],
                ${terms.map((one) => one.categoryId)}::text[]) as g (term, category_id)
    order by g.term, g.category_id
    on conflict do nothing
  `
}
