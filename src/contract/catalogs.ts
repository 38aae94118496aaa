import { z } from 'zod'
import { document, type Endpoint, endpoint, type ResourceType, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { PROFILE_BYTES_MAX, ProfileReference } from './profiles.ts'
import { InstantOut, Properties } from './values.ts'

export const CATALOG_JOB_ROWS_MAX = 100
/** Jobs of one kind, such as creating items, that are queued or under way. */
export const CATALOG_JOBS_UNFINISHED_MAX = 500
/** Ids of one call that adds, replaces or removes relationships. */
export const CATALOG_LINKS_MAX = 1_000
export const CATALOG_METADATA_BYTES_MAX = 100 * 1024
const IMAGES_MAX = 250
const TITLE_LENGTH_MAX = 1_000
const DESCRIPTION_LENGTH_MAX = 20_000
const URL_LENGTH_MAX = 4_000
const SKU_LENGTH_MAX = 255
const EXTERNAL_ID_LENGTH_MAX = 200
const PRICE_MAX = 1_000_000_000_000

/** An id as `$custom:::$default:::SKU-1`; programs that link by the shop's own id are refused by name. */
const catalogLink = <const T extends string>(type: T) =>
  z.strictObject({ type: z.literal(type), id: z.string().min(1).max(300) })

/** A web address or a path: other schemes, such as javascript:, could run in the pages that link to it. */
const Url = z
  .string()
  .max(URL_LENGTH_MAX)
  .refine((text) => /^https?:\/\//i.test(text) || !/^[^/?#]*:/.test(text.trim()), {
    error: 'must be an address that begins with http:// or https://',
  })

const externalId = z.string().trim().min(1).max(EXTERNAL_ID_LENGTH_MAX)
const title = z.string().min(1).max(TITLE_LENGTH_MAX)
const description = z.string().max(DESCRIPTION_LENGTH_MAX)
const sku = z.string().max(SKU_LENGTH_MAX)
const price = z.number().min(0).max(PRICE_MAX)
const quantity = z.number().min(-PRICE_MAX).max(PRICE_MAX)
const policy = z.union([z.literal(0), z.literal(1), z.literal(2)])

const whereFrom = {
  integration_type: z.literal('$custom').nullish(),
  catalog_type: z.literal('$default').nullish(),
}

const shown = {
  image_full_url: Url.nullish(),
  image_thumbnail_url: Url.nullish(),
  images: z.array(Url).max(IMAGES_MAX).nullish(),
  custom_metadata: Properties.refine(
    (value) => JSON.stringify(value).length <= CATALOG_METADATA_BYTES_MAX,
    { error: `must be at most ${CATALOG_METADATA_BYTES_MAX} bytes of JSON` },
  ).nullish(),
  published: z.boolean().nullish(),
}

const toCategories = z.strictObject({
  data: z.array(catalogLink('catalog-category')).max(CATALOG_LINKS_MAX).optional(),
})
const toItems = z.strictObject({
  data: z.array(catalogLink('catalog-item')).max(CATALOG_LINKS_MAX).optional(),
})
const id = z.string().min(1).max(300)

export const NewCatalogItem = z.strictObject({
  type: z.literal('catalog-item'),
  attributes: z.strictObject({
    external_id: externalId,
    ...whereFrom,
    title,
    price: price.nullish(),
    description,
    url: Url,
    ...shown,
  }),
  relationships: z.strictObject({ categories: toCategories.nullish() }).nullish(),
})
export type NewCatalogItem = z.output<typeof NewCatalogItem>

/** What is absent stays. Null clears what may be missing, and leaves the rest as it is. */
export const CatalogItemChange = z.strictObject({
  type: z.literal('catalog-item'),
  id,
  attributes: z
    .strictObject({
      title: title.nullish(),
      price: price.nullish(),
      description: description.nullish(),
      url: Url.nullish(),
      ...shown,
    })
    .default({}),
  relationships: z.strictObject({ categories: toCategories.nullish() }).nullish(),
})
export type CatalogItemChange = z.output<typeof CatalogItemChange>

