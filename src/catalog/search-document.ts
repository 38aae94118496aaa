import { attributesInTitle, attributesOf, facetsOf, type Metadata } from './attributes.ts'
import { wordsOf } from './search-words.ts'

/** How much a word counts by where it stands. */
export const WEIGHTS = {
  title: 100,
  sku: 100,
  attribute: 80,
  category: 70,
  description: 45,
} as const

/** Different words of one item that are searched; the least important are left out. */
const TERMS_MAX = 250
const FACETS_MAX = 60

export interface DescribedVariant {
  variantId: string
  title: string
  sku: string
  price: number | null
  quantity: number
  metadata: Metadata
  isPublished: boolean
}

export interface DescribedItem {
  title: string
  description: string
  price: number | null
  metadata: Metadata
  isPublished: boolean
  variants: readonly DescribedVariant[]
}

/** What can be bought of an item. */
export interface Offer {
  /** Empty: the item itself. */
  variantId: string
  price: number | null
  isInStock: boolean
  facets: string[]
}

export interface SearchDocument {
  /** Word → weight, 1 to 100. */
  terms: Record<string, number>
  offers: Offer[]
}

/** What the search knows of an item. Nothing of one that cannot be bought. */
export function searchDocument(item: DescribedItem): SearchDocument {
  const offers = offersOf(item)
  return offers.length === 0 ? { terms: {}, offers } : { terms: termsOf(item), offers }
}

function offersOf(item: DescribedItem): Offer[] {
  if (!item.isPublished) return []
  if (item.variants.length === 0) {
    const facets = facetsFrom(item.title, item.metadata)
    return [{ variantId: '', price: item.price, isInStock: true, facets }]
  }
  return item.variants
    .filter((one) => one.isPublished)
    .map((one) => ({
      variantId: one.variantId,
      price: one.price ?? item.price,
      isInStock: one.quantity > 0,
      facets: facetsFrom(`${item.title} / ${one.title}`, { ...item.metadata, ...one.metadata }),
    }))
}

function facetsFrom(title: string, metadata: Metadata): string[] {
  const attributes = { ...attributesInTitle(title), ...attributesOf(metadata) }
  const facets = Object.entries(attributes).flatMap(([name, value]) => facetsOf(name, value))
  return [...new Set(facets)].slice(0, FACETS_MAX)
}

function termsOf(item: DescribedItem): Record<string, number> {
  const weights = new Map<string, number>()
  const add = (text: string, weight: number) => {
    for (const word of wordsOf(text)) weights.set(word, Math.max(weights.get(word) ?? 0, weight))
  }
  add(item.title, WEIGHTS.title)
  addMetadata(item.metadata, add)
  for (const variant of item.variants) {
    if (!variant.isPublished) continue
    add(variant.title, WEIGHTS.attribute)
    // A code is looked for as it is written, or without what separates its parts.
    add(variant.sku, WEIGHTS.sku)
    addMetadata(variant.metadata, add)
  }
  add(item.description, WEIGHTS.description)
  const ordered = [...weights].sort(([, a], [, b]) => b - a)
  return Object.fromEntries(ordered.slice(0, TERMS_MAX))
}

/** `title_de` counts as a title, `description_de` as a description, all else as an attribute. */
function addMetadata(metadata: Metadata, add: (text: string, weight: number) => void): void {
  for (const [key, value] of Object.entries(metadata)) {
    const weight = /^title(_|$)/i.test(key)
      ? WEIGHTS.title
      : /^description(_|$)/i.test(key)
        ? WEIGHTS.description
        : WEIGHTS.attribute
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'string' || typeof one === 'number') add(String(one), weight)
    }
  }
}
