import { type ItemRow, itemsByIds } from '../catalog/items.sql.ts'
import { variantsByIds } from '../catalog/variants.sql.ts'
import type { Tx } from '../platform/sql.ts'
import type { RenderHost } from './render-template.ts'

/** Prefix of ids as the public API writes them: `$custom:::$default:::SKU-1`. */
const API_PREFIX = /^.*:::/

/**
 * What `{% catalog ID %}` finds: an item by its id, or the item of the variant with that id. Titles
 * and descriptions come in the wanted language when the item has them: `title_de` in its metadata.
 */
export function catalogLookup(
  tx: Tx,
  accountId: string,
  currency: string,
): NonNullable<RenderHost['catalogItem']> {
  return async (id, { language }) => {
    const own = id.replace(API_PREFIX, '')
    const [item] = await itemsByIds(tx, accountId, [own])
    if (item) return shownItem(item, currency, language)
    const [variant] = await variantsByIds(tx, accountId, [own])
    if (!variant) return null
    const [parent] = await itemsByIds(tx, accountId, [variant.itemId])
    if (!parent) return null
    const shown = shownItem(parent, currency, language)
    return {
      ...shown,
      id: variant.variantId,
      url: variant.url || parent.url,
      price: variant.price,
      published: parent.isPublished && variant.isPublished,
      ...(variant.imageUrl === null ? {} : { featured_image: pictures(variant) }),
    }
  }
}

function shownItem(
  item: ItemRow,
  currency: string,
  language: string | undefined,
): Record<string, unknown> {
  return {
    id: item.itemId,
    title: translated(item, 'title', language) ?? item.title,
    description: translated(item, 'description', language) ?? item.description,
    url: item.url,
    price: item.price,
    currency_code: currency,
    currency_symbol: symbolOf(currency),
    featured_image: pictures(item),
    images: item.images,
    metadata: item.metadata,
    published: item.isPublished,
  }
}

function translated(item: ItemRow, name: string, language: string | undefined): string | null {
  const value = language ? item.metadata[`${name}_${language.toLowerCase()}`] : undefined
  return typeof value === 'string' && value !== '' ? value : null
}

function pictures(of: { imageUrl: string | null; thumbnailUrl: string | null }) {
  const full = of.imageUrl ?? ''
  return { full: { src: full }, thumbnail: { src: of.thumbnailUrl ?? full } }
}

function symbolOf(currency: string): string {
  const parts = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0)
  return parts.find((part) => part.type === 'currency')?.value ?? currency
}
