import { PREBUILT_SKILLS, type PrebuiltSkill } from '../contract/agent-words.ts'
import { PREBUILT_SKILL_NAMES, type SkillHandoff, type SkillNeed } from '../contract/agents.ts'

/** A skill that every agent has, as it is from the start. */
export interface PrebuiltSkillDefinition {
  id: PrebuiltSkill
  displayName: string
  /** When to use it: what a router reads. */
  description: string
  instructions: string
  handoff: SkillHandoff
  /** Each of the groups must be met; a group is met by any one of its prerequisites. */
  needs: readonly (readonly SkillNeed[])[]
  toolIds: readonly BuiltInToolId[]
}

export const BUILT_IN_TOOLS = [
  'search_catalog',
  'get_product',
  'get_companions',
  'search_knowledge',
  'get_orders',
  'get_loyalty',
  'get_subscriptions',
] as const
export type BuiltInToolId = (typeof BUILT_IN_TOOLS)[number]

const DEFINITIONS: Readonly<
  Record<PrebuiltSkill, Omit<PrebuiltSkillDefinition, 'id' | 'displayName' | 'handoff'>>
> = {
  product_recommendations: {
    description:
      'The shopper wants help to choose: suggestions, gifts, something for an occasion, a budget, a colour or a size, alternatives, or what goes with something they have.',
    instructions:
      'Suggest up to three products that fit every wish the shopper named. Search the catalogue first, only name products that it returned, and only those in stock unless the shopper asks otherwise. Keep to price limits. Say in a few words why each one fits. When a wish is missing without which nothing sensible can be suggested, ask one question.',
    needs: [['catalog']],
    toolIds: ['search_catalog', 'get_product', 'get_companions'],
  },
  order_tracking: {
    description:
      'The shopper asks where an order or parcel is, when it arrives, whether it was sent, or for its tracking link.',
    instructions:
      'Look up the orders of the shopper and tell the state of the one they mean: placed, sent, delivered, cancelled or refunded, with dates and the tracking link when there is one. Orders are shown to verified shoppers only: ask for verification first. When several orders could be meant, take the newest and say which one it is. Never guess a delivery date.',
    needs: [['orders']],
    toolIds: ['get_orders'],
  },
  general_qa: {
    description:
      'The shopper asks about the shop itself: shipping costs and times, payment, opening hours, contact, warranty, privacy, gift cards, or any policy that is not about one product or one order.',
    instructions:
      'Answer from the knowledge of the shop alone, in two or three sentences, and keep to its words for numbers, dates and conditions. When the knowledge does not answer the question, say so and offer a person. Never invent a policy.',
    needs: [['knowledge']],
    toolIds: ['search_knowledge'],
  },
  product_qa: {
    description:
      'The shopper asks about one particular product: material, size, colour, fit, care, compatibility, price, or whether it is in stock.',
    instructions:
      'Find the product that is meant, also from the page the shopper looks at, and answer from its data and the knowledge of the shop alone. When a detail is not there, say that you do not have it. Do not recommend other products unless the one asked about cannot be bought.',
    needs: [['catalog']],
    toolIds: ['search_catalog', 'get_product', 'search_knowledge'],
  },
  returns_exchanges: {
    description:
      'The shopper wants to return or exchange something, asks how returns or refunds work, or reports that an item is wrong, broken or does not fit.',
    instructions:
      'Explain the return policy from the knowledge of the shop. For a particular order, look it up for a verified shopper and say whether it is still within the period that the policy names. Give the link of the returns page when there is one. You cannot start a return or pay money back yourself: a person does that.',
    needs: [['knowledge']],
    toolIds: ['search_knowledge', 'get_orders'],
  },
  order_editing: {
    description:
      'The shopper wants to change or cancel an order that was placed: its address, items, size or delivery, or stop it altogether.',
    instructions:
      'Say from the knowledge of the shop what can still be changed. For a verified shopper, look up the order: while it is not sent, offer a person who makes the change; once it is sent, explain returns instead. You cannot change an order yourself, and never say that you did.',
    needs: [['knowledge']],
    toolIds: ['search_knowledge', 'get_orders'],
  },
  subscriptions: {
    description:
      'The shopper asks about a subscription with recurring deliveries: pause, skip, change, renew or end it, or when the next delivery comes.',
    instructions:
      'For a verified shopper, tell what their subscriptions are and when the next delivery comes. Give the link of the subscriptions page for changes. You cannot change a subscription yourself.',
    needs: [['subscription-data', 'subscriptions-portal']],
    toolIds: ['get_subscriptions', 'search_knowledge'],
  },
  loyalty: {
    description:
      'The shopper asks about the loyalty programme: points, rewards, tiers, how to earn or spend them.',
    instructions:
      'For a verified shopper, tell their balance and tier as they are stored. Explain how the programme works from the knowledge of the shop. Never promise points or rewards.',
    needs: [['loyalty-data']],
    toolIds: ['get_loyalty', 'search_knowledge'],
  },
}

/** The eight skills that every agent has, in the order in which they are shown. */
export const PREBUILT_SKILL_DEFINITIONS: readonly PrebuiltSkillDefinition[] = PREBUILT_SKILLS.map(
  (id) => ({
    id,
    displayName: PREBUILT_SKILL_NAMES[id].en,
    handoff: 'offer',
    ...DEFINITIONS[id],
  }),
)

export function isBuiltInTool(id: string): id is BuiltInToolId {
  return BUILT_IN_TOOLS.some((known) => known === id)
}

/** What is there of what skills may need. */
export type MetNeeds = ReadonlySet<SkillNeed>

/** What a skill with these needs lacks first: any one of them would do. */
export function missingNeeds(
  needs: PrebuiltSkillDefinition['needs'],
  met: MetNeeds,
): readonly SkillNeed[] {
  return needs.find((group) => !group.some((need) => met.has(need))) ?? []
}

/** Why a skill that lacks these cannot answer; null when it can. */
export function sayMissing(missing: readonly SkillNeed[]): string | null {
  return missing.length > 0 ? missing.map((need) => MISSING[need]).join(' Or: ') : null
}

const MISSING: Readonly<Record<SkillNeed, string>> = {
  catalog: 'There are no products yet: import the catalogue or create items through the API.',
  orders: 'There are no orders yet: send Placed Order events or import orders.',
  knowledge:
    'There is no indexed knowledge yet: add a snippet, a web page or a file with your policies.',
  'loyalty-data':
    'No profile has loyalty data: send a property such as loyalty_points on profiles.',
  'subscription-data':
    'No profile has subscription data: send a property such as subscriptions on profiles.',
  'subscriptions-portal': 'Set the address of the page where shoppers manage subscriptions.',
}
