import type {
  Proof,
  ProofConditionName,
  ProofKind,
  ProofPartName,
  ProofRowKind,
} from '../contract/proofs.ts'
import { eventIdText, ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import type { Window } from './report-window.ts'

/** How one number comes about. */
export interface ProvenNumber {
  /** What it is called among the numbers of its kind. */
  name: string
  value: number | null
  unit: Proof['unit']
  currency: string
  numerator: ProvenSum
  /** What the numerator is put together from, where that is more than one. */
  terms?: readonly ProvenTerm[]
  /** Null: the number is the numerator itself. */
  denominator: ProvenSum | null
  window: Window & { zone: string; countsBy: string }
  conditions: readonly { name: ProofConditionName; value: string }[]
  /** The question, with everything written out that moves on with time. */
  question: Record<string, string>
}

/** What rows add up to. */
export interface ProvenSum {
  name: string
  value: number
  /** What is counted, in words for whoever doubts a number. */
  definition: string
}

export interface ProvenTerm extends ProvenSum {
  isSubtracted: boolean
}

/** One row that a number is made of. */
export interface ProofRow {
  /** Unique among the rows of a number: by it pages are cut. */
  key: string
  kind: ProofRowKind
  at: Date
  counts: number
  profileId: string
  conversationId: string | null
  messageId: string | null
  messageName: string | null
  state: string | null
  reason?: string | null
  eventId: number | null
}

/** Of the two sums of a number the one whose rows are asked for. */
export function sumOf<Sum>(
  { numerator, denominator }: { numerator: Sum; denominator: Sum | null },
  part: ProofPartName | undefined,
): Sum {
  return part === 'denominator' ? (denominator ?? numerator) : numerator
}

/** @param origin of the links */
export function proofResource(kind: ProofKind, proof: ProvenNumber, origin: string): Resource {
  const { name, value, unit, currency, numerator, terms = [], denominator } = proof
  const { window, conditions } = proof
  const query = new URLSearchParams(proof.question).toString()
  const attributes: Proof = {
    value,
    unit,
    currency,
    formula: formulaOf(proof),
    numerator,
    terms: terms.map(({ isSubtracted, ...term }) => ({ ...term, is_subtracted: isSubtracted })),
    denominator,
    window: {
      from_at: isoSeconds(window.from),
      until_at: isoSeconds(window.until),
      timezone: window.zone,
      counts_by: window.countsBy,
    },
    conditions: [...conditions],
    link: `${origin}/api/x/${kind}-proof?${query}`,
    rows_link: `${origin}/api/x/${kind}-proof-rows?${query}`,
  }
  return { type: `${kind}-proof`, id: name, query, attributes }
}

/** `recipients ÷ delivered`, or `membersJoined − membersLeft`. */
function formulaOf({ numerator, terms = [], denominator }: ProvenNumber): string {
  const [first, ...more] = terms
  const over = first
    ? more.reduce(
        (sum, { name, isSubtracted }) => `${sum} ${isSubtracted ? '−' : '+'} ${name}`,
        first.name,
      )
    : numerator.name
  return denominator ? `${over} ÷ ${denominator.name}` : over
}

export function proofRowResource(kind: ProofKind, row: ProofRow): Resource {
  return {
    type: `${kind}-proof-row`,
    id: row.key,
    attributes: {
      kind: row.kind,
      at: isoSeconds(row.at),
      counts: row.counts,
      profile_id: ulidOf(row.profileId),
      conversation_id: row.conversationId,
      message_id: row.messageId && ulidOf(row.messageId),
      message_name: row.messageName,
      state: row.state,
      reason: row.reason ?? null,
      event_id: row.eventId === null ? null : eventIdText(row.eventId),
    },
  }
}
