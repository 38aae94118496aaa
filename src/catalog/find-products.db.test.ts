import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import type { NewCatalogItem, NewCatalogVariant } from '../contract/catalogs.ts'
import { inAccount, readInAccount } from '../platform/sql.ts'
import { catalogId } from './catalog-id.ts'
import { ANYTHING, findProducts, getProduct } from './find-products.sql.ts'
import type { ProductQuery } from './product-search.ts'
import { createCategories } from './save-categories.action.ts'
import { changeItems, createItems, deleteItems } from './save-items.action.ts'
import { changeVariants, createVariants, deleteVariants } from './save-variants.action.ts'

const { sql } = await testDatabase()
const now = new Date('2026-03-01T12:00:00Z')

function item(id: string, more: Partial<NewCatalogItem['attributes']> = {}): NewCatalogItem {
  const attributes = { external_id: id, title: id, description: '', url: '/p', ...more }
  return { type: 'catalog-item', attributes }
}

function variant(
  id: string,
  of: string,
  more: Partial<NewCatalogVariant['attributes']> = {},
): NewCatalogVariant {
  return {
    type: 'catalog-variant',
    attributes: {
      external_id: id,
      title: '',
      description: '',
      sku: '',
      inventory_quantity: 1,
      price: 10,
      url: '/p',
      ...more,
    },
    relationships: { item: { data: { type: 'catalog-item', id: catalogId(of) } } },
  }
}

let accounts = 0

/** A new account with these products. */
async function shop(
  items: readonly NewCatalogItem[],
  variants: readonly NewCatalogVariant[] = [],
): Promise<string> {
  accounts += 1
  const accountId = `A${String(accounts).padStart(5, '0')}`
  await createRawAccount(sql, { id: accountId, createdAt: now }, [], [])
  await inAccount(sql, accountId, async (tx) => {
    await createItems(tx, accountId, items, now)
    await createVariants(tx, accountId, variants, now)
  })
  return accountId
}

function search(accountId: string, query: Partial<ProductQuery>) {
  return readInAccount(sql, accountId, (tx) =>
    findProducts(tx, accountId, { ...ANYTHING, ...query }),
  )
}

async function ids(accountId: string, query: Partial<ProductQuery>): Promise<string[]> {
  return (await search(accountId, query)).map(({ productId }) => productId)
}

type Generated<T> = T extends fc.Arbitrary<infer Value> ? Value : never

