const SHOWN = 3
/** Of a shorter secret, three characters would be too much of it. */
const LENGTH_MIN = 6

/** The last characters of a secret, by which people recognise it; empty for short ones. */
export function secretMask(value: string): string {
  return value.length < LENGTH_MIN ? '' : value.slice(-SHOWN).toWellFormed()
}
