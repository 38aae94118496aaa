import { DAY_MS } from '../platform/time.ts'
import { djangoDate, strftime } from './date-format.ts'
import type { RenderScope } from './render-scope.ts'
import type { DialectFilter } from './template-expression.ts'
import { numberOf, textOf, ZonedTime } from './template-values.ts'
import { fromWall, momentOf, wallTime } from './zoned-clock.ts'

const WEEK_MS = 7 * DAY_MS
/** Days that may be added: 300 years. */
const DAYS_MAX = 110_000
const FORMAT_CHARS_MAX = 200
/** What writing a date costs against the limit of work, compared with a character. */
const DATE_COST = 2_000

/** A moment read from data is shown in the account's zone; one that a filter made keeps its own. */
function momentIn(value: unknown, scope: RenderScope): ZonedTime | undefined {
  return momentOf(value, scope.settings.timeZone)
}

/**
 * Shows a moment, in the account's zone unless `recipient_time` came before. Text that is a date is
 * taken too, although Django wants it parsed first. What is no date is empty.
 */
function date(value: unknown, format: unknown, scope: RenderScope): string {
  const moment = momentIn(value, scope)
  if (!moment) return ''
  scope.charge(DATE_COST)
  const letters = format === undefined ? 'N j, Y' : textOf(format).slice(0, FORMAT_CHARS_MAX)
  return djangoDate(moment, letters, scope.settings.locale)
}

/** The same time of day so many days later; text stays text of the same form. */
function daysLater(value: unknown, arg: unknown, scope: RenderScope): unknown {
  const moment = momentIn(value, scope)
  const days = Math.trunc(numberOf(arg) ?? Number.NaN)
  if (!moment || !(Math.abs(days) <= DAYS_MAX)) return undefined
  const { year, month, day, hour, minute, second } = wallTime(moment.at, moment.zone)
  const on = new Date(Date.UTC(year, month - 1, day + days))
  const at = fromWall(moment.zone, [
    on.getUTCFullYear(),
    on.getUTCMonth() + 1,
    on.getUTCDate(),
    hour,
    minute,
    second,
  ])
  if (!at) return undefined
  const later = new ZonedTime(at, moment.zone, moment.isDay)
  if (typeof value !== 'string') return later
  const format = /^\d{1,2}[-/]/.test(value.trim()) ? '%m-%d-%Y' : '%Y-%m-%d'
  return strftime(later, moment.isDay ? format : '%Y-%m-%dT%H:%M:%S', 'en')
}

/** Whole weeks from a moment until now, or until the moment given. */
function weeksSince(value: unknown, arg: unknown, scope: RenderScope): number | undefined {
  const from = momentOf(value, 'UTC')
  const to = arg === undefined ? scope.settings.now : momentOf(arg, 'UTC')?.at
  return from && to && Math.trunc((to.getTime() - from.at.getTime()) / WEEK_MS)
}

