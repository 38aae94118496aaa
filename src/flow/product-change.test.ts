import { describe, expect, test } from 'vitest'
import { FlowTrigger } from '../contract/flows.ts'
import { isLowInventory, isPriceDrop } from './product-change.ts'

function priceDrop(price_drop_amount_value: number, price_drop_amount_unit: string) {
  const trigger = FlowTrigger.parse({
    type: 'price-drop',
    price_drop_amount_value,
    price_drop_amount_unit,
    audience: ['viewed'],
  })
  if (trigger.type !== 'price-drop') throw new Error('another trigger')
  return trigger
}

function lowInventory(product_level: string, inventory_count: number) {
  const trigger = FlowTrigger.parse({
    type: 'low-inventory',
    product_level,
    inventory_count,
    audience: ['viewed'],
  })
  if (trigger.type !== 'low-inventory') throw new Error('another trigger')
  return trigger
}

describe('a price drop', () => {
  test.each([
    [20, 'percent', 39.9, 31.92, true],
    [20, 'percent', 39.9, 31.93, false],
    [5, 'currency', 24.1, 19.1, true],
    [5, 'currency', 24.1, 19.2, false],
    [0, 'currency', 10, 10, false],
    [1, 'currency', 10, 12, false],
    [1, 'currency', null, 12, false],
  ])('of %d %s, from %s to %s: %s', (amount, unit, priceBefore, priceAfter, expected) => {
    expect(isPriceDrop(priceDrop(amount, unit), { priceBefore, priceAfter })).toBe(expected)
  })
})

describe('low inventory', () => {
  const change = (quantityBefore: number, quantityAfter: number, others = 0) => ({
    variantId: 'V',
    quantityBefore,
    quantityAfter,
    itemQuantity: quantityAfter + others,
  })
  test('of a variant is when its own stock falls to the number', () => {
    const trigger = lowInventory('variant', 5)
    expect(isLowInventory(trigger, change(6, 5, 100))).toBe(true)
    expect(isLowInventory(trigger, change(5, 4))).toBe(false)
    expect(isLowInventory(trigger, change(4, 8))).toBe(false)
    expect(isLowInventory(trigger, { ...change(6, 5), variantId: null })).toBe(false)
  })
  test('of a product is when the stock of all its variants does', () => {
    const trigger = lowInventory('product', 5)
    expect(isLowInventory(trigger, change(3, 0, 5))).toBe(true)
    expect(isLowInventory(trigger, change(6, 5, 1))).toBe(false)
    expect(isLowInventory(trigger, change(2, 1, 3))).toBe(false)
  })
})
