import {
  FUNNEL_WINDOW_HOURS,
  type FunnelCondition,
  type FunnelStep,
} from '../contract/conditions.ts'
import { HOUR_MS } from '../platform/time.ts'
import { isEventInFrame, nextEventFlip } from './date-frame.ts'
import type { EventFact, Moment } from './facts.ts'
import { passesFilters } from './metric-test.ts'

/** A way through the steps so far: where it began, and the event it has come to. */
interface Way {
  beganAt: number
  path: readonly EventFact[]
}

/**
 * Steps in the order of time, each strictly later than the one before, all within the window that
 * opens with the first; the frame is about the first. A step that must not have happened holds as
 * long as it has not: between its neighbours, or from the last step until the window closes.
 */
export function testFunnel(
  condition: FunnelCondition,
  events: readonly EventFact[],
  moment: Moment,
) {
  const past = events
    .filter((event) => event.at <= moment.now)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const window = condition.completion_window_seconds
  const windowMs = window ? FUNNEL_WINDOW_HOURS[window] * HOUR_MS : Infinity
  const [first, ...rest] = condition.steps
  if (!first) return { holds: false, path: [], nextFlip: null }

  const starts = past.filter((event) => isOf(first, event, moment))
  let ways: Way[] = starts
    .filter((event) => isEventInFrame(condition.timeframe_filter, event.at, moment))
    .map((event) => ({ beganAt: event.at.getTime(), path: [event] }))
  let forbidden: FunnelStep[] = []
  for (const step of rest) {
    if (!step.metric_exists) {
      forbidden.push(step)
      continue
    }
    ways = onward(ways, step, forbidden, { past, windowMs, moment })
    forbidden = []
  }
  const found = ways.find((way) => {
    const until = way.beganAt + windowMs
    return !happened(forbidden, past, lastAt(way), Math.min(until, moment.now.getTime()), moment)
  })
  return {
    holds: found !== undefined,
    path: found?.path ?? [],
    nextFlip: flipOf(condition, events, moment),
  }
}

interface Course {
  past: readonly EventFact[]
  windowMs: number
  moment: Moment
}

/** Of several ways to one event, the one that began last has the most time left. */
function onward(
  ways: readonly Way[],
  step: FunnelStep,
  forbidden: readonly FunnelStep[],
  { past, windowMs, moment }: Course,
): Way[] {
  return past
    .filter((event) => isOf(step, event, moment))
    .flatMap((event) => {
      const at = event.at.getTime()
      const fitting = ways.filter(
        (way) =>
          lastAt(way) < at &&
          at <= way.beganAt + windowMs &&
          !happened(forbidden, past, lastAt(way), at - 1, moment),
      )
      const [best] = fitting.toSorted((a, b) => b.beganAt - a.beganAt)
      return best ? [{ beganAt: best.beganAt, path: [...best.path, event] }] : []
    })
}

/** Whether one of the steps happened after an instant, up to and with another. */
function happened(
  steps: readonly FunnelStep[],
  past: readonly EventFact[],
  after: number,
  upTo: number,
  moment: Moment,
): boolean {
  return steps.some((step) =>
    past.some((event) => {
      const at = event.at.getTime()
      return at > after && at <= upTo && isOf(step, event, moment)
    }),
  )
}

function lastAt({ path }: Way): number {
  return path.at(-1)?.at.getTime() ?? 0
}

function isOf(step: FunnelStep, event: EventFact, moment: Moment): boolean {
  return event.metricId === step.metric_id && passesFilters(step.metric_filters, event, moment)
}

function flipOf(
  { timeframe_filter: frame, steps }: FunnelCondition,
  events: readonly EventFact[],
  moment: Moment,
): Date | null {
  const metrics = new Set(steps.map((step) => step.metric_id))
  const flips = events.flatMap((event): Date[] => {
    if (!metrics.has(event.metricId)) return []
    const isComing = event.at > moment.now
    const flip =
      event.metricId === steps[0]?.metric_id ? nextEventFlip(frame, event.at, moment) : null
    return [...(isComing ? [event.at] : []), ...(flip ? [flip] : [])]
  })
  return flips.length > 0 ? new Date(Math.min(...flips.map(Number))) : null
}
