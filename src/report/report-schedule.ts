import type { ReportSchedule } from '../contract/custom-reports.ts'
import { DAY_MS, HOUR_MS } from '../platform/time.ts'
import { wallTime, zonedInstant } from '../platform/zoned-instant.ts'

/** Days in which every rhythm comes at least once: two months, and one for the hour. */
const DAYS_LOOKED_AHEAD = 63

/**
 * The first time after an instant at which a report is due, by the clocks of a zone. An hour that
 * clocks skip is the one after it; one that comes twice is the first of the two.
 */
export function nextSendAfter(
  schedule: Pick<ReportSchedule, 'every' | 'on' | 'hour'>,
  after: Date,
  zone: string,
): Date {
  const today = Math.floor(wallTime(after, zone).getTime() / DAY_MS)
  for (let day = today; day <= today + DAYS_LOOKED_AHEAD; day += 1) {
    if (!isDueOn(schedule, new Date(day * DAY_MS))) continue
    const at = zonedInstant(new Date(day * DAY_MS + schedule.hour * HOUR_MS), zone)
    if (at > after) return at
  }
  throw new Error(`no day within ${DAYS_LOOKED_AHEAD} is due`)
}

/** @param day the beginning of a calendar day, written as if it were UTC */
function isDueOn({ every, on }: Pick<ReportSchedule, 'every' | 'on'>, day: Date): boolean {
  switch (every) {
    case 'day':
      return true
    case 'week':
      return (day.getUTCDay() + 6) % 7 === (on - 1) % 7
    case 'month': {
      const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate()
      return day.getUTCDate() === Math.min(on, last)
    }
  }
}

/**
 * Of the times that are due by now, the last one: a server that was away sends one report, not all
 * that were missed.
 */
export function lastDue(
  schedule: Pick<ReportSchedule, 'every' | 'on' | 'hour'>,
  { firstDueAt, now, zone }: { firstDueAt: Date; now: Date; zone: string },
): { dueAt: Date; nextAt: Date } {
  let dueAt = firstDueAt
  // What is longer ago than any rhythm was missed in any case.
  const recent = new Date(now.getTime() - DAYS_LOOKED_AHEAD * DAY_MS)
  if (dueAt < recent) dueAt = nextSendAfter(schedule, recent, zone)
  for (;;) {
    const nextAt = nextSendAfter(schedule, dueAt, zone)
    if (nextAt > now) return { dueAt, nextAt }
    dueAt = nextAt
  }
}
