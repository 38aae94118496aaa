import { z } from 'zod'
import type { DetailedProduct, FoundProduct, ProductQuery } from '../catalog/product-search.ts'
import type { Language } from '../contract/agent-words.ts'
import type { FoundPassage } from '../knowledge/passage.ts'
import type { FoundLoyalty } from './answer-loyalty.ts'
import { type FoundForPlan, fittingProducts, type ProductPlan } from './answer-products.ts'
import type { FoundSubscription } from './answer-subscriptions.ts'
import type { TurnToolbox } from './brain.ts'
import type { FoundOrder } from './found-order.ts'

/** What a look-up came to. A failed one never rejects: there is always something to say. */
export type LookUp<Found> =
  | { ok: true; found: Found }
  /** The shopper has not proved who they are. */
  | { ok: false; because: 'not-verified' }
  | { ok: false; because: 'failed' }

const PASSAGES_MAX = 4
const ORDERS_MAX = 50
const COMPANIONS_MAX = 4
const QUESTION_LENGTH_MAX = 500

const text = z.string().nullable().catch(null)
const Product = z.object({
  productId: z.string(),
  variantId: text,
  sku: text,
  title: z.string(),
  description: z.string().catch(''),
  url: z.string().catch(''),
  imageUrl: text,
  price: z.number().nullable().catch(null),
  currency: text,
  inventory: z.number().nullable().catch(null),
  isInStock: z.boolean().catch(false),
  categoryNames: z.array(z.string()).catch([]),
  attributes: z.record(z.string(), z.string()).catch({}),
  score: z.number().catch(0),
})
const Option = z.object({
  attributes: z.record(z.string(), z.string()).catch({}),
  price: z.number().nullable().catch(null),
  inventory: z.number().nullable().catch(null),
  isInStock: z.boolean().catch(false),
})
const Products = z.object({ products: z.array(Product) })
const OneProduct = z.object({
  product: Product.extend({ options: z.array(Option).catch([]) }).nullable(),
})

const Passages = z.object({
  passages: z.array(
    z.object({
      passageId: z.string(),
      knowledgeId: z.string(),
      title: z.string(),
      url: text,
      text: z.string(),
      language: z.enum(['en', 'de']).catch('en'),
      score: z.number(),
    }),
  ),
})

const Orders = z.object({
  orders: z.array(
    z
      .object({
        number: z.string(),
        placedAt: z.string().nullable().catch(null),
        state: z.enum([
          'placed',
          'partly-shipped',
          'shipped',
          'delivered',
          'cancelled',
          'refunded',
        ]),
        items: z.array(z.object({ title: z.string(), quantity: z.number().catch(1) })).catch([]),
        carrier: text,
        trackingNumber: text,
        trackingUrl: text,
        expectedOn: text,
      })
      .transform(
        (order): FoundOrder => ({
          ...order,
          placedAt: order.placedAt === null ? null : new Date(order.placedAt),
        }),
      ),
  ),
})

const Loyalty = z.object({
  isKnown: z.boolean(),
  points: z.number().nullable(),
  tier: text,
})

const Subscriptions = z.object({
  subscriptions: z.array(z.object({ name: text, status: text, nextDelivery: text })),
})

/** The products in whatever a tool answered; none for other tools. */
export function productsIn(output: unknown): FoundProduct[] {
  const many = Products.safeParse(output)
  if (many.success) return many.data.products
  const one = OneProduct.safeParse(output)
  return one.success && one.data.product ? [one.data.product] : []
}

/** The passages in whatever a tool answered; none for other tools. */
export function passagesIn(output: unknown): FoundPassage[] {
  const found = Passages.safeParse(output)
  return found.success ? found.data.passages : []
}

/** The first query of a plan that finds something, and which wishes it gave up. */
export async function lookUpProducts(
  toolbox: TurnToolbox,
  plan: ProductPlan,
): Promise<LookUp<FoundForPlan>> {
  for (const { query, gaveUp } of plan.tries) {
    const found = await searchProducts(toolbox, query)
    if (!found.ok) return found
    const products = fittingProducts(query, found.found)
    if (products.length > 0) return { ok: true, found: { products, gaveUp } }
  }
  return { ok: true, found: { products: [], gaveUp: [] } }
}

