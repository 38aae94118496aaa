import { z } from 'zod'
import { endpoint, resourceType } from './endpoint.ts'
import { proofEndpoints } from './proofs.ts'
import { dayRange } from './timeframe.ts'
import { InstantOut } from './values.ts'

const Numbers = z.array(z.number())

export const Home = resourceType({
  type: 'home',
  self: '/api/x/home/',
  attributes: z.object({
    currency: z.string(),
    timezone: z.string(),
    /** The beginning of yesterday, of the account's zone. */
    since_at: InstantOut,
    happened: z.object({
      conversations: z.int(),
      resolved: z.int(),
      escalated: z.int(),
      messages: z.int(),
      new_profiles: z.int(),
      orders: z.int(),
      revenue: z.number(),
      /** Of it, what is credited to conversations and to messages. */
      revenue_by_agent: z.number(),
      revenue_by_messages: z.number(),
    }),
    needs: z.object({
      /** Conversations that wait for the team. */
      escalations: z.int(),
      oldest_escalation_at: InstantOut.nullable(),
      flow_errors: z.int(),
      flows_with_errors: z.int(),
      knowledge_gaps: z.int(),
      gap_questions: z.int(),
      messages_failed: z.int(),
      messages_uncertain: z.int(),
      messages_bounced: z.int(),
      messages_sent: z.int(),
      spam_complaints: z.int(),
      /** Errors and messages are counted from here on. */
      since_at: InstantOut,
    }),
    /** Calendar days of the account's zone; one number for each in what follows. */
    days: z.array(z.string()),
    conversations: Numbers,
    resolved: Numbers,
    revenue: Numbers,
    revenue_by_agent: Numbers,
    revenue_by_messages: Numbers,
  }),
})

export const getHome = endpoint({
  id: 'getHome',
  method: 'GET',
  path: '/api/x/home',
  tag: 'Reporting',
  summary: 'What happened since yesterday, what needs a person, and a month by days.',
  access: 'metrics:read',
  reply: { status: 200, one: Home },
  rate: 'M',
})

export const HEALTH_BANDS = ['good', 'fair', 'bad', 'none'] as const
const Band = z.enum(HEALTH_BANDS)
const Rate = z.number().nullable()
const health = {
  recipients: z.int(),
  delivered: z.int(),
  bounced: z.int(),
  complained: z.int(),
  unsubscribed: z.int(),
  opened: z.int(),
  clicked: z.int(),
  /** Bounces over recipients, the others over delivered. Null: nothing to divide by. */
  rates: z.object({ bounce: Rate, spam: Rate, unsubscribe: Rate, open: Rate, click: Rate }),
  bands: z.object({ bounce: Band, spam: Band, unsubscribe: Band, open: Band, click: Band }),
}

export const Deliverability = resourceType({
  type: 'deliverability',
  self: '/api/x/deliverability/',
  attributes: z.object({
    window: z.object({
      start: z.string(),
      end: z.string(),
      timezone: z.string(),
      from_at: InstantOut,
      until_at: InstantOut,
    }),
    total: z.object(health),
    days: z.array(z.object({ day: z.string(), ...health })),
    /** The largest first; an empty name: the address is not known any more. */
    domains: z.array(z.object({ domain: z.string(), ...health })),
    domains_left_out: z.int(),
  }),
})

export const getDeliverability = endpoint({
  id: 'getDeliverability',
  method: 'GET',
  path: '/api/x/deliverability',
  tag: 'Reporting',
  summary:
    'What became of emails, by day on which they were sent and by domain: bounces, spam, unsubscribes, opens and clicks, each with how it is to be judged. Both days are included.',
  access: 'metrics:read',
  query: z.object(dayRange),
  reply: { status: 200, one: Deliverability },
  rate: 'M',
})

/** What people do with a product that the agent showed. */
export const LEDGER_DEEDS = ['clicked', 'carted', 'bought', 'returned'] as const
export type LedgerDeed = (typeof LEDGER_DEEDS)[number]

/** Numbers of the ledger; rates are over the people to whom a product was shown. */
export const LEDGER_NUMBERS = [
  'shown',
  'people',
  ...LEDGER_DEEDS,
  'clicked_rate',
  'carted_rate',
  'bought_rate',
  'returned_rate',
] as const
export type LedgerNumber = (typeof LEDGER_NUMBERS)[number]

export const RecommendedProduct = resourceType({
  type: 'recommended-product',
  self: '/api/x/recommendation-ledger/',
  attributes: z.object({
    title: z.string(),
    /** How often the agent showed it. */
    shown: z.int(),
    /** To how many people; those who did something are counted once each. */
    people: z.int(),
    clicked: z.int(),
    carted: z.int(),
    bought: z.int(),
    returned: z.int(),
    /** Carts and orders count so long after it was shown. */
    within_days: z.int(),
  }),
})

export const getRecommendationLedger = endpoint({
  id: 'getRecommendationLedger',
  method: 'GET',
  path: '/api/x/recommendation-ledger',
  tag: 'Reporting',
  summary:
    'For each product that the agent showed in these days: to how many people, and how many clicked, carted, bought and returned it.',
  access: 'agents:read',
  query: z.object(dayRange),
  page: { default: 200, max: 1_000 },
  reply: { status: 200, many: RecommendedProduct },
  rate: 'M',
})

export const ledgerProof = proofEndpoints({
  kind: 'ledger',
  name: 'Ledger',
  numbers: 'a number of the ledger of recommendations',
  access: 'agents:read',
  query: {
    number: z.enum(LEDGER_NUMBERS),
    product_id: z.string().min(1).max(1_000),
    ...dayRange,
  },
  rate: 'M',
})
