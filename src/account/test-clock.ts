import { CLOCK_YEARS_AHEAD_MAX } from '../contract/accounts.ts'
import { wholeSecond } from '../platform/time.ts'

export type ClockMove =
  | { do: 'move'; to: Date }
  | { do: 'refuse'; reason: 'backwards'; stands: Date }
  | { do: 'refuse'; reason: 'too-far'; latest: Date }

/**
 * Where a sandbox clock goes that is asked to show `to`.
 *
 * Only forward, because what was done at a later time cannot be undone. Callers see whole seconds,
 * so the second that the clock shows counts as standing still, not as backwards.
 *
 * @param clockAt where the clock was put last; null while it follows the wall clock
 */
export function moveClock(clockAt: Date | null, to: Date, wallNow: Date): ClockMove {
  const stands = clockAt ?? wallNow
  if (to < wholeSecond(stands)) return { do: 'refuse', reason: 'backwards', stands }
  const latest = yearsAfter(wallNow, CLOCK_YEARS_AHEAD_MAX)
  // A clock already beyond the bound may be told to stay where it is.
  if (to > latest && to > stands) return { do: 'refuse', reason: 'too-far', latest }
  return { do: 'move', to: to > stands ? to : stands }
}

function yearsAfter(at: Date, years: number): Date {
  const moved = new Date(at)
  moved.setUTCFullYear(moved.getUTCFullYear() + years)
  return moved
}
