export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** The instant as the API writes it: whole seconds, offset spelled out. */
export function isoSeconds(at: Date): string {
  return `${at.toISOString().slice(0, 19)}+00:00`
}

/** The start of the second an instant lies in. Event times are whole seconds. */
export function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / SECOND_MS) * SECOND_MS)
}
