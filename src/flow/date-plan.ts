import type { PropertyDateTrigger } from '../contract/flows.ts'
import { DAY_MS } from '../platform/time.ts'
import { dateValueOf } from '../segment/date-value.ts'
import type { Facts } from '../segment/facts.ts'
import { profilePath, profileValue } from '../segment/property-path.ts'
import {
  addMonths,
  atTime,
  dateText,
  dayFrom,
  dayOf,
  daysBefore,
  onAllowedDay,
  zoneOf,
} from './delay-until.ts'

/** A time at which a profile enters a flow because of a date, and the date that it is about. */
export interface DatedStart {
  at: Date
  /** `2026-12-24` */
  date: string
}

/** Longest way between a date and the flow that starts before it, in days; months are taken as 31. */
const DAYS_OF = { days: 1, weeks: 7, months: 31 } as const
/** Shorter months and weekdays that are not allowed move a start by less than this. */
const SLACK_DAYS = 40

/**
 * When a profile enters within a window, because of a date of its own.
 * @param window after `after`, up to and with `upTo`
 */
export function datedStarts(
  trigger: PropertyDateTrigger,
  facts: Facts,
  window: { after: Date; upTo: Date },
  timezone: string,
): DatedStart[] {
  const zone = zoneOf(trigger.timezone, facts.location.timezone, timezone)
  const first = firstDay(trigger, facts, zone)
  if (first === undefined) return []
  const { timedelta_value_before_date: ahead, timedelta_unit_before_date: unit } = trigger
  const from = dayOf(window.after, zone) + (unit === 'months' ? 28 : DAYS_OF[unit]) * ahead
  const to = dayOf(window.upTo, zone) + DAYS_OF[unit] * ahead
  return occurrences(trigger, first, from - SLACK_DAYS, to + SLACK_DAYS)
    .map((day) => {
      const start = atTime(daysBefore(day, ahead, unit), trigger.trigger_time, zone)
      const allowed = { delay_until_weekdays: trigger.trigger_days }
      return { at: onAllowedDay(start, trigger.trigger_time, allowed, zone), date: dateText(day) }
    })
    .filter(({ at }) => at > window.after && at <= window.upTo)
}

/** Whether the date that a passage is about is still one of the profile's. */
export function isStillDated(
  trigger: PropertyDateTrigger,
  facts: Facts,
  date: string,
  timezone: string,
): boolean {
  const zone = zoneOf(trigger.timezone, facts.location.timezone, timezone)
  const first = firstDay(trigger, facts, zone)
  const day = dayFrom(date)
  return first !== undefined && occurrences(trigger, first, day, day).length > 0
}

function firstDay(trigger: PropertyDateTrigger, facts: Facts, zone: string): number | undefined {
  const path = profilePath(trigger.date_profile_property)
  const value = dateValueOf(profileValue(facts, path))
  if (!value) return undefined
  return value.kind === 'day' ? value.day : dayOf(value.at, zone)
}

/** Days on which the date comes, from its first on, between two days. */
function occurrences(
  { recurrence_frequency: every }: PropertyDateTrigger,
  first: number,
  from: number,
  to: number,
): number[] {
  if (every === 'never') return first >= from && first <= to ? [first] : []
  const days: number[] = []
  if (every === 'weekly') {
    let day = first + Math.max(0, Math.ceil((from - first) / 7)) * 7
    for (; day <= to; day += 7) days.push(day)
    return days
  }
  const step = every === 'annually' ? 12 : 1
  const monthOf = (day: number) => {
    const date = new Date(day * DAY_MS)
    return date.getUTCFullYear() * 12 + date.getUTCMonth()
  }
  const between = Math.floor((monthOf(from) - monthOf(first)) / step) - 1
  for (let at = Math.max(0, between); ; at += 1) {
    const day = addMonths(first, at * step)
    if (day > to) return days
    if (day >= from) days.push(day)
  }
}
