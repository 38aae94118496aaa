import { createHash } from 'node:crypto'

/** Events that report what was ordered. */
export const ORDER_METRICS = ['Placed Order', 'Ordered Product'] as const

/** Products of one order that are counted. */
const PRODUCTS_MAX = 200
const KEY_LENGTH_MAX = 200

export interface OrderedProducts {
  /** The same for all events of one order. */
  orderKey: string
  /** Of each product the ids by which it may be known, the surest first. */
  products: string[][]
}

/**
 * What an event says was ordered. Shops and their connectors name the same things differently:
 * `Items[].ProductID`, `items[].product_id`, `line_items[].sku`, or a single `ProductID`.
 */
export function orderedProducts(
  uniqueId: string,
  properties: Readonly<Record<string, unknown>>,
): OrderedProducts {
  const flat = spelledAlike(properties)
  const order = textOf(flat.get('orderid') ?? flat.get('ordernumber') ?? flat.get('order'))
  const lists = [flat.get('items'), flat.get('lineitems'), flat.get('products')]
  const lines = lists.find((list) => Array.isArray(list) && list.length > 0)
  const products = Array.isArray(lines)
    ? lines.slice(0, PRODUCTS_MAX).map(idsOfLine)
    : [idsOf(flat)]
  return {
    orderKey: shortKey(order ?? uniqueId),
    products: products.filter((ids) => ids.length > 0),
  }
}

function idsOfLine(line: unknown): string[] {
  if (typeof line === 'string' || typeof line === 'number') return [shortKey(String(line))]
  if (typeof line !== 'object' || line === null) return []
  return idsOf(spelledAlike({ ...line }))
}

function idsOf(line: ReadonlyMap<string, unknown>): string[] {
  const found = ['productid', 'itemid', 'variantid', 'sku', 'id'].flatMap((name) => {
    const text = textOf(line.get(name))
    return text === null ? [] : [shortKey(withoutPrefix(text))]
  })
  return [...new Set(found)]
}

/** The catalogue's own form of an id is understood as well. */
function withoutPrefix(id: string): string {
  return id.startsWith('$custom:::') ? (id.split(':::').at(2) ?? id) : id
}

function spelledAlike(properties: object): Map<string, unknown> {
  return new Map(
    Object.entries(properties).map(([name, value]) => [
      name.toLowerCase().replaceAll(/[\s_-]/g, ''),
      value,
    ]),
  )
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** Part of a key in the database, which cannot hold everything. */
function shortKey(text: string): string {
  if (text.length <= KEY_LENGTH_MAX) return text
  return createHash('sha256').update(text).digest('hex')
}
