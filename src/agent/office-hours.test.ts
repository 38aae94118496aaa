import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { availability, type OfficeHours, opensText } from './office-hours.ts'

const nineToFive: OfficeHours = {
  days: [
    [['09:00', '17:00']],
    [
      ['09:00', '12:00'],
      ['13:00', '17:00'],
    ],
    [['09:00', '17:00']],
    [['09:00', '17:00']],
    [['09:00', '15:00']],
    [],
    [],
  ],
  timezone: 'Europe/Berlin',
  closedMessage: { en: null, de: null },
}

describe('in winter, Berlin is an hour ahead', () => {
  test.each([
    ['2026-03-02T07:59:00Z', 'today at 9:00', 'heute um 9:00 Uhr'],
    ['2026-03-02T08:00:00Z', null, null],
    ['2026-03-02T15:59:59Z', null, null],
    ['2026-03-02T16:00:00Z', 'tomorrow at 9:00', 'morgen um 9:00 Uhr'],
    ['2026-03-03T11:30:00Z', 'today at 13:00', 'heute um 13:00 Uhr'],
    ['2026-03-06T14:00:00Z', 'on Monday at 9:00', 'am Montag um 9:00 Uhr'],
    // Clocks go forward on 29 March: the same wall time is an hour earlier in UTC.
    ['2026-03-30T06:59:00Z', 'today at 9:00', 'heute um 9:00 Uhr'],
    ['2026-03-30T07:00:00Z', null, null],
  ])('%s', (at, en, de) => {
    const state = availability(nineToFive, new Date(at))
    expect(state.isOpen).toBe(en === null)
    expect([opensText(state, 'en'), opensText(state, 'de')]).toEqual([en, de])
  })
})

test('nobody has said when: nothing is promised, and nobody is said to be away', () => {
  expect(availability({ ...nineToFive, days: null }, new Date())).toEqual({ isOpen: true })
})

test('never open: no time is named', () => {
  const never = { ...nineToFive, days: [[], [], [], [], [], [], []] }
  const state = availability(never, new Date('2026-03-02T12:00:00Z'))
  expect([state.isOpen, opensText(state, 'en')]).toEqual([false, null])
})

test('while closed, somebody is there at the time that is named', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
      (at) => {
        const state = availability(nineToFive, at)
        if (state.isOpen) return
        expect(state.opens).not.toBeNull()
        expect(nineToFive.days?.[state.opens?.weekday ?? 0]?.map(([from]) => from)).toContain(
          state.opens?.at,
        )
      },
    ),
  )
})
