import type { EventFrame } from '../contract/conditions.ts'
import { parseInstant } from '../contract/filter.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { DAY_MS, HOUR_MS } from '../platform/time.ts'

/** The frame of `isEventInFrame` as SQL over an event `e`. */
export interface SqlFrame {
  /** Which events have to be read: those in the frame, and those that time will bring or take. */
  rows: Fragment
  isIn: Fragment
  /** When time alone changes whether this event is in the frame; null: never. */
  flipAt: Fragment
  /** How old an event is when it comes in, and when it falls out (null: never), if it rolls. */
  window?: { entersS: number; leavesS: number | null }
}

const UNIT_MS = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS } as const

/** Undefined for anniversaries, which only the evaluator in memory knows. */
export function frameOf(tx: Tx, frame: EventFrame, now: Date): SqlFrame | undefined {
  const never = tx`null::timestamptz`
  switch (frame.operator) {
    case 'alltime':
      return { rows: tx``, isIn: tx`true`, flipAt: never }
    case 'before':
      return fixed(tx, tx`e.occurred_at < ${instant(frame.date)}`)
    case 'after':
      return fixed(tx, tx`e.occurred_at > ${instant(frame.date)}`)
    case 'between-static':
      return fixed(
        tx,
        tx`e.occurred_at >= ${instant(frame.start)} and e.occurred_at < ${instant(frame.end)}`,
      )
    case 'in-the-next':
      return { rows: tx`and e.occurred_at > ${now}`, isIn: tx`false`, flipAt: never }
    case 'in-the-last':
      return rolling(tx, now, { nearest: 0, farthest: frame.quantity * UNIT_MS[frame.unit] })
    case 'at-least':
      return rolling(tx, now, { nearest: frame.quantity * UNIT_MS[frame.unit], farthest: null })
    case 'between':
      return rolling(tx, now, {
        nearest: frame.start * UNIT_MS[frame.unit],
        farthest: frame.end * UNIT_MS[frame.unit],
      })
    case 'anniversary-last':
    case 'anniversary-next':
      return undefined
  }
}

function instant(text: string): Date {
  const at = parseInstant(text)
  if (!at) throw new Error(`the contract let the date ${text} pass`)
  return at
}

function fixed(tx: Tx, isIn: Fragment): SqlFrame {
  return { rows: tx`and ${isIn}`, isIn: tx`true`, flipAt: tx`null::timestamptz` }
}

/** Events from `farthest` (left out) to `nearest` (taken in) ms ago; null: no end. */
function rolling(
  tx: Tx,
  now: Date,
  { nearest, farthest }: { nearest: number; farthest: number | null },
): SqlFrame {
  const entered = new Date(now.getTime() - nearest)
  const window = {
    entersS: nearest / 1_000,
    leavesS: farthest === null ? null : farthest / 1_000,
  }
  const enters = tx`e.occurred_at + make_interval(secs => ${nearest / 1_000}::float8)`
  if (farthest === null) {
    return {
      rows: tx``,
      isIn: tx`e.occurred_at <= ${entered}`,
      flipAt: tx`case when e.occurred_at > ${entered} then ${enters} end`,
      window,
    }
  }
  const left = new Date(now.getTime() - farthest)
  const leaves = tx`e.occurred_at + make_interval(secs => ${farthest / 1_000}::float8)`
  return {
    rows: tx`and e.occurred_at > ${left}`,
    isIn: tx`e.occurred_at <= ${entered}`,
    flipAt: tx`case when e.occurred_at > ${entered} then ${enters} else ${leaves} end`,
    window,
  }
}
