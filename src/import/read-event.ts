import { createHash } from 'node:crypto'
import type { EventMapping } from '../contract/imports.ts'
import { CurrencyCode } from '../contract/values.ts'
import type { EventToRecord } from '../event/new-event.ts'
import { readEvent as checkedEvent } from '../event/new-event.ts'
import { Problem } from '../platform/problem.ts'
import { DAY_MS } from '../platform/time.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { decimalText } from './decimal.ts'
import type { Values } from './file-rows.ts'
import { numberIn, propertiesReader, textOf, timeReader } from './read-cells.ts'
import { nobody, profileReader } from './read-profile.ts'
import { badCell, Refused } from './refusal.ts'

/** Older events are history: they are counted everywhere but start no flow. */
export const HISTORY_AFTER_MS = DAY_MS

const UNIQUE_ID_LENGTH_MAX = 1_000

/** Reads one event from each row. The function throws Refused for a row that is none. */
export function eventReader(mapping: EventMapping): (values: Values, now: Date) => EventToRecord {
  const readProfile = profileReader(mapping.profile, mapping.numbers, 'event')
  const readTime = timeReader(mapping.time)
  const readProperties = propertiesReader(mapping.properties, mapping.numbers)
  return (values, now) => {
    const profile = readProfile(values)
    if (!profile) throw nobody(mapping.profile)
    const time = readTime(values)
    if (!time) throw noTime(mapping.time.column)
    const facts = {
      metricName: metricOf(mapping, values),
      time,
      value: valueOf(mapping, values),
      currency: mapping.currency && currencyOf(mapping.currency, values),
      properties: readProperties(values),
      profile,
    }
    return importedEvent({ ...facts, uniqueId: uniqueIdOf(mapping, values, facts) }, now)
  }
}

export function noTime(column: string): Refused {
  return new Refused('no-time', `${column} is empty.`, `Fill ${column} with the time of the event.`)
}

interface NewFacts {
  metricName: string
  time: Date
  uniqueId: string
  /** Exact decimal text. */
  value: string | null
  currency: string | null
  properties: Record<string, unknown>
  profile: ProfileInput
}

/**
 * The event as it will be recorded, with the limits of the API.
 * @throws Refused naming the limit
 */
export function importedEvent(facts: NewFacts, now: Date): EventToRecord {
  const { metricName, time, uniqueId, value, currency, properties, profile } = facts
  try {
    const checked = checkedEvent(
      {
        metric: { data: { type: 'metric', attributes: { name: metricName } } },
        properties,
        time,
        unique_id: uniqueId,
        value_currency: currency,
        backfill: now.getTime() - time.getTime() > HISTORY_AFTER_MS,
      },
      now,
      '',
    )
    return { ...checked, value: value ?? checked.value, profile }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const [detail] = error.details
    throw new Refused('over-limit', detail?.detail ?? error.message, detail?.fix ?? '')
  }
}

const METRIC_NAME_LENGTH_MAX = 127

function metricOf({ metric }: EventMapping, values: Values): string {
  if ('fixed' in metric) return metric.fixed
  const name = textOf(values, metric.column)
  if (name === '') {
    throw new Refused(
      'no-metric',
      `${metric.column} is empty.`,
      `Fill ${metric.column} with the name of what happened.`,
    )
  }
  if (name.length <= METRIC_NAME_LENGTH_MAX) return name
  throw badCell(
    'over-limit',
    { column: metric.column, text: name },
    { is: `longer than ${METRIC_NAME_LENGTH_MAX} characters`, fix: 'Shorten the name.' },
  )
}

function valueOf({ value, numbers }: EventMapping, values: Values): string | null {
  if (value === null || textOf(values, value) === '') return null
  return decimalText(numberIn(values, value, numbers))
}

/** The currency of a row; null when its cell is empty. */
export function currencyOf(
  currency: { fixed: string } | { column: string },
  values: Values,
): string | null {
  if ('fixed' in currency) return currency.fixed
  const text = textOf(values, currency.column).toUpperCase()
  if (text === '') return null
  if (CurrencyCode.safeParse(text).success) return text
  throw badCell(
    'bad-currency',
    { column: currency.column, text },
    { is: 'not a currency code', fix: 'Write an ISO 4217 code such as EUR.' },
  )
}

function uniqueIdOf(
  { unique_id }: EventMapping,
  values: Values,
  facts: Omit<NewFacts, 'uniqueId'>,
): string {
  if (unique_id === null) return contentId(facts)
  const id =
    'column' in unique_id
      ? textOf(values, unique_id.column)
      : filledTemplate(unique_id.template, values)
  if (id === '') {
    throw new Refused(
      'no-unique-id',
      'The unique id of the event is empty.',
      'Fill its column, or map none: then equal rows are one event.',
    )
  }
  if (id.length <= UNIQUE_ID_LENGTH_MAX) return id
  throw new Refused(
    'over-limit',
    `The unique id is ${id.length} characters long.`,
    `Use at most ${UNIQUE_ID_LENGTH_MAX} characters.`,
  )
}

const PLACEHOLDER = /\{([^{}]+)\}/g

/** Names of the columns in a template. */
export function templateColumns(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '')
}

function filledTemplate(template: string, values: Values): string {
  return template.replaceAll(PLACEHOLDER, (_, column: string) => textOf(values, column))
}

/** The same content is the same event, so a file can be loaded again without a column of ids. */
function contentId(facts: Omit<NewFacts, 'uniqueId'>): string {
  const { metricName, time, value, currency, properties, profile } = facts
  const content = [
    metricName,
    time.getTime(),
    value,
    currency,
    sorted(properties),
    sorted(profile.identifiers),
  ]
  return `row-${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 27)}`
}

function sorted(object: object): [string, unknown][] {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))
}
