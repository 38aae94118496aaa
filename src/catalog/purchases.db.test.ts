import { pino } from 'pino'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { settleFollowers } from '../platform/follower.ts'
import { inAccount, readInAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { DAY_MS } from '../platform/time.ts'
import { followPurchases } from './follow-purchases.job.ts'
import { boughtTogether, popularProducts } from './purchases.sql.ts'
import { createItems } from './save-items.action.ts'
import { createVariants } from './save-variants.action.ts'

const { sql } = await testDatabase()
const SHOP = 'Shop01'
const now = new Date('2026-03-01T12:00:00Z')
const PROFILES = ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002']
await createRawAccount(
  sql,
  { id: SHOP, createdAt: now },
  [
    { id: 'Placed', name: 'Placed Order' },
    { id: 'Produc', name: 'Ordered Product' },
    { id: 'Viewed', name: 'Viewed Product' },
  ],
  PROFILES,
)
await inAccount(sql, SHOP, async (tx) => {
  const ids = ['mug', 'pot', 'tea', 'hat', 'sold-out']
  await createItems(
    tx,
    SHOP,
    ids.map((id) => ({
      type: 'catalog-item',
      attributes: { external_id: id, title: id, description: '', url: '/p', price: 5 },
    })),
    now,
  )
  await createVariants(
    tx,
    SHOP,
    [
      { id: 'mug-1', item: 'mug', inventory_quantity: 3 },
      { id: 'sold-out-1', item: 'sold-out', inventory_quantity: 0 },
    ].map(({ id, item, inventory_quantity }) => ({
      type: 'catalog-variant',
      attributes: {
        external_id: id,
        title: id,
        description: '',
        url: '/p',
        sku: `SKU-${id}`,
        price: 5,
        inventory_quantity,
      },
      relationships: {
        item: { data: { type: 'catalog-item', id: `$custom:::$default:::${item}` } },
      },
    })),
    now,
  )
})

async function order(number: string, products: string[], daysAgo = 1, metricId = 'Placed') {
  await insertRawEvents(sql, SHOP, [
    {
      metricId,
      profileId: PROFILES[0]!,
      occurredAt: new Date(now.getTime() - daysAgo * DAY_MS),
      uniqueId: `${metricId} ${number} ${products.join()}`,
      properties:
        metricId === 'Placed'
          ? { OrderId: number, Items: products.map((ProductID) => ({ ProductID })) }
          : { OrderId: number, ProductID: products[0] },
    },
  ])
}

const settle = () =>
  settleFollowers(sql, [followPurchases], {
    log: pino({ level: 'silent' }),
    telemetry: createTelemetry(),
  })

const popular = (inStockOnly = true, excludedIds: string[] = []) =>
  readInAccount(sql, SHOP, async (tx) =>
    (await popularProducts(tx, SHOP, { limit: 5, inStockOnly, excludedIds })).map(
      ({ productId }) => productId,
    ),
  )
const together = (id: string) =>
  readInAccount(sql, SHOP, async (tx) =>
    (await boughtTogether(tx, SHOP, id, 5)).map(({ productId }) => productId),
  )
const orderCounts = () =>
  readInAccount(
    sql,
    SHOP,
    (tx) => tx<{ id: string; orders: number }[]>`
      select item_id as id, order_count as orders from catalog_popularity order by item_id`,
  )

test('what many orders had lately comes first; what nobody bought comes last', async () => {
  await order('1', ['tea', 'pot'])
  await order('2', ['tea', 'mug'])
  await order('3', ['tea', 'mug'])
  for (const number of ['4', '5', '6', '7']) await order(number, ['hat'], 200)
  await settle()
  expect(await popular()).toEqual(['tea', 'mug', 'pot', 'hat'])
  expect(await popular(false)).toEqual(['tea', 'mug', 'pot', 'hat', 'sold-out'])
  expect(await popular(true, ['tea', 'hat'])).toEqual(['mug', 'pot'])
})

test('what was ordered together is recommended, most often first, without what is sold out', async () => {
  expect(await together('tea')).toEqual(['mug', 'pot'])
  expect(await together('hat')).toEqual([])
  await order('8', ['hat', 'sold-out'])
  await settle()
  expect(await together('hat')).toEqual([])
  expect(await together('nothing')).toEqual([])
})

test('an order counts once, by whatever events, in whatever parts and order it is told', async () => {
  const before = new Map((await orderCounts()).map(({ id, orders }) => [id, orders]))
  await order('9', ['mug'], 1, 'Produc')
  await settle()
  await order('9', ['mug', 'pot'])
  await order('9', ['pot'], 1, 'Produc')
  await order('9', ['hat'], 1, 'Produc')
  await settle()
  const after = new Map((await orderCounts()).map(({ id, orders }) => [id, orders]))
  for (const id of ['mug', 'pot', 'hat']) expect(after.get(id)).toBe((before.get(id) ?? 0) + 1)
  const pairs = await readInAccount(
    sql,
    SHOP,
    (tx) => tx<{ a: string; b: string; orders: number }[]>`
      select item_id as a, other_id as b, order_count as orders
      from catalog_pairs
      where item_id in ('mug', 'pot', 'hat') and other_id in ('mug', 'pot', 'hat')
      order by 1, 2`,
  )
  const pair = (a: string, b: string) => ({ a, b, orders: 1 })
  expect([...pairs]).toEqual([
    pair('hat', 'mug'),
    pair('hat', 'pot'),
    pair('mug', 'hat'),
    pair('mug', 'pot'),
    pair('pot', 'hat'),
    pair('pot', 'mug'),
  ])
})

test('variants and SKUs lead to their product; other events count nothing', async () => {
  const before = (await orderCounts()).find(({ id }) => id === 'mug')?.orders ?? 0
  await order('10', ['mug-1'])
  await order('11', ['SKU-mug-1'])
  await order('12', ['mug'], 1, 'Viewed')
  await settle()
  expect((await orderCounts()).find(({ id }) => id === 'mug')?.orders).toBe(before + 2)
})

test('what was bought before it was in the catalogue is popular as soon as it is', async () => {
  for (const number of ['20', '21', '22', '23', '24', '25']) await order(number, ['later'])
  await settle()
  expect(await popular()).not.toContain('later')
  await inAccount(sql, SHOP, (tx) =>
    createItems(
      tx,
      SHOP,
      [
        {
          type: 'catalog-item',
          attributes: { external_id: 'later', title: 'Later', description: '', url: '/p' },
        },
      ],
      now,
    ),
  )
  expect((await popular())[0]).toBe('later')
})
