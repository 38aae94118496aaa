import type { FigureName } from '../contract/figures.ts'

/** What figures are made of; each is a sum over rows. */
export const FIGURE_SUMS = [
  'episodesStarted',
  'episodesResolved',
  'episodesEscalated',
  'messagesSent',
  'newProfiles',
  'orders',
  'orderValue',
  'orderValueByAgent',
  'orderValueByMessages',
  'conversationsStarted',
  'conversationsResolved',
  'agentOrders',
  'agentOrderValue',
  'agentCarts',
  'productClicks',
  'episodesBegunResolved',
  'episodesBegunUnresolved',
  'orderValueByOthers',
  'conversationsConfirmed',
  'conversationsAssumed',
  'conversationsProcedureComplete',
  'conversationsEscalated',
  'conversationsAbandoned',
  'conversationsClosed',
  'conversationsOpen',
  'conversationsInGroup',
  'skillTurns',
  'skillConversations',
  'skillConversationsResolved',
] as const
export type FigureSum = (typeof FIGURE_SUMS)[number]

export interface FigureFormula {
  numerator: FigureSum
  /** Null: the figure is the sum itself. */
  denominator: FigureSum | null
  unit: 'count' | 'ratio' | 'money'
}

const count = (numerator: FigureSum): FigureFormula => ({
  numerator,
  denominator: null,
  unit: 'count',
})
const money = (numerator: FigureSum): FigureFormula => ({
  numerator,
  denominator: null,
  unit: 'money',
})

export const FIGURE_FORMULAS: Record<FigureName, FigureFormula> = {
  conversations: count('episodesStarted'),
  resolved: count('episodesResolved'),
  escalated: count('episodesEscalated'),
  messages: count('messagesSent'),
  new_profiles: count('newProfiles'),
  orders: count('orders'),
  revenue: money('orderValue'),
  revenue_by_agent: money('orderValueByAgent'),
  revenue_by_messages: money('orderValueByMessages'),
  resolved_by_ai: count('conversationsResolved'),
  resolution_rate: {
    numerator: 'conversationsResolved',
    denominator: 'conversationsStarted',
    unit: 'ratio',
  },
  sales: money('agentOrderValue'),
  added_to_cart: count('agentCarts'),
  link_clicks: count('productClicks'),
  average_order_value: {
    numerator: 'agentOrderValue',
    denominator: 'agentOrders',
    unit: 'money',
  },
  begun_resolved: count('episodesBegunResolved'),
  begun_unresolved: count('episodesBegunUnresolved'),
  begun_resolution_rate: {
    numerator: 'episodesBegunResolved',
    denominator: 'episodesStarted',
    unit: 'ratio',
  },
  revenue_by_others: money('orderValueByOthers'),
  outcome_confirmed: count('conversationsConfirmed'),
  outcome_assumed: count('conversationsAssumed'),
  outcome_procedure_complete: count('conversationsProcedureComplete'),
  outcome_escalated: count('conversationsEscalated'),
  outcome_abandoned: count('conversationsAbandoned'),
  outcome_closed: count('conversationsClosed'),
  outcome_open: count('conversationsOpen'),
  started: count('conversationsInGroup'),
  skill_turns: count('skillTurns'),
  skill_conversations: count('skillConversations'),
  skill_resolution_rate: {
    numerator: 'skillConversationsResolved',
    denominator: 'skillConversations',
    unit: 'ratio',
  },
}

interface Meaning {
  /** What is counted, in words for whoever doubts a number. */
  definition: string
  /** The instant by which a row lies in the window. */
  countsBy: string
}

export const FIGURE_MEANINGS: Record<FigureSum, Meaning> = {
  episodesStarted: {
    definition: 'Conversations that began or were opened again in the window.',
    countsBy: 'when it began',
  },
  episodesResolved: {
    definition:
      'Conversations that ended resolved in the window, and had begun at most 30 days before it.',
    countsBy: 'when it ended',
  },
  episodesEscalated: {
    definition:
      'Conversations that were given to the team in the window, and had begun at most 30 days before it.',
    countsBy: 'when it was given to the team',
  },
  messagesSent: {
    definition:
      'Messages that were handed over or tried to be in the window, whatever became of them; tests are left out.',
    countsBy: 'when the message was sent',
  },
  newProfiles: {
    definition: 'Profiles that were made in the window.',
    countsBy: 'when the profile was made',
  },
  orders: {
    definition: 'Orders placed in the window, in the account’s currency or in none.',
    countsBy: 'when the order was placed',
  },
  orderValue: {
    definition: 'The value of the orders placed in the window, in the account’s currency.',
    countsBy: 'when the order was placed',
  },
  orderValueByAgent: {
    definition:
      'The value of the orders placed in the window and credited to an answer of the agent: the last touch whose window was open.',
    countsBy: 'when the order was placed',
  },
  orderValueByMessages: {
    definition:
      'The value of the orders placed in the window and credited to a message: the last touch whose window was open.',
    countsBy: 'when the order was placed',
  },
  conversationsStarted: {
    definition: 'All conversations that began in the window.',
    countsBy: 'when the conversation began',
  },
  conversationsResolved: {
    definition:
      'Conversations that began in the window, stand resolved by the agent and were never escalated to a person.',
    countsBy: 'when the conversation began',
  },
  agentOrders: {
    definition:
      'Orders placed in the window, in the account’s currency, and credited to an answer of the agent.',
    countsBy: 'when the order was placed',
  },
  agentOrderValue: {
    definition:
      'Value, in the account’s currency, of orders placed in the window and credited to an answer of the agent: the last touch whose window was open.',
    countsBy: 'when the order was placed',
  },
  agentCarts: {
    definition: 'Things put into a cart in the window and credited to an answer of the agent.',
    countsBy: 'when it was put into the cart',
  },
  productClicks: {
    definition:
      'Clicks on products that the agent showed, by the day on which a product was first clicked.',
    countsBy: 'when the product was first clicked',
  },
  episodesBegunResolved: {
    definition: 'Conversations that began or were opened again in the window and ended resolved.',
    countsBy: 'when it began',
  },
  episodesBegunUnresolved: {
    definition:
      'Conversations that began or were opened again in the window and did not end resolved, or have not ended yet.',
    countsBy: 'when it began',
  },
  orderValueByOthers: {
    definition:
      'The value of the orders placed in the window and credited neither to an answer of the agent nor to a message.',
    countsBy: 'when the order was placed',
  },
  conversationsConfirmed: began('that were last resolved as the shopper confirmed'),
  conversationsAssumed: began('that were last resolved as the shopper said nothing more'),
  conversationsProcedureComplete: began('that were last resolved by a completed procedure'),
  conversationsEscalated: began('that were last given to the team'),
  conversationsAbandoned: began('that were last abandoned by the shopper'),
  conversationsClosed: began('that were last closed by hand'),
  conversationsOpen: began('that are under way'),
  conversationsInGroup: began('in this group'),
  skillTurns: {
    definition: 'Answers of this skill in the window.',
    countsBy: 'when it answered',
  },
  skillConversations: began('in which this skill answered last'),
  skillConversationsResolved: began(
    'in which this skill answered last, that stand resolved by the agent and were never escalated to a person',
  ),
}

function began(which: string): Meaning {
  return {
    definition: `Of the conversations that began in the window, those ${which}.`,
    countsBy: 'when the conversation began',
  }
}

/** The value of a figure; null when there is nothing to divide by. */
export function figureValue(numerator: number, denominator: number | null): number | null {
  if (denominator === null) return numerator
  return denominator === 0 ? null : numerator / denominator
}
