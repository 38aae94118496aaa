import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventToRecord } from '../event/new-event.ts'
import { decideOrder } from './decide-order.ts'
import { add, decimalText, parseDecimal, ZERO } from './decimal.ts'
import { orderMapping } from './import-fixtures.ts'
import type { LineFacts, OrderLine } from './order-line.ts'

const now = new Date('2026-06-01T12:00:00Z')
const noon = Date.parse('2026-05-01T12:00:00Z')

function line(rowNumber: number, facts: Partial<LineFacts> = {}): OrderLine {
  return {
    orderId: 'o1',
    rowNumber,
    cells: [],
    content: {
      is: 'line',
      line: {
        isCancelled: false,
        profile: {
          identifiers: { external_id: 'ada' },
          fields: {},
          identifierRule: 'add',
          onConflict: 'prefer-first',
        },
        occurredAtMs: noon,
        currency: 'GBP',
        sku: 'S1',
        productId: null,
        name: 'Mug',
        quantity: '1',
        unitPrice: '2.50',
        orderValue: null,
        itemProperties: {},
        orderProperties: {},
        ...facts,
      },
    },
  }
}

function recorded(lines: readonly OrderLine[], mapping = orderMapping): EventToRecord[] {
  const decision = decideOrder(lines, mapping, now)
  if (decision.do === 'refuse') throw new Error(decision.lines[0]?.refusal.reason)
  return decision.events.map(({ event }) => event)
}

describe('a placed order', () => {
  test('has the time of its earliest line and the customer of any line', () => {
    const [placed] = recorded([
      line(2, { profile: null }),
      line(3, { occurredAtMs: noon - 60_000 }),
      line(4, { occurredAtMs: null, profile: null }),
    ])
    expect(placed).toMatchObject({
      metricName: 'Placed Order',
      uniqueId: 'o1',
      occurredAt: new Date(noon - 60_000),
      profile: { identifiers: { external_id: 'ada' } },
    })
  })

  test('numbers the lines of one product in the order of the file', () => {
    const ids = recorded([line(2), line(3, { sku: 'S2' }), line(4)]).map((one) => one.uniqueId)
    expect(ids).toEqual(['o1', 'o1_S1_1', 'o1_S2_1', 'o1_S1_2'])
  })

  test('takes its value from a column when there is one', () => {
    const mapping = { ...orderMapping, order_value: 'Total' }
    const lines = [line(2, { orderValue: '9.99' }), line(3, { orderValue: null })]
    expect(recorded(lines, mapping)[0]?.value).toBe('9.99')
  })

  test('records no products when the mapping asks for none', () => {
    const metrics = { ...orderMapping.metrics, ordered_product: null }
    expect(recorded([line(2)], { ...orderMapping, metrics })).toHaveLength(1)
  })
})

describe('a cancelled order', () => {
  const cancelled = (rowNumber: number, facts: Partial<LineFacts>) =>
    line(rowNumber, { isCancelled: true, ...facts })

  test('is a positive amount of positive quantities, whatever the signs in the file', () => {
    const lines = [cancelled(2, { quantity: '-3' }), cancelled(3, { quantity: '1' })]
    const [event, ...others] = recorded(lines)
    expect(others).toEqual([])
    expect(event).toMatchObject({ metricName: 'Cancelled Order', value: '5' })
    expect(event?.properties).toMatchObject({
      Items: [
        { Quantity: 3, RowTotal: 7.5 },
        { Quantity: -1, RowTotal: -2.5 },
      ],
    })
    expect(recorded([cancelled(2, { quantity: '2' })])[0]).toMatchObject({ value: '5' })
    expect(
      recorded([cancelled(2, { quantity: '-2', unitPrice: '0' })])[0]?.properties,
    ).toMatchObject({ Items: [{ Quantity: 2, RowTotal: 0 }] })
  })
})

const cents = fc.integer({ min: -99_999, max: 99_999 }).map((n) => (n / 1_000).toFixed(3))
const someLines = fc.array(
  fc.record({
    quantity: fc.integer({ min: -50, max: 50 }).map(String),
    unitPrice: cents,
    sku: fc.constantFrom('S1', 'S2', 'S3'),
    occurredAtMs: fc.integer({ min: 0, max: 9 }).map((n) => noon + n * 1_000),
  }),
  { minLength: 1, maxLength: 12 },
)

test('the value of an order is exactly the sum of its products, and their ids are unique', () => {
  fc.assert(
    fc.property(someLines, (facts) => {
      const [placed, ...products] = recorded(facts.map((one, at) => line(at + 2, one)))
      const sum = products.reduce(
        (all, one) => add(all, parseDecimal(`${one.value}`, 'point')!),
        ZERO,
      )
      expect(placed?.value).toBe(decimalText(sum))
      expect(new Set(products.map((one) => one.uniqueId)).size).toBe(facts.length)
    }),
  )
})

test('the same lines give the same events, also after a round through the database', () => {
  fc.assert(
    fc.property(someLines, (facts) => {
      const lines = facts.map((one, at) => line(at + 2, one))
      const stored: OrderLine[] = JSON.parse(JSON.stringify(lines))
      expect(recorded(stored)).toEqual(recorded(lines))
    }),
  )
})