export const NewCatalogVariant = z.strictObject({
  type: z.literal('catalog-variant'),
  attributes: z.strictObject({
    external_id: externalId,
    ...whereFrom,
    title,
    description,
    sku,
    inventory_policy: policy.nullish(),
    inventory_quantity: quantity,
    price,
    url: Url,
    ...shown,
  }),
  relationships: z.strictObject({
    item: z.strictObject({ data: catalogLink('catalog-item') }),
  }),
})
export type NewCatalogVariant = z.output<typeof NewCatalogVariant>

export const CatalogVariantChange = z.strictObject({
  type: z.literal('catalog-variant'),
  id,
  attributes: z
    .strictObject({
      title: title.nullish(),
      description: description.nullish(),
      sku: sku.nullish(),
      inventory_policy: policy.nullish(),
      inventory_quantity: quantity.nullish(),
      price: price.nullish(),
      url: Url.nullish(),
      ...shown,
    })
    .default({}),
})
export type CatalogVariantChange = z.output<typeof CatalogVariantChange>

export const NewCatalogCategory = z.strictObject({
  type: z.literal('catalog-category'),
  attributes: z.strictObject({ external_id: externalId, name: title, ...whereFrom }),
  relationships: z.strictObject({ items: toItems.nullish() }).nullish(),
})
export type NewCatalogCategory = z.output<typeof NewCatalogCategory>

export const CatalogCategoryChange = z.strictObject({
  type: z.literal('catalog-category'),
  id,
  attributes: z.strictObject({ name: title.nullish() }).default({}),
  relationships: z.strictObject({ items: toItems.nullish() }).nullish(),
})
export type CatalogCategoryChange = z.output<typeof CatalogCategoryChange>

/** Only the id: what a deletion names. */
export const CatalogDeletion = z.looseObject({ id })

const shownAttributes = {
  url: z.string().nullable(),
  image_full_url: z.string().nullable(),
  image_thumbnail_url: z.string().nullable(),
  images: z.array(z.string()).nullable(),
  custom_metadata: z.record(z.string(), z.unknown()).nullable(),
  published: z.boolean(),
  created: InstantOut,
  updated: InstantOut,
}

export const CatalogVariant = resourceType({
  type: 'catalog-variant',
  self: '/api/catalog-variants/{id}/',
  attributes: z.object({
    external_id: z.string(),
    title: z.string(),
    description: z.string(),
    sku: z.string(),
    inventory_policy: z.int().nullable(),
    inventory_quantity: z.number(),
    price: z.number(),
    ...shownAttributes,
  }),
  relationships: { item: { to: 'catalog-item', many: false } },
})

export const CatalogItem = resourceType({
  type: 'catalog-item',
  self: '/api/catalog-items/{id}/',
  attributes: z.object({
    external_id: z.string(),
    title: z.string(),
    description: z.string(),
    price: z.number().nullable(),
    ...shownAttributes,
  }),
  relationships: {
    variants: { to: 'catalog-variant', many: true },
    categories: { to: 'catalog-category', many: true },
  },
})

export const CatalogCategory = resourceType({
  type: 'catalog-category',
  self: '/api/catalog-categories/{id}/',
  attributes: z.object({
    external_id: z.string(),
    name: z.string(),
    updated: InstantOut,
  }),
  relationships: { items: { to: 'catalog-item', many: true } },
})

const ids = { type: 'string', operators: ['any'] } as const
const contains = { type: 'string', operators: ['contains'] } as const
const equals = { type: 'string', operators: ['equals'] } as const
const published = { type: 'boolean', operators: ['equals'] } as const

export const CATALOG_ITEM_FILTERS = {
  ids,
  'category.id': equals,
  title: contains,
  published,
} as const satisfies FilterFields

export const CATALOG_VARIANT_FILTERS = {
  ids,
  'item.id': equals,
  sku: equals,
  title: contains,
  published,
} as const satisfies FilterFields

export const CATALOG_CATEGORY_FILTERS = {
  ids,
  'item.id': equals,
  name: contains,
} as const satisfies FilterFields

