import { DAY_MS } from './time.ts'

/**
 * The instant at which the clocks of a zone show this wall time.
 *
 * A wall time that is skipped when clocks go forward is read with the offset before (02:30 becomes
 * 03:30); one that comes twice is the earlier.
 *
 * @param wall the wall time, written as if it were UTC
 * @param zone IANA name that this runtime knows
 */
export function zonedInstant(wall: Date, zone: string): Date {
  if (zone === 'UTC') return wall
  // No zone changes its offset twice within two days.
  const before = offsetMs(wall.getTime() - DAY_MS, zone)
  const after = offsetMs(wall.getTime() + DAY_MS, zone)
  const early = wall.getTime() - Math.max(before, after)
  const late = wall.getTime() - Math.min(before, after)
  if (offsetMs(early, zone) === wall.getTime() - early) return new Date(early)
  if (offsetMs(late, zone) === wall.getTime() - late) return new Date(late)
  return new Date(wall.getTime() - before)
}

/** What the clocks of a zone show at an instant, written as if it were UTC. Whole seconds. */
export function wallTime(at: Date, zone: string): Date {
  const seconds = Math.floor(at.getTime() / 1_000) * 1_000
  return new Date(seconds + (zone === 'UTC' ? 0 : offsetMs(seconds, zone)))
}

/** How far the zone is ahead of UTC at an instant, milliseconds. */
function offsetMs(atMs: number, zone: string): number {
  const shown = new Map<string, number>()
  for (const { type, value } of formatterOf(zone).formatToParts(atMs)) {
    shown.set(type, Number(value))
  }
  const part = (type: string) => shown.get(type) ?? 0
  const wallMs = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return wallMs - Math.floor(atMs / 1_000) * 1_000
}

/** Making one costs a hundred times what using it does. There are some 600 zones. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formatters.set(zone, made)
  return made
}
