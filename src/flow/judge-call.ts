import { MINUTE_MS, SECOND_MS } from '../platform/time.ts'

/** What became of one try to call a program of the shop. */
export type CallOutcome =
  | { kind: 'answered'; status: number; answer: string }
  | { kind: 'no-answer'; answer: string }
  /** It must not, or cannot, be called. */
  | { kind: 'refused'; answer: string }

/** Waits between tries: five tries in all. */
export const CALL_WAITS_MS = [10 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS] as const

/** Answers of the client's fault that pass by themselves. */
const PASSING = [408, 429]

/**
 * What follows from a try.
 * @param attempts tries so far, this one included
 */
export function judgeCall(
  outcome: CallOutcome,
  attempts: number,
  wallNow: Date,
): { state: 'queued' | 'sent' | 'failed'; dueAt: Date | null; status: number | null } {
  const status = outcome.kind === 'answered' ? outcome.status : null
  if (status !== null && status >= 200 && status < 300)
    return { state: 'sent', dueAt: null, status }
  const isFinal =
    outcome.kind === 'refused' || (status !== null && status < 500 && !PASSING.includes(status))
  const waitMs = CALL_WAITS_MS[attempts - 1]
  if (isFinal || waitMs === undefined) return { state: 'failed', dueAt: null, status }
  return { state: 'queued', dueAt: new Date(wallNow.getTime() + waitMs), status }
}