const list = { sort: ['created'], page: { default: 100, max: 100 } } as const
const reading = { method: 'GET', tag: 'Catalogs', access: 'catalogs:read', rate: 'XL' } as const
const writing = { tag: 'Catalogs', access: 'catalogs:write', rate: 'L' } as const

export const getCatalogItems = endpoint({
  ...reading,
  id: 'getCatalogItems',
  path: '/api/catalog-items',
  summary: 'Items of the catalogue, filtered and sorted, a page at a time.',
  filter: CATALOG_ITEM_FILTERS,
  include: { variants: CatalogVariant },
  ...list,
  reply: { status: 200, many: CatalogItem },
})

export const getCatalogItem = endpoint({
  ...reading,
  id: 'getCatalogItem',
  path: '/api/catalog-items/{id}',
  summary: 'One item, by an id such as $custom:::$default:::SKU-1.',
  include: { variants: CatalogVariant },
  reply: { status: 200, one: CatalogItem },
})

export const createCatalogItem = endpoint({
  ...writing,
  id: 'createCatalogItem',
  method: 'POST',
  path: '/api/catalog-items',
  summary: 'Create an item. 409 when its external id is taken.',
  body: document(NewCatalogItem),
  reply: { status: 201, one: CatalogItem },
})

export const updateCatalogItem = endpoint({
  ...writing,
  id: 'updateCatalogItem',
  method: 'PATCH',
  path: '/api/catalog-items/{id}',
  summary: 'Change an item. Absent attributes stay; categories, when given, replace all before.',
  body: document(CatalogItemChange),
  reply: { status: 200, one: CatalogItem },
})

export const deleteCatalogItem = endpoint({
  ...writing,
  id: 'deleteCatalogItem',
  method: 'DELETE',
  path: '/api/catalog-items/{id}',
  summary: 'Delete an item and its variants.',
  reply: { status: 204 },
})

export const getCatalogVariants = endpoint({
  ...reading,
  id: 'getCatalogVariants',
  path: '/api/catalog-variants',
  summary: 'Variants of all items, filtered and sorted, a page at a time.',
  filter: CATALOG_VARIANT_FILTERS,
  ...list,
  reply: { status: 200, many: CatalogVariant },
})

export const getCatalogVariant = endpoint({
  ...reading,
  id: 'getCatalogVariant',
  path: '/api/catalog-variants/{id}',
  summary: 'One variant.',
  reply: { status: 200, one: CatalogVariant },
})

export const createCatalogVariant = endpoint({
  ...writing,
  id: 'createCatalogVariant',
  method: 'POST',
  path: '/api/catalog-variants',
  summary: 'Create a variant of an item. 409 when its external id is taken.',
  body: document(NewCatalogVariant),
  reply: { status: 201, one: CatalogVariant },
})

export const updateCatalogVariant = endpoint({
  ...writing,
  id: 'updateCatalogVariant',
  method: 'PATCH',
  path: '/api/catalog-variants/{id}',
  summary: 'Change a variant, its price or its stock. Absent attributes stay.',
  body: document(CatalogVariantChange),
  reply: { status: 200, one: CatalogVariant },
})

export const deleteCatalogVariant = endpoint({
  ...writing,
  id: 'deleteCatalogVariant',
  method: 'DELETE',
  path: '/api/catalog-variants/{id}',
  summary: 'Delete a variant.',
  reply: { status: 204 },
})

export const getCatalogCategories = endpoint({
  ...reading,
  id: 'getCatalogCategories',
  path: '/api/catalog-categories',
  summary: 'Categories, filtered and sorted, a page at a time.',
  filter: CATALOG_CATEGORY_FILTERS,
  ...list,
  reply: { status: 200, many: CatalogCategory },
})

export const getCatalogCategory = endpoint({
  ...reading,
  id: 'getCatalogCategory',
  path: '/api/catalog-categories/{id}',
  summary: 'One category.',
  reply: { status: 200, one: CatalogCategory },
})

