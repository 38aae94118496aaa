import { ApiKeySession, CatalogsApi } from 'klaviyo-api'
import { beforeAll, expect, test } from 'vitest'
import { inAccount } from '../../src/platform/sql.ts'
import { COMPANY, KEY, runningServer } from '../running-server.ts'

const server = await runningServer()
const catalogs = new CatalogsApi(new ApiKeySession(KEY))
catalogs.basePath = server.url

const idOf = (externalId: string) => `$custom:::$default:::${externalId}`
const itemLink = (externalId: string) => ({ type: 'catalog-item' as const, id: idOf(externalId) })
const categoryLink = (externalId: string) => ({
  type: 'catalog-category' as const,
  id: idOf(externalId),
})

function newItem(externalId: string, more: object = {}) {
  return {
    type: 'catalog-item' as const,
    attributes: {
      externalId,
      title: `Scarf ${externalId}`,
      description: 'Warm and soft.',
      url: `https://shop.test/${externalId}`,
      price: 29.5,
      ...more,
    },
  }
}

function newVariant(externalId: string, item: string, more: object = {}) {
  return {
    type: 'catalog-variant' as const,
    attributes: {
      externalId,
      title: 'Blue / M',
      description: 'The blue one.',
      sku: `SKU-${externalId}`,
      inventoryQuantity: 5,
      price: 29.5,
      url: `https://shop.test/${externalId}`,
      ...more,
    },
    relationships: { item: { data: itemLink(item) } },
  }
}

const newCategory = (externalId: string, name: string) => ({
  type: 'catalog-category' as const,
  attributes: { externalId, name },
})

/** The status and the first error of a call that must fail. */
async function refusal(calling: Promise<unknown>) {
  const error = await calling.then(
    () => undefined,
    (reason: {
      response?: { status: number; data: { errors: { code: string; detail: string }[] } }
    }) => reason,
  )
  return { status: error?.response?.status, ...error?.response?.data.errors[0] }
}

beforeAll(async () => {
  await catalogs.createCatalogCategory({ data: newCategory('CLOTHING', 'Clothing') })
  await catalogs.createCatalogCategory({ data: newCategory('SALE', 'Sale') })
})

test('creates, reads, changes and deletes an item by its composite id', async () => {
  const created = await catalogs.createCatalogItem({
    data: {
      ...newItem('A/1 ü', { customMetadata: { colour: 'blue', tags: ['wool'] }, images: [] }),
      relationships: { categories: { data: [categoryLink('CLOTHING')] } },
    },
  })
  expect(created.response.status).toBe(201)
  expect(created.body.data.id).toBe(idOf('A/1 ü'))

  const duplicate = await refusal(catalogs.createCatalogItem({ data: newItem('A/1 ü') }))
  expect(duplicate).toMatchObject({ status: 409, code: 'duplicate' })

  await catalogs.updateCatalogItem(idOf('A/1 ü'), {
    data: { ...itemLink('A/1 ü'), attributes: { price: 19.99, published: false } },
  })
  const read = await catalogs.getCatalogItem(idOf('A/1 ü'))
  expect(read.body.data.attributes).toMatchObject({
    externalId: 'A/1 ü',
    title: 'Scarf A/1 ü',
    price: 19.99,
    published: false,
    customMetadata: { colour: 'blue', tags: ['wool'] },
  })
  const categories = await catalogs.getCategoriesForCatalogItem(idOf('A/1 ü'))
  expect(categories.body.data.map((one) => one.attributes.name)).toEqual(['Clothing'])

  expect((await catalogs.deleteCatalogItem(idOf('A/1 ü'))).response.status).toBe(204)
  expect(await refusal(catalogs.getCatalogItem(idOf('A/1 ü')))).toMatchObject({ status: 404 })
})

