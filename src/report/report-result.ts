import { languageOf } from '../account/account.ts'
import type { Measurement } from '../contract/metrics.ts'

/** The numbers of a report of the account's own. */
export interface ReportResult {
  from: Date
  until: Date
  timeZone: string
  dates: Date[]
  series: ReportSeries[]
  hasMoreGroups: boolean
}

export interface ReportSeries {
  metricId: string
  metricName: string
  measurement: Measurement
  /** The value that it is grouped by; null: not grouped. */
  group: string | null
  values: number[]
  /** Of the whole time; null for people, who may come back in several intervals. */
  total: number | null
}

/** Words of a report that leaves the console, in the language of its account. */
export interface ReportWords {
  locale: string
  date: string
  total: string
  measurements: Record<Measurement, string>
  more: string
  /** That a PDF has no font for some of it. */
  letters: string
  subject: (name: string) => string
  /** What the mail says, above a link. */
  body: (name: string) => string
}

const EN: ReportWords = {
  locale: 'en-GB',
  date: 'Date',
  total: 'Total',
  measurements: { count: 'events', unique: 'people', sum_value: 'value' },
  letters:
    'Letters that no font of this file has are question marks here; the console and the CSV show them.',
  more: 'There are more groups or lines than fit here; the report in the console shows them.',
  subject: (name) => `Report: ${name}`,
  body: (name) =>
    `The report “${name}” is attached. You get it because a teammate put you on its list.`,
}

const DE: ReportWords = {
  locale: 'de-DE',
  date: 'Datum',
  total: 'Summe',
  measurements: { count: 'Ereignisse', unique: 'Personen', sum_value: 'Wert' },
  letters:
    'Buchstaben, die keine Schrift dieser Datei hat, sind hier Fragezeichen; die Konsole und die CSV zeigen sie.',
  more: 'Es gibt mehr Gruppen oder Zeilen, als hier Platz haben; der Bericht in der Konsole zeigt sie.',
  subject: (name) => `Bericht: ${name}`,
  body: (name) =>
    `Der Bericht „${name}“ hängt an. Du bekommst ihn, weil jemand aus dem Team dich auf seine Liste gesetzt hat.`,
}

/** @param locale of the account, such as `de-DE` */
export function reportWords(locale: string): ReportWords {
  return languageOf(locale) === 'de' ? DE : EN
}

/** How a series is called: metric, what is measured, group. */
export function seriesName(series: ReportSeries, words: ReportWords): string {
  const what = `${series.metricName} (${words.measurements[series.measurement]})`
  return series.group === null ? what : `${what}: ${series.group || '–'}`
}
