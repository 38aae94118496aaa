import type { MessageStatistic } from '../contract/reports.ts'

/** What is added up over the messages of a group; everything else is made of these. */
export const SUMS = [
  'recipients',
  'delivered',
  'bounced',
  'failed',
  'bouncedOrFailed',
  'opens',
  'opensUnique',
  'clicks',
  'clicksUnique',
  'conversions',
  'conversionUniques',
  'conversionValue',
  'unsubscribes',
  'spamComplaints',
  'textParts',
  'textSpend',
  'textConversionValue',
] as const
export type Sum = (typeof SUMS)[number]
export type Sums = Record<Sum, number>

/** What a sum counts, in words for whoever doubts a number. */
export const DEFINITIONS: Record<Sum, string> = {
  recipients:
    'Messages that were handed over or tried to be, delivered or not. One to each person: who got two counts twice.',
  delivered:
    'Emails that were taken and did not bounce, and texts that were reported as delivered; without a provider, what is in the outbox.',
  bounced: 'Messages that bounced, soft or hard.',
  failed: 'Messages that could not be handed over, or were reported as failed.',
  bouncedOrFailed: 'Messages that bounced or failed.',
  opens: 'All opens of these messages, whenever they happened.',
  opensUnique: 'Messages that were opened at least once.',
  clicks:
    'All clicks on links of these messages, whenever they happened; unsubscribing is no click.',
  clicksUnique: 'Messages of which a link was clicked at least once.',
  conversions: 'Events of the conversion metric that are credited to these messages.',
  conversionUniques: 'Messages to which at least one event of the conversion metric is credited.',
  conversionValue:
    'The value of the events of the conversion metric that are credited to these messages.',
  unsubscribes: 'Messages whose person unsubscribed by them.',
  spamComplaints: 'Messages that were marked as spam.',
  textParts: 'Parts in which networks carried the texts.',
  textSpend: 'Parts of texts × the price of a part.',
  textConversionValue: 'The conversion value of texts alone.',
}

export interface StatisticFormula {
  numerator: Sum
  /** Null: the statistic is the sum itself. */
  denominator: Sum | null
}

const sum = (numerator: Sum): StatisticFormula => ({ numerator, denominator: null })
const ratio = (numerator: Sum, denominator: Sum): StatisticFormula => ({ numerator, denominator })

/** Bounces and failures are over recipients, what people do over what was delivered. */
export const FORMULAS: Record<MessageStatistic, StatisticFormula> = {
  recipients: sum('recipients'),
  delivered: sum('delivered'),
  delivery_rate: ratio('delivered', 'recipients'),
  bounced: sum('bounced'),
  bounce_rate: ratio('bounced', 'recipients'),
  failed: sum('failed'),
  failed_rate: ratio('failed', 'recipients'),
  bounced_or_failed: sum('bouncedOrFailed'),
  bounced_or_failed_rate: ratio('bouncedOrFailed', 'recipients'),
  opens: sum('opens'),
  opens_unique: sum('opensUnique'),
  open_rate: ratio('opensUnique', 'delivered'),
  clicks: sum('clicks'),
  clicks_unique: sum('clicksUnique'),
  click_rate: ratio('clicksUnique', 'delivered'),
  click_to_open_rate: ratio('clicksUnique', 'opensUnique'),
  conversions: sum('conversions'),
  conversion_uniques: sum('conversionUniques'),
  conversion_rate: ratio('conversionUniques', 'delivered'),
  conversion_value: sum('conversionValue'),
  average_order_value: ratio('conversionValue', 'conversions'),
  revenue_per_recipient: ratio('conversionValue', 'delivered'),
  unsubscribes: sum('unsubscribes'),
  unsubscribe_uniques: sum('unsubscribes'),
  unsubscribe_rate: ratio('unsubscribes', 'delivered'),
  spam_complaints: sum('spamComplaints'),
  spam_complaint_rate: ratio('spamComplaints', 'delivered'),
  message_segment_count_sum: sum('textParts'),
  text_message_credit_usage_amount: sum('textParts'),
  text_message_spend: sum('textSpend'),
  text_message_roi: ratio('textConversionValue', 'textSpend'),
}

/** The value of a statistic; a rate of nothing is 0, as in the public API. */
export function statisticValue(name: MessageStatistic, sums: Sums): number {
  const { numerator, denominator } = FORMULAS[name]
  if (denominator === null) return sums[numerator]
  return sums[denominator] === 0 ? 0 : sums[numerator] / sums[denominator]
}

export const NO_SUMS: Sums = Object.fromEntries(SUMS.map((name) => [name, 0])) as Sums

export function addSums(a: Sums, b: Sums): Sums {
  return Object.fromEntries(SUMS.map((name) => [name, a[name] + b[name]])) as Sums
}