describe('bounds', () => {
  const price = fc.constantFrom(9.99, 10, 10.01)
  const usually = fc.constantFrom(true, true, true, true, false)
  const rarely = fc.constantFrom(true, false, false, false)
  const colour = fc.constantFrom('blue', 'red')
  const size = fc.constantFrom('S', 'M')
  const anyVariant = fc.record({
    price,
    quantity: fc.constantFrom(0, 1),
    metadata: fc.record({ colour, size }, { requiredKeys: [] }),
    isPublished: usually,
  })
  const anyItem = fc.record({
    title: fc.constantFrom('Mug', 'Scarf'),
    price: fc.option(price),
    metadata: fc.record({ colour }, { requiredKeys: [] }),
    isPublished: usually,
    isInCategory: fc.boolean(),
    variants: fc.array(anyVariant, { maxLength: 3 }),
  })
  const anyQuery = fc.record({
    text: fc.constantFrom('mug', 'scarf', ''),
    priceMin: fc.option(price),
    priceMax: fc.option(price),
    attributes: fc.oneof(fc.constant({}), fc.record({ colour, size }, { requiredKeys: [] })),
    inStockOnly: fc.boolean(),
    isInCategory: rarely,
    isFirstExcluded: rarely,
  })
  type Item = Generated<typeof anyItem>
  type Query = Generated<typeof anyQuery>

  /** What can be bought, by the rules in words: the reference that the database must agree with. */
  function fittingOffers(one: Item, query: Query) {
    if (!one.isPublished) return []
    const own = { price: one.price, quantity: 1, metadata: {}, isPublished: true, at: -1 }
    const offers = one.variants.length > 0 ? one.variants.map((v, at) => ({ ...v, at })) : [own]
    return offers.filter((offer) => {
      const facts: Record<string, string> = { ...one.metadata, ...offer.metadata }
      return (
        offer.isPublished &&
        (query.priceMin === null || (offer.price !== null && offer.price >= query.priceMin)) &&
        (query.priceMax === null || (offer.price !== null && offer.price <= query.priceMax)) &&
        (!query.inStockOnly || offer.quantity > 0) &&
        Object.entries(query.attributes).every(([name, wanted]) => facts[name] === wanted)
      )
    })
  }

  test('the search and a plain reading of the rules agree on every catalogue and question', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyItem, { minLength: 6, maxLength: 14 }),
        fc.array(anyQuery, { minLength: 8, maxLength: 14 }),
        async (items, queries) => {
          const accountId = await shop(
            items.map((one, at) =>
              item(`I${at}`, {
                title: one.title,
                price: one.price,
                custom_metadata: one.metadata,
                published: one.isPublished,
              }),
            ),
            items.flatMap((one, at) =>
              one.variants.map((v, n) =>
                variant(`I${at}-${n}`, `I${at}`, {
                  price: v.price,
                  inventory_quantity: v.quantity,
                  custom_metadata: v.metadata,
                  published: v.isPublished,
                }),
              ),
            ),
          )
          const members = items.flatMap((one, at) => (one.isInCategory ? [`I${at}`] : []))
          await inAccount(sql, accountId, (tx) =>
            createCategories(
              tx,
              accountId,
              [
                {
                  type: 'catalog-category',
                  attributes: { external_id: 'C', name: 'Things' },
                  relationships: {
                    items: {
                      data: members.map((id) => ({ type: 'catalog-item', id: catalogId(id) })),
                    },
                  },
                },
              ],
              now,
            ),
          )
          for (const query of queries) {
            const expected = items.flatMap((one, at) => {
              const [best] = fittingOffers(one, query).sort(
                (a, b) =>
                  Number(b.quantity > 0) - Number(a.quantity > 0) ||
                  (a.price ?? 99) - (b.price ?? 99) ||
                  a.at - b.at,
              )
              const isMeant = one.title.toLowerCase().includes(query.text)
              const isWanted =
                isMeant &&
                (!query.isInCategory || one.isInCategory) &&
                (!query.isFirstExcluded || at !== 0)
              if (!best || !isWanted) return []
              return [[`I${at}`, best.at < 0 ? null : `I${at}-${best.at}`, best.price]]
            })
            const found = await search(accountId, {
              ...query,
              categoryIds: query.isInCategory ? ['C'] : [],
              excludedIds: query.isFirstExcluded ? ['I0'] : [],
            })
            expect(
              found.map((one) => [one.productId, one.variantId, one.price]).toSorted(byText),
            ).toEqual(expected.toSorted(byText))
          }
        },
      ),
      { numRuns: 20 },
    )
  }, 120_000)

  const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
})

describe('words', () => {
  let accountId = ''
  beforeAll(async () => {
    accountId = await shop(
      [
        item('scarf', { title: 'Warm scarf', description: 'Knitted from soft wool.' }),
        item('hat', { title: 'Wollmütze', description: 'Goes with a scarf.' }),
        item('pot', { title: 'Teekanne', custom_metadata: { title_en: 'Teapot' } }),
        item('mug', { title: 'Mug rack', description: 'For six mugs.' }),
        item('code', { title: 'Spare part', custom_metadata: { tags: ['lid', 'spare'] } }),
        item('gone', { title: 'Warm cape', published: false }),
      ],
      [variant('code-1', 'code', { sku: 'BU-7712', title: 'Blue / M' })],
    )
  })

  test.each([
    ['scarf', ['scarf', 'hat']], // the title comes before a mention
    ['scarfs', ['scarf', 'hat']],
    ['SCRAF', ['scarf', 'hat']],
    ['Mütze', ['hat']],
    ['Muetzen', ['hat']],
    ['Wolle Mütze', ['hat', 'scarf']],
    ['Schal', ['scarf', 'hat']],
    ['teapot', ['pot']],
    ['Kanne', ['pot']],
    ['Teekane', ['pot']],
    ['BU-7712', ['code']],
    ['bu7712', ['code']],
    ['lid', ['code']],
    ['cape', []],
    ['xylophone', []],
    ["nothing'; -- %", []],
  ])('%j finds %j', async (text, expected) => {
    expect(await ids(accountId, { text })).toEqual(expected)
  })

  test('the score says how much of the question was answered', async () => {
    const [whole] = await search(accountId, { text: 'warm scarf' })
    const [half] = await search(accountId, { text: 'warm xylophone' })
    expect(whole?.score).toBe(1)
    expect(half?.score).toBeLessThan(1)
    expect(half?.score).toBeGreaterThan(0.3)
  })

  test('words in any language at once, of no product, and of nothing but fillers', async () => {
    expect(await ids(accountId, { text: 'warmer Schal please' })).toEqual(['scarf', 'hat'])
    expect(await ids(accountId, { text: 'do you have' })).toHaveLength(5)
    expect(await ids(accountId, { text: 'scarf '.repeat(5_000) })).toEqual(['scarf', 'hat'])
    expect(await ids(accountId, { text: 'scarf', limit: 0 })).toEqual([])
  })

  test('one account never finds what another sells', async () => {
    const other = await shop([item('other', { title: 'Scarf' })])
    expect(await ids(other, { text: 'scarf' })).toEqual(['other'])
    expect(await ids(accountId, { text: 'scarf' })).not.toContain('other')
  })
})

