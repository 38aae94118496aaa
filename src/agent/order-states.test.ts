import { describe, expect, test } from 'vitest'
import { type OrderEvent, orderStates } from './order-states.ts'

const day = (n: number) => new Date(`2026-03-${String(n).padStart(2, '0')}T10:00:00Z`)
const event = (
  metricName: string,
  n: number,
  properties: object = {},
  more: Partial<OrderEvent> = {},
): OrderEvent => ({
  metricName,
  occurredAt: day(n),
  uniqueId: `${metricName} ${n}`,
  value: null,
  currency: null,
  properties: { OrderId: '1042', ...properties },
  ...more,
})
const placed = event('Placed Order', 1, { Items: ['Scarf'] }, { value: 39.9, currency: 'EUR' })

describe('the state of an order', () => {
  test.each([
    [['Placed Order'], 'placed'],
    [['Placed Order', 'Fulfilled Partial Order'], 'partly-shipped'],
    [['Placed Order', 'Fulfilled Partial Order', 'Fulfilled Order'], 'shipped'],
    [['Placed Order', 'Fulfilled Order', 'Delivered Shipment'], 'delivered'],
    [['Placed Order', 'Cancelled Order'], 'cancelled'],
    [['Placed Order', 'Fulfilled Order', 'Delivered Order', 'Refunded Order'], 'refunded'],
    [['Fulfilled Order'], 'shipped'],
  ])('%j: %s', (names, state) => {
    const events = names.map((name, n) => event(name, n + 1))
    for (const inOrder of [events, events.toReversed()]) {
      expect(orderStates(inOrder)).toMatchObject([{ number: '1042', state }])
    }
  })

  test('says what was bought, when, and how to follow it', () => {
    const shipped = event('Fulfilled Order', 2, {
      'Tracking Number': 'T1',
      tracking_url: 'https://parcel.test/T1',
      TrackingCompany: 'DHL',
      EstimatedDelivery: '2026-03-05T00:00:00Z',
    })
    expect(orderStates([shipped, placed])).toEqual([
      {
        number: '1042',
        state: 'shipped',
        placedAt: day(1),
        shippedAt: day(2),
        deliveredAt: null,
        cancelledAt: null,
        refundedAt: null,
        value: 39.9,
        currency: 'EUR',
        items: [{ title: 'Scarf', quantity: 1, productId: null }],
        carrier: 'DHL',
        trackingNumber: 'T1',
        trackingUrl: 'https://parcel.test/T1',
        expectedOn: '2026-03-05',
      },
    ])
  })
})

test('orders are told apart by id, by number, or by what makes the event unique', () => {
  const orders = orderStates([
    placed,
    event('Placed Order', 3, { OrderId: '#1043', OrderNumber: '#1043' }),
    event('Fulfilled Order', 4, { OrderId: 'gid-9', OrderNumber: '1043' }),
    event('Delivered Order', 5, { OrderId: 'gid-9' }),
    event('Placed Order', 6, { OrderId: undefined }, { uniqueId: 'A7' }),
    event('Cancelled Order', 7, { OrderId: undefined, order_id: 'A7' }),
  ])
  expect(orders.map(({ number, state }) => [number, state])).toEqual([
    ['A7', 'cancelled'],
    ['1043', 'delivered'],
    ['1042', 'placed'],
  ])
})

test('lines with ids and quantities are preferred to bare names', () => {
  const [order] = orderStates([
    event('Placed Order', 1, {
      Items: ['Scarf', 'Hat'],
      $extra: { line_items: [{ product_id: 7, title: 'Scarf', quantity: 2 }, { nothing: true }] },
    }),
  ])
  expect(order?.items).toEqual([{ title: 'Scarf', quantity: 2, productId: '7' }])
})

test('what is no link is not shown as one, and what is odd is left out', () => {
  const [order] = orderStates([
    event('Fulfilled Order', 1, {
      TrackingUrl: 'javascript:alert(1)',
      EstimatedDelivery: 'soon',
      Items: [null, 7, [], {}],
      fulfillments: [{ tracking_number: 'X9', tracking_company: 'UPS' }],
    }),
  ])
  expect(order).toMatchObject({
    trackingUrl: null,
    expectedOn: null,
    trackingNumber: 'X9',
    carrier: 'UPS',
    items: [{ title: '7' }],
  })
})
