import { pino } from 'pino'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { orderStates, type ShopperOrder } from '../agent/order-states.ts'
import { orderEventsOf } from '../agent/shopper-orders.sql.ts'
import { ANYTHING, findCategories, findProducts } from '../catalog/find-products.sql.ts'
import { followPurchases } from '../catalog/follow-purchases.job.ts'
import type { ProductQuery } from '../catalog/product-search.ts'
import { boughtTogether, popularProducts } from '../catalog/purchases.sql.ts'
import { settleFollowers } from '../platform/follower.ts'
import { readInAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { DEMO_CUSTOMERS } from './demo-customers.ts'
import { seedDemoShop } from './seed-demo-shop.action.ts'

const { sql } = await testDatabase()
const SHOP = 'DemoSh'
const now = new Date('2026-11-25T12:00:00Z')
await createRawAccount(sql, { id: SHOP, isSandbox: true, createdAt: now }, [], [])
await createRawAccount(sql, { id: 'RealSh', createdAt: now }, [], [])
await seedDemoShop(sql, SHOP, now)
await settleFollowers(sql, [followPurchases], {
  log: pino({ level: 'silent' }),
  telemetry: createTelemetry(),
})

function search(text: string, more: Partial<ProductQuery> = {}) {
  return readInAccount(sql, SHOP, (tx) =>
    findProducts(tx, SHOP, { ...ANYTHING, limit: 6, inStockOnly: true, text, ...more }),
  )
}

async function titles(text: string, more: Partial<ProductQuery> = {}): Promise<string[]> {
  return (await search(text, more)).map(({ title }) => title)
}

async function counts() {
  const [row] = await readInAccount(
    sql,
    SHOP,
    (tx) => tx`
      select (select count(*) from catalog_items) as items,
             (select count(*) from catalog_variants) as variants,
             (select count(*) from profiles) as profiles,
             (select count(*) from events) as events,
             (select count(*) from catalog_changes) as changes`,
  )
  return row
}

test('an account that is no sandbox is refused, and so is one that does not exist', async () => {
  await expect(seedDemoShop(sql, 'RealSh', now)).rejects.toThrow(/RealSh .* is no sandbox/)
  await expect(seedDemoShop(sql, 'Nobody', now)).rejects.toThrow(/does not exist/)
})

test('filling it again, also days later, adds nothing', async () => {
  const before = await counts()
  expect(before).toMatchObject({ items: 63, profiles: DEMO_CUSTOMERS.length })
  await seedDemoShop(sql, SHOP, new Date('2026-11-29T12:00:00Z'))
  expect(await counts()).toEqual(before)
})

test('every order is in the state that the data says, with its items and its parcel', async () => {
  const people = await readInAccount(
    sql,
    SHOP,
    (tx) => tx<{ id: string; email: string }[]>`select profile_id as id, email from profiles`,
  )
  for (const customer of DEMO_CUSTOMERS) {
    const { id } = people.find(({ email }) => email === customer.email)!
    const events = await readInAccount(sql, SHOP, (tx) => orderEventsOf(tx, SHOP, id))
    const orders = new Map(orderStates(events).map((one) => [one.number, one]))
    for (const { number, state, lines } of customer.orders) {
      const order: ShopperOrder = orders.get(number)!
      expect([number, order.state]).toEqual([number, state])
      expect(order.items.map(({ quantity }) => quantity)).toEqual(lines.map(([, many]) => many))
      expect(order.currency).toBe('EUR')
      if (state !== 'shipped') continue
      expect(order).toMatchObject({
        carrier: 'DHL',
        trackingNumber: expect.stringMatching(/^\d{15}$/),
        trackingUrl: expect.stringContaining('https://'),
        expectedOn: expect.stringMatching(/^2026-11-2\d$/),
      })
    }
  }
})

test.each([
  ['something warm for my dad', { priceMax: 40 }, /scarf|hat|socks|gloves|slippers|beanie/i],
  ['scraf', {}, /scarf/i],
  ['blankett', {}, /blanket|throw/i],
  ['waterproof backpak', {}, /backpack/i],
  ['teapot', {}, /teapot/i],
  ['mugs', {}, /mug|cup/i],
  ['gift for kids', {}, /./],
])('finds %j', async (text, more, expected) => {
  const found = await search(text, more)
  expect(found.length).toBeGreaterThan(0)
  expect(found[0]?.title).toMatch(expected)
  for (const one of found) {
    expect(one.isInStock).toBe(true)
    expect(one.price ?? 0).toBeLessThanOrEqual('priceMax' in more ? (more.priceMax ?? 0) : 1_000)
  }
})

test.each([
  ['Teekanne', /Teekanne/],
  ['Kanne für Tee', /Teekanne|Kanne|Tee/],
  ['warmer Schal', /schal/i],
  ['Muetze', /mütze/i],
  ['Geldbeutel', /Geldbörse/],
  ['Hausschuhe', /Filzpantoffeln/],
  ['Thermoskanne', /Isolierflasche|kanne/i],
  ['Geschenk für Kinder', /./],
])('finds %j in German, with German titles', async (text, expected) => {
  const found = await titles(text, { language: 'de' })
  expect(found[0]).toMatch(expected)
})

test('picks the variant that was asked for, and only when there is one', async () => {
  const [mittens] = await search('mittens', { attributes: { colour: 'grey', size: 'M' } })
  expect(mittens).toMatchObject({ sku: 'WC-105-GREY-M', attributes: { colour: 'grey', size: 'M' } })
  expect(await search('mittens', { attributes: { colour: 'red', size: 'L' } })).toEqual([])
  const [farbe] = await search('Schal', { attributes: { Farbe: 'blau' }, language: 'de' })
  expect(farbe).toMatchObject({ title: 'Merinoschal', variantId: 'WC-101-BLUE' })
})

test('names the categories that words lead to, by name or by what is in them', async () => {
  const found = (text: string) =>
    readInAccount(sql, SHOP, async (tx) =>
      (await findCategories(tx, SHOP, text, 'en')).map(({ categoryId }) => categoryId),
    )
  expect((await found('lamps'))[0]).toBe('home')
  expect((await found('Spielzeug'))[0]).toBe('toys')
  expect((await found('notebook'))[0]).toBe('books')
})

test('recommends what is bought most, and what is bought together', async () => {
  const ask = { limit: 5, inStockOnly: true, excludedIds: [] }
  const popular = await readInAccount(sql, SHOP, (tx) => popularProducts(tx, SHOP, ask))
  expect(popular).toHaveLength(5)
  expect(popular.map(({ productId }) => productId)).toContain('KT-206')
  const together = await readInAccount(sql, SHOP, (tx) => boughtTogether(tx, SHOP, 'OD-404', 3))
  expect(together[0]).toMatchObject({ productId: 'OD-402', isInStock: true })
})
