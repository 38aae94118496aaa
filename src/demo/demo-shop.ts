import type { DemoShop } from '../contract/demo-shop.ts'
import type { DemoCategoryRow, DemoCustomerRow, DemoProductRow } from './demo-shop.sql.ts'

const DEMO_PICTURES = '/demo/pictures/'

type Shown = (typeof DemoShop)['attributes']['_output']

/** A catalogue as the pages of the demo shop show it. */
export function demoShop(
  account: { name: string; currency: string },
  rows: {
    products: readonly DemoProductRow[]
    categories: readonly DemoCategoryRow[]
    customers: readonly DemoCustomerRow[]
  },
): Shown {
  const used = new Set(rows.products.flatMap((one) => one.categoryIds))
  return {
    name: account.name,
    currency: account.currency,
    is_filled: rows.products.length > 0,
    categories: rows.categories
      .filter(({ categoryId }) => used.has(categoryId))
      .map(({ categoryId, name }) => ({ id: categoryId, name: twoNames(name) })),
    products: rows.products.map(shownProduct),
    customers: rows.customers.map((one) => ({
      id: one.profileId,
      email: one.email,
      first_name: one.firstName,
      last_name: one.lastName,
    })),
  }
}

function shownProduct(row: DemoProductRow): Shown['products'][number] {
  return {
    id: row.itemId,
    title: { en: row.title, de: translated(row, 'title_de') ?? row.title },
    description: {
      en: row.description,
      de: translated(row, 'description_de') ?? row.description,
    },
    image_url: shownPicture(row.imageUrl),
    price: row.price,
    category_ids: row.categoryIds,
    variants: row.variants.map((one) => ({
      id: one.variantId,
      sku: one.sku,
      title: one.title,
      price: one.price,
      image_url: shownPicture(one.imageUrl),
      is_in_stock: one.quantity > 0,
    })),
  }
}

/** Our own pictures are wherever this server is seen from, whatever it was called when it was filled. */
function shownPicture(address: string | null): string | null {
  const url = address === null ? null : URL.parse(address)
  return url?.pathname.startsWith(DEMO_PICTURES) ? url.pathname : address
}

function translated({ metadata }: DemoProductRow, name: string): string | null {
  const value = metadata[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** The demo data names its categories in both languages: `Kitchen / Küche`. */
function twoNames(name: string): { en: string; de: string } {
  const [en = name, de = en] = name.split(' / ')
  return { en, de }
}
