/** Events that tell the story of an order, and how far each brings it. */
const STAGES = {
  'Placed Order': 'placed',
  'Fulfilled Partial Order': 'partly-shipped',
  'Partially Fulfilled Order': 'partly-shipped',
  'Fulfilled Order': 'shipped',
  'Shipped Order': 'shipped',
  'Confirmed Shipment': 'shipped',
  'Marked Out for Delivery': 'shipped',
  'Delivered Shipment': 'delivered',
  'Delivered Order': 'delivered',
  'Order Delivered': 'delivered',
  'Cancelled Order': 'cancelled',
  'Canceled Order': 'cancelled',
  'Refunded Order': 'refunded',
} as const

export const ORDER_EVENT_NAMES: readonly string[] = Object.keys(STAGES)

export type OrderStage = (typeof STAGES)[keyof typeof STAGES]

/** Later ones outrank earlier ones, in whatever order their events were recorded. */
const RANK: readonly OrderStage[] = [
  'placed',
  'partly-shipped',
  'shipped',
  'delivered',
  'cancelled',
  'refunded',
]

export interface OrderEvent {
  metricName: string
  occurredAt: Date
  uniqueId: string
  value: number | null
  currency: string | null
  properties: Readonly<Record<string, unknown>>
}

export interface OrderLine {
  title: string
  quantity: number
  productId: string | null
}

export interface ShopperOrder {
  /** As the shop writes it, without a leading #. */
  number: string
  state: OrderStage
  placedAt: Date | null
  shippedAt: Date | null
  deliveredAt: Date | null
  cancelledAt: Date | null
  refundedAt: Date | null
  /** Major units. */
  value: number | null
  currency: string | null
  items: OrderLine[]
  carrier: string | null
  trackingNumber: string | null
  /** Always http or https. */
  trackingUrl: string | null
  /** Calendar day, when the shop says one. */
  expectedOn: string | null
}

const ITEMS_MAX = 50
const TEXT_LENGTH_MAX = 200

/**
 * The orders that a person's events tell of, newest first. Shops and their connectors name the same
 * things differently, so names are compared without case, spaces and signs.
 */
export function orderStates(events: readonly OrderEvent[]): ShopperOrder[] {
  const orders: { ids: Set<string>; events: OrderEvent[] }[] = []
  for (const event of events) {
    const ids = orderIds(event)
    const [order = { ids: new Set<string>(), events: [] }, ...others] = orders.filter((one) =>
      ids.some((id) => one.ids.has(id)),
    )
    // An event that names two ids shows that what was told apart by them is one order.
    const all = [order, ...others]
    const merged = {
      ids: new Set([...all.flatMap((one) => [...one.ids]), ...ids]),
      events: [...all.flatMap((one) => one.events), event],
    }
    orders.splice(0, orders.length, ...orders.filter((one) => !all.includes(one)), merged)
  }
  return orders
    .map((one) => one.events)
    .map(orderOf)
    .toSorted((a, b) => beganAt(b).getTime() - beganAt(a).getTime())
}

function beganAt(order: ShopperOrder): Date {
  const { placedAt, shippedAt, deliveredAt, cancelledAt, refundedAt } = order
  return placedAt ?? shippedAt ?? deliveredAt ?? cancelledAt ?? refundedAt ?? new Date(0)
}

function orderOf(unsorted: readonly OrderEvent[]): ShopperOrder {
  const events = unsorted.toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime())
  const [first] = events
  const facts = events.map((event) => new Facts(event.properties))
  const firstAt = (...stages: OrderStage[]) =>
    events.find((event) => stages.includes(stageOf(event)))?.occurredAt ?? null
  const latest = (...names: string[]) =>
    facts.toReversed().reduce<string | null>((found, one) => found ?? one.text(...names), null)
  const placed = events.find((event) => stageOf(event) === 'placed') ?? first
  const items = facts.map((one) => one.items()).find((list) => list.length > 0) ?? []
  const url = latest('trackingurl', 'trackinglink', 'trackingurls')
  return {
    number: numberOf(facts, first?.uniqueId ?? ''),
    state: events.map(stageOf).reduce<OrderStage>((a, b) => (rank(b) > rank(a) ? b : a), 'placed'),
    placedAt: firstAt('placed'),
    shippedAt: firstAt('shipped', 'partly-shipped'),
    deliveredAt: firstAt('delivered'),
    cancelledAt: firstAt('cancelled'),
    refundedAt: firstAt('refunded'),
    value: placed?.value ?? null,
    currency: placed?.currency ?? null,
    items,
    carrier: latest('trackingcompany', 'carrier', 'shippingcarrier', 'trackingcarrier'),
    trackingNumber: latest('trackingnumber', 'trackingnumbers', 'trackingcode'),
    trackingUrl: url !== null && /^https?:\/\/[^\s]+$/i.test(url) ? url : null,
    expectedOn: dayIn(
      latest('estimateddelivery', 'expecteddelivery', 'estimateddeliverydate', 'expectedon'),
    ),
  }
}

