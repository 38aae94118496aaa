import { z } from 'zod'
import { ESCALATION_CATEGORIES, ESCALATION_REASONS } from '../contract/agent-words.ts'
import { RECIPIENT_KINDS } from '../intent/things.ts'

const PRODUCTS_REMEMBERED_MAX = 12
const TEXT_LENGTH_MAX = 4_000

const RememberedProduct = z.object({
  productId: z.string(),
  variantId: z.string().nullable().catch(null),
  title: z.string(),
  price: z.number().nullable().catch(null),
  /** From 1, as shown. */
  rank: z.int(),
})
export type RememberedProduct = z.output<typeof RememberedProduct>

/** What was looked for, so that "cheaper?" and "in blue?" go on from there. */
const ProductSearch = z.object({
  words: z.string(),
  priceMin: z.number().nullable(),
  priceMax: z.number().nullable(),
  colour: z.string().nullable(),
  size: z.string().nullable(),
  recipient: z.enum(RECIPIENT_KINDS).nullable(),
})
export type ProductSearch = z.output<typeof ProductSearch>

/** Proving who somebody is takes several messages; the question that needs it waits here. */
const Proof = z.object({
  step: z.enum(['email', 'code']),
  question: z.string().max(TEXT_LENGTH_MAX),
  /** Codes in a row that proved nothing. */
  wrong: z.int().min(0).default(0),
})

const TurnMemory = z.object({
  /** The order asked about last, without a leading #. */
  order: z.string().nullable().catch(null),
  /** The products shown last; what was asked about comes first, the others in their order. */
  products: z.array(RememberedProduct).max(PRODUCTS_REMEMBERED_MAX).catch([]),
  search: ProductSearch.nullable().catch(null),
  /** A question the agent asked, whose answer needs its context. */
  open: z
    .object({
      kind: z.enum(['order-number', 'product', 'wish', 'anything-else']),
      skill: z.string(),
      question: z.string().max(TEXT_LENGTH_MAX),
    })
    .nullable()
    .catch(null),
  proof: Proof.nullable().catch(null),
  /** The handoff that was offered in the last turn. */
  offer: z
    .object({
      reason: z.enum(ESCALATION_REASONS),
      category: z.enum(ESCALATION_CATEGORIES).nullable(),
    })
    .nullable()
    .catch(null),
  /** Turns in a row that answered nothing. */
  failures: z.int().min(0).catch(0),
  /** Whether something was answered in this episode, so that "thanks" can end it. */
  hasAnswered: z.boolean().catch(false),
})
export type TurnMemory = z.output<typeof TurnMemory>

/** What a conversation remembers. Fields that are missing or not ours are as in a new one. */
export function readMemory(stored: Record<string, unknown>): TurnMemory {
  return TurnMemory.parse(stored)
}

export function rememberProducts(
  products: readonly Omit<RememberedProduct, 'rank'>[],
): RememberedProduct[] {
  return products
    .slice(0, PRODUCTS_REMEMBERED_MAX)
    .map(({ productId, variantId, title, price }, i) => ({
      productId,
      variantId,
      title,
      price,
      rank: i + 1,
    }))
}

/** Text for a memory field: cut to what it holds. */
export function remembered(text: string): string {
  return text.slice(0, TEXT_LENGTH_MAX)
}
