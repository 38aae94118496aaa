import type { OrderState } from './phrase-book.ts'

/** An order of a shopper, as the replies speak of it. */
export interface FoundOrder {
  /** Without a leading #. */
  number: string
  placedAt: Date | null
  state: OrderState
  items: { title: string; quantity: number }[]
  carrier: string | null
  trackingNumber: string | null
  trackingUrl: string | null
  /** Calendar day, when the shop says one. */
  expectedOn: string | null
}

/** An order number as it is compared: no #, no spaces, capitals. */
export function comparedNumber(number: string): string {
  return number.replace(/[\s#]/g, '').toUpperCase()
}

const NUMBER_PREFIX = /^(#|no\.?|nr\.?|order|bestellung|bestellnummer)\s*/iu

/** The number without what people write before it. */
export function plainNumber(number: string): string {
  return number.trim().replace(NUMBER_PREFIX, '').replace(/^#/, '')
}

export function orderWith(orders: readonly FoundOrder[], number: string): FoundOrder | undefined {
  const wanted = comparedNumber(number)
  return orders.find((order) => comparedNumber(order.number) === wanted)
}

/** The order that a message without a number is about: the newest that is still under way. */
export function likeliestOrder(orders: readonly FoundOrder[]): FoundOrder | undefined {
  const byAge = newestFirst(orders)
  return byAge.find((order) => isUnderWay(order)) ?? byAge[0]
}

export function newestFirst<One extends FoundOrder>(orders: readonly One[]): One[] {
  return orders.toSorted((a, b) => (b.placedAt?.getTime() ?? 0) - (a.placedAt?.getTime() ?? 0))
}

export function isUnderWay({ state }: FoundOrder): boolean {
  return state === 'placed' || state === 'partly-shipped' || state === 'shipped'
}
