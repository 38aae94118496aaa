import type { FilterTerm } from '../contract/filter.ts'
import { type ListQuery, passing, textsOf } from '../platform/list-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { externalId } from './catalog-id.ts'
import type { VariantFields } from './catalog-rows.ts'
import { createdPage } from './created-page.sql.ts'

export type VariantRow = VariantFields & {
  variantId: string
  itemId: string
  createdAt: Date
  updatedAt: Date
}

function columns(tx: Tx): Fragment {
  return tx`
    r.variant_id as "variantId", r.item_id as "itemId", r.title, r.description, r.sku,
    r.inventory_policy as "inventoryPolicy", r.inventory_quantity::float8 as "inventoryQuantity",
    r.price::float8 as price, r.url, r.image_url as "imageUrl", r.thumbnail_url as "thumbnailUrl",
    r.images, r.metadata, r.is_published as "isPublished",
    r.created_at as "createdAt", r.updated_at as "updatedAt"
  `
}

/** The variants with these ids that exist, in no order. */
export function variantsByIds(
  tx: Tx,
  accountId: string,
  variantIds: readonly string[],
): Promise<VariantRow[]> {
  return tx<VariantRow[]>`
    select ${columns(tx)}
    from catalog_variants r
    where r.account_id = ${accountId}
      and r.variant_id = any (${[...variantIds]}::text[])
  `
}

/** Variants of items, oldest first. */
export function variantsOfItems(
  tx: Tx,
  accountId: string,
  itemIds: readonly string[],
): Promise<VariantRow[]> {
  return tx<VariantRow[]>`
    select ${columns(tx)}
    from catalog_variants r
    where r.account_id = ${accountId}
      and r.item_id = any (${[...itemIds]}::text[])
    order by r.created_at, r.variant_id
  `
}

/** One more than a page of variants that pass all terms, from the cursor on. */
export function listVariants(tx: Tx, accountId: string, list: ListQuery): Promise<VariantRow[]> {
  return tx<VariantRow[]>`
    select ${columns(tx)}
    from catalog_variants r
    where r.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => condition(tx, term))}
      ${createdPage(tx, tx`r.variant_id`, list)}
  `
}

function condition(tx: Tx, term: FilterTerm): Fragment {
  const texts = textsOf(term.value)
  switch (term.field) {
    case 'ids':
      return tx`r.variant_id = any (${texts.flatMap((id) => externalId(id) ?? [])}::text[])`
    case 'item.id':
      return tx`r.item_id = any (${texts.flatMap((id) => externalId(id) ?? [])}::text[])`
    case 'sku':
      return tx`r.sku = any (${texts}::text[])`
    case 'title':
      return tx`strpos(lower(r.title), lower(${texts.join()}::text)) > 0`
    default:
      return term.value === null ? tx`false` : tx`r.is_published = ${texts.join() === 'true'}`
  }
}

type NamedVariant = VariantFields & { variantId: string; itemId: string }

/** Those that are new; others with the same id stay as they are. */
export function insertVariants(
  tx: Tx,
  accountId: string,
  variants: readonly NamedVariant[],
  now: Date,
): Promise<{ variantId: string }[]> {
  return tx<{ variantId: string }[]>`
    insert into catalog_variants (
      account_id, variant_id, item_id, title, description, sku, inventory_policy,
      inventory_quantity, price, url, image_url, thumbnail_url, images, metadata, is_published,
      created_at, updated_at
    )
    select ${accountId}, g."variantId", g."itemId", g.title, g.description, g.sku,
           g."inventoryPolicy", g."inventoryQuantity", g.price, g.url, g."imageUrl",
           g."thumbnailUrl", g.images, g.metadata, g."isPublished", ${now}, ${now}
    from ${given(tx, variants)}
    order by g."variantId"
    on conflict (account_id, variant_id) do nothing
    returning variant_id as "variantId"
  `
}

export async function updateVariants(
  tx: Tx,
  accountId: string,
  variants: readonly NamedVariant[],
  now: Date,
): Promise<void> {
  await tx`
    update catalog_variants r
    set title = g.title, description = g.description, sku = g.sku,
        inventory_policy = g."inventoryPolicy", inventory_quantity = g."inventoryQuantity",
        price = g.price, url = g.url, image_url = g."imageUrl", thumbnail_url = g."thumbnailUrl",
        images = g.images, metadata = g.metadata, is_published = g."isPublished",
        updated_at = ${now}
    from ${given(tx, variants)}
    where r.account_id = ${accountId}
      and r.variant_id = g."variantId"
  `
}

function given(tx: Tx, variants: readonly NamedVariant[]): Fragment {
  return tx`
    jsonb_to_recordset(${JSON.stringify(variants)}::text::jsonb) as g (
      "variantId" text, "itemId" text, title text, description text, sku text,
      "inventoryPolicy" smallint, "inventoryQuantity" numeric, price numeric, url text,
      "imageUrl" text, "thumbnailUrl" text, images text[], metadata jsonb, "isPublished" boolean
    )
  `
}

export async function deleteVariants(
  tx: Tx,
  accountId: string,
  variantIds: readonly string[],
): Promise<void> {
  await tx`
    delete from catalog_variants
    where account_id = ${accountId}
      and variant_id = any (${[...variantIds]}::text[])
  `
}
