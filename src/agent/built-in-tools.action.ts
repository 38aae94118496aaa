import { z } from 'zod'
import { findCategories, findProducts, getProduct } from '../catalog/find-products.sql.ts'
import { productOptions } from '../catalog/product-options.sql.ts'
import type { FoundProduct } from '../catalog/product-search.ts'
import { boughtTogether } from '../catalog/purchases.sql.ts'
import { LANGUAGES, type Language } from '../contract/agent-words.ts'
import type { ClaimedTurn } from '../conversation/turn-outcome.ts'
import { understand } from '../intent/understand.ts'
import { findPassages } from '../knowledge/find-passages.sql.ts'
import { readInAccount, type Tx } from '../platform/sql.ts'
import { profileById } from '../profile/profiles.sql.ts'
import type { TurnTool } from './brain.ts'
import type { ToolServices } from './call-custom-tool.action.ts'
import { comparedId, orderStates } from './order-states.ts'
import type { BuiltInToolId } from './prebuilt-skills.ts'
import { loyaltyOf, subscriptionsOf } from './profile-data.ts'
import { orderEventsOf } from './shopper-orders.sql.ts'
import { cleaned, failed, succeeded, type ToolResult } from './tool-output.ts'

/** A tool that every agent has. */
export interface BuiltInTool {
  tool: TurnTool & { id: BuiltInToolId }
  run: (services: ToolServices, turn: ClaimedTurn, input: unknown) => Promise<ToolResult>
}

interface Definition<Input extends z.ZodType> {
  id: BuiltInToolId
  name: string
  description: string
  input: Input
  /** Personal data: only for a shopper who has proved who they are. */
  needsVerified?: true
  read: (tx: Tx, turn: ClaimedTurn, input: z.output<Input>) => Promise<unknown>
}

const PASSAGES_MAX = 8
const PRODUCTS_MAX = 20
const PRODUCTS_DEFAULT = 5
const EXCLUDED_MAX = 100
const ATTRIBUTES_MAX = 10
const ORDERS_MAX = 50
const ORDERS_DEFAULT = 20
/** Of a product's description: enough to answer from, for each of several. */
const DESCRIPTION_LENGTH_MAX = 1_500

const question = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .describe('What the shopper wants to know, in their words.')

const language = z
  .enum(LANGUAGES)
  .optional()
  .describe('Language of the words; found out when absent.')
const price = z.number().min(0).max(1_000_000_000).optional()

export const builtInTools: readonly BuiltInTool[] = [
  builtIn({
    id: 'search_catalog',
    name: 'Search the catalogue',
    description:
      'Find products by words, price, attributes such as colour and size, and stock. Without words: what is bought most.',
    input: z.strictObject({
      query: z
        .string()
        .trim()
        .max(500)
        .default('')
        .describe('Words for what is wanted, typos and all.'),
      price_min: price.describe('In the currency of the shop.'),
      price_max: price.describe('In the currency of the shop.'),
      attributes: z
        .record(z.string().min(1).max(100), z.string().min(1).max(200))
        .refine((given) => Object.keys(given).length <= ATTRIBUTES_MAX, {
          error: `has more than ${ATTRIBUTES_MAX} attributes`,
        })
        .default({})
        .describe('Name and wanted value, such as {"colour": "blue", "size": "M"}.'),
      category: z.string().trim().min(1).max(200).optional().describe('Name of a category.'),
      in_stock_only: z.boolean().default(true),
      excluded_ids: z.array(z.string().max(200)).max(EXCLUDED_MAX).default([]),
      limit: z.int().min(1).max(PRODUCTS_MAX).default(PRODUCTS_DEFAULT),
      language,
    }),
    read: searchCatalog,
  }),
  builtIn({
    id: 'get_product',
    name: 'Get a product',
    description:
      'One product by its id, with description, attributes, price, stock and all its variants.',
    input: z.strictObject({ product_id: z.string().min(1).max(200), language }),
    read: async (tx, turn, { product_id: productId, language: given }) => {
      const wanted = given ?? turn.language ?? 'en'
      const product = await getProduct(tx, turn.accountId, productId, wanted)
      if (!product) return { product: null }
      const options = await productOptions(tx, turn.accountId, productId)
      return { product: { ...product, options } }
    },
  }),
  builtIn({
    id: 'get_companions',
    name: 'Get what goes with a product',
    description: 'Products in stock that are often bought together with one, by its id.',
    input: z.strictObject({
      product_id: z.string().min(1).max(200),
      limit: z.int().min(1).max(PRODUCTS_MAX).default(PRODUCTS_DEFAULT),
      language,
    }),
    read: async (tx, turn, { product_id: productId, limit, language: given }) => {
      const wanted = given ?? turn.language ?? 'en'
      const found = await boughtTogether(tx, turn.accountId, productId, limit, wanted)
      return { products: found.map(shortened) }
    },
  }),
  builtIn({
    id: 'search_knowledge',
    name: 'Search the knowledge',
    description: 'Find passages of the policies and pages of the shop that answer a question.',
    input: z.strictObject({
      question,
      limit: z.int().min(1).max(PASSAGES_MAX).default(4),
      language,
    }),
    read: async (tx, turn, { question: text, limit, language: given }) => ({
      passages: await findPassages(tx, turn.accountId, {
        text,
        language: given ?? languageFor(turn, text),
        limit,
      }),
    }),
  }),
  builtIn({
    id: 'get_orders',
    name: 'Get orders of the shopper',
    description:
      'Orders of the shopper, newest first: state, dates, items, carrier and tracking link.',
    input: z.strictObject({
      order_number: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .optional()
        .describe('Only this order, with or without #.'),
      limit: z.int().min(1).max(ORDERS_MAX).default(ORDERS_DEFAULT),
    }),
    needsVerified: true,
    read: async (tx, turn, { order_number: number, limit }) => {
      const { accountId, shopper } = turn
      const orders = orderStates(await orderEventsOf(tx, accountId, shopper.profileId))
      const wanted =
        number === undefined
          ? orders
          : orders.filter((one) => comparedId(one.number) === comparedId(number))
      return { orders: wanted.slice(0, limit), is_more: wanted.length > limit }
    },
  }),
  builtIn({
    id: 'get_loyalty',
    name: 'Get loyalty balance',
    description: 'Points, tier and rewards of the shopper, as the shop keeps them.',
    input: z.strictObject({}),
    needsVerified: true,
    read: async (tx, turn) => loyaltyOf(await propertiesOf(tx, turn)),
  }),
  builtIn({
    id: 'get_subscriptions',
    name: 'Get subscriptions',
    description:
      'Subscriptions of the shopper with state and next delivery, as the shop keeps them.',
    input: z.strictObject({}),
    needsVerified: true,
    read: async (tx, turn) => subscriptionsOf(await propertiesOf(tx, turn)),
  }),
]

