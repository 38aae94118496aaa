import { ORDER_LINES_MAX, type OrderMapping } from '../contract/imports.ts'
import type { EventToRecord } from '../event/new-event.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { add, type Decimal, decimalText, multiply, negate, parseDecimal, ZERO } from './decimal.ts'
import type { LineFacts, OrderLine } from './order-line.ts'
import { importedEvent, noTime } from './read-event.ts'
import { nobody } from './read-profile.ts'
import { decided, type Refusal, Refused } from './refusal.ts'

export interface OrderEvent {
  event: EventToRecord
  /** The rows it was made from. */
  rowNumbers: number[]
}

export interface RefusedLine {
  line: OrderLine
  refusal: Refusal
}

export type OrderDecision =
  | { do: 'record'; events: OrderEvent[] }
  | { do: 'refuse'; lines: RefusedLine[] }

/**
 * What becomes of one order. It is recorded whole or not at all: half of an order would be a wrong
 * amount, and could not be completed later.
 *
 * @param lines all lines of the order, at least one, in the order of the file
 */
export function decideOrder(
  lines: readonly OrderLine[],
  mapping: OrderMapping,
  now: Date,
): OrderDecision {
  if (lines.length > ORDER_LINES_MAX) return refuseAll(lines, tooLong(lines))
  const bad = lines.find((line) => line.content.is === 'refused')
  if (bad) {
    return {
      do: 'refuse',
      lines: lines.map((line) => ({
        line,
        refusal: line.content.is === 'refused' ? line.content.refusal : incomplete(line, bad),
      })),
    }
  }
  const events = decided(() => orderEvents(lines, mapping, now))
  return events.is === 'ok'
    ? { do: 'record', events: events.value }
    : refuseAll(lines, events.refusal)
}

function refuseAll(lines: readonly OrderLine[], refusal: Refusal): OrderDecision {
  return { do: 'refuse', lines: lines.map((line) => ({ line, refusal })) }
}

/** The refusal of an order with more lines than one event can carry. */
export function tooLong(lines: readonly Pick<OrderLine, 'orderId'>[]): Refusal {
  return {
    code: 'order-too-long',
    reason: `Order ${lines[0]?.orderId ?? ''} has more than ${ORDER_LINES_MAX} lines.`,
    fix: 'Check that the column of the order id is the right one.',
  }
}

function incomplete(line: OrderLine, bad: OrderLine): Refusal {
  return {
    code: 'order-incomplete',
    reason: `Row ${bad.rowNumber} of the same order ${line.orderId} was refused.`,
    fix: 'Correct that row and load the order again with all its rows.',
  }
}

interface Item extends LineFacts {
  rowNumber: number
  amount: Decimal
}

interface Order {
  orderId: string
  items: Item[]
  profile: ProfileInput
  time: Date
  currency: string | null
  isCancelled: boolean
}

function orderEvents(lines: readonly OrderLine[], mapping: OrderMapping, now: Date): OrderEvent[] {
  const order = readOrder(lines, mapping)
  if (order.isCancelled) return [wholeOrder(positive(order), mapping.metrics.cancelled, now)]
  const placed = wholeOrder(order, mapping.metrics.placed, now)
  const { ordered_product: metricName } = mapping.metrics
  return metricName === null ? [placed] : [placed, ...orderedProducts(order, metricName, now)]
}

function readOrder(lines: readonly OrderLine[], mapping: OrderMapping): Order {
  const items = lines.flatMap(({ content, rowNumber }): Item[] =>
    content.is === 'line' ? [{ ...content.line, rowNumber, amount: amountOf(content.line) }] : [],
  )
  const times = items.flatMap(({ occurredAtMs }) => (occurredAtMs === null ? [] : [occurredAtMs]))
  const profile = profileOf(items, lines[0]?.orderId ?? '')
  if (!profile) throw nobody(mapping.profile)
  if (times.length === 0) throw noTime(mapping.time.column)
  return {
    orderId: lines[0]?.orderId ?? '',
    items,
    profile,
    time: new Date(Math.min(...times)),
    currency: items.find((item) => item.currency !== null)?.currency ?? null,
    isCancelled: items.some((item) => item.isCancelled),
  }
}

