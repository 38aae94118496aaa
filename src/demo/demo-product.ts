import type { DemoColour, DemoShape } from './demo-picture.ts'

export type DemoCategoryId =
  | 'clothing'
  | 'kitchen'
  | 'home'
  | 'outdoor'
  | 'toys'
  | 'books'
  | 'garden'
  | 'bags'
  | 'care'

/** Categories have one name in the public API, so ours says it in both languages. */
export const DEMO_CATEGORIES: readonly { id: DemoCategoryId; name: string }[] = [
  { id: 'clothing', name: 'Warm clothing / Warme Kleidung' },
  { id: 'kitchen', name: 'Kitchen and tea / Küche und Tee' },
  { id: 'home', name: 'Lamps and home / Lampen und Wohnen' },
  { id: 'outdoor', name: 'Outdoor / Draußen' },
  { id: 'toys', name: 'Toys / Spielzeug' },
  { id: 'books', name: 'Books and stationery / Bücher und Papier' },
  { id: 'garden', name: 'Garden / Garten' },
  { id: 'bags', name: 'Bags / Taschen' },
  { id: 'care', name: 'Care and sweets / Pflege und Süßes' },
]

/** A text in the languages of the shop. */
export interface Translated {
  en: string
  de: string
}

/** A product as its row in the data says it. */
export interface DemoProductRow {
  id: string
  category: DemoCategoryId
  shape: DemoShape
  title: Translated
  description: Translated
  /** EUR. */
  price: number
  material: string
  /** Words by which it is found as well, in both languages. */
  tags: string
  colours: readonly DemoColour[]
  sizes?: readonly string[]
  /** Of the variants in their order, colour by colour; the last counts for those after it. */
  stock: readonly number[]
  /** More free data, such as care, capacity or age. */
  facts?: Readonly<Record<string, string>>
}

export interface DemoVariant {
  id: string
  sku: string
  title: string
  colour: DemoColour
  size: string | null
  price: number
  quantity: number
}

/** The variants of a product: every colour in every size. */
export function variantsOf(row: DemoProductRow): DemoVariant[] {
  const combinations = row.colours.flatMap((colour) =>
    (row.sizes ?? [null]).map((size) => ({ colour, size })),
  )
  return combinations.map(({ colour, size }, at) => {
    const id = [row.id, colour.toUpperCase(), size].filter((part) => part !== null)
    return {
      id: id.join('-'),
      sku: id.join('-'),
      title: [capital(colour), size].filter((part) => part !== null).join(' / '),
      colour,
      size,
      price: row.price,
      quantity: row.stock[Math.min(at, row.stock.length - 1)] ?? 0,
    }
  })
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
