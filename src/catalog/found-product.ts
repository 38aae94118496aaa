import type { Language } from '../contract/agent-words.ts'
import { attributesInTitle, attributesOf, type Metadata } from './attributes.ts'
import type { FoundProduct } from './product-search.ts'

export type FoundRow = {
  itemId: string
  title: string
  description: string
  url: string
  metadata: Metadata
  imageUrl: string | null
  price: number | null
  currency: string
  variantId: string | null
  variantTitle: string | null
  sku: string | null
  variantUrl: string | null
  variantImageUrl: string | null
  variantPrice: number | null
  quantity: number | null
  variantMetadata: Metadata | null
  score: number
  categoryNames: string[]
}

/** A product as it is shown to a shopper: of its variant what the variant has, else the item's. */
export function foundProduct(row: FoundRow, language: Language): FoundProduct {
  const price = row.variantPrice ?? row.price
  return {
    productId: row.itemId,
    variantId: row.variantId,
    sku: row.sku === null || row.sku === '' ? null : row.sku,
    title: translated(row.metadata, 'title', language) ?? row.title,
    description: translated(row.metadata, 'description', language) ?? row.description,
    url: row.variantUrl ?? row.url,
    imageUrl: row.variantImageUrl ?? row.imageUrl,
    price,
    currency: price === null ? null : row.currency,
    inventory: row.quantity,
    isInStock: row.variantId === null || (row.quantity ?? 0) > 0,
    categoryNames: row.categoryNames,
    attributes: {
      ...attributesInTitle(row.variantTitle ?? ''),
      ...attributesOf({ ...row.metadata, ...row.variantMetadata }),
    },
    score: Math.min(1, Math.max(0, row.score)),
  }
}

/** A text of the product in a language that it was translated to: `title_de`. */
function translated(metadata: Metadata, name: string, language: Language): string | null {
  const value = metadata[`${name}_${language}`]
  return typeof value === 'string' && value !== '' ? value : null
}
