import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, dayIn, daysBetween, instantOf, offsetIn, startOfDay } from './zone.ts'

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Africa/Cairo',
]
const day = fc.integer({ min: 0, max: 9_000 }).map((after) => addDays('2010-01-01', after))

test('clocks say how far ahead they are', () => {
  const at = (instant: string) => offsetIn('Europe/Berlin', new Date(instant))
  expect(at('2026-10-25T00:59:59Z')).toBe('GMT+2')
  expect(at('2026-10-25T01:00:00Z')).toBe('GMT+1')
})

describe('a calendar day', () => {
  test('begins at its own midnight, in summer and in winter', () => {
    expect(startOfDay('2026-07-01', 'Europe/Berlin').toISOString()).toBe('2026-06-30T22:00:00.000Z')
    expect(startOfDay('2026-12-01', 'Europe/Berlin').toISOString()).toBe('2026-11-30T23:00:00.000Z')
  })

  test('has 23 or 25 hours when the clocks change', () => {
    const hours = (on: string) =>
      (startOfDay(addDays(on, 1), 'Europe/Berlin').getTime() -
        startOfDay(on, 'Europe/Berlin').getTime()) /
      3_600_000
    expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-05-01')]).toEqual([23, 25, 24])
  })

  test('where midnight does not exist it begins with the first hour that does', () => {
    expect(startOfDay('2026-04-24', 'Africa/Cairo').toISOString()).toBe('2026-04-23T22:00:00.000Z')
  })

  test('contains its first second and not the one before, anywhere and on any day', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (on, zone) => {
        const start = startOfDay(on, zone)
        expect(dayIn(zone, start)).toBe(on)
        expect(dayIn(zone, new Date(start.getTime() - 1_000))).toBe(addDays(on, -1))
      }),
    )
  })
})

test('days are counted with both ends', () => {
  expect(daysBetween('2026-11-01', '2026-11-01')).toBe(1)
  expect(daysBetween('2026-11-01', '2026-11-30')).toBe(30)
})

test('a wall clock in a zone names one instant', () => {
  expect(instantOf('2026-11-25T18:30', 'Asia/Kolkata').toISOString()).toBe(
    '2026-11-25T13:00:00.000Z',
  )
})