export async function searchProducts(
  toolbox: TurnToolbox,
  query: ProductQuery,
): Promise<LookUp<FoundProduct[]>> {
  const { text: words, priceMin, priceMax, attributes, inStockOnly, excludedIds, limit } = query
  const found = await called(
    toolbox,
    'search_catalog',
    {
      query: words.slice(0, QUESTION_LENGTH_MAX),
      ...(priceMin === null ? {} : { price_min: priceMin }),
      ...(priceMax === null ? {} : { price_max: priceMax }),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
      in_stock_only: inStockOnly,
      ...(excludedIds.length === 0 ? {} : { excluded_ids: excludedIds }),
      limit,
      language: query.language,
    },
    Products,
  )
  return found.ok ? { ok: true, found: found.found.products } : found
}

export async function lookUpProduct(
  toolbox: TurnToolbox,
  { productId, language }: { productId: string; language: Language },
): Promise<LookUp<DetailedProduct | undefined>> {
  const input = { product_id: productId, language }
  const found = await called(toolbox, 'get_product', input, OneProduct)
  return found.ok ? { ok: true, found: found.found.product ?? undefined } : found
}

/** What is bought with a product, in stock. */
export async function lookUpCompanions(
  toolbox: TurnToolbox,
  productId: string,
): Promise<LookUp<FoundProduct[]>> {
  const found = await called(
    toolbox,
    'get_companions',
    { product_id: productId, limit: COMPANIONS_MAX },
    Products,
  )
  return found.ok ? { ok: true, found: found.found.products } : found
}

export async function lookUpPassages(
  toolbox: TurnToolbox,
  question: { text: string; language: Language; writtenIn?: Language },
): Promise<LookUp<FoundPassage[]>> {
  const { text: asked, writtenIn = question.language } = question
  const found = await called(
    toolbox,
    'search_knowledge',
    { question: asked.slice(0, QUESTION_LENGTH_MAX), limit: PASSAGES_MAX, language: writtenIn },
    Passages,
  )
  return found.ok ? { ok: true, found: found.found.passages } : found
}

export async function lookUpOrders(toolbox: TurnToolbox): Promise<LookUp<FoundOrder[]>> {
  const found = await called(toolbox, 'get_orders', { limit: ORDERS_MAX }, Orders)
  return found.ok ? { ok: true, found: found.found.orders } : found
}

export async function lookUpLoyalty(
  toolbox: TurnToolbox,
): Promise<LookUp<FoundLoyalty | undefined>> {
  const found = await called(toolbox, 'get_loyalty', {}, Loyalty)
  if (!found.ok) return found
  return { ok: true, found: found.found.isKnown ? found.found : undefined }
}

export async function lookUpSubscriptions(
  toolbox: TurnToolbox,
  language: Language,
): Promise<LookUp<FoundSubscription[]>> {
  const found = await called(toolbox, 'get_subscriptions', {}, Subscriptions)
  if (!found.ok) return found
  const unnamed = language === 'de' ? 'Abo' : 'Subscription'
  return {
    ok: true,
    found: found.found.subscriptions.map(({ name, status, nextDelivery }) => ({
      title: name ?? unnamed,
      state: status ?? '–',
      nextOn: nextDelivery,
    })),
  }
}

async function called<Output extends z.ZodType>(
  toolbox: TurnToolbox,
  toolId: string,
  input: unknown,
  output: Output,
): Promise<LookUp<z.output<Output>>> {
  const use = await toolbox.call(toolId, input)
  if (use.isError)
    return { ok: false, because: isUnverified(use.output) ? 'not-verified' : 'failed' }
  const parsed = output.safeParse(use.output)
  return parsed.success ? { ok: true, found: parsed.data } : { ok: false, because: 'failed' }
}

function isUnverified(output: unknown): boolean {
  return (
    typeof output === 'object' &&
    output !== null &&
    'error' in output &&
    output.error === 'not-verified'
  )
}