export const createCatalogCategory = endpoint({
  ...writing,
  id: 'createCatalogCategory',
  method: 'POST',
  path: '/api/catalog-categories',
  summary: 'Create a category, with items in it or without. 409 when its external id is taken.',
  body: document(NewCatalogCategory),
  reply: { status: 201, one: CatalogCategory },
})

export const updateCatalogCategory = endpoint({
  ...writing,
  id: 'updateCatalogCategory',
  method: 'PATCH',
  path: '/api/catalog-categories/{id}',
  summary: 'Rename a category. Items, when given, replace all that were in it.',
  body: document(CatalogCategoryChange),
  reply: { status: 200, one: CatalogCategory },
})

export const deleteCatalogCategory = endpoint({
  ...writing,
  id: 'deleteCatalogCategory',
  method: 'DELETE',
  path: '/api/catalog-categories/{id}',
  summary: 'Delete a category. Its items stay.',
  reply: { status: 204 },
})

export const getItemsForCatalogCategory = endpoint({
  ...reading,
  id: 'getItemsForCatalogCategory',
  path: '/api/catalog-categories/{id}/items',
  summary: 'The items of a category.',
  filter: CATALOG_ITEM_FILTERS,
  include: { variants: CatalogVariant },
  ...list,
  reply: { status: 200, many: CatalogItem },
})

export const getItemIdsForCatalogCategory = endpoint({
  ...reading,
  id: 'getItemIdsForCatalogCategory',
  path: '/api/catalog-categories/{id}/relationships/items',
  summary: 'The ids of the items of a category.',
  filter: CATALOG_ITEM_FILTERS,
  ...list,
  reply: { status: 200, linkage: 'catalog-item', toMany: true },
})

const CategoryItems = document(z.array(catalogLink('catalog-item')).max(CATALOG_LINKS_MAX))
const ItemCategories = document(z.array(catalogLink('catalog-category')).max(CATALOG_LINKS_MAX))

export const addItemsToCatalogCategory = endpoint({
  ...writing,
  id: 'addItemsToCatalogCategory',
  method: 'POST',
  path: '/api/catalog-categories/{id}/relationships/items',
  summary: 'Put items into a category. Those in it stay.',
  body: CategoryItems,
  reply: { status: 204 },
})

export const updateItemsForCatalogCategory = endpoint({
  ...writing,
  id: 'updateItemsForCatalogCategory',
  method: 'PATCH',
  path: '/api/catalog-categories/{id}/relationships/items',
  summary: 'Replace the items of a category.',
  body: CategoryItems,
  reply: { status: 204 },
})

export const removeItemsFromCatalogCategory = endpoint({
  ...writing,
  id: 'removeItemsFromCatalogCategory',
  method: 'DELETE',
  path: '/api/catalog-categories/{id}/relationships/items',
  summary: 'Take items out of a category.',
  body: CategoryItems,
  reply: { status: 204 },
})

export const getVariantsForCatalogItem = endpoint({
  ...reading,
  id: 'getVariantsForCatalogItem',
  path: '/api/catalog-items/{id}/variants',
  summary: 'The variants of an item.',
  filter: CATALOG_VARIANT_FILTERS,
  ...list,
  reply: { status: 200, many: CatalogVariant },
})

export const getVariantIdsForCatalogItem = endpoint({
  ...reading,
  id: 'getVariantIdsForCatalogItem',
  path: '/api/catalog-items/{id}/relationships/variants',
  summary: 'The ids of the variants of an item.',
  filter: CATALOG_VARIANT_FILTERS,
  ...list,
  reply: { status: 200, linkage: 'catalog-variant', toMany: true },
})

export const getCategoriesForCatalogItem = endpoint({
  ...reading,
  id: 'getCategoriesForCatalogItem',
  path: '/api/catalog-items/{id}/categories',
  summary: 'The categories that an item is in.',
  filter: CATALOG_CATEGORY_FILTERS,
  ...list,
  reply: { status: 200, many: CatalogCategory },
})

