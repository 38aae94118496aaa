import type { Language } from '../contract/agent-words.ts'

/** `["09:00", "17:00"]`: from, until. Midnight at the end is `24:00`. */
export type Opening = readonly [from: string, until: string]

/** When people of the team answer. */
export interface OfficeHours {
  /** Seven, Monday first; null: the shop has not said, so nothing is promised. */
  days: readonly (readonly Opening[])[] | null
  timezone: string
  /** What the shop says while nobody is there, instead of our own words. */
  closedMessage: Readonly<Record<Language, string | null>>
}

export type Availability =
  | { isOpen: true }
  /** `opens` is null when no day of the next week has hours. */
  | { isOpen: false; opens: { inDays: number; weekday: number; at: string } | null }

/** Whether somebody is there at `now`, and if not, when next. Pure. */
export function availability(hours: OfficeHours, now: Date): Availability {
  if (hours.days === null) return { isOpen: true }
  const local = localTime(now, hours.timezone)
  const today = hours.days[local.weekday] ?? []
  if (today.some(([from, until]) => from <= local.time && local.time < until)) {
    return { isOpen: true }
  }
  for (let inDays = 0; inDays <= 7; inDays += 1) {
    const weekday = (local.weekday + inDays) % 7
    const next = (hours.days[weekday] ?? [])
      .map(([from]) => from)
      .filter((from) => inDays > 0 || from > local.time)
      .toSorted()[0]
    if (next !== undefined) return { isOpen: false, opens: { inDays, weekday, at: next } }
  }
  return { isOpen: false, opens: null }
}

const WEEKDAYS: Record<Language, readonly string[]> = {
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  de: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
}

/** "tomorrow at 9:00", "am Montag um 9:00 Uhr"; null when nobody knows. */
export function opensText(state: Availability, language: Language): string | null {
  if (state.isOpen || state.opens === null) return null
  const { inDays, weekday } = state.opens
  const at = state.opens.at.replace(/^0/, '')
  const day = WEEKDAYS[language][weekday] ?? ''
  if (language === 'de') {
    return `${inDays === 0 ? 'heute' : inDays === 1 ? 'morgen' : `am ${day}`} um ${at} Uhr`
  }
  return `${inDays === 0 ? 'today' : inDays === 1 ? 'tomorrow' : `on ${day}`} at ${at}`
}

const SHORT_DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

function localTime(now: Date, timezone: string): { weekday: number; time: string } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return {
    weekday: SHORT_DAYS.indexOf(part('weekday')),
    time: `${part('hour')}:${part('minute')}`,
  }
}
