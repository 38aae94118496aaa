import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY_MS } from '../platform/time.ts'
import { wallTime } from '../platform/zoned-instant.ts'
import { lastDue, nextSendAfter } from './report-schedule.ts'

const BERLIN = 'Europe/Berlin'
const next = (every: 'day' | 'week' | 'month', on: number, hour: number, after: string) =>
  nextSendAfter({ every, on, hour }, new Date(after), BERLIN).toISOString()

test('the hour is that of the account’s clocks, in summer and in winter', () => {
  expect(next('day', 1, 8, '2026-03-28T07:00:00Z')).toBe('2026-03-29T06:00:00.000Z')
  expect(next('day', 1, 8, '2026-10-24T06:00:00Z')).toBe('2026-10-25T07:00:00.000Z')
})

test('an hour that is skipped is the one after it; one that comes twice is the first', () => {
  expect(next('day', 1, 2, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z')
  expect(next('day', 1, 2, '2026-03-29T01:00:00Z')).toBe('2026-03-30T00:00:00.000Z')
  expect(next('day', 1, 2, '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:00:00.000Z')
  // Not once more in the hour that comes again.
  expect(next('day', 1, 2, '2026-10-25T00:00:00Z')).toBe('2026-10-26T01:00:00.000Z')
})

test('weeks begin on Monday, and a short month has the 31st on its last day', () => {
  expect(next('week', 1, 9, '2026-11-26T12:00:00Z')).toBe('2026-11-30T08:00:00.000Z')
  expect(next('week', 7, 9, '2026-11-26T12:00:00Z')).toBe('2026-11-29T08:00:00.000Z')
  expect(next('month', 31, 9, '2026-02-01T00:00:00Z')).toBe('2026-02-28T08:00:00.000Z')
  expect(next('month', 31, 9, '2026-02-28T08:00:00Z')).toBe('2026-03-31T07:00:00.000Z')
})

const anySchedule = fc.record({
  every: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
  on: fc.integer({ min: 1, max: 31 }),
  hour: fc.integer({ min: 0, max: 23 }),
})
const anyTime = fc.date({
  min: new Date('2020-01-01'),
  max: new Date('2035-01-01'),
  noInvalidDate: true,
})
const anyZone = fc.constantFrom(
  BERLIN,
  'UTC',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
)

test('the next time is later, at the hour that was asked for, once a day at most', () => {
  fc.assert(
    fc.property(anySchedule, anyTime, anyZone, (schedule, after, zone) => {
      const first = nextSendAfter(schedule, after, zone)
      const second = nextSendAfter(schedule, first, zone)
      expect(first > after).toBe(true)
      expect(second.getTime() - first.getTime()).toBeGreaterThan(DAY_MS / 2)
      const hour = wallTime(first, zone).getUTCHours()
      expect([schedule.hour, (schedule.hour + 1) % 24]).toContain(hour)
    }),
  )
})

test('what was missed is sent once: the last of it', () => {
  const schedule = { every: 'day', on: 1, hour: 8 } as const
  const firstDueAt = new Date('2026-11-01T07:00:00Z')
  const due = lastDue(schedule, { firstDueAt, now: new Date('2026-11-09T07:00:00Z'), zone: BERLIN })
  expect(due).toEqual({
    dueAt: new Date('2026-11-09T07:00:00Z'),
    nextAt: new Date('2026-11-10T07:00:00Z'),
  })
  const years = lastDue(schedule, {
    firstDueAt,
    now: new Date('2031-11-09T06:59:00Z'),
    zone: BERLIN,
  })
  expect(years.dueAt).toEqual(new Date('2031-11-08T07:00:00Z'))
})
