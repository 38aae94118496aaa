import type { SendStrategy } from '../contract/campaigns.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/time.ts'
import { wallTime, zonedInstant } from '../platform/zoned-instant.ts'

/** The clocks that are furthest ahead of UTC, and furthest behind. */
const FIRST_ZONE_MS = 14 * HOUR_MS
const LAST_ZONE_MS = 12 * HOUR_MS

/** A time may be so long ago when it is asked for: whoever asks needs a moment. */
const JUST_NOW_MS = MINUTE_MS

/** Where nobody has opened anything yet, the hour at which mail is sent. */
export const HOUR_WITHOUT_OPENS = 10

export interface SendPlan {
  /** From then on recipients are determined, when that happens at sending. */
  resolveAt: Date
  /** Nobody is sent to before. */
  sendAt: Date
}

/** When a campaign with this strategy begins. Local sends begin where the day begins first. */
export function planOf(strategy: SendStrategy, now: Date): SendPlan {
  const at = firstAt(strategy, now)
  const first = at < now ? now : at
  return { resolveAt: first, sendAt: first }
}

function firstAt(strategy: SendStrategy, now: Date): Date {
  switch (strategy.method) {
    case 'immediate':
      return now
    case 'throttled':
      return instantOf(strategy.datetime)
    case 'static':
      return isLocal(strategy)
        ? new Date(wallOf(strategy.datetime).getTime() - FIRST_ZONE_MS)
        : instantOf(strategy.datetime)
    case 'smart_send_time':
      return new Date(Date.parse(strategy.date) - FIRST_ZONE_MS)
  }
}

/** Whether the time of a strategy has passed for everybody. */
export function isOver(strategy: SendStrategy, now: Date): boolean {
  switch (strategy.method) {
    case 'immediate':
      return false
    case 'throttled':
      return instantOf(strategy.datetime).getTime() < now.getTime() - JUST_NOW_MS
    case 'static':
      return isLocal(strategy)
        ? wallOf(strategy.datetime).getTime() + LAST_ZONE_MS < now.getTime()
        : instantOf(strategy.datetime).getTime() < now.getTime() - JUST_NOW_MS
    case 'smart_send_time':
      return Date.parse(strategy.date) + DAY_MS + LAST_ZONE_MS < now.getTime()
  }
}

/** Whether recipients are due at times of their own. */
export function isSpread(strategy: SendStrategy): boolean {
  return strategy.method === 'smart_send_time' || isLocal(strategy)
}

export function isLocal(strategy: SendStrategy): boolean {
  return strategy.method === 'static' && strategy.options?.is_local === true
}

/**
 * When one recipient is due.
 *
 * A local time that has passed is either now, or the same time a day later. An hour of a day that has
 * passed is now.
 *
 * @param person their zone, and the hour of the day (0 to 23) at which they open mail
 * @param now when recipients are determined
 */
export function dueOf(
  strategy: SendStrategy,
  person: { zone: string; hour: number },
  { now, sendAt }: { now: Date; sendAt: Date },
): Date {
  if (strategy.method === 'smart_send_time') {
    const wall = new Date(Date.parse(strategy.date) + person.hour * HOUR_MS)
    const at = zonedInstant(wall, person.zone)
    return at < now ? now : at
  }
  if (strategy.method !== 'static' || strategy.options?.is_local !== true) return sendAt
  const wall = wallOf(strategy.datetime)
  const at = zonedInstant(wall, person.zone)
  if (at >= now) return at
  if (strategy.options.send_past_recipients_immediately) return now
  return zonedInstant(new Date(wall.getTime() + DAY_MS), person.zone)
}

/**
 * The hour of the day at which most of these instants lie, by the clocks of a zone; the earliest of
 * those that are alike. Null when there are none.
 */
export function usualHour(opens: readonly Date[], zone: string): number | null {
  const counts = new Map<number, number>()
  for (const at of opens) {
    const hour = wallTime(at, zone).getUTCHours()
    counts.set(hour, (counts.get(hour) ?? 0) + 1)
  }
  let best: number | null = null
  for (const [hour, count] of [...counts].toSorted(([a], [b]) => a - b)) {
    if (best === null || count > (counts.get(best) ?? 0)) best = hour
  }
  return best
}

/**
 * How many more recipients of a throttled campaign may be released.
 * @param percent of all recipients in an hour; hours count from the beginning
 */
export function throttleAllowance(
  { recipients, released }: { recipients: number; released: number },
  percent: number,
  { now, sendAt }: { now: Date; sendAt: Date },
): number {
  const hours = Math.floor((now.getTime() - sendAt.getTime()) / HOUR_MS) + 1
  const perHour = Math.ceil((recipients * percent) / 100)
  return Math.max(0, Math.min(perHour * hours, recipients) - released)
}

/** An instant without an offset is in UTC. */
function instantOf(text: string): Date {
  return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`)
}

/** What the clocks show, written as if it were UTC. */
function wallOf(text: string): Date {
  return new Date(`${text.replace(/(Z|[+-]\d\d:?\d\d)$/, '')}Z`)
}

/** When a campaign is planned to be sent, as the API shows it; null: as soon as it is told to. */
export function plannedTime(strategy: SendStrategy): { at: Date; isLocal: boolean } | null {
  switch (strategy.method) {
    case 'immediate':
      return null
    case 'smart_send_time':
      return { at: new Date(Date.parse(strategy.date)), isLocal: true }
    case 'throttled':
      return { at: instantOf(strategy.datetime), isLocal: false }
    case 'static':
      return isLocal(strategy)
        ? { at: wallOf(strategy.datetime), isLocal: true }
        : { at: instantOf(strategy.datetime), isLocal: false }
  }
}
