import type { HEALTH_BANDS } from '../contract/home.ts'
import type { DeliverabilityRow } from './deliverability.sql.ts'

export type Band = (typeof HEALTH_BANDS)[number]

type Counts = Omit<DeliverabilityRow, 'day' | 'domain'>

/** Shares beyond which mail providers, or readers, lose patience. */
const BOUNCE = { good: 0.01, bad: 0.02 }
const SPAM_BAD = 0.0005
const UNSUBSCRIBE_BAD = 0.01
const OPEN_BAD = 0.27
const CLICK_BAD = 0.008

export const NO_COUNTS: Counts = {
  recipients: 0,
  delivered: 0,
  bounced: 0,
  complained: 0,
  unsubscribed: 0,
  opened: 0,
  clicked: 0,
}

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    recipients: a.recipients + b.recipients,
    delivered: a.delivered + b.delivered,
    bounced: a.bounced + b.bounced,
    complained: a.complained + b.complained,
    unsubscribed: a.unsubscribed + b.unsubscribed,
    opened: a.opened + b.opened,
    clicked: a.clicked + b.clicked,
  }
}

/** Counts with their rates and how those are to be judged; bounces are over recipients, the rest over delivered. */
export function judged(counts: Counts) {
  const bounce = share(counts.bounced, counts.recipients)
  const spam = share(counts.complained, counts.delivered)
  const unsubscribe = share(counts.unsubscribed, counts.delivered)
  const open = share(counts.opened, counts.delivered)
  const click = share(counts.clicked, counts.delivered)
  return {
    ...counts,
    rates: { bounce, spam, unsubscribe, open, click },
    bands: {
      bounce: band(bounce, (rate) =>
        rate > BOUNCE.bad ? 'bad' : rate < BOUNCE.good ? 'good' : 'fair',
      ),
      spam: band(spam, (rate) => (rate > SPAM_BAD ? 'bad' : 'good')),
      unsubscribe: band(unsubscribe, (rate) => (rate > UNSUBSCRIBE_BAD ? 'bad' : 'good')),
      open: band(open, (rate) => (rate < OPEN_BAD ? 'bad' : 'good')),
      click: band(click, (rate) => (rate < CLICK_BAD ? 'bad' : 'good')),
    },
  }
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

function band(rate: number | null, judge: (rate: number) => Band): Band {
  return rate === null ? 'none' : judge(rate)
}
