import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DateFilter } from '../contract/conditions.ts'
import { dayOf, startOfDay } from './calendar.ts'
import { isEventInFrame, isInFrame, nextEventFlip, nextFlip } from './date-frame.ts'
import { dateValueOf } from './date-value.ts'
import { aDateFilter, anEventFrame, anInstant, aZone, NOON } from './definition-arbitraries.ts'

const utc = (now: Date) => ({ now, timezone: 'UTC' })
const at = (text: string) => new Date(text)

describe('events in windows that roll', () => {
  const week = { type: 'date', operator: 'in-the-last', quantity: 7, unit: 'day' } as const
  test.each([
    ['2026-03-01T12:00:00Z', true],
    ['2026-02-22T12:00:01Z', true],
    ['2026-02-22T12:00:00Z', false], // to the second: not for an eighth day
    ['2026-03-01T12:00:01Z', false], // of the future
  ])('in the last 7 days, an event of %s: %s', (when, expected) => {
    expect(isEventInFrame(week, at(when), utc(NOON))).toBe(expected)
  })

  test('between 30 and 90 days ago takes in the nearer end and leaves out the farther', () => {
    const frame = { type: 'date', operator: 'between', start: 30, end: 90, unit: 'day' } as const
    const ago = (days: number, seconds = 0) =>
      new Date(NOON.getTime() - days * 86_400_000 + seconds * 1_000)
    expect(isEventInFrame(frame, ago(30), utc(NOON))).toBe(true)
    expect(isEventInFrame(frame, ago(30, 1), utc(NOON))).toBe(false)
    expect(isEventInFrame(frame, ago(90, 1), utc(NOON))).toBe(true)
    expect(isEventInFrame(frame, ago(90), utc(NOON))).toBe(false)
  })

  test('static frames are strict, and their ranges leave out the end', () => {
    const before = { type: 'date', operator: 'before', date: NOON.toISOString() } as const
    const range = {
      type: 'date',
      operator: 'between-static',
      start: '2026-03-01T00:00:00Z',
      end: '2026-03-02T00:00:00Z',
    } as const
    expect(isEventInFrame(before, NOON, utc(NOON))).toBe(false)
    expect(isEventInFrame(range, at('2026-03-01T00:00:00Z'), utc(NOON))).toBe(true)
    expect(isEventInFrame(range, at('2026-03-02T00:00:00Z'), utc(NOON))).toBe(false)
  })
})

describe('dates that profiles hold', () => {
  const holds = (filter: DateFilter, value: string, now = NOON, timezone = 'UTC') => {
    const date = dateValueOf(value)
    if (!date) throw new Error(`${value} is no date`)
    return isInFrame(filter, date, { now, timezone })
  }

  test('a calendar date is a date of the account, not of London', () => {
    const today: DateFilter = { type: 'date', operator: 'anniversary' }
    const lateInNewYork = at('2026-03-02T03:00:00Z')
    expect(holds(today, '1990-03-01', lateInNewYork, 'America/New_York')).toBe(true)
    expect(holds(today, '1990-03-01', lateInNewYork, 'UTC')).toBe(false)
  })

  test('the boundary day is in "the last N days" and not in "at least N days ago"', () => {
    const last: DateFilter = { type: 'date', operator: 'in-the-last', quantity: 7, unit: 'day' }
    const least: DateFilter = { type: 'date', operator: 'at-least', quantity: 7, unit: 'day' }
    expect([holds(last, '2026-02-22'), holds(least, '2026-02-22')]).toEqual([true, false])
    expect([holds(last, '2026-02-21'), holds(least, '2026-02-21')]).toEqual([false, true])
  })

  test('whoever was born on 29 February has a birthday every year', () => {
    const birthday: DateFilter = { type: 'date', operator: 'anniversary' }
    expect(holds(birthday, '2000-02-29', at('2026-02-28T10:00:00Z'))).toBe(true)
    expect(holds(birthday, '2000-02-29', at('2028-02-28T10:00:00Z'))).toBe(false)
    expect(holds(birthday, '2000-02-29', at('2028-02-29T10:00:00Z'))).toBe(true)
  })

  test('birthdays within the next days are found over the turn of the year', () => {
    const soon: DateFilter = {
      type: 'date',
      operator: 'anniversary-next',
      quantity: 7,
      unit: 'day',
    }
    expect(holds(soon, '1985-01-03', at('2025-12-30T08:00:00Z'))).toBe(true)
    expect(holds(soon, '1985-01-07', at('2025-12-30T08:00:00Z'))).toBe(false)
  })

  test.each(['2026-02-30', '26-02-01', 'yesterday', '2026-01-31T25:00:00Z', '01/02/2026', ''])(
    '%s is no date',
    (text) => {
      expect(dateValueOf(text)).toBeUndefined()
    },
  )

  test.each([
    ['2026-01-31 09:00:00', '2026-01-31T09:00:00.000Z'],
    ['2026-01-31T09:00:00+02:00', '2026-01-31T07:00:00.000Z'],
    ['2026-01-31T09:00Z', '2026-01-31T09:00:00.000Z'],
    ['2026-01-31T09:00:00.123-0130', '2026-01-31T10:30:00.000Z'],
  ])('%s is %s', (text, expected) => {
    const date = dateValueOf(text)
    expect(date?.kind === 'instant' && date.at.toISOString()).toBe(expected)
  })
})

test('a day begins at midnight, or where clocks skip it, right after the gap', () => {
  expect(startOfDay(dayOf(at('2026-03-29T12:00:00Z'), 'Europe/Berlin'), 'Europe/Berlin')).toEqual(
    at('2026-03-28T23:00:00Z'),
  )
  // São Paulo skipped from 00:00 to 01:00 on 4 November 2018.
  expect(
    startOfDay(dayOf(at('2018-11-04T12:00:00Z'), 'America/Sao_Paulo'), 'America/Sao_Paulo'),
  ).toEqual(at('2018-11-04T03:00:00Z'))
})

describe('between now and the next flip nothing changes', () => {
  const between = (from: Date, until: Date | null, part: number) => {
    const end = until ? until.getTime() - 1 : from.getTime() + 800 * 86_400_000
    return new Date(from.getTime() + Math.floor((end - from.getTime()) * part))
  }
  const aPart = fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }))

  test('for events', () => {
    fc.assert(
      fc.property(anEventFrame, anInstant, anInstant, aPart, (frame, event, now, part) => {
        const flip = nextEventFlip(frame, event, utc(now))
        expect(flip === null || flip > now).toBe(true)
        expect(isEventInFrame(frame, event, utc(between(now, flip, part)))).toBe(
          isEventInFrame(frame, event, utc(now)),
        )
      }),
      { numRuns: 5_000 },
    )
  })

  test('for dates, in every zone', () => {
    const aDate = anInstant.chain((when) =>
      fc.constantFrom(when.toISOString(), when.toISOString().slice(0, 10)),
    )
    fc.assert(
      fc.property(aDateFilter, aDate, anInstant, aZone, aPart, (filter, text, now, zone, part) => {
        const date = dateValueOf(text)
        if (!date) throw new Error(`${text} is no date`)
        const flip = nextFlip(filter, date, { now, timezone: zone })
        expect(flip === null || flip > now).toBe(true)
        const later = { now: between(now, flip, part), timezone: zone }
        expect(isInFrame(filter, date, later)).toBe(
          isInFrame(filter, date, { now, timezone: zone }),
        )
      }),
      { numRuns: 3_000 },
    )
  })
})