export const getCategoryIdsForCatalogItem = endpoint({
  ...reading,
  id: 'getCategoryIdsForCatalogItem',
  path: '/api/catalog-items/{id}/relationships/categories',
  summary: 'The ids of the categories that an item is in.',
  filter: CATALOG_CATEGORY_FILTERS,
  ...list,
  reply: { status: 200, linkage: 'catalog-category', toMany: true },
})

export const addCategoriesToCatalogItem = endpoint({
  ...writing,
  id: 'addCategoriesToCatalogItem',
  method: 'POST',
  path: '/api/catalog-items/{id}/relationships/categories',
  summary: 'Put an item into categories. Those it is in stay.',
  body: ItemCategories,
  reply: { status: 204 },
})

export const updateCategoriesForCatalogItem = endpoint({
  ...writing,
  id: 'updateCategoriesForCatalogItem',
  method: 'PATCH',
  path: '/api/catalog-items/{id}/relationships/categories',
  summary: 'Replace the categories of an item.',
  body: ItemCategories,
  reply: { status: 204 },
})

export const removeCategoriesFromCatalogItem = endpoint({
  ...writing,
  id: 'removeCategoriesFromCatalogItem',
  method: 'DELETE',
  path: '/api/catalog-items/{id}/relationships/categories',
  summary: 'Take an item out of categories.',
  body: ItemCategories,
  reply: { status: 204 },
})

export const CATALOG_NOUNS = ['item', 'variant', 'category'] as const
export type CatalogNoun = (typeof CATALOG_NOUNS)[number]
export const CATALOG_VERBS = ['create', 'update', 'delete'] as const
export type CatalogVerb = (typeof CATALOG_VERBS)[number]

const JOB_STATUSES = ['queued', 'processing', 'complete', 'cancelled'] as const

/** What the public API calls a noun: its relationship, its type, and its name in method ids. */
const NOUNS = {
  item: { plural: 'items', resource: CatalogItem, jobs: 'CatalogItems', writes: 'CatalogItems' },
  variant: {
    plural: 'variants',
    resource: CatalogVariant,
    jobs: 'Variants',
    writes: 'CatalogVariants',
  },
  category: {
    plural: 'categories',
    resource: CatalogCategory,
    jobs: 'Categories',
    writes: 'CatalogCategories',
  },
} as const satisfies Record<
  CatalogNoun,
  { plural: string; resource: ResourceType; jobs: string; writes: string }
>

/** The name of the rows of a bulk job: `items` of a `catalog-item-bulk-create-job`. */
export function catalogRows(noun: CatalogNoun): string {
  return NOUNS[noun].plural
}

/** Rows are checked one by one in the job, so that a bad one costs only itself. */
export interface CatalogJobRequest {
  data: {
    type: string
    attributes: Record<string, { data: Record<string, unknown>[] }>
  }
}

/** A bulk job: its three endpoints. */
export interface CatalogJobEndpoints {
  noun: CatalogNoun
  verb: CatalogVerb
  type: string
  queue: Endpoint<z.ZodType<CatalogJobRequest>, z.ZodObject<Record<never, never>>>
  list: Endpoint<z.ZodNever, z.ZodObject<Record<never, never>>>
  one: Endpoint<z.ZodNever, z.ZodObject<Record<never, never>>>
}

