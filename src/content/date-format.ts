import { DAY_MS } from '../platform/time.ts'
import type { ZonedTime } from './template-values.ts'
import { formatterOf, type WallTime, wallTime } from './zoned-clock.ts'

interface Shown {
  wall: WallTime
  at: Date
  zone: string
  locale: string
}

type Letter = (shown: Shown) => string

const two = (value: number) => String(value).padStart(2, '0')

/** A date's name in a language: 'Monday', 'Montag'. */
function named(shown: Shown, options: Intl.DateTimeFormatOptions): string {
  const { year, month, day } = shown.wall
  const noon = new Date(Date.UTC(year, month - 1, day, 12))
  return formatterOf(shown.locale, { ...options, timeZone: 'UTC' }).format(noon)
}

const monthName: Letter = (shown) => named(shown, { month: 'long' })
const shortMonth: Letter = (shown) => named(shown, { month: 'short' })
const weekdayName: Letter = (shown) => named(shown, { weekday: 'long' })
const shortWeekday: Letter = (shown) => named(shown, { weekday: 'short' })
const isEnglish = (locale: string) => locale.toLowerCase().startsWith('en')

/** Months as the Associated Press writes them. */
const AP_MONTHS = [
  'Jan.',
  'Feb.',
  'March',
  'April',
  'May',
  'June',
  'July',
  'Aug.',
  'Sept.',
  'Oct.',
  'Nov.',
  'Dec.',
] as const

const hour12 = (hour: number) => hour % 12 || 12

function clock12({ wall }: Shown): string {
  const { hour, minute } = wall
  return minute === 0 ? String(hour12(hour)) : `${hour12(hour)}:${two(minute)}`
}

const dotted = (hour: number) => (hour < 12 ? 'a.m.' : 'p.m.')

function ordinal(day: number): string {
  if (day % 100 >= 11 && day % 100 <= 13) return 'th'
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
}

function dayOfYear({ year, month, day }: WallTime): number {
  return Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / DAY_MS) + 1
}

/** Year and number of the ISO week. */
function isoWeek({ year, month, day }: WallTime): { year: number; week: number } {
  const thursday = new Date(Date.UTC(year, month - 1, day))
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7))
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  return {
    year: thursday.getUTCFullYear(),
    week: Math.floor((thursday.getTime() - first) / (7 * DAY_MS)) + 1,
  }
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

function offsetText({ wall }: Shown): string {
  const minutes = Math.abs(wall.offsetMinutes)
  return `${wall.offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`
}

function zoneName({ zone, at }: Shown): string {
  const parts = formatterOf('en', { timeZone: zone, timeZoneName: 'short' }).formatToParts(at)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone
}

const DJANGO: ReadonlyMap<string, Letter> = new Map<string, Letter>([
  ['a', ({ wall }) => dotted(wall.hour)],
  ['A', ({ wall }) => (wall.hour < 12 ? 'AM' : 'PM')],
  ['b', (shown) => shortMonth(shown).toLowerCase()],
  ['c', (shown) => isoText(shown)],
  ['d', ({ wall }) => two(wall.day)],
  ['D', shortWeekday],
  ['e', zoneName],
  ['E', monthName],
  ['f', clock12],
  ['F', monthName],
  ['g', ({ wall }) => String(hour12(wall.hour))],
  ['G', ({ wall }) => String(wall.hour)],
  ['h', ({ wall }) => two(hour12(wall.hour))],
  ['H', ({ wall }) => two(wall.hour)],
  ['i', ({ wall }) => two(wall.minute)],
  ['I', () => ''],
  ['j', ({ wall }) => String(wall.day)],
  ['l', weekdayName],
  ['L', ({ wall }) => (isLeap(wall.year) ? 'True' : 'False')],
  ['m', ({ wall }) => two(wall.month)],
  ['M', shortMonth],
  ['n', ({ wall }) => String(wall.month)],
  [
    'N',
    (shown) =>
      isEnglish(shown.locale) ? (AP_MONTHS[shown.wall.month - 1] ?? '') : shortMonth(shown),
  ],
  ['o', ({ wall }) => String(isoWeek(wall).year)],
  ['O', offsetText],
  [
    'P',
    (shown) => {
      const { hour, minute } = shown.wall
      if (minute === 0 && hour === 0) return 'midnight'
      if (minute === 0 && hour === 12) return 'noon'
      return `${clock12(shown)} ${dotted(hour)}`
    },
  ],
  ['r', (shown) => written(shown, 'D, d M Y H:i:s O')],
  ['s', ({ wall }) => two(wall.second)],
  ['S', ({ wall }) => ordinal(wall.day)],
  ['t', ({ wall }) => String(new Date(Date.UTC(wall.year, wall.month, 0)).getUTCDate())],
  ['T', zoneName],
  ['u', () => '000000'],
  ['U', ({ at }) => String(Math.floor(at.getTime() / 1_000))],
  ['w', ({ wall }) => String(wall.weekday)],
  ['W', ({ wall }) => String(isoWeek(wall).week)],
  ['y', ({ wall }) => two(wall.year % 100)],
  ['Y', ({ wall }) => String(wall.year).padStart(4, '0')],
  ['z', ({ wall }) => String(dayOfYear(wall))],
  ['Z', ({ wall }) => String(wall.offsetMinutes * 60)],
])