interface CatalogSearch {
  query: string
  price_min?: number | undefined
  price_max?: number | undefined
  attributes: Record<string, string>
  category?: string | undefined
  in_stock_only: boolean
  excluded_ids: string[]
  limit: number
  language?: Language | undefined
}

async function searchCatalog(tx: Tx, turn: ClaimedTurn, input: CatalogSearch) {
  const { category, attributes, limit } = input
  const wanted = input.language ?? languageFor(turn, input.query)
  const categories = category ? await findCategories(tx, turn.accountId, category, wanted) : []
  const products = await findProducts(tx, turn.accountId, {
    // The name of a category that the shop does not have is a word like any other.
    text: category && categories.length === 0 ? `${input.query} ${category}` : input.query,
    language: wanted,
    priceMin: input.price_min ?? null,
    priceMax: input.price_max ?? null,
    attributes,
    categoryIds: categories.map((one) => one.categoryId),
    inStockOnly: input.in_stock_only,
    excludedIds: input.excluded_ids,
    limit,
  })
  return { products: products.map(shortened) }
}

function shortened(product: FoundProduct): FoundProduct {
  return { ...product, description: product.description.slice(0, DESCRIPTION_LENGTH_MAX) }
}

/** Of the conversation; of these words when nobody knows it yet. */
function languageFor(turn: ClaimedTurn, words: string): Language {
  return turn.language ?? understand(words).language
}

async function propertiesOf(tx: Tx, turn: ClaimedTurn): Promise<Record<string, unknown>> {
  const profile = await profileById(tx, turn.accountId, turn.shopper.profileId)
  return profile?.properties ?? {}
}

/** Checks identity first, so that a stranger learns nothing from how an input is refused. */
function builtIn<Input extends z.ZodType>(definition: Definition<Input>): BuiltInTool {
  const { id, name, description, input, needsVerified, read } = definition
  return {
    tool: { id, name, description, inputSchema: schemaOf(input) },
    async run({ sql }, turn, raw) {
      if (needsVerified && !turn.shopper.isVerified) {
        return failed(
          'not-verified',
          'The shopper has not proved who they are. Ask for that first.',
        )
      }
      const parsed = input.safeParse(raw)
      if (!parsed.success) return failed('invalid-input', issuesOf(parsed.error))
      const output = await readInAccount(sql, turn.accountId, (tx) => read(tx, turn, parsed.data))
      return succeeded(cleaned(output))
    },
  }
}

function schemaOf(input: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' })
  return schema
}

const ISSUES_MAX = 3

function issuesOf(error: z.ZodError): string {
  return error.issues
    .slice(0, ISSUES_MAX)
    .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`)
    .join('; ')
}
