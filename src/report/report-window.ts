import {
  REPORT_DAYS_MAX,
  type ReportTimeframe,
  type ReportTimeframeKey,
} from '../contract/agents.ts'
import { invalid, invalidParameter, quote } from '../platform/problem.ts'
import { DAY_MS, HOUR_MS } from '../platform/time.ts'
import { zonedInstant } from '../platform/zoned-instant.ts'
import { namedSpan } from '../segment/timeframe.ts'

/** From an instant on, until before another. */
export interface Window {
  from: Date
  until: Date
}

/** Calendar days of a time zone, both included, and the same as instants. */
export interface DayWindow extends Window {
  startDay: string
  endDay: string
}

const DAYS_DEFAULT = 30

/** Longer than so many local days; such a day may be an hour longer than others. */
export function isLonger({ from, until }: Window, days: number): boolean {
  return until.getTime() - from.getTime() > days * DAY_MS + HOUR_MS
}

/** @throws Problem 400 for a time that is empty */
export function refuseEmpty({ from, until }: Window): void {
  if (from >= until) throw invalidParameter('until', 'The end is not after the start.')
}

/** @throws Problem 400 for a time that is longer than these days */
export function refuseLonger(window: Window, days: number): void {
  if (isLonger(window, days)) {
    throw invalidParameter('until', `At most ${days} days are looked at.`)
  }
}

/** `2026-03-01`: the day that the clocks of a zone show at an instant. */
export function dayAt(at: Date, zone: string): string {
  const parts = new Map<string, string>()
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  for (const { type, value } of format.formatToParts(at)) parts.set(type, value)
  return `${(parts.get('year') ?? '').padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`
}

export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** All days from one to another, both included. */
export function daysBetween({ startDay, endDay }: { startDay: string; endDay: string }): string[] {
  const count = (Date.parse(endDay) - Date.parse(startDay)) / DAY_MS + 1
  return Array.from({ length: Math.max(0, Math.round(count)) }, (_, at) => plusDays(startDay, at))
}

/** The first instant of a day in a zone; where clocks skip midnight, the first there is. */
function startOf(day: string, zone: string): Date {
  return zonedInstant(new Date(`${day}T00:00:00Z`), zone)
}

function daysWindow(startDay: string, endDay: string, zone: string): DayWindow {
  return {
    startDay,
    endDay,
    from: startOf(startDay, zone),
    until: startOf(plusDays(endDay, 1), zone),
  }
}

/**
 * The window of a report of the public API. Named ones are whole days of the account's zone and
 * include today; weeks begin on Monday. `end` is exclusive.
 *
 * @throws Problem 400 for neither or both of key and start, an end before its start, or too long
 */
export function timeframeWindow(timeframe: ReportTimeframe, now: Date, zone: string): Window {
  const { key, start, end } = timeframe
  const pointer = '/data/attributes/timeframe'
  if (key) {
    if (!start && !end) return namedWindow(key, now, zone)
    throw invalid(pointer, 'The timeframe has a key and a start or end.', 'Send one of the two.')
  }
  if (!start) {
    throw invalid(
      pointer,
      'The timeframe has neither a key nor a start.',
      'Send a key such as last_30_days, or start and end.',
    )
  }
  const until = end ?? now
  if (until <= start) {
    throw invalid(
      `${pointer}/end`,
      `The end ${until.toISOString()} is not after the start ${start.toISOString()}.`,
      'The start is included, the end is not.',
    )
  }
  if (until.getTime() - start.getTime() > REPORT_DAYS_MAX * DAY_MS) {
    throw invalid(pointer, `The timeframe is longer than ${REPORT_DAYS_MAX} days.`, 'Ask for less.')
  }
  return { from: start, until }
}

/** The same windows as in all reports: whole days until today. @param now of the account's clock */
export function namedWindow(key: ReportTimeframeKey, now: Date, zone: string): DayWindow {
  const { from, until } = namedSpan(key, now, zone)
  const startDay = dayAt(from, zone)
  return { startDay, endDay: dayAt(new Date(until.getTime() - 1), zone), from, until }
}

/**
 * Days that somebody chose on a screen, both included; the last 30 when they chose none.
 * @throws Problem 400 when the end is before the start, or they are too many
 */
export function dayRangeWindow(
  { start, end }: { start?: string | undefined; end?: string | undefined },
  now: Date,
  zone: string,
): DayWindow {
  const endDay = end ?? dayAt(now, zone)
  const startDay = start ?? plusDays(endDay, 1 - DAYS_DEFAULT)
  if (startDay > endDay) {
    throw invalidParameter(
      'start',
      `The first day, ${quote(startDay)}, is after the last, ${quote(endDay)}.`,
    )
  }
  if (daysBetween({ startDay, endDay }).length > REPORT_DAYS_MAX) {
    throw invalidParameter('start', `These are more than ${REPORT_DAYS_MAX} days.`, 'Ask for less.')
  }
  return daysWindow(startDay, endDay, zone)
}
