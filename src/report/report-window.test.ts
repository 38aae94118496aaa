import { describe, expect, test } from 'vitest'
import { Problem } from '../platform/problem.ts'
import {
  dayAt,
  dayRangeWindow,
  daysBetween,
  namedWindow,
  timeframeWindow,
} from './report-window.ts'

// A Thursday. In Berlin it is already 19 March; in Los Angeles still the 18th.
const now = new Date('2026-03-18T23:30:00Z')
const BERLIN = 'Europe/Berlin'

describe('named windows are days of the account', () => {
  test.each([
    ['today', '2026-03-19', '2026-03-19'],
    ['yesterday', '2026-03-18', '2026-03-18'],
    ['this_week', '2026-03-16', '2026-03-19'],
    ['last_week', '2026-03-09', '2026-03-15'],
    ['last_7_days', '2026-03-13', '2026-03-19'],
    ['last_30_days', '2026-02-18', '2026-03-19'],
    ['last_90_days', '2025-12-20', '2026-03-19'],
    ['this_month', '2026-03-01', '2026-03-19'],
    ['last_month', '2026-02-01', '2026-02-28'],
  ] as const)('%s is %s to %s', (key, startDay, endDay) => {
    expect(namedWindow(key, now, BERLIN)).toMatchObject({ startDay, endDay })
  })

  test('their ends are midnights of that zone, across a change of clocks as well', () => {
    const april = new Date('2026-04-02T12:00:00Z')
    expect(namedWindow('last_month', april, BERLIN)).toMatchObject({
      from: new Date('2026-02-28T23:00:00Z'),
      until: new Date('2026-03-31T22:00:00Z'),
    })
    expect(namedWindow('this_month', now, BERLIN)).toMatchObject({
      from: new Date('2026-02-28T23:00:00Z'),
      until: new Date('2026-03-19T23:00:00Z'),
    })
    expect(namedWindow('today', now, 'America/Los_Angeles')).toMatchObject({
      startDay: '2026-03-18',
      from: new Date('2026-03-18T07:00:00Z'),
      until: new Date('2026-03-19T07:00:00Z'),
    })
  })

  test('where clocks skip midnight a day begins an hour later', () => {
    const september = new Date('2026-04-24T12:00:00Z') // the day Egypt goes forward at midnight
    const { from } = namedWindow('today', september, 'Africa/Cairo')
    expect(dayAt(from, 'Africa/Cairo')).toBe('2026-04-24')
    expect(dayAt(new Date(from.getTime() - 1_000), 'Africa/Cairo')).toBe('2026-04-23')
  })
})

describe('a timeframe with instants', () => {
  const start = new Date('2026-03-01T00:00:00Z')
  const end = new Date('2026-03-02T00:00:00Z')

  test('is taken as it is, up to now without an end', () => {
    expect(timeframeWindow({ start, end }, now, BERLIN)).toEqual({ from: start, until: end })
    expect(timeframeWindow({ start }, now, BERLIN)).toEqual({ from: start, until: now })
  })

  test.each([
    ['nothing', {}],
    ['an end alone', { end }],
    ['key and start', { key: 'today' as const, start }],
    ['end at start', { start, end: start }],
    ['end before start', { start: end, end: start }],
    ['two years', { start: new Date('2024-01-01T00:00:00Z') }],
  ])('%s is refused', (_name, timeframe) => {
    expect(() => timeframeWindow(timeframe, now, BERLIN)).toThrow(Problem)
  })
})

test('days chosen on a screen include both ends', () => {
  const window = dayRangeWindow({ start: '2026-03-28', end: '2026-03-30' }, now, BERLIN)
  expect(daysBetween(window)).toEqual(['2026-03-28', '2026-03-29', '2026-03-30'])
  expect(window.until.getTime() - window.from.getTime()).toBe(71 * 3_600_000)
  expect(dayRangeWindow({}, now, BERLIN)).toMatchObject({
    startDay: '2026-02-18',
    endDay: '2026-03-19',
  })
  const backwards = { start: '2026-03-02', end: '2026-03-01' }
  expect(() => dayRangeWindow(backwards, now, BERLIN)).toThrow(/after the last/)
  expect(() => dayRangeWindow({ start: '2024-01-01' }, now, BERLIN)).toThrow(/366/)
})
