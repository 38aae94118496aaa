import {
  type CountdownDelay,
  type TargetDate,
  type TimeDelay,
  WEEKDAYS,
  type Weekday,
} from '../contract/flows.ts'
import { isTimeZone } from '../contract/values.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../platform/time.ts'
import { wallTime, zonedInstant } from '../platform/zoned-instant.ts'

const UNIT_MS = { minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS } as const
/** `secondary_value` counts the next smaller unit: 1 day and 2 hours. */
const SMALLER_MS = { minutes: 0, hours: MINUTE_MS, days: HOUR_MS } as const

/** Days since 1970-01-01 of a calendar. */
type Day = number

/** The zone of a delay: that of the profile where it is known, else the account's. */
export function zoneOf(wanted: string, ofProfile: unknown, ofAccount: string): string {
  if (wanted !== 'profile') return wanted
  return typeof ofProfile === 'string' && isTimeZone(ofProfile) ? ofProfile : ofAccount
}

/**
 * When a delay that begins at an instant is over.
 *
 * Without a time of day it is a length: a day is 24 hours. With one, days are those of the calendar,
 * and other units are waited first and then until that time comes. A weekday that is not allowed
 * moves it to the next that is, at the same time of day. A time of day that clocks skip moves forward
 * by what they skip.
 */
export function delayUntil(delay: TimeDelay, from: Date, zone: string): Date {
  const { unit, value, delay_until_time: time } = delay
  if (time !== null && unit === 'days') {
    const at = atTime(dayOf(from, zone) + value, time, zone)
    const isPast = at < from
    return onAllowedDay(isPast ? atTime(dayOf(at, zone) + 1, time, zone) : at, time, delay, zone)
  }
  const length = value * UNIT_MS[unit] + (delay.secondary_value ?? 0) * SMALLER_MS[unit]
  const end = new Date(from.getTime() + length)
  if (time === null) return onAllowedDay(end, null, delay, zone)
  const same = atTime(dayOf(end, zone), time, zone)
  const next = same < end ? atTime(dayOf(end, zone) + 1, time, zone) : same
  return onAllowedDay(next, time, delay, zone)
}

/** How long a delay takes at least, which is all of it when it is a plain length. */
export function lengthOf(delay: TimeDelay): number {
  return delay.value * UNIT_MS[delay.unit] + (delay.secondary_value ?? 0) * SMALLER_MS[delay.unit]
}

/**
 * When a countdown to a date is over.
 * @param date a calendar date, `2026-12-24`
 */
export function countdownUntil(delay: CountdownDelay, date: string, zone: string): Date {
  const day = daysBefore(dayFrom(date), delay.value, delay.unit)
  const time = delay.delay_until_time ?? '00:00:00'
  return onAllowedDay(
    atTime(day, time, zone),
    time,
    { delay_until_weekdays: delay.delay_until_weekdays },
    zone,
  )
}

/** When the date itself has come. */
export function targetUntil(target: TargetDate, date: string, zone: string): Date {
  const at = atTime(dayFrom(date), target.target_time, zone)
  return onAllowedDay(at, target.target_time, { delay_until_weekdays: target.target_days }, zone)
}

/** The instant itself, or the same time of day on the next weekday that is allowed. */
export function onAllowedDay(
  at: Date,
  time: string | null,
  { delay_until_weekdays: allowed }: { delay_until_weekdays: readonly Weekday[] | null },
  zone: string,
): Date {
  if (!allowed || allowed.length === 0) return at
  const day = dayOf(at, zone)
  for (let ahead = 0; ahead < WEEKDAYS.length; ahead += 1) {
    if (!allowed.includes(weekdayOf(day + ahead))) continue
    if (ahead === 0) return at
    const clock = time === null ? wallTime(at, zone).getTime() - day * DAY_MS : msOf(time)
    return zonedInstant(new Date((day + ahead) * DAY_MS + clock), zone)
  }
  return at
}

/** The 1st of January 1970 was a Thursday. */
const FIRST_WEEKDAY = 3

function weekdayOf(day: Day): Weekday {
  return WEEKDAYS[(((day + FIRST_WEEKDAY) % 7) + 7) % 7] ?? 'monday'
}

export function dayOf(at: Date, zone: string): Day {
  return Math.floor(wallTime(at, zone).getTime() / DAY_MS)
}

export function atTime(day: Day, time: string, zone: string): Date {
  return zonedInstant(new Date(day * DAY_MS + msOf(time)), zone)
}

function msOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return hours * HOUR_MS + minutes * MINUTE_MS + Math.floor(seconds) * SECOND_MS
}

/** @param date `2026-12-24`, with or without more behind it */
export function dayFrom(date: string): Day {
  return Math.floor(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY_MS)
}

export function dateText(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** A month before the 31st is the last day of a shorter month. */
export function daysBefore(day: Day, value: number, unit: 'days' | 'weeks' | 'months'): Day {
  if (unit === 'days') return day - value
  if (unit === 'weeks') return day - value * 7
  return addMonths(day, -value)
}

export function addMonths(day: Day, months: number): Day {
  const date = new Date(day * DAY_MS)
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + months
  const last = new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate()
  return Date.UTC(Math.floor(month / 12), month % 12, Math.min(date.getUTCDate(), last)) / DAY_MS
}
