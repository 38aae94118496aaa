import type { Channel, EscalationReason, Language } from '../contract/agent-words.ts'
import type { CitedPassage, ShopperFacts, ShownProduct } from '../conversation/turn-outcome.ts'
import type { Entities } from '../intent/understood.ts'
import type { Phrases } from './phrase-book.ts'
import type { TurnMemory } from './turn-memory.ts'

/** One wish of a shopper, with all that a skill decides from besides what it looks up. */
export interface Ask {
  text: string
  /** Of the answer. */
  language: Language
  /** Of the text, when that is another one. */
  writtenIn?: Language
  entities: Entities
  channel: Channel
  shopper: ShopperFacts
  page: { url: string; title: string } | null
  memory: TurnMemory
  shop: Shop
  phrases: Phrases
}

export interface Shop {
  agentName: string
  shopName: string
  currency: string
  timezone: string
  returnsPortalUrl: string | null
  subscriptionsPortalUrl: string | null
}

/** What a skill answers. Pure data: nothing has happened yet. */
export interface SkillAnswer {
  /** Paragraphs, in the shopper's language. */
  says: string[]
  products?: ShownProduct[]
  quickReplies?: string[]
  /** Changes of the memory. */
  memory?: Partial<TurnMemory>
  tags?: string[]
  passages?: CitedPassage[]
  /** What somebody or something else has to do before this is settled. */
  needs?: Need
  /** It only asks for what is missing. */
  asksBack?: boolean
}

export type Need =
  | { what: 'proof' }
  | { what: 'person'; reason: EscalationReason }
  /** Nothing that was found answers it: a knowledge gap. */
  | { what: 'knowledge' }
  /** The shopper is done. */
  | { what: 'nothing-more' }

export function needsProof(): SkillAnswer {
  return { says: [], needs: { what: 'proof' } }
}

/** @param says what can be said all the same */
export function needsPerson(reason: EscalationReason, ...says: string[]): SkillAnswer {
  return { says, needs: { what: 'person', reason } }
}

/** @param says what can be said all the same */
export function needsKnowledge(...says: string[]): SkillAnswer {
  return { says, needs: { what: 'knowledge' } }
}

// The more another has to do, the more it decides what happens with both answers.
const RANKS: Readonly<Record<Need['what'], number>> = {
  'nothing-more': 0,
  knowledge: 1,
  person: 2,
  proof: 3,
}

/** Who asks for a person need not prove anything first. */
function rankOf(need: Need): number {
  const isWanted = need.what === 'person' && need.reason === 'shopper_requested'
  return isWanted ? RANKS.proof + 1 : RANKS[need.what]
}

/** Several wishes of one message, answered in one reply. */
export function bothAnswers(first: SkillAnswer, second: SkillAnswer): SkillAnswer {
  const needs = [first.needs, second.needs]
    .filter((need) => need !== undefined)
    .toSorted((a, b) => rankOf(b) - rankOf(a))[0]
  const products = [...(first.products ?? []), ...(second.products ?? [])]
  // What is not known is said; only a reply shows products, and they answer the rest.
  const isShown = products.length > 0 && needs?.what === 'knowledge'
  // Products stand below all that is said: what announces them comes last.
  const announcesFirst = (first.products ?? []).length > 0 && (second.products ?? []).length === 0
  return {
    says: announcesFirst ? [...second.says, ...first.says] : [...first.says, ...second.says],
    products: products.map((product, i) => ({ ...product, rank: i + 1 })),
    quickReplies: [...(first.quickReplies ?? []), ...(second.quickReplies ?? [])],
    memory: { ...first.memory, ...second.memory },
    tags: [...new Set([...(first.tags ?? []), ...(second.tags ?? [])])],
    passages: [...(first.passages ?? []), ...(second.passages ?? [])],
    ...(needs === undefined || isShown ? {} : { needs }),
    asksBack: Boolean(first.asksBack && second.asksBack),
  }
}
