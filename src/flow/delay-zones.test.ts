import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CountdownDelay, TimeDelay } from '../contract/flows.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/time.ts'
import {
  addMonths,
  countdownUntil,
  dateText,
  dayFrom,
  delayUntil,
  targetUntil,
} from './delay-until.ts'

/** Zones in which clocks change, with the nights of 2026 in which they do, in UTC. */
const CHANGES = [
  { zone: 'Europe/Berlin', forward: '2026-03-29T01:00:00Z', back: '2026-10-25T01:00:00Z' },
  { zone: 'America/New_York', forward: '2026-03-08T07:00:00Z', back: '2026-11-01T06:00:00Z' },
  // By half an hour only, and in the other half of the year.
  { zone: 'Australia/Lord_Howe', forward: '2026-10-03T15:30:00Z', back: '2026-04-04T15:00:00Z' },
] as const
/** The ends of the earth: 26 hours apart. */
const ENDS = ['Pacific/Kiritimati', 'Etc/GMT+12'] as const

const delay = (data: Partial<TimeDelay>): TimeDelay => ({
  unit: 'days',
  value: 0,
  secondary_value: null,
  timezone: 'profile',
  delay_until_time: null,
  delay_until_weekdays: null,
  ...data,
})

const formats = new Map<string, Intl.DateTimeFormat>()
function shown(ms: number, zone: string): { day: string; time: string } {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  formats.set(zone, format)
  const [day = '', time = ''] = format.format(ms).split(' ')
  return { day, time }
}

const aTime = fc
  .tuple(fc.nat({ max: 23 }), fc.constantFrom(0, 15, 30, 45))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const nextDay = (day: string, days: number) => dateText(dayFrom(day) + days)

/** The first minute that shows this day and time; undefined when clocks skip it. */
function firstShowing(day: string, time: string, zone: string): number | undefined {
  const noon = Date.parse(`${day}T12:00:00Z`)
  for (let ms = noon - 27 * HOUR_MS; ms <= noon + 27 * HOUR_MS; ms += 15 * MINUTE_MS) {
    const now = shown(ms, zone)
    if (now.day === day && now.time === time) return ms
  }
  return undefined
}

describe.each(CHANGES)('around the nights in which the clocks of $zone change', (change) => {
  const { zone, forward, back } = change
  const near = fc
    .tuple(fc.constantFrom(forward, back), fc.integer({ min: -72, max: 72 }))
    .map(([night, quarters]) => new Date(Date.parse(night) + quarters * 15 * MINUTE_MS))

  test('days until a time end at the first minute that shows it, or as much later as clocks skip', () => {
    fc.assert(
      fc.property(near, fc.nat({ max: 3 }), aTime, (from, value, time) => {
        const end = delayUntil(delay({ value, delay_until_time: time }), from, zone).getTime()
        const first = shown(from.getTime(), zone).day
        const day = nextDay(first, value)
        const wanted = firstShowing(day, time, zone)
        const isPast = wanted !== undefined && wanted < from.getTime()
        const at = isPast ? firstShowing(nextDay(first, value + 1), time, zone) : wanted
        // What clocks skip comes later on the same day, by less than they skip.
        const { day: endDay, time: endTime } = shown(end, zone)
        const isLater = endDay > day || (endDay === day && endTime > time)
        expect(at === undefined ? isLater : end === at).toBe(true)
        expect(end).toBeGreaterThanOrEqual(from.getTime())
      }),
      { numRuns: 150 },
    )
  })

  test('plain hours and days are lengths', () => {
    fc.assert(
      fc.property(near, fc.nat({ max: 48 }), (from, value) => {
        const hours = delayUntil(delay({ unit: 'hours', value }), from, zone)
        expect(hours.getTime() - from.getTime()).toBe(value * HOUR_MS)
        const days = delayUntil(delay({ value }), from, zone)
        expect(days.getTime() - from.getTime()).toBe(value * DAY_MS)
      }),
      { numRuns: 50 },
    )
  })
})

test('at the ends of the earth a day is the one that is shown there', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ENDS),
      fc.integer({ min: 0, max: 400 * 24 }).map((h) => new Date(Date.UTC(2027, 11, 1, h))),
      fc.nat({ max: 4 }),
      aTime,
      (zone, from, value, time) => {
        const end = delayUntil(delay({ value, delay_until_time: time }), from, zone).getTime()
        const here = shown(from.getTime(), zone)
        const isPast = value === 0 && time < here.time
        const day = nextDay(here.day, value + (isPast ? 1 : 0))
        expect(shown(end, zone)).toEqual({ day, time })
      },
    ),
    { numRuns: 200 },
  )
})

describe('months', () => {
  test('keep the day, or take the last of a shorter month', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: dayFrom('2023-01-01'), max: dayFrom('2032-12-31') }),
        fc.integer({ min: -30, max: 30 }),
        (day, months) => {
          const [year = 0, month = 0, date = 0] = dateText(day).split('-').map(Number)
          const target = dateText(addMonths(day, months)).split('-').map(Number)
          const away = year * 12 + (month - 1) + months
          expect(target[0]).toBe(Math.floor(away / 12))
          expect(target[1]).toBe((((away % 12) + 12) % 12) + 1)
          const isLeap = (target[0] ?? 0) % 4 === 0
          const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
          expect(target[2]).toBe(Math.min(date, lengths[(target[1] ?? 1) - 1] ?? 0))
        },
      ),
    )
  })

  test.each([
    ['2028-03-31', 1, '2028-02-29T08:00:00.000Z'],
    ['2027-03-31', 1, '2027-02-28T08:00:00.000Z'],
    ['2028-02-29', 12, '2027-02-28T08:00:00.000Z'],
    ['2028-02-29', 48, '2024-02-29T08:00:00.000Z'],
    ['2026-12-31', 6, '2026-06-30T07:00:00.000Z'],
  ])('%s less %i months', (date, value, expected) => {
    const countdown: CountdownDelay = {
      unit: 'months',
      value,
      timezone: 'Europe/Berlin',
      delay_until_time: '09:00:00',
      delay_until_weekdays: null,
    }
    expect(countdownUntil(countdown, date, 'Europe/Berlin').toISOString()).toBe(expected)
  })
})

test('a date that has come begins 26 hours earlier at one end of the earth than at the other', () => {
  const target = { timezone: 'profile', target_time: '00:00:00', target_days: null }
  const [east, west] = ENDS.map((zone) => targetUntil(target, '2028-02-29', zone).getTime())
  expect((west ?? 0) - (east ?? 0)).toBe(26 * HOUR_MS)
})