function stageOf(event: OrderEvent): OrderStage {
  const stage = Object.entries(STAGES).find(([name]) => name === event.metricName)?.[1]
  return stage ?? 'placed'
}

function rank(stage: OrderStage): number {
  return RANK.indexOf(stage)
}

const ID_NAMES = ['orderid', 'ordernumber', 'ordername', 'order', 'eventid']

/** What an order is known by; the event's unique id when nothing else is said. */
function orderIds({ properties, uniqueId }: OrderEvent): string[] {
  const facts = new Facts(properties)
  const ids = ID_NAMES.flatMap((name) => facts.text(name) ?? [])
  return (ids.length > 0 ? ids : [uniqueId]).map(comparedId)
}

/** `#1042` and `1042` are one order. */
export function comparedId(id: string): string {
  return id.replaceAll(/[\s#]/g, '').toLowerCase()
}

function numberOf(facts: readonly Facts[], uniqueId: string): string {
  for (const one of facts) {
    const number = one.text('ordernumber', 'ordername', 'orderid', 'order', 'eventid')
    if (number !== null) return number.replace(/^#/, '')
  }
  return uniqueId.replace(/^#/, '')
}

function dayIn(text: string | null): string | null {
  return text === null ? null : (/^\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? null)
}

/** Properties of an event, and of the first shipment that they list, by names in one spelling. */
class Facts {
  private readonly values: ReadonlyMap<string, unknown>

  constructor(properties: Readonly<Record<string, unknown>>) {
    const own = spelledAlike(properties)
    const extra = asObject(own.get('extra'))
    const all = new Map([...(extra ? spelledAlike(extra) : []), ...own])
    const lists = ['fulfillments', 'shipments', 'trackings'].map((name) => all.get(name))
    const shipment = asObject(lists.find(Array.isArray)?.at(-1))
    this.values = new Map([...(shipment ? spelledAlike(shipment) : []), ...all])
  }

  /** The first of these that is a text or a number, or a list that begins with one. */
  text(...names: string[]): string | null {
    for (const name of names) {
      const value = this.values.get(name)
      const found = plainText(Array.isArray(value) ? value[0] : value)
      if (found !== null) return found
    }
    return null
  }

  /** The list that says most: names alone are used when no list has more. */
  items(): OrderLine[] {
    const lists = ['lineitems', 'items', 'products', 'itemnames']
      .map((name) => this.values.get(name))
      .filter((list) => Array.isArray(list))
      .map((list) => list.slice(0, ITEMS_MAX).flatMap(lineOf))
      .filter((list) => list.length > 0)
    return lists.find((list) => list.some((one) => one.productId !== null)) ?? lists[0] ?? []
  }
}

function lineOf(item: unknown): OrderLine[] {
  const name = plainText(item)
  if (name !== null) return [{ title: name, quantity: 1, productId: null }]
  const object = asObject(item)
  if (!object) return []
  const facts = spelledAlike(object)
  const first = (...names: string[]) =>
    names.map((one) => plainText(facts.get(one))).find((one) => one !== null) ?? null
  const title = first('productname', 'title', 'name', 'itemname', 'sku')
  if (title === null) return []
  const quantity = Number(first('quantity', 'qty') ?? 1)
  return [
    {
      title,
      quantity: Number.isFinite(quantity) && quantity > 0 ? quantity : 1,
      productId: first('productid', 'itemid', 'sku'),
    },
  ]
}

function spelledAlike(object: Readonly<Record<string, unknown>>): Map<string, unknown> {
  return new Map(
    Object.entries(object).map(([name, value]) => [
      name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''),
      value,
    ]),
  )
}

function plainText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  const text = typeof value === 'string' ? value.trim().slice(0, TEXT_LENGTH_MAX) : ''
  return text === '' ? null : text
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined
}
