import { DAY_MS } from '../platform/time.ts'
import { wallTime, zonedInstant } from '../platform/zoned-instant.ts'

/** A part of each day, such as 21:00 to 08:00, by the clocks where the person is. */
export interface QuietHours {
  from: string
  until: string
}

/**
 * When the quiet hours that an instant lies in are over; null when it lies in none. The end itself is
 * no longer quiet. From and until the same: there are none.
 *
 * @param zone IANA name that this runtime knows
 */
export function quietUntil(hours: QuietHours, now: Date, zone: string): Date | null {
  const from = minutesOf(hours.from)
  const until = minutesOf(hours.until)
  if (from === until) return null
  const wall = wallTime(now, zone)
  const at = wall.getUTCHours() * 60 + wall.getUTCMinutes()
  const isOverMidnight = from > until
  const isQuiet = isOverMidnight ? at >= from || at < until : at >= from && at < until
  if (!isQuiet) return null
  const midnight = new Date(wall)
  midnight.setUTCHours(0, 0, 0, 0)
  const endsTomorrow = isOverMidnight && at >= from
  const end = midnight.getTime() + until * 60_000 + (endsTomorrow ? DAY_MS : 0)
  return zonedInstant(new Date(end), zone)
}

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}