const NAMED_FORMATS: ReadonlyMap<string, string> = new Map([
  ['DATE_FORMAT', 'N j, Y'],
  ['DATETIME_FORMAT', 'N j, Y, P'],
  ['SHORT_DATE_FORMAT', 'm/d/Y'],
  ['SHORT_DATETIME_FORMAT', 'm/d/Y P'],
  ['TIME_FORMAT', 'P'],
])

const PERCENT: ReadonlyMap<string, Letter> = new Map<string, Letter>([
  ['a', shortWeekday],
  ['A', weekdayName],
  ['b', shortMonth],
  ['B', monthName],
  ['c', (shown) => percent(shown, '%a %b %e %H:%M:%S %Y')],
  ['d', ({ wall }) => two(wall.day)],
  ['D', (shown) => percent(shown, '%m/%d/%y')],
  ['e', ({ wall }) => String(wall.day).padStart(2)],
  ['F', (shown) => percent(shown, '%Y-%m-%d')],
  ['H', ({ wall }) => two(wall.hour)],
  ['I', ({ wall }) => two(hour12(wall.hour))],
  ['j', ({ wall }) => String(dayOfYear(wall)).padStart(3, '0')],
  ['m', ({ wall }) => two(wall.month)],
  ['M', ({ wall }) => two(wall.minute)],
  ['p', ({ wall }) => (wall.hour < 12 ? 'AM' : 'PM')],
  ['S', ({ wall }) => two(wall.second)],
  ['T', (shown) => percent(shown, '%H:%M:%S')],
  ['u', ({ wall }) => String(wall.weekday || 7)],
  ['V', ({ wall }) => two(isoWeek(wall).week)],
  ['w', ({ wall }) => String(wall.weekday)],
  ['x', (shown) => percent(shown, '%m/%d/%y')],
  ['X', (shown) => percent(shown, '%H:%M:%S')],
  ['y', ({ wall }) => two(wall.year % 100)],
  ['Y', ({ wall }) => String(wall.year).padStart(4, '0')],
  ['z', offsetText],
  ['Z', zoneName],
  ['%', () => '%'],
])

function shownOf(moment: ZonedTime, locale: string): Shown {
  return { wall: wallTime(moment.at, moment.zone), at: moment.at, zone: moment.zone, locale }
}

/**
 * A moment in Django's letters ('F d, o'), or in those of strftime where the format has a percent sign
 * ('%Y-%m-%d'). Names of months and weekdays are in the language given.
 */
export function djangoDate(moment: ZonedTime, format: string, locale: string): string {
  if (format.includes('%')) return strftime(moment, format, locale)
  return written(shownOf(moment, locale), NAMED_FORMATS.get(format) ?? format)
}

/** A moment in the letters of strftime; `%-d` is without the leading zero. */
export function strftime(moment: ZonedTime, format: string, locale: string): string {
  return percent(shownOf(moment, locale), format)
}

function written(shown: Shown, format: string): string {
  let out = ''
  for (let at = 0; at < format.length; at += 1) {
    const char = format.charAt(at)
    if (char === '\\') {
      at += 1
      out += format.charAt(at)
    } else {
      out += DJANGO.get(char)?.(shown) ?? char
    }
  }
  return out
}

function percent(shown: Shown, format: string): string {
  let out = ''
  for (let at = 0; at < format.length; at += 1) {
    const char = format.charAt(at)
    if (char !== '%') {
      out += char
      continue
    }
    const isBare = format.charAt(at + 1) === '-'
    at += isBare ? 2 : 1
    const text = PERCENT.get(format.charAt(at))?.(shown)
    if (text === undefined) out += `%${isBare ? '-' : ''}${format.charAt(at)}`
    else out += isBare ? text.trimStart().replace(/^0+(?=\d)/, '') : text
  }
  return out
}

/** ISO 8601 in the zone of the moment. */
function isoText(shown: Shown): string {
  const offset = offsetText(shown)
  return `${percent(shown, '%Y-%m-%dT%H:%M:%S')}${offset.slice(0, 3)}:${offset.slice(3)}`
}
