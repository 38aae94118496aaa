/**
 * IANA names that PostgreSQL reads as abbreviations with a fixed offset, although the zones of these
 * names change their clocks. Since tzdata 2024b they are links to the cities given here.
 */
const MISREAD: ReadonlyMap<string, string> = new Map([
  ['CET', 'Europe/Brussels'],
  ['MET', 'Europe/Brussels'],
  ['EET', 'Europe/Athens'],
  ['WET', 'Europe/Lisbon'],
])

/** The name under which PostgreSQL knows a time zone of the API. */
export function databaseZone(timeZone: string): string {
  return MISREAD.get(timeZone.toUpperCase()) ?? timeZone
}