const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['year', 365 * DAY_MS],
  ['month', 30 * DAY_MS],
  ['week', WEEK_MS],
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** '3 days, 4 hours': the two largest units that follow one another. */
function duration(fromMs: number, toMs: number): string {
  let left = Math.max(0, toMs - fromMs)
  const parts: string[] = []
  for (const [name, ms] of UNITS) {
    const count = Math.floor(left / ms)
    left -= count * ms
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`)
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break
  }
  return parts.length === 0 ? '0 minutes' : parts.join(', ')
}

function timeSince(sign: 1 | -1): DialectFilter {
  return {
    args: [0, 1],
    run: (value, [arg], scope) => {
      const moment = momentIn(value, scope)
      const other = arg === undefined ? scope.settings.now : momentIn(arg, scope)?.at
      if (!moment || !other) return ''
      const [from, to] = [moment.at.getTime(), other.getTime()]
      return sign === 1 ? duration(from, to) : duration(to, from)
    },
  }
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** What each letter of strptime reads. */
const READS: ReadonlyMap<string, RegExp> = new Map([
  ['Y', /\d{4}/y],
  ['y', /\d{2}/y],
  ['m', /\d{1,2}/y],
  ['d', /\d{1,2}/y],
  ['H', /\d{1,2}/y],
  ['I', /\d{1,2}/y],
  ['M', /\d{1,2}/y],
  ['S', /\d{1,2}/y],
  ['p', /[ap]\.?m\.?/iy],
  ['b', /[a-z]{3}/iy],
  ['B', /[a-z]{3,9}/iy],
])

/** Reads text by a format of strptime ('%d.%m.%Y %H:%M'), as wall time of the account's zone. */
function parsed(text: string, format: string, zone: string): ZonedTime | undefined {
  const found = new Map<string, string>()
  let at = 0
  for (let i = 0; i < format.length; i += 1) {
    const char = format.charAt(i)
    if (char !== '%') {
      if (text.charAt(at) !== char) return undefined
      at += 1
      continue
    }
    i += 1
    const letter = format.charAt(i)
    const pattern = READS.get(letter)
    if (!pattern) return undefined
    pattern.lastIndex = at
    const match = pattern.exec(text)?.[0]
    if (match === undefined) return undefined
    found.set(letter, match)
    at += match.length
  }
  return at === text.length ? assembled(found, zone) : undefined
}

function assembled(found: ReadonlyMap<string, string>, zone: string): ZonedTime | undefined {
  const number = (letter: string) => {
    const text = found.get(letter)
    return text === undefined ? undefined : Number(text)
  }
  const short = number('y')
  const century = short !== undefined && short < 69 ? 2000 : 1900
  const year = number('Y') ?? (short === undefined ? 1900 : century + short)
  const word = (found.get('b') ?? found.get('B'))?.slice(0, 3).toLowerCase()
  const month = number('m') ?? (word === undefined ? 1 : MONTHS.indexOf(word) + 1)
  const half = found.get('p')?.toLowerCase().startsWith('p') === true ? 12 : 0
  const twelve = number('I')
  const hour = number('H') ?? (twelve === undefined ? 0 : (twelve % 12) + half)
  const day = number('d') ?? 1
  const at = fromWall(zone, [year, month, day, hour, number('M') ?? 0, number('S') ?? 0])
  return at && new ZonedTime(at, zone, !['H', 'I', 'M'].some((letter) => found.has(letter)))
}

function fromString(value: unknown, format: unknown, scope: RenderScope): ZonedTime | undefined {
  if (format === undefined) return momentIn(value, scope)
  const letters = textOf(format).slice(0, FORMAT_CHARS_MAX)
  return parsed(textOf(value).trim(), letters, scope.settings.timeZone)
}

/** A moment on the recipient's clocks. A day without a time stays the same day. */
function recipientTime(value: unknown, scope: RenderScope): ZonedTime | undefined {
  const moment = momentIn(value, scope)
  if (!moment || moment.isDay) return moment
  return new ZonedTime(moment.at, scope.settings.recipientTimeZone)
}

/** The smallest picture there is: one clear dot. */
const NO_PICTURE = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

const picture: DialectFilter = {
  args: [0, 1],
  keepsSafe: true,
  run: (value, [arg], scope) => {
    if (scope.isTrue(value)) return value
    return arg === undefined ? (scope.host.missingImageUrl ?? NO_PICTURE) : textOf(arg)
  },
}

/** Filters of dates, and of pictures that are missing. */
export const DATE_FILTERS: readonly (readonly [string, DialectFilter])[] = [
  ['date', { args: [0, 1], run: (value, [arg], scope) => date(value, arg, scope) }],
  ['time', { args: [0, 1], run: (value, [arg], scope) => date(value, arg ?? 'P', scope) }],
  ['format_date_string', { args: [0, 0], run: (value, _, scope) => momentIn(value, scope) }],
  [
    'datetime_from_string',
    { args: [0, 1], run: (value, [arg], scope) => fromString(value, arg, scope) },
  ],
  ['days_later', { args: [1, 1], run: (value, [arg], scope) => daysLater(value, arg, scope) }],
  ['weeks_since', { args: [0, 1], run: (value, [arg], scope) => weeksSince(value, arg, scope) }],
  ['timesince', timeSince(1)],
  ['timeuntil', timeSince(-1)],
  ['recipient_time', { args: [0, 0], run: (value, _, scope) => recipientTime(value, scope) }],
  ['missing_image', picture],
  ['missing_product_image', picture],
]