function jobEndpoints(noun: CatalogNoun, verb: CatalogVerb): CatalogJobEndpoints {
  const { plural, resource, jobs, writes } = NOUNS[noun]
  const type = `catalog-${noun}-bulk-${verb}-job`
  const method = `Bulk${verb[0]?.toUpperCase()}${verb.slice(1)}${jobs}Job`
  const Job = resourceType({
    type,
    self: `/api/${type}s/{id}/`,
    attributes: z.object({
      status: z.enum(JOB_STATUSES),
      created_at: InstantOut,
      total_count: z.int(),
      completed_count: z.int().nullable(),
      failed_count: z.int().nullable(),
      completed_at: InstantOut.nullable(),
      errors: z
        .array(
          z.object({
            id: z.string(),
            code: z.string(),
            title: z.string(),
            detail: z.string(),
            source: z.object({ pointer: z.string() }),
          }),
        )
        .nullable(),
      expires_at: InstantOut.nullable(),
    }),
    relationships: { [plural]: { to: resource.type, many: true } },
  })
  const include = verb === 'delete' ? {} : { include: { [plural]: resource } }
  // The public API lists deletions, and all jobs of categories, more freely than others.
  const rate = verb === 'delete' || noun === 'category' ? 'XL' : 'L'
  const words = { create: 'Create', update: 'Change', delete: 'Delete' }
  return {
    noun,
    verb,
    type,
    queue: endpoint({
      ...writing,
      id: `bulk${verb[0]?.toUpperCase()}${verb.slice(1)}${writes}`,
      method: 'POST',
      path: `/api/${type}s`,
      summary: `${words[verb]} up to ${CATALOG_JOB_ROWS_MAX} ${plural} as a job. Refused rows are in its errors.`,
      body: jobBody(type, plural, resource.type),
      reply: { status: 202, one: Job },
    }),
    list: endpoint({
      ...reading,
      id: `get${method}s`,
      path: `/api/${type}s`,
      summary: `Jobs that ${verb} ${plural}, oldest first.`,
      filter: { status: { type: 'enum', values: JOB_STATUSES, operators: ['equals'] } },
      page: { fixed: 100 },
      reply: { status: 200, many: Job },
      rate,
    }),
    one: endpoint({
      ...reading,
      id: `get${method}`,
      path: `/api/${type}s/{job_id}`,
      summary: `One job that ${verb}s ${plural}, with its counts and errors.`,
      ...include,
      reply: { status: 200, one: Job },
      rate,
    }),
  }
}

function jobBody(type: string, plural: string, row: string) {
  const Rows = z.strictObject({
    data: z
      .array(z.looseObject({ type: z.literal(row) }))
      .min(1)
      .max(CATALOG_JOB_ROWS_MAX),
  })
  return document(
    z.strictObject({
      type: z.literal(type),
      attributes: z.strictObject({ [plural]: Rows }),
    }),
  )
}

/** The nine kinds of bulk jobs: three nouns, three verbs. */
export const CATALOG_JOBS: readonly CatalogJobEndpoints[] = CATALOG_NOUNS.flatMap((noun) =>
  CATALOG_VERBS.map((verb) => jobEndpoints(noun, verb)),
)

export const BACK_IN_STOCK_CHANNELS = ['EMAIL', 'PUSH', 'SMS', 'WHATSAPP'] as const

const backInStockSubscription = document(
  z.strictObject({
    type: z.literal('back-in-stock-subscription'),
    attributes: z.strictObject({
      channels: z.array(z.enum(BACK_IN_STOCK_CHANNELS)).min(1).max(20),
      profile: z.strictObject({ data: ProfileReference }),
    }),
    relationships: z.strictObject({
      variant: z.strictObject({ data: catalogLink('catalog-variant') }),
    }),
  }),
)
export type BackInStockSubscription = z.output<typeof backInStockSubscription>['data']

export const createBackInStockSubscription = endpoint({
  id: 'createBackInStockSubscription',
  method: 'POST',
  path: '/api/back-in-stock-subscriptions',
  tag: 'Catalogs',
  summary:
    'Somebody wants to know when a variant is there again. Records “Subscribed to Back in Stock”, which a flow can begin with and wait for the stock.',
  access: 'catalogs:write',
  body: backInStockSubscription,
  bodyBytesMax: PROFILE_BYTES_MAX,
  reply: { status: 202 },
  rate: 'XL',
})

export const createClientBackInStockSubscription = endpoint({
  id: 'createClientBackInStockSubscription',
  method: 'POST',
  path: '/client/back-in-stock-subscriptions',
  tag: 'Client',
  summary: 'The same from a web page or app.',
  access: 'company',
  body: backInStockSubscription,
  bodyBytesMax: PROFILE_BYTES_MAX,
  reply: { status: 202 },
  rate: 'XL',
})