test('keeps variants with their item, and deletes them with it', async () => {
  await catalogs.createCatalogItem({ data: newItem('B') })
  for (const id of ['B-1', 'B-2', 'B-3']) {
    await catalogs.createCatalogVariant({ data: newVariant(id, 'B') })
  }
  await catalogs.updateCatalogVariant(idOf('B-2'), {
    data: {
      type: 'catalog-variant',
      id: idOf('B-2'),
      attributes: { inventoryQuantity: 0, inventoryPolicy: 1 },
    },
  })
  const one = await catalogs.getCatalogVariant(idOf('B-2'))
  expect(one.body.data.attributes).toMatchObject({ inventoryQuantity: 0, inventoryPolicy: 1 })
  expect(one.body.data.relationships?.item?.data).toEqual(itemLink('B'))

  const item = await catalogs.getCatalogItem(idOf('B'), { include: ['variants'] })
  expect(item.body.included?.map((variant) => variant.id)).toEqual(['B-1', 'B-2', 'B-3'].map(idOf))
  const bySku = await catalogs.getCatalogVariants({ filter: 'equals(sku,"SKU-B-3")' })
  expect(bySku.body.data.map((variant) => variant.id)).toEqual([idOf('B-3')])
  const ids = await catalogs.getVariantIdsForCatalogItem(idOf('B'), { pageSize: 2 })
  expect(ids.body.data.map(({ id }) => id)).toEqual([idOf('B-1'), idOf('B-2')])
  expect(ids.body.links?.next).toContain('page%5Bcursor%5D')

  await catalogs.deleteCatalogItem(idOf('B'))
  expect(await refusal(catalogs.getCatalogVariant(idOf('B-1')))).toMatchObject({ status: 404 })
  const orphan = await refusal(catalogs.createCatalogVariant({ data: newVariant('B-4', 'B') }))
  expect(orphan).toMatchObject({ status: 404, code: 'not_found' })
})

test('puts items into categories and takes them out, from both sides', async () => {
  for (const id of ['C-1', 'C-2', 'C-3']) await catalogs.createCatalogItem({ data: newItem(id) })
  const itemIds = async () =>
    (await catalogs.getItemIdsForCatalogCategory(idOf('SALE'))).body.data.map(({ id }) => id)

  await catalogs.addItemsToCatalogCategory(idOf('SALE'), { data: ['C-1', 'C-2'].map(itemLink) })
  await catalogs.addItemsToCatalogCategory(idOf('SALE'), { data: [itemLink('C-2')] })
  expect(await itemIds()).toEqual(['C-1', 'C-2'].map(idOf))
  await catalogs.updateItemsForCatalogCategory(idOf('SALE'), { data: ['C-2', 'C-3'].map(itemLink) })
  expect(await itemIds()).toEqual(['C-2', 'C-3'].map(idOf))
  await catalogs.removeItemsFromCatalogCategory(idOf('SALE'), { data: [itemLink('C-2')] })
  expect(await itemIds()).toEqual([idOf('C-3')])

  const categoryIds = async (item: string) =>
    (await catalogs.getCategoryIdsForCatalogItem(idOf(item))).body.data.map(({ id }) => id)
  await catalogs.addCategoriesToCatalogItem(idOf('C-1'), { data: [categoryLink('SALE')] })
  await catalogs.updateCategoriesForCatalogItem(idOf('C-1'), { data: [categoryLink('CLOTHING')] })
  expect(await categoryIds('C-1')).toEqual([idOf('CLOTHING')])
  await catalogs.removeCategoriesFromCatalogItem(idOf('C-1'), { data: [categoryLink('CLOTHING')] })
  expect(await categoryIds('C-1')).toEqual([])

  const unknown = await refusal(
    catalogs.addItemsToCatalogCategory(idOf('SALE'), { data: [itemLink('nope')] }),
  )
  expect(unknown).toMatchObject({ status: 404, detail: expect.stringContaining(':::nope') })
  const filtered = await catalogs.getCatalogItems({
    filter: `equals(category.id,"${idOf('SALE')}")`,
  })
  expect(filtered.body.data.map(({ id }) => id)).toEqual([idOf('C-3')])
  await catalogs.deleteCatalogCategory(idOf('SALE'))
  expect((await catalogs.getCatalogItem(idOf('C-3'))).response.status).toBe(200)
})

test('renames categories and lists them', async () => {
  await catalogs.createCatalogCategory({ data: newCategory('HOME', 'Home') })
  await catalogs.updateCatalogCategory(idOf('HOME'), {
    data: { ...categoryLink('HOME'), attributes: { name: 'Home & living' } },
  })
  const found = await catalogs.getCatalogCategories({ filter: 'contains(name,"LIVING")' })
  expect(found.body.data.map((one) => one.attributes.name)).toEqual(['Home & living'])
})

test('pages through items by creation, both ways, with filters', async () => {
  for (let at = 0; at < 5; at += 1) {
    await catalogs.createCatalogItem({ data: newItem(`P-${at}`, { title: `Paged ${at}` }) })
  }
  const pages = async (sort: 'created' | '-created') => {
    const seen: string[] = []
    let pageCursor: string | undefined
    do {
      const page = await catalogs.getCatalogItems({
        filter: 'contains(title,"paged"),equals(published,true)',
        sort,
        pageSize: 2,
        ...(pageCursor ? { pageCursor } : {}),
      })
      seen.push(...page.body.data.map((one) => one.attributes.externalId ?? ''))
      pageCursor = page.body.links?.next ?? undefined
    } while (pageCursor)
    return seen
  }
  const forwards = ['P-0', 'P-1', 'P-2', 'P-3', 'P-4']
  expect(await pages('created')).toEqual(forwards)
  expect(await pages('-created')).toEqual(forwards.toReversed())
  const some = await catalogs.getCatalogItems({
    filter: `any(ids,["${idOf('P-1')}","P-2","${idOf('P-4')}"])`,
  })
  expect(some.body.data.map(({ id }) => id)).toEqual(['P-1', 'P-4'].map(idOf))
})

