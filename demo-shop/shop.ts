import type { CartLine, Product, ShopData, Variant } from './shop-api.ts'
import type { Customer } from './state.ts'
import type { Language } from './words.ts'

/** All that pages show and do. */
export interface Shop {
  data: ShopData
  language: Language
  customer: Customer | null
  cart: CartLine[]
  path: string[]
  /** An address inside the shop: `link('products', id)`. */
  link: (...parts: string[]) => string
  price: (amount: number | null) => string
  add: (product: Product, variant: Variant | null) => void
  change: (line: CartLine, more: number) => void
  order: (by: Partial<Customer>) => Promise<string>
  fill: () => Promise<void>
  signIn: (customer: Customer) => Promise<void>
  signOut: () => void
  speak: (language: Language) => void
  ask: () => void
}
