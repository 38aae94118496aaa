import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type TimeDelay, WEEKDAYS } from '../contract/flows.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/time.ts'
import { countdownUntil, delayUntil } from './delay-until.ts'

const BERLIN = 'Europe/Berlin'
const delay = (data: Partial<TimeDelay>): TimeDelay => ({
  unit: 'days',
  value: 0,
  secondary_value: null,
  timezone: 'profile',
  delay_until_time: null,
  delay_until_weekdays: null,
  ...data,
})
const until = (data: Partial<TimeDelay>, from: string, zone = BERLIN) =>
  delayUntil(delay(data), new Date(from), zone).toISOString()

describe('a delay without a time of day', () => {
  test('is a length, whatever clocks do', () => {
    expect(until({ unit: 'hours', value: 2 }, '2026-11-22T10:00:00Z')).toBe(
      '2026-11-22T12:00:00.000Z',
    )
    // The night in which clocks go back.
    expect(until({ value: 1 }, '2026-10-24T12:00:00Z')).toBe('2026-10-25T12:00:00.000Z')
    expect(until({ value: 1, secondary_value: 3 }, '2026-11-22T10:00:00Z')).toBe(
      '2026-11-23T13:00:00.000Z',
    )
  })

  test('ends on an allowed weekday: Tuesday and two days is Friday, not Thursday', () => {
    const allowed = ['monday', 'wednesday', 'friday'] as const
    const data = { value: 2, delay_until_weekdays: [...allowed] }
    expect(until(data, '2026-11-24T10:00:00Z')).toBe('2026-11-27T10:00:00.000Z')
  })
})

describe('days until a time of day', () => {
  test('are those of the calendar: from 14:00 and from 16:00 it is tomorrow at 15:00', () => {
    const data = { value: 1, delay_until_time: '15:00:00' }
    expect(until(data, '2026-11-22T13:00:00Z')).toBe('2026-11-23T14:00:00.000Z')
    expect(until(data, '2026-11-22T15:00:00Z')).toBe('2026-11-23T14:00:00.000Z')
  })

  test('a time that clocks skip comes as much later as they skip', () => {
    const data = { value: 1, delay_until_time: '02:30:00' }
    expect(until(data, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z')
  })
})

test('a month before the 31st is the last day of a shorter month', () => {
  const countdown = {
    unit: 'months' as const,
    value: 1,
    timezone: BERLIN,
    delay_until_time: '09:00:00',
    delay_until_weekdays: null,
  }
  expect(countdownUntil(countdown, '2026-03-31', BERLIN).toISOString()).toBe(
    '2026-02-28T08:00:00.000Z',
  )
})

// — Against a reference that knows nothing but what clocks show, minute by minute

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC']

interface Shown {
  day: string
  weekday: string
  time: string
}

const formatters = new Map(
  ZONES.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
    }),
  ]),
)

function shownAt(ms: number, zone: string): Shown {
  const parts = new Map(
    (formatters.get(zone)?.formatToParts(ms) ?? []).map((part) => [part.type, part.value]),
  )
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return {
    day: `${get('year')}-${get('month')}-${get('day')}`,
    weekday: get('weekday').toLowerCase(),
    time: `${get('hour')}:${get('minute')}`,
  }
}

const WHEN = fc
  .integer({
    min: Date.UTC(2026, 0, 1) / MINUTE_MS,
    max: Date.UTC(2027, 0, 1) / MINUTE_MS,
  })
  .map((minutes) => new Date(minutes * MINUTE_MS))
/** Every hour but those that clocks may skip or repeat. */
const TIME = fc
  .tuple(fc.integer({ min: 4, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const ALLOWED = fc.option(fc.subarray([...WEEKDAYS], { minLength: 1 }), { nil: null })

test('hours and then until a time: the first minute from the end on that shows it on an allowed day', () => {
  fc.assert(
    fc.property(
      WHEN,
      fc.integer({ min: 0, max: 60 }),
      TIME,
      ALLOWED,
      fc.constantFrom(...ZONES),
      (from, value, time, weekdays, zone) => {
        const data = { unit: 'hours', value, delay_until_time: time } as const
        const found = delayUntil(delay({ ...data, delay_until_weekdays: weekdays }), from, zone)
        let ms = from.getTime() + value * HOUR_MS
        for (;;) {
          const shown = shownAt(ms, zone)
          const isAllowed = weekdays === null || weekdays.some((day) => day === shown.weekday)
          if (shown.time === time && isAllowed) break
          ms += MINUTE_MS
        }
        expect(found.toISOString()).toBe(new Date(ms).toISOString())
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)

test('days until a time: so many calendar days later, then the next allowed one', () => {
  fc.assert(
    fc.property(
      WHEN,
      fc.integer({ min: 0, max: 5 }),
      TIME,
      ALLOWED,
      fc.constantFrom(...ZONES),
      (from, value, time, weekdays, zone) => {
        const data = { value, delay_until_time: time, delay_until_weekdays: weekdays }
        const found = delayUntil(delay(data), from, zone)
        const days = new Set([shownAt(from.getTime(), zone).day])
        let ms = from.getTime()
        for (;;) {
          const shown = shownAt(ms, zone)
          days.add(shown.day)
          const isAllowed = weekdays === null || weekdays.some((day) => day === shown.weekday)
          if (days.size > value && shown.time === time && isAllowed) break
          ms += MINUTE_MS
        }
        expect(found.toISOString()).toBe(new Date(ms).toISOString())
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)

test('never ends before it begins', () => {
  fc.assert(
    fc.property(
      WHEN,
      fc.constantFrom('minutes', 'hours', 'days'),
      fc.integer({ min: 0, max: 90 }),
      fc.option(
        fc.integer({ min: 0, max: 1439 }).map((minute) => {
          const two = (part: number) => String(part).padStart(2, '0')
          return `${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`
        }),
        { nil: null },
      ),
      ALLOWED,
      fc.constantFrom(...ZONES),
      (from, unit, value, time, weekdays, zone) => {
        const data = {
          unit,
          value,
          delay_until_time: time,
          delay_until_weekdays: weekdays,
        } as const
        const end = delayUntil(delay(data), from, zone).getTime()
        expect(end).toBeGreaterThanOrEqual(from.getTime())
        const isPlain = time === null && weekdays === null && unit === 'days'
        expect(isPlain ? end - from.getTime() : value * DAY_MS).toBe(value * DAY_MS)
      },
    ),
    { numRuns: 300 },
  )
})
