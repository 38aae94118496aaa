import { useTranslation } from 'react-i18next'

/**
 * The reader's own regional variant of the language they chose: "en-GB" dates for a British browser. Some
 * browsers name one that formats refuse, as en-US@posix where the system has no language.
 *
 * @param offered of the browser, the most wanted first
 */
export function regionalLocale(language: string, offered: readonly string[]): string {
  return offered.find((one) => one.startsWith(language) && isLocale(one)) ?? language
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length > 0
  } catch {
    return false
  }
}

const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S
const DAY_S = 24 * HOUR_S

export function formats(locale: string) {
  return {
    locale,
    number: (value: number) =>
      new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value),
    compact: (value: number) =>
      new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(
        value,
      ),
    percent: (fraction: number) =>
      new Intl.NumberFormat(locale, {
        style: 'percent',
        maximumFractionDigits: Math.abs(fraction) < 0.1 ? 1 : 0,
      }).format(fraction),
    signedPercent: (fraction: number) =>
      new Intl.NumberFormat(locale, {
        style: 'percent',
        signDisplay: 'exceptZero',
        maximumFractionDigits: Math.abs(fraction) < 0.1 ? 1 : 0,
      }).format(fraction),
    money: (value: number, currency: string) =>
      new Intl.NumberFormat(locale, { style: 'currency', currency }).format(value),
    /** Calendar day of an instant, as the account's clock on the wall shows it. */
    weekday: (at: string | number, timeZone: string) =>
      new Intl.DateTimeFormat(locale, {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        timeZone,
      }).format(new Date(at)),
    day: (at: string | Date, timeZone: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(new Date(at)),
    dayAndTime: (at: string | Date, timeZone: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
        new Date(at),
      ),
    time: (at: string | Date, timeZone: string) =>
      new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone }).format(new Date(at)),
    exact: (at: string | Date, timeZone: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', timeZone }).format(
        new Date(at),
      ),
    relative: (at: string | Date, now: Date) => {
      const seconds = Math.round((new Date(at).getTime() - now.getTime()) / 1000)
      const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
      const size = Math.abs(seconds)
      if (size < MINUTE_S) return format.format(Math.trunc(seconds), 'second')
      if (size < HOUR_S) return format.format(Math.trunc(seconds / MINUTE_S), 'minute')
      if (size < DAY_S) return format.format(Math.trunc(seconds / HOUR_S), 'hour')
      if (size < 31 * DAY_S) return format.format(Math.trunc(seconds / DAY_S), 'day')
      if (size < 365 * DAY_S) return format.format(Math.trunc(seconds / (30 * DAY_S)), 'month')
      return format.format(Math.trunc(seconds / (365 * DAY_S)), 'year')
    },
  }
}

export type Formats = ReturnType<typeof formats>

export function useFormats(): Formats {
  const { i18n } = useTranslation()
  return formats(regionalLocale(i18n.language, navigator.languages))
}
