import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TimeFormatError, timeParser } from './parse-time.ts'

function read(text: string, format = 'iso', zone = 'UTC'): string | undefined {
  return timeParser(format, zone)(text)?.toISOString().slice(0, 19)
}

test.each([
  ['12-01-2010 08:26', 'MM-DD-YYYY HH:mm', 'Europe/London', '2010-12-01T08:26:00'],
  ['01.07.2026 09:05', 'DD.MM.YYYY HH:mm', 'Europe/Berlin', '2026-07-01T07:05:00'],
  ['1/2/26 1:05:09 pm', 'M/D/YY h:mm:ss A', 'UTC', '2026-01-02T13:05:09'],
  ['12/31/99 12:00 AM', 'MM/DD/YY hh:mm A', 'UTC', '1999-12-31T00:00:00'],
  ['3. März 2026', 'D. MMM YYYY', 'Europe/Vienna', '2026-03-02T23:00:00'],
  ['Dec 5, 2026', 'MMM D, YYYY', 'America/New_York', '2026-12-05T05:00:00'],
  ['2026-01-31', 'iso', 'Asia/Tokyo', '2026-01-30T15:00:00'],
  ['2026-01-31T09:00:00.999Z', 'iso', 'Asia/Tokyo', '2026-01-31T09:00:00'],
  ['2026-01-31 09:00:00 +0200', 'iso', 'Asia/Tokyo', '2026-01-31T07:00:00'],
  ['20260131 at 0900', 'YYYYMMDD [at] HHmm', 'UTC', '2026-01-31T09:00:00'],
  ['2026/01/31 09:00 -05:30', 'YYYY/MM/DD HH:mm Z', 'UTC', '2026-01-31T14:30:00'],
  ['1291191960', 'unix', 'Europe/Berlin', '2010-12-01T08:26:00'],
  ['1291191960.9', 'unix', 'UTC', '2010-12-01T08:26:00'],
  ['1291191960123', 'unix-ms', 'UTC', '2010-12-01T08:26:00'],
])('%s as %s in %s is %sZ', (text, format, zone, expected) => {
  expect(read(text, format, zone)).toBe(expected)
})

test.each([
  ['2026-02-29', 'iso'],
  ['2026-13-01', 'iso'],
  ['2026-01-01T24:00:00', 'iso'],
  ['31.04.2026', 'DD.MM.YYYY'],
  ['13/13/2026', 'DD/MM/YYYY'],
  ['1/2/26 13:00 PM', 'M/D/YY hh:mm A'],
  ['00.01.2026', 'DD.MM.YYYY'],
  ['5 Foo 2026', 'D MMM YYYY'],
  ['01.02.2026 x', 'DD.MM.YYYY'],
  ['', 'iso'],
  ['soon', 'unix'],
  ['999999999999999', 'unix'],
])('"%s" is not a time in %s', (text, format) => {
  expect(read(text, format)).toBeUndefined()
})

test.each(['HH:mm', 'YYYY-MM', 'YYYY-MM-DD hh:mm', 'YYYY-MM-DD YYYY', 'YYYY-MM-DD HH:mm A'])(
  'the format %s is refused',
  (format) => {
    expect(() => timeParser(format, 'UTC')).toThrow(TimeFormatError)
  },
)

describe('when the clocks change in Berlin', () => {
  test('the skipped half past two becomes half past three', () => {
    expect(read('2026-03-29 01:59', 'iso', 'Europe/Berlin')).toBe('2026-03-29T00:59:00')
    expect(read('2026-03-29 02:30', 'iso', 'Europe/Berlin')).toBe('2026-03-29T01:30:00')
    expect(read('2026-03-29 03:00', 'iso', 'Europe/Berlin')).toBe('2026-03-29T01:00:00')
  })

  test('the half past two that comes twice is the first', () => {
    expect(read('2026-10-25 02:30', 'iso', 'Europe/Berlin')).toBe('2026-10-25T00:30:00')
    expect(read('2026-10-25 03:00', 'iso', 'Europe/Berlin')).toBe('2026-10-25T02:00:00')
  })
})

test('also west of Greenwich, and with half hours', () => {
  expect(read('2026-03-08 02:30', 'iso', 'America/New_York')).toBe('2026-03-08T07:30:00')
  expect(read('2026-11-01 01:30', 'iso', 'America/New_York')).toBe('2026-11-01T05:30:00')
  expect(read('2026-10-04 02:15', 'iso', 'Australia/Lord_Howe')).toBe('2026-10-03T15:45:00')
})

const ZONES = ['UTC', 'Europe/London', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Apia']

test('what a clock in a zone shows is read as that instant, or as its twin an hour before', () => {
  const instant = fc.date({
    min: new Date('1990-01-01T00:00:00Z'),
    max: new Date('2035-01-01T00:00:00Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(instant, fc.constantFrom(...ZONES), (at, zone) => {
      const shown = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'medium',
      }).format(at)
      const parsed = timeParser('YYYY-MM-DD HH:mm:ss', zone)(shown)
      const behindMs = Math.floor(at.getTime() / 1_000) * 1_000 - parsed!.getTime()
      expect([0, 3_600_000]).toContain(behindMs)
    }),
    { numRuns: 500 },
  )
})