async function finished(poll: () => Promise<{ body: { data: { attributes: object } } }>) {
  await expect
    .poll(async () => (await poll()).body.data.attributes, { timeout: 15_000 })
    .toMatchObject({ status: 'complete' })
  return (await poll()).body.data.attributes
}

test('creates, changes and deletes items in bulk; a bad row costs only itself', async () => {
  const rows = Array.from({ length: 60 }, (_, at) => newItem(`J-${at}`))
  const job = await catalogs.bulkCreateCatalogItems({
    data: {
      type: 'catalog-item-bulk-create-job',
      attributes: { items: { data: [...rows, newItem('J-3'), newItem('J-x', { title: '' })] } },
    },
  })
  expect(job.response.status).toBe(202)
  const jobId = job.body.data.id
  const done = await finished(() => catalogs.getBulkCreateCatalogItemsJob(jobId))
  expect(done).toMatchObject({ totalCount: 62, completedCount: 60, failedCount: 2 })
  expect(done).toMatchObject({
    errors: [
      { code: 'duplicate', source: { pointer: '/data/attributes/items/data/60' } },
      { code: 'invalid', source: { pointer: '/data/attributes/items/data/61/attributes/title' } },
    ],
  })
  const shown = await catalogs.getBulkCreateCatalogItemsJob(jobId, { include: ['items'] })
  expect(shown.body.included).toHaveLength(60)
  const jobs = await catalogs.getBulkCreateCatalogItemsJobs({ filter: 'equals(status,"complete")' })
  expect(jobs.body.data.map(({ id }) => id)).toContain(jobId)

  const update = await catalogs.bulkUpdateCatalogItems({
    data: {
      type: 'catalog-item-bulk-update-job',
      attributes: {
        items: {
          data: [
            { ...itemLink('J-0'), attributes: { price: 1 } },
            { ...itemLink('J-0'), attributes: { title: 'Twice' } },
            { ...itemLink('J-nope'), attributes: { price: 1 } },
          ],
        },
      },
    },
  })
  expect(
    await finished(() => catalogs.getBulkUpdateCatalogItemsJob(update.body.data.id)),
  ).toMatchObject({ completedCount: 2, failedCount: 1 })
  const changed = await catalogs.getCatalogItem(idOf('J-0'))
  expect(changed.body.data.attributes).toMatchObject({ price: 1, title: 'Twice' })

  const remove = await catalogs.bulkDeleteCatalogItems({
    data: {
      type: 'catalog-item-bulk-delete-job',
      attributes: { items: { data: [itemLink('J-0'), itemLink('J-0'), itemLink('J-1')] } },
    },
  })
  expect(
    await finished(() => catalogs.getBulkDeleteCatalogItemsJob(remove.body.data.id)),
  ).toMatchObject({ completedCount: 2, failedCount: 1 })
})

