import { quote } from '../platform/problem.ts'

/** Why a row is not imported: a closed list, counted and shown. */
export const REFUSAL_CODES = [
  'broken-row',
  'wrong-cell-count',
  'not-text',
  'no-profile',
  'bad-identifier',
  'conflicting-profile',
  'no-time',
  'bad-time',
  'no-number',
  'bad-number',
  'bad-boolean',
  'bad-json',
  'bad-currency',
  'no-metric',
  'no-unique-id',
  'no-order-id',
  'no-sku',
  'other-profile-in-order',
  'order-too-long',
  'order-incomplete',
  'over-limit',
  'not-acceptable',
] as const
export type RefusalCode = (typeof REFUSAL_CODES)[number]

export interface Refusal {
  code: RefusalCode
  /** What is wrong, with the offending value. */
  reason: string
  /** What to do about it. */
  fix: string
}

/** A decision about a row that can be refused. */
export type Or<T> = { is: 'ok'; value: T } | { is: 'refused'; refusal: Refusal }

/** Thrown inside the pure readers and caught by `decided`; never leaves this slice. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: Refusal
  constructor(code: RefusalCode, reason: string, fix: string) {
    super(reason)
    this.refusal = { code, reason, fix }
  }
}

/** What `decide` returns, or the refusal that it ran into. */
export function decided<T>(decide: () => T): Or<T> {
  try {
    return { is: 'ok', value: decide() }
  } catch (error) {
    if (error instanceof Refused) return { is: 'refused', refusal: error.refusal }
    throw error
  }
}

export function badCell(
  code: RefusalCode,
  cell: { column: string; text: string },
  problem: { is: string; fix: string },
): Refused {
  return new Refused(code, `${cell.column} is ${quote(cell.text)}, ${problem.is}.`, problem.fix)
}
