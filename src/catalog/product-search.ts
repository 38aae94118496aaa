/** What a shopper asks for, as far as it was understood. */
export interface ProductQuery {
  /** Their words, typos and all; empty asks for what is popular. */
  text: string
  language: 'en' | 'de'
  /** Major units of the account's currency, both ends included. */
  priceMin: number | null
  priceMax: number | null
  /** Attribute name → wanted value, such as colour → blue, size → M. */
  attributes: Readonly<Record<string, string>>
  /** Shop ids of categories; empty for all. */
  categoryIds: readonly string[]
  inStockOnly: boolean
  /** Shop ids that must not be among the results. */
  excludedIds: readonly string[]
  /** At most 20. */
  limit: number
}

export interface FoundProduct {
  /** The shop's id of the item. */
  productId: string
  /** The variant that fits the wanted attributes, when the item has variants. */
  variantId: string | null
  sku: string | null
  title: string
  description: string
  url: string
  imageUrl: string | null
  price: number | null
  currency: string | null
  /** Null when the shop does not count stock. */
  inventory: number | null
  isInStock: boolean
  categoryNames: string[]
  /** Of the item and the variant together, such as colour, size, material. */
  attributes: Record<string, string>
  /** 0 to 1: how well the words fit. */
  score: number
}

/** One way in which a product is sold: a variant. */
export interface ProductOption {
  /** Its own, such as colour and size. */
  attributes: Record<string, string>
  price: number | null
  inventory: number | null
  isInStock: boolean
}

/** A product with all the ways in which it is sold. */
export interface DetailedProduct extends FoundProduct {
  options: readonly ProductOption[]
}
