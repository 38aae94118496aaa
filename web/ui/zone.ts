/** Calendar days are `YYYY-MM-DD`; the zone says where on earth that day is meant. */

const DAY_MS = 86_400_000

export function dayIn(zone: string, at: Date): string {
  const parts = partsIn(zone, at)
  return `${parts.year}-${pad(parts.month)}-${pad(parts.day)}`
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10)
}

/** Both ends count: from the 1st to the 1st is one day. */
export function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1
}

/** The instant at which a calendar day begins in a zone, also on the days when clocks change. */
export function startOfDay(day: string, zone: string): Date {
  return instantOf(`${day}T00:00`, zone)
}

/** The instant that a wall clock in a zone shows as `YYYY-MM-DDTHH:MM`. */
export function instantOf(wall: string, zone: string): Date {
  const guess = Date.parse(`${wall}Z`)
  const once = guess - offsetMs(zone, new Date(guess))
  return new Date(guess - offsetMs(zone, new Date(once)))
}

/** What a wall clock in a zone shows at an instant, as `YYYY-MM-DDTHH:MM`. */
export function wallIn(zone: string, at: Date): string {
  return new Date(at.getTime() + offsetMs(zone, at)).toISOString().slice(0, 16)
}

/** How far the clocks of a zone are ahead at an instant: `GMT+2`. */
export function offsetIn(zone: string, at: Date): string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'shortOffset' })
  const { value = 'GMT' } =
    format.formatToParts(at).find((one) => one.type === 'timeZoneName') ?? {}
  return value
}

function offsetMs(zone: string, at: Date): number {
  const { year, month, day, hour, minute, second } = partsIn(zone, at)
  const wall = Date.UTC(year, month - 1, day, hour, minute, second)
  return wall - Math.floor(at.getTime() / 1000) * 1000
}

function partsIn(zone: string, at: Date) {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value)
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  }
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
