import type { Language } from './words.ts'

export interface Customer {
  id: string
  email: string
  first_name: string | null
  last_name: string | null
}

interface Kept {
  language: Language
  anonymousId: string
  customer: Customer | null
  /** Product, variant and how many of it. */
  cart: { productId: string; variantId: string | null; quantity: number }[]
}

/** What the browser remembers of the shop of one company. */
export class ShopState {
  private readonly key: string
  readonly kept: Kept

  constructor(company: string) {
    this.key = `demo-shop:${company}`
    this.kept = { ...beginning(), ...read(this.key) }
    this.save()
  }

  save(): void {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.kept))
    } catch {
      // Without a storage the shop forgets, and works.
    }
  }

  /** Put so many more into the cart; none left takes it out. */
  put(productId: string, variantId: string | null, more: number): void {
    const { cart } = this.kept
    const known = cart.find((one) => one.productId === productId && one.variantId === variantId)
    if (known) known.quantity += more
    else cart.push({ productId, variantId, quantity: more })
    this.kept.cart = cart.filter((one) => one.quantity > 0)
    this.save()
  }

  count(): number {
    return this.kept.cart.reduce((sum, one) => sum + one.quantity, 0)
  }
}

function beginning(): Kept {
  const random = crypto.getRandomValues(new Uint32Array(4)).join('')
  return {
    language: navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en',
    anonymousId: `demo-${random}`,
    customer: null,
    cart: [],
  }
}

function read(key: string): Partial<Kept> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    return typeof kept === 'object' && kept !== null ? kept : {}
  } catch {
    return {}
  }
}