describe('a product that changes', () => {
  const inShop = <T>(accountId: string, work: Parameters<typeof inAccount<T>>[2]) =>
    inAccount(sql, accountId, work)

  test('is found by its new words, prices and stock at once, and not by the old', async () => {
    const shopId = await shop([item('a', { title: 'Red cup' })], [variant('a-1', 'a')])
    await inShop(shopId, (tx) =>
      changeItems(
        tx,
        shopId,
        [{ type: 'catalog-item', id: catalogId('a'), attributes: { title: 'Green bowl' } }],
        now,
      ),
    )
    await inShop(shopId, (tx) =>
      changeVariants(
        tx,
        shopId,
        [
          {
            type: 'catalog-variant',
            id: catalogId('a-1'),
            attributes: { price: 99, inventory_quantity: 0 },
          },
        ],
        now,
      ),
    )
    expect(await ids(shopId, { text: 'red' })).toEqual([])
    expect(await ids(shopId, { text: 'bowl' })).toEqual(['a'])
    expect(await ids(shopId, { text: 'bowl', priceMax: 98 })).toEqual([])
    expect(await ids(shopId, { text: 'bowl', inStockOnly: true })).toEqual([])
    const product = await readInAccount(sql, shopId, (tx) => getProduct(tx, shopId, 'a'))
    expect(product).toMatchObject({ price: 99, isInStock: false, currency: 'EUR', inventory: 0 })
  })

  test('is gone when it is deleted, and is itself again without its variants', async () => {
    const shopId = await shop([item('b', { title: 'Bowl', price: 7 })], [variant('b-1', 'b')])
    await inShop(shopId, (tx) => deleteVariants(tx, shopId, [catalogId('b-1')], now))
    expect(await search(shopId, { text: 'bowl' })).toMatchObject([
      { variantId: null, price: 7, isInStock: true, inventory: null },
    ])
    await inShop(shopId, (tx) => deleteItems(tx, shopId, [catalogId('b')], now))
    expect(await ids(shopId, { text: 'bowl' })).toEqual([])
    const left = await inShop(shopId, (tx) => tx`select * from catalog_terms`)
    expect(left).toHaveLength(0)
    expect(await readInAccount(sql, shopId, (tx) => getProduct(tx, shopId, 'b'))).toBeUndefined()
  })

  test('two writers of one product at once leave one whole document', async () => {
    const shopId = await shop(
      [item('c', { title: 'Bowl' })],
      [variant('c-1', 'c'), variant('c-2', 'c')],
    )
    const write = (id: string, title: string) =>
      inShop(shopId, (tx) =>
        changeVariants(
          tx,
          shopId,
          [{ type: 'catalog-variant', id: catalogId(id), attributes: { title } }],
          now,
        ),
      )
    await Promise.all([write('c-1', 'Granite'), write('c-2', 'Marble')])
    expect(await ids(shopId, { text: 'granite' })).toEqual(['c'])
    expect(await ids(shopId, { text: 'marble' })).toEqual(['c'])
  })
})

test('in a large catalogue, bounds are as exact and the best fit comes first', async () => {
  const many = Array.from({ length: 2_400 }, (_, at) =>
    item(`M${at}`, { title: at % 2 ? 'Warm mug' : 'Blue mug', price: at }),
  )
  many.push(item('both', { title: 'Warm blue mug', price: 5_000 }))
  const accountId = await shop([])
  for (let at = 0; at < many.length; at += 400) {
    const part = many.slice(at, at + 400)
    await inAccount(sql, accountId, (tx) => createItems(tx, accountId, part, now))
  }
  expect(await ids(accountId, { text: 'mug', priceMax: 2 })).toEqual(['M0', 'M1', 'M2'])
  expect(await ids(accountId, { text: 'mug', priceMin: 2_398 })).toEqual(['M2398', 'M2399', 'both'])
  expect((await ids(accountId, { text: 'warm blue mug' }))[0]).toBe('both')
  expect(await ids(accountId, { text: 'warm mug', limit: 6 })).toHaveLength(6)
}, 120_000)
