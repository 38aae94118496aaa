import type { Metadata } from '../catalog/attributes.ts'
import { DEMO_PRODUCTS_MAX } from '../contract/demo-shop.ts'
import type { Tx } from '../platform/sql.ts'

export interface DemoProductRow {
  itemId: string
  title: string
  description: string
  imageUrl: string | null
  price: number | null
  metadata: Metadata
  categoryIds: string[]
  variants: {
    variantId: string
    sku: string
    title: string
    price: number | null
    imageUrl: string | null
    quantity: number
  }[]
}

/** What the catalogue of a small shop holds, in the order in which it came, with its variants. */
export function listDemoProducts(tx: Tx, accountId: string): Promise<DemoProductRow[]> {
  return tx<DemoProductRow[]>`
    with shown as (
      select *
      from catalog_items
      where account_id = ${accountId}
        and is_published
      order by created_at, item_id
      limit ${DEMO_PRODUCTS_MAX}
    )
    select i.item_id as "itemId", i.title, i.description, i.image_url as "imageUrl",
           i.price::float8 as price, i.metadata,
           array(
             select c.category_id
             from catalog_category_items c
             where c.account_id = i.account_id
               and c.item_id = i.item_id
             order by c.category_id
           ) as "categoryIds",
           coalesce((
             select jsonb_agg(
               jsonb_build_object(
                 'variantId', v.variant_id, 'sku', v.sku, 'title', v.title,
                 'price', v.price::float8, 'imageUrl', v.image_url, 'quantity', v.inventory_quantity::float8)
               order by v.created_at, v.variant_id)
             from catalog_variants v
             where v.account_id = i.account_id
               and v.item_id = i.item_id
               and v.is_published
           ), '[]') as variants
    from shown i
    order by i.created_at, i.item_id`
}

export interface DemoCategoryRow {
  categoryId: string
  name: string
}

export function listDemoCategories(tx: Tx, accountId: string): Promise<DemoCategoryRow[]> {
  return tx<DemoCategoryRow[]>`
    select category_id as "categoryId", name
    from catalog_categories
    where account_id = ${accountId}
    order by created_at, category_id
    limit ${DEMO_PRODUCTS_MAX}`
}

export interface DemoCustomerRow {
  profileId: string
  externalId: string | null
  email: string
  phoneNumber: string | null
  firstName: string | null
  lastName: string | null
}

/** Those of these people who are there, in the order of their emails. */
export function findDemoCustomers(
  tx: Tx,
  accountId: string,
  emails: readonly string[],
): Promise<DemoCustomerRow[]> {
  return tx<DemoCustomerRow[]>`
    select p.profile_id as "profileId", p.external_id as "externalId", p.email,
           p.phone_number as "phoneNumber", p.first_name as "firstName",
           p.last_name as "lastName"
    from profile_identifiers i
    join profiles p using (account_id, profile_id)
    where i.account_id = ${accountId}
      and i.kind = 'email'
      and i.value = any(${[...emails]}::text[])
      and p.email is not null
    order by i.value`
}

/** The sandbox that was opened first. Needs a scope over every account. */
export async function firstSandbox(tx: Tx): Promise<string | undefined> {
  const [row] = await tx<{ accountId: string }[]>`
    select account_id as "accountId"
    from accounts
    where is_sandbox
    order by created_at, account_id
    limit 1`
  return row?.accountId
}
