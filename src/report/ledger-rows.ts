import { LEDGER_DEEDS, type LedgerDeed, type LedgerNumber } from '../contract/home.ts'
import type { MappedMetricRole } from '../contract/metrics.ts'
import { LEDGER_DAYS, type Outcome, ProductLedger, type Showing } from './ledger.ts'
import type { ProofRow } from './proof.ts'

/** What numbers of the ledger are made of; each is a sum over rows. */
export type LedgerSum =
  | 'productShown'
  | 'peopleShown'
  | 'peopleClicked'
  | 'peopleCarted'
  | 'peopleBought'
  | 'peopleReturned'

const SUM_OF_DEED = {
  clicked: 'peopleClicked',
  carted: 'peopleCarted',
  bought: 'peopleBought',
  returned: 'peopleReturned',
} as const satisfies Record<LedgerDeed, LedgerSum>

/** What people do with a product is over the people to whom it was shown. */
export function ledgerFormula(number: LedgerNumber): {
  numerator: LedgerSum
  denominator: LedgerSum | null
} {
  if (number === 'shown') return { numerator: 'productShown', denominator: null }
  const deed = LEDGER_DEEDS.find((one) => number.startsWith(one))
  return {
    numerator: deed ? SUM_OF_DEED[deed] : 'peopleShown',
    denominator: deed && number.endsWith('_rate') ? 'peopleShown' : null,
  }
}

/** What a sum counts, in words for whoever doubts a number. */
export const LEDGER_DEFINITIONS: Record<LedgerSum, string> = {
  productShown: 'How often the agent showed the product in the window.',
  peopleShown: 'People to whom the agent showed the product in the window, each counted once.',
  peopleClicked:
    'Of these people, those who clicked the product in the conversation in which it was shown, whenever they did.',
  peopleCarted: `Of these people, those who put the product into a cart within ${LEDGER_DAYS} days after it was shown.`,
  peopleBought: `Of these people, those who ordered the product within ${LEDGER_DAYS} days after it was shown.`,
  peopleReturned: `Of these people, those who ordered the product within ${LEDGER_DAYS} days after it was shown and later, whenever, returned or cancelled it.`,
}

/** Roles of the metrics whose events are what people did. */
export const LEDGER_ROLES = {
  carted: ['added_to_cart'],
  bought: ['revenue', 'ordered_product'],
  returned: ['refunded_sales', 'cancelled_sales'],
} as const satisfies Partial<Record<LedgerDeed, readonly MappedMetricRole[]>>

/** A product that was shown, and what came of it. */
export interface Shown {
  showing: Showing
  outcome: Outcome
}

/** The rows behind a sum of one product, the oldest first. */
export function ledgerRows(sum: LedgerSum, shown: readonly Shown[]): ProofRow[] {
  return rowsOf(sum, shown).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
}

/** Where a row stands among the others. */
export function placeOf({ at, key }: ProofRow): string {
  return `${at.toISOString()} ${key}`
}

function rowsOf(sum: LedgerSum, shown: readonly Shown[]): ProofRow[] {
  if (sum === 'productShown') {
    return shown.map(({ showing }) => showingRow(showing, `${showing.eventId} ${showing.position}`))
  }
  const product = new ProductLedger()
  for (const { showing, outcome } of shown) product.add(showing, outcome)
  const people = [...product.people]
  const deed = LEDGER_DEEDS.find((one) => SUM_OF_DEED[one] === sum)
  if (!deed) return people.map(([profileId, { first }]) => showingRow(first, profileId))
  return people.flatMap(([profileId, { first, outcome }]) => {
    const evidence = outcome[deed]
    if (!evidence) return []
    const kind = deed === 'clicked' ? ('click' as const) : ('event' as const)
    return [{ ...showingRow(first, profileId), kind, at: evidence.at, eventId: evidence.eventId }]
  })
}

function showingRow(showing: Showing, key: string): ProofRow {
  return {
    key,
    kind: 'showing',
    at: showing.at,
    counts: 1,
    profileId: showing.profileId,
    conversationId: showing.conversationId,
    messageId: null,
    messageName: null,
    state: null,
    eventId: showing.eventId,
  }
}