test('does the same with variants and categories', async () => {
  await catalogs.createCatalogItem({ data: newItem('K') })
  const variants = await catalogs.bulkCreateCatalogVariants({
    data: {
      type: 'catalog-variant-bulk-create-job',
      attributes: {
        variants: {
          data: [newVariant('K-1', 'K'), newVariant('K-2', 'K'), newVariant('L-1', 'L')],
        },
      },
    },
  })
  expect(
    await finished(() => catalogs.getBulkCreateVariantsJob(variants.body.data.id)),
  ).toMatchObject({ completedCount: 2, failedCount: 1 })
  const stock = await catalogs.bulkUpdateCatalogVariants({
    data: {
      type: 'catalog-variant-bulk-update-job',
      attributes: {
        variants: {
          data: [
            { type: 'catalog-variant', id: idOf('K-1'), attributes: { inventoryQuantity: 0 } },
          ],
        },
      },
    },
  })
  await finished(() => catalogs.getBulkUpdateVariantsJob(stock.body.data.id))
  const gone = await catalogs.bulkDeleteCatalogVariants({
    data: {
      type: 'catalog-variant-bulk-delete-job',
      attributes: { variants: { data: [{ type: 'catalog-variant', id: idOf('K-2') }] } },
    },
  })
  await finished(() => catalogs.getBulkDeleteVariantsJob(gone.body.data.id))
  const left = await catalogs.getVariantsForCatalogItem(idOf('K'))
  expect(left.body.data.map((one) => one.attributes.inventoryQuantity)).toEqual([0])

  const categories = await catalogs.bulkCreateCatalogCategories({
    data: {
      type: 'catalog-category-bulk-create-job',
      attributes: {
        categories: { data: [newCategory('X', 'Extra'), newCategory('Y', 'Yarn')] },
      },
    },
  })
  expect(
    await finished(() => catalogs.getBulkCreateCategoriesJob(categories.body.data.id)),
  ).toMatchObject({ completedCount: 2, failedCount: 0 })
  const renamed = await catalogs.bulkUpdateCatalogCategories({
    data: {
      type: 'catalog-category-bulk-update-job',
      attributes: {
        categories: { data: [{ ...categoryLink('X'), attributes: { name: 'Extras' } }] },
      },
    },
  })
  await finished(() => catalogs.getBulkUpdateCategoriesJob(renamed.body.data.id))
  expect((await catalogs.getCatalogCategory(idOf('X'))).body.data.attributes.name).toBe('Extras')
  const deleted = await catalogs.bulkDeleteCatalogCategories({
    data: {
      type: 'catalog-category-bulk-delete-job',
      attributes: { categories: { data: [categoryLink('X')] } },
    },
  })
  await finished(() => catalogs.getBulkDeleteCategoriesJob(deleted.body.data.id))
})

test('logs prices and stock as they change, in the same transaction', async () => {
  const log = await inAccount(
    server.sql,
    COMPANY,
    (tx) => tx<Record<string, unknown>[]>`
      select kind, item_id as "item", variant_id as "variant",
             price_before::float8 as "priceBefore", price_after::float8 as "priceAfter",
             quantity_before::float8 as "before", quantity_after::float8 as "after"
      from catalog_changes
      where account_id = ${COMPANY}
        and item_id in ('B', 'K')
      order by change_id`,
  )
  expect(log).toContainEqual({
    kind: 'changed',
    item: 'B',
    variant: 'B-2',
    priceBefore: 29.5,
    priceAfter: 29.5,
    before: 5,
    after: 0,
  })
  expect(log.filter((row) => row['kind'] === 'deleted' && row['item'] === 'B')).toHaveLength(4)
  expect(log.filter((row) => row['variant'] === 'K-1')).toHaveLength(2)
})

test.each([
  ['a script as its address', { url: 'javascript:alert(1)' }],
  ['an address that hides a scheme', { imageFullUrl: ' javascript:alert(1)' }],
  ['a negative price', { price: -1 }],
  ['no title', { title: '' }],
  ['another integration', { integrationType: 'shopify' }],
  ['an external id that is too long', { externalId: 'x'.repeat(201) }],
  ['too much free data', { customMetadata: { text: 'x'.repeat(103_000) } }],
])('refuses an item with %s', async (_what, more) => {
  const refused = await refusal(
    catalogs.createCatalogItem({ data: newItem('bad', more) as ReturnType<typeof newItem> }),
  )
  expect(refused).toMatchObject({ status: 400, code: 'invalid' })
})

test('refuses what a filter, a sort or an id cannot be', async () => {
  const list = (query: object) => refusal(catalogs.getCatalogItems(query))
  expect(await list({ filter: 'equals(title,"x")' })).toMatchObject({ status: 400 })
  expect(await list({ filter: 'equals(published,maybe)' })).toMatchObject({ status: 400 })
  expect(await list({ sort: 'title' })).toMatchObject({ status: 400 })
  expect(await list({ pageSize: 101 })).toMatchObject({ status: 400 })
  expect(await refusal(catalogs.getCatalogItem('A'))).toMatchObject({ status: 404 })
  expect(await refusal(catalogs.getCatalogItem('$custom:::$other:::A'))).toMatchObject({
    status: 404,
  })
  const elsewhere = await refusal(
    catalogs.updateCatalogItem(idOf('C-1'), { data: { ...itemLink('C-2'), attributes: {} } }),
  )
  expect(elsewhere).toMatchObject({
    status: 400,
    detail: expect.stringContaining('not the one expected'),
  })
  const many = Array.from({ length: 101 }, (_, at) => newItem(`M-${at}`))
  const bulk = await refusal(
    catalogs.bulkCreateCatalogItems({
      data: { type: 'catalog-item-bulk-create-job', attributes: { items: { data: many } } },
    }),
  )
  expect(bulk).toMatchObject({ status: 400, code: 'invalid' })
})
