import type { Language } from '../contract/agent-words.ts'
import type { Phrases, Tone } from './phrase-book.ts'
import { germanPhrases } from './phrases-de.ts'
import { englishPhrases } from './phrases-en.ts'

/** The phrases of a language in a tone. A custom tone speaks as the neutral one does. */
export function phrasesFor(language: Language, tone: Tone): Phrases {
  return language === 'de' ? germanPhrases(tone) : englishPhrases(tone)
}

/** A price as the language writes it: €39.90, 39,90 €. Without a currency only the number. */
export function priceText(price: number, currency: string | null, language: Language): string {
  const locale = language === 'de' ? 'de-DE' : 'en-US'
  if (currency === null || !/^[A-Z]{3}$/.test(currency)) {
    return numberFormat(locale, null).format(price)
  }
  return numberFormat(locale, currency).format(price)
}

/** A calendar day in the shop's time zone: March 3, 2026; 3. März 2026. */
export function dayText(at: Date, timezone: string, language: Language): string {
  const locale = language === 'de' ? 'de-DE' : 'en-US'
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: timezone }).format(at)
}

/** A day that a shop wrote: dates as the language writes them, other words as they are. */
export function writtenDay(written: string, timezone: string, language: Language): string {
  if (!/^\d{4}-\d\d-\d\d/.test(written)) return written
  const at = new Date(written)
  return Number.isNaN(at.getTime()) ? written : dayText(at, timezone, language)
}

/** "a, b and c". */
export function listText(items: readonly string[], phrases: Pick<Phrases, 'and'>): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${phrases.and} ${items.at(-1)}`
}

// Making one takes longer than everything else of a turn.
const FORMATS_MAX = 100
const formats = new Map<string, Intl.NumberFormat>()

function numberFormat(locale: string, currency: string | null): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(
    locale,
    currency === null
      ? { maximumFractionDigits: 2 }
      : { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' },
  )
  if (formats.size < FORMATS_MAX) formats.set(key, made)
  return made
}
