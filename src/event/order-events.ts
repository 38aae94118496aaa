/**
 * How a shop tells of its orders: the metrics and the properties that its connectors send, in the
 * shapes that Shopify's connector has. Whoever writes orders writes these; readers are more lenient.
 */
export const ORDER_EVENT_METRICS = {
  placed: 'Placed Order',
  /** One for each product of an order. */
  ordered: 'Ordered Product',
  partlyFulfilled: 'Fulfilled Partial Order',
  fulfilled: 'Fulfilled Order',
  delivered: 'Delivered Order',
  cancelled: 'Cancelled Order',
  refunded: 'Refunded Order',
} as const

/** A line of an order, as in `Items` of the event "Placed Order". Prices in major units. */
export interface OrderItem {
  ProductID: string
  SKU: string
  ProductName: string
  Quantity: number
  ItemPrice: number
  RowTotal: number
  ProductURL: string
  ImageURL: string
  Categories: string[]
}

/** Properties of the events by metric. The value of an order is the value of its event. */
export interface OrderEventProperties {
  'Placed Order': {
    OrderId: string
    Items: OrderItem[]
    ItemNames: string[]
    Categories: string[]
    ItemCount: number
    DiscountValue: number
    ShippingCost: number
    PaymentMethod: string
  }
  'Ordered Product': Omit<OrderItem, 'RowTotal'> & { OrderId: string }
  'Fulfilled Partial Order': Shipment & { FulfillmentStatus: 'partial'; Items: OrderItem[] }
  'Fulfilled Order': Shipment & { FulfillmentStatus: 'fulfilled' }
  'Delivered Order': { OrderId: string; Carrier: string; TrackingNumber: string }
  'Cancelled Order': { OrderId: string; Reason: string }
  'Refunded Order': { OrderId: string; Reason: string; RefundedItems: string[] }
}

interface Shipment {
  OrderId: string
  TrackingNumber: string
  TrackingURL: string
  Carrier: string
  /** A calendar day: 2026-03-05. */
  EstimatedDelivery: string
}
