import { expect, test } from 'vitest'
import { DEMO_CUSTOMERS } from './demo-customers.ts'
import { demoPicture, demoPicturePath } from './demo-picture.ts'
import { DEMO_POLICIES } from './demo-policies.ts'
import { DEMO_CATEGORIES, variantsOf } from './demo-product.ts'
import { DEMO_PRODUCTS } from './demo-products.ts'

const variants = DEMO_PRODUCTS.flatMap(variantsOf)

test('every category sells something, every product is in one', () => {
  const used = new Set(DEMO_PRODUCTS.map(({ category }) => category))
  expect([...used].toSorted()).toEqual(DEMO_CATEGORIES.map(({ id }) => id).toSorted())
})

test('ids of products and variants are there once', () => {
  for (const ids of [DEMO_PRODUCTS.map(({ id }) => id), variants.map(({ id }) => id)]) {
    expect(new Set(ids).size).toBe(ids.length)
  }
  expect(DEMO_PRODUCTS.length).toBeGreaterThanOrEqual(60)
})

test('some variants are sold out, and some products entirely', () => {
  expect(variants.some(({ quantity }) => quantity === 0)).toBe(true)
  const soldOut = DEMO_PRODUCTS.filter((one) => variantsOf(one).every((v) => v.quantity === 0))
  expect(soldOut.length).toBeGreaterThan(0)
})

test('every variant has a picture, drawn without anything that runs', () => {
  for (const product of DEMO_PRODUCTS) {
    for (const { colour } of variantsOf(product)) {
      const name = demoPicturePath(product.shape, colour).split('/').at(-1) ?? ''
      const picture = demoPicture(name)
      expect(picture).toMatch(/^<svg [^]*<\/svg>$/)
      expect(picture).not.toMatch(/script|href|on\w+=/)
    }
  }
})

test.each([
  'mug-blue.png',
  'mug.svg',
  'nothing-blue.svg',
  'mug-nothing.svg',
  'constructor-blue.svg',
])('there is no picture %s', (name) => {
  expect(demoPicture(name)).toBeUndefined()
})

test('orders name variants that are sold, numbers that are used once, and all states', () => {
  const orders = DEMO_CUSTOMERS.flatMap((customer) => customer.orders)
  const known = new Set(variants.map(({ id }) => id))
  for (const [id] of orders.flatMap(({ lines }) => lines))
    expect([id, known.has(id)]).toEqual([id, true])
  expect(new Set(orders.map(({ number }) => number)).size).toBe(orders.length)
  expect([...new Set(orders.map(({ state }) => state))].toSorted()).toEqual([
    'cancelled',
    'delivered',
    'partly-shipped',
    'placed',
    'refunded',
    'shipped',
  ])
})

test('nobody real can be reached by the data', () => {
  for (const { email } of DEMO_CUSTOMERS) expect(email).toMatch(/\.example$/)
  const policies = JSON.stringify(DEMO_POLICIES)
  expect(policies.match(/[\w.-]+@[\w.-]+/g)?.every((one) => one.endsWith('.example'))).toBe(true)
})
