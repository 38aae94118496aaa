import {
  ORDER_EVENT_METRICS,
  type OrderEventProperties,
  type OrderItem,
} from '../event/order-events.ts'
import { DAY_MS, HOUR_MS, wholeSecond } from '../platform/time.ts'
import type { DemoCustomer, DemoOrder, DemoOrderState } from './demo-customers.ts'
import { demoPicturePath } from './demo-picture.ts'
import { type DemoProductRow, type DemoVariant, variantsOf } from './demo-product.ts'
import { DEMO_PRODUCTS } from './demo-products.ts'

const CARRIER = 'DHL'
const SHIPPING_COST = 4.9
const FREE_SHIPPING_FROM = 60
const DELIVERY_DAYS = 3

/** An event of the demo data. */
export interface DemoEvent {
  metricName: string
  /** The same in every filling, so that a second one adds nothing. */
  uniqueId: string
  occurredAt: Date
  value: number | null
  properties: Record<string, unknown>
}

type Metric = keyof OrderEventProperties

/** What the shop would have sent about an order up to its state. */
export function orderEvents(
  order: DemoOrder,
  { now, productUrl, origin }: { now: Date; productUrl: (id: string) => string; origin: string },
): DemoEvent[] {
  const items = order.lines.map(([variantId, quantity]): OrderItem => {
    const { product, variant } = sold(variantId)
    return {
      ProductID: product.id,
      SKU: variant.sku,
      ProductName: product.title.en,
      Quantity: quantity,
      ItemPrice: variant.price,
      RowTotal: cents(variant.price * quantity),
      ProductURL: productUrl(product.id),
      ImageURL: origin + demoPicturePath(product.shape, variant.colour),
      Categories: [product.category],
    }
  })
  const goods = cents(items.reduce((sum, one) => sum + one.RowTotal, 0))
  const shipping = goods >= FREE_SHIPPING_FROM ? 0 : SHIPPING_COST
  const total = cents(goods + shipping)
  const placedAt = wholeSecond(new Date(now.getTime() - order.daysAgo * DAY_MS - 2 * HOUR_MS))
  const after = (hours: number) => {
    const at = new Date(placedAt.getTime() + hours * HOUR_MS)
    return at > now ? wholeSecond(now) : at
  }
  const event = <M extends Metric>(
    metricName: M,
    occurredAt: Date,
    properties: OrderEventProperties[M],
    { value = null, id = '' }: { value?: number | null; id?: string } = {},
  ): DemoEvent => ({
    metricName,
    uniqueId: `demo ${order.number}${id}`,
    occurredAt,
    value,
    properties: { ...properties },
  })
  const OrderId = order.number
  const number = `00340${order.number.replaceAll(/\D/g, '').padStart(10, '4')}`
  const expected = new Date(placedAt.getTime() + DELIVERY_DAYS * DAY_MS)
  const shipment = {
    OrderId,
    TrackingNumber: number,
    TrackingURL: `https://tracking.parcel.example/${number}`,
    Carrier: CARRIER,
    EstimatedDelivery: expected.toISOString().slice(0, 10),
  }
  const placed = [
    event(
      ORDER_EVENT_METRICS.placed,
      placedAt,
      {
        OrderId,
        Items: items,
        ItemNames: items.map((one) => one.ProductName),
        Categories: [...new Set(items.flatMap((one) => one.Categories))],
        ItemCount: items.reduce((sum, one) => sum + one.Quantity, 0),
        DiscountValue: 0,
        ShippingCost: shipping,
        PaymentMethod: 'PayPal',
      },
      { value: total },
    ),
    ...items.map(({ RowTotal, ...item }) =>
      event(
        ORDER_EVENT_METRICS.ordered,
        placedAt,
        { OrderId, ...item },
        { value: RowTotal, id: ` ${item.SKU}` },
      ),
    ),
  ]
  const partly = event(
    ORDER_EVENT_METRICS.partlyFulfilled,
    after(26),
    { ...shipment, FulfillmentStatus: 'partial', Items: items.slice(0, 1) },
    { value: items[0]?.RowTotal ?? null },
  )
  const fulfilled = event(
    ORDER_EVENT_METRICS.fulfilled,
    after(20),
    { ...shipment, FulfillmentStatus: 'fulfilled' },
    { value: total },
  )
  const delivered = event(ORDER_EVENT_METRICS.delivered, after(24 * DELIVERY_DAYS), {
    OrderId,
    Carrier: CARRIER,
    TrackingNumber: number,
  })
  const Reason = order.reason ?? 'Other'
  const cancelled = event(
    ORDER_EVENT_METRICS.cancelled,
    after(5),
    { OrderId, Reason },
    { value: total },
  )
  const refunded = event(
    ORDER_EVENT_METRICS.refunded,
    after(24 * 9),
    { OrderId, Reason, RefundedItems: items.map((one) => one.ProductName) },
    { value: goods },
  )
  const later: Record<DemoOrderState, DemoEvent[]> = {
    placed: [],
    'partly-shipped': [partly],
    shipped: [fulfilled],
    delivered: [fulfilled, delivered],
    cancelled: [cancelled],
    refunded: [fulfilled, delivered, refunded],
  }
  return [...placed, ...later[order.state]]
}

/** Properties of a profile; what is "in days" becomes the day it is. */
export function customerProperties({ properties }: DemoCustomer, now: Date) {
  const subscriptions = properties['Subscriptions']
  if (!Array.isArray(subscriptions)) return properties
  const dated = subscriptions.map((one: Record<string, unknown>) => {
    const { next_delivery_in_days: days, ...rest } = one
    const next =
      typeof days === 'number'
        ? new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10)
        : null
    return { ...rest, next_delivery: next }
  })
  return { ...properties, Subscriptions: dated }
}

function sold(variantId: string): { product: DemoProductRow; variant: DemoVariant } {
  for (const product of DEMO_PRODUCTS) {
    const variant = variantsOf(product).find(({ id }) => id === variantId)
    if (variant) return { product, variant }
  }
  throw new Error(`the demo shop sells no ${variantId}`)
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100
}
