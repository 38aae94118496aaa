import type { OrderMapping } from '../contract/imports.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { decimalText } from './decimal.ts'
import type { FileRow, Values } from './file-rows.ts'
import { numberIn, propertiesReader, textOf, timeReader } from './read-cells.ts'
import { currencyOf } from './read-event.ts'
import { profileReader } from './read-profile.ts'
import { badCell, decided, type Refusal, Refused } from './refusal.ts'

const ORDER_ID_LENGTH_MAX = 200
const SKU_LENGTH_MAX = 500

/** One line of an order, as it waits for the others. Kept as JSON, so times and amounts are texts. */
export interface OrderLine {
  orderId: string
  rowNumber: number
  /** As in the file, for the report. */
  cells: string[]
  /** What the line says, or why it cannot be read. */
  content: { is: 'line'; line: LineFacts } | { is: 'refused'; refusal: Refusal }
}

export interface LineFacts {
  isCancelled: boolean
  /** Null when the line names nobody: another line of the order may. */
  profile: ProfileInput | null
  /** Milliseconds since 1970; null when the cell is empty. */
  occurredAtMs: number | null
  currency: string | null
  sku: string
  productId: string | null
  name: string | null
  /** Exact decimal texts. */
  quantity: string
  unitPrice: string
  orderValue: string | null
  itemProperties: Record<string, unknown>
  orderProperties: Record<string, unknown>
}

/** Reads one order line from each row. The function throws Refused when no order can be told. */
export function orderLineReader(
  mapping: OrderMapping,
): (row: FileRow, values: Values) => OrderLine {
  const readFacts = lineReader(mapping)
  return ({ rowNumber, cells }, values) => {
    const orderId = orderIdOf(mapping, values)
    const facts = decided(() => readFacts(values))
    const content: OrderLine['content'] =
      facts.is === 'ok' ? { is: 'line', line: facts.value } : facts
    return { orderId, rowNumber, cells, content }
  }
}

function orderIdOf({ order_id: column }: OrderMapping, values: Values): string {
  const text = textOf(values, column)
  if (text === '') {
    throw new Refused('no-order-id', `${column} is empty.`, `Fill ${column} with the order's id.`)
  }
  return short(column, text, ORDER_ID_LENGTH_MAX)
}

function lineReader(mapping: OrderMapping): (values: Values) => LineFacts {
  const { item, numbers } = mapping
  const readProfile = profileReader(mapping.profile, numbers, 'event')
  const readTime = timeReader(mapping.time)
  const readItemProperties = propertiesReader(item.properties, numbers)
  const readOrderProperties = propertiesReader(mapping.properties, numbers)
  const optional = (values: Values, column: string | null) =>
    (column !== null && textOf(values, column)) || null
  return (values) => ({
    isCancelled: isCancelled(mapping, values),
    profile: readProfile(values) ?? null,
    occurredAtMs: readTime(values)?.getTime() ?? null,
    currency: mapping.currency && currencyOf(mapping.currency, values),
    sku: skuOf(item.sku, values),
    productId: optional(values, item.product_id),
    name: optional(values, item.name),
    quantity: decimalText(numberIn(values, item.quantity, numbers)),
    unitPrice: decimalText(numberIn(values, item.unit_price, numbers)),
    orderValue:
      mapping.order_value !== null && textOf(values, mapping.order_value) !== ''
        ? decimalText(numberIn(values, mapping.order_value, numbers))
        : null,
    itemProperties: readItemProperties(values),
    orderProperties: readOrderProperties(values),
  })
}

function isCancelled({ cancelled_when: rule }: OrderMapping, values: Values): boolean {
  if (!rule) return false
  const text = textOf(values, rule.column)
  return 'equals' in rule ? text === rule.equals : text.startsWith(rule.starts_with)
}

function skuOf(column: string, values: Values): string {
  const text = textOf(values, column)
  if (text === '') {
    throw new Refused('no-sku', `${column} is empty.`, `Fill ${column} with the product's SKU.`)
  }
  return short(column, text, SKU_LENGTH_MAX)
}

function short(column: string, text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  throw badCell(
    'over-limit',
    { column, text },
    { is: `longer than ${lengthMax} characters`, fix: 'Shorten it, or map another column.' },
  )
}
