import { DAY_MS } from '../platform/time.ts'

/** What is bought later than this after it was shown is not counted. */
export const LEDGER_DAYS = 30

/** A product that the agent showed to somebody, by every id it may be known by. */
export interface Showing {
  productId: string
  title: string
  ids: readonly string[]
  profileId: string
  conversationId: string | null
  at: Date
}

export interface ProductDeed {
  what: 'carted' | 'bought' | 'returned'
  profileId: string
  /** Of each product in it, the ids. */
  products: readonly (readonly string[])[]
  at: Date
}

export interface LedgerLine {
  productId: string
  title: string
  /** How often. */
  shown: number
  /** To how many people, and how many of them did what, each counted once. */
  people: number
  clicked: number
  carted: number
  bought: number
  returned: number
}

/** What a showing led to. */
export interface Outcome {
  clicked: boolean
  carted: boolean
  bought: boolean
  returned: boolean
}

/**
 * What came of showing a product: clicked in its conversation, carted or bought by the same person within
 * LEDGER_DAYS, and returned after it was bought.
 */
export function outcomeOf(
  showing: Showing,
  deeds: readonly ProductDeed[],
  clicked: ReadonlySet<string>,
): Outcome {
  const until = showing.at.getTime() + LEDGER_DAYS * DAY_MS
  const own = deeds.filter(
    (deed) =>
      deed.profileId === showing.profileId &&
      deed.at >= showing.at &&
      deed.products.some((ids) => ids.some((id) => showing.ids.includes(id))),
  )
  const soon = own.filter((deed) => deed.at.getTime() < until)
  const firstBought = soon.find((deed) => deed.what === 'bought')
  return {
    clicked: clicked.has(clickKey(showing.conversationId, showing.productId)),
    carted: soon.some((deed) => deed.what === 'carted'),
    bought: firstBought !== undefined,
    returned:
      firstBought !== undefined &&
      own.some((deed) => deed.what === 'returned' && deed.at >= firstBought.at),
  }
}

export function clickKey(conversationId: string | null, productId: string): string {
  return `${conversationId ?? ''} ${productId}`
}

/** The lines of a ledger, put together showing by showing. */
export class Ledger {
  private readonly lines = new Map<string, { line: LedgerLine; people: Map<string, Outcome> }>()
  private readonly productsMax: number

  /** @param productsMax products beyond it are not taken in */
  constructor(productsMax: number) {
    this.productsMax = productsMax
  }

  add(showing: Showing, outcome: Outcome): void {
    const known = this.lines.get(showing.productId)
    if (!known && this.lines.size >= this.productsMax) return
    const entry = known ?? { line: emptyLine(showing), people: new Map<string, Outcome>() }
    this.lines.set(showing.productId, entry)
    entry.line.shown += 1
    const before = entry.people.get(showing.profileId)
    entry.people.set(showing.profileId, before ? either(before, outcome) : outcome)
  }

  /** The most often shown first. */
  result(): LedgerLine[] {
    return [...this.lines.values()]
      .map(({ line, people }) => {
        const outcomes = [...people.values()]
        const count = (of: keyof Outcome) => outcomes.filter((one) => one[of]).length
        return {
          ...line,
          people: outcomes.length,
          clicked: count('clicked'),
          carted: count('carted'),
          bought: count('bought'),
          returned: count('returned'),
        }
      })
      .toSorted((a, b) => b.shown - a.shown || (a.productId < b.productId ? -1 : 1))
  }
}

function emptyLine({ productId, title }: Showing): LedgerLine {
  return { productId, title, shown: 0, people: 0, clicked: 0, carted: 0, bought: 0, returned: 0 }
}

function either(a: Outcome, b: Outcome): Outcome {
  return {
    clicked: a.clicked || b.clicked,
    carted: a.carted || b.carted,
    bought: a.bought || b.bought,
    returned: a.returned || b.returned,
  }
}