/** Many shops export the customer with the first line of an order only. */
function profileOf(items: readonly Item[], orderId: string): ProfileInput | undefined {
  const named = items.filter((item) => item.profile !== null)
  const profile = named[0]?.profile ?? undefined
  const key = identityOf(profile)
  const other = named.find((item) => identityOf(item.profile ?? undefined) !== key)
  if (!other) return profile
  throw new Refused(
    'other-profile-in-order',
    `Rows ${named[0]?.rowNumber} and ${other.rowNumber} of order ${orderId} name different customers.`,
    'Give all rows of an order the same customer.',
  )
}

function identityOf(profile: ProfileInput | undefined): string {
  const { external_id, email, phone_number, anonymous_id } = profile?.identifiers ?? {}
  return JSON.stringify([external_id, email?.toLowerCase(), phone_number, anonymous_id])
}

function amountOf(line: LineFacts): Decimal {
  return multiply(exact(line.quantity), exact(line.unitPrice))
}

function exact(text: string): Decimal {
  const decimal = parseDecimal(text, 'point')
  if (!decimal) throw new Error(`'${text}' was read as a number before`)
  return decimal
}

/** Cancelled orders are written with negative quantities; what was cancelled is a positive amount. */
function positive(order: Order): Order {
  const total = order.items.reduce((sum, { amount }) => add(sum, amount), ZERO)
  const pieces = order.items.reduce((sum, { quantity }) => add(sum, exact(quantity)), ZERO)
  const isNegative = total.units === 0n ? pieces.units < 0n : total.units < 0n
  if (!isNegative) return order
  return {
    ...order,
    items: order.items.map((item) => ({
      ...item,
      quantity: decimalText(negate(exact(item.quantity))),
      amount: negate(item.amount),
    })),
  }
}

function wholeOrder(order: Order, metricName: string, now: Date): OrderEvent {
  const { orderId, items, profile, time, currency } = order
  const names = items.flatMap(({ name }) => (name === null ? [] : [name]))
  const given = items.find((item) => item.orderValue !== null)?.orderValue
  const total = items.reduce((sum, { amount }) => add(sum, amount), ZERO)
  const properties = {
    OrderId: orderId,
    ItemNames: [...new Set(names)],
    Items: items.map(itemProperties),
    ...items[0]?.orderProperties,
  }
  const value =
    given === undefined || given === null ? decimalText(total) : amountText(given, order)
  const facts = { metricName, time, uniqueId: orderId, value, currency, properties, profile }
  return {
    event: importedEvent(facts, now),
    rowNumbers: items.map(({ rowNumber }) => rowNumber),
  }
}

function amountText(given: string, { isCancelled }: Order): string {
  return isCancelled ? given.replace(/^-/, '') : given
}

function itemProperties(item: Item): Record<string, unknown> {
  return {
    ProductID: item.productId ?? item.sku,
    SKU: item.sku,
    ...(item.name === null ? {} : { ProductName: item.name }),
    Quantity: Number(item.quantity),
    ItemPrice: Number(item.unitPrice),
    RowTotal: Number(decimalText(item.amount)),
    ...item.itemProperties,
  }
}

/** `<order>_<sku>_<n>`: the n-th line of a product in its order keeps its id in every file. */
function orderedProducts(order: Order, metricName: string, now: Date): OrderEvent[] {
  const { orderId, profile, time, currency } = order
  const counts = new Map<string, number>()
  return order.items.map((item) => {
    const n = (counts.get(item.sku) ?? 0) + 1
    counts.set(item.sku, n)
    const facts = {
      metricName,
      time,
      uniqueId: `${orderId}_${item.sku}_${n}`,
      value: decimalText(item.amount),
      currency,
      properties: { OrderId: orderId, ...itemProperties(item) },
      profile,
    }
    return { event: importedEvent(facts, now), rowNumbers: [item.rowNumber] }
  })
}
