import { LEDGER_DEEDS, type LedgerDeed } from '../contract/home.ts'
import { DAY_MS } from '../platform/time.ts'

/** What is bought later than this after it was shown is not counted. */
export const LEDGER_DAYS = 30

/** A product that the agent showed to somebody, by every id it may be known by. */
export interface Showing {
  /** The event in which it was shown, and its place among the products there. */
  eventId: number
  position: number
  productId: string
  title: string
  ids: readonly string[]
  profileId: string
  conversationId: string | null
  at: Date
}

export interface ProductDeed {
  what: 'carted' | 'bought' | 'returned'
  eventId: number
  profileId: string
  /** Of each product in it, the ids. */
  products: readonly (readonly string[])[]
  at: Date
}

export interface LedgerLine extends Record<LedgerDeed, number> {
  productId: string
  title: string
  /** How often. */
  shown: number
  /** To how many people, and how many of them did what, each counted once. */
  people: number
}

/** What shows that a person did something: an event, or, of clicks, none. */
export interface Evidence {
  at: Date
  eventId: number | null
}

/** What a showing led to; null: nothing shows it. */
export type Outcome = Record<LedgerDeed, Evidence | null>

/**
 * What came of showing a product: clicked in its conversation, carted or bought by the same person within
 * LEDGER_DAYS, and returned after it was bought.
 *
 * @param deeds the oldest first
 * @param clicked when, by clickKey()
 */
export function outcomeOf(
  showing: Showing,
  deeds: readonly ProductDeed[],
  clicked: ReadonlyMap<string, Date>,
): Outcome {
  const until = showing.at.getTime() + LEDGER_DAYS * DAY_MS
  const own = deeds.filter(
    (deed) =>
      deed.profileId === showing.profileId &&
      deed.at >= showing.at &&
      deed.products.some((ids) => ids.some((id) => showing.ids.includes(id))),
  )
  const soon = own.filter((deed) => deed.at.getTime() < until)
  const clickedAt = clicked.get(clickKey(showing.conversationId, showing.productId))
  const bought = soon.find((deed) => deed.what === 'bought')
  const returned = bought && own.find((deed) => deed.what === 'returned' && deed.at >= bought.at)
  return {
    clicked: clickedAt ? { at: clickedAt, eventId: null } : null,
    carted: evidenceOf(soon.find((deed) => deed.what === 'carted')),
    bought: evidenceOf(bought),
    returned: evidenceOf(returned),
  }
}

function evidenceOf(deed: ProductDeed | undefined): Evidence | null {
  return deed ? { at: deed.at, eventId: deed.eventId } : null
}

export function clickKey(conversationId: string | null, productId: string): string {
  return `${conversationId ?? ''} ${productId}`
}

/** Somebody to whom a product was shown: when at first, and what they did. */
export interface ShownTo {
  first: Showing
  outcome: Outcome
}

/** What is known of one product, put together showing by showing. */
export class ProductLedger {
  private title = ''
  private shown = 0
  readonly people = new Map<string, ShownTo>()

  add(showing: Showing, outcome: Outcome): void {
    this.title ||= showing.title
    this.shown += 1
    const before = this.people.get(showing.profileId)
    this.people.set(showing.profileId, {
      first: before && before.first.at <= showing.at ? before.first : showing,
      outcome: before ? earliest(before.outcome, outcome) : outcome,
    })
  }

  line(productId: string): LedgerLine {
    const outcomes = [...this.people.values()].map((one) => one.outcome)
    const count = (deed: LedgerDeed) => outcomes.filter((one) => one[deed] !== null).length
    return {
      productId,
      title: this.title,
      shown: this.shown,
      people: outcomes.length,
      clicked: count('clicked'),
      carted: count('carted'),
      bought: count('bought'),
      returned: count('returned'),
    }
  }
}

/** The lines of a ledger, one for each product. */
export class Ledger {
  private readonly products = new Map<string, ProductLedger>()
  private readonly productsMax: number

  /** @param productsMax products beyond it are not taken in */
  constructor(productsMax: number) {
    this.productsMax = productsMax
  }

  add(showing: Showing, outcome: Outcome): void {
    const known = this.products.get(showing.productId)
    if (!known && this.products.size >= this.productsMax) return
    const product = known ?? new ProductLedger()
    this.products.set(showing.productId, product)
    product.add(showing, outcome)
  }

  /** The most often shown first. */
  result(): LedgerLine[] {
    return [...this.products]
      .map(([productId, product]) => product.line(productId))
      .toSorted((a, b) => b.shown - a.shown || (a.productId < b.productId ? -1 : 1))
  }
}

function earliest(a: Outcome, b: Outcome): Outcome {
  const of = (deed: LedgerDeed) => {
    const [first, second] = [a[deed], b[deed]]
    return first && second ? (second.at < first.at ? second : first) : (first ?? second)
  }
  return Object.fromEntries(LEDGER_DEEDS.map((deed) => [deed, of(deed)])) as Outcome
}
