import type { Measurement } from '../contract/metrics.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { databaseZone } from '../platform/time-zone.ts'
import { AGGREGATE_NUMBERS_MAX, type AggregateQuestion } from './aggregate-question.ts'
import { elementText, propertyElements } from './property-elements.sql.ts'
import { propertyTest } from './property-test.sql.ts'

export interface AggregateRow {
  dimensions: string[]
  /** One number per date. */
  measurements: Partial<Record<Measurement, number[]>>
}

export interface Aggregate {
  dates: Date[]
  rows: AggregateRow[]
  /** After the last row, when there are more. */
  next: AggregateCursor | null
}

/** Where a page of groups ends: the value that they are sorted by, and the group itself. */
export interface AggregateCursor {
  key: string
  dimensions: string[]
}

/**
 * Answer a question from the events themselves, in two queries of one snapshot or of two: an event
 * that is recorded between them is in the next answer.
 */
export async function aggregateEvents(
  tx: Tx,
  accountId: string,
  question: AggregateQuestion,
  after: AggregateCursor | null,
): Promise<Aggregate> {
  const dates = await intervalStarts(tx, question)
  const numbersPerRow = dates.length * question.measurements.length
  const fitting = Math.max(1, Math.floor(AGGREGATE_NUMBERS_MAX / numbersPerRow))
  const rowsMax = Math.min(question.rowsMax, fitting)
  const series = await groupEvents(tx, accountId, question, { after, rowsMax: rowsMax + 1 })
  const groups = groupsOf(series, dates, question.measurements)
  const page = groups.slice(0, rowsMax)
  if (question.by.length === 0 && page.length === 0) {
    page.push({ ...emptyGroup([], dates, question.measurements), key: '' })
  }
  const last = page.at(-1)
  return {
    dates,
    rows: page.map(({ dimensions, measurements }) => ({ dimensions, measurements })),
    next: groups.length > rowsMax && last ? { key: last.key, dimensions: last.dimensions } : null,
  }
}

/**
 * The beginnings of the intervals that the range touches, in the time zone of the question. Local
 * days may begin at any quarter hour and last 23 to 25 hours, so the clock is asked, not counted.
 */
async function intervalStarts(tx: Tx, question: AggregateQuestion): Promise<Date[]> {
  const { interval, from, until, timeZone } = question
  const rows = await tx<{ startsAt: Date }[]>`
    select distinct date_trunc(${interval}, q, ${databaseZone(timeZone)}) as "startsAt"
    from (
      select unnest(array[${from}::timestamptz, ${until}::timestamptz - interval '1 second']) as q
      union all
      select generate_series(
        date_bin('15 minutes', ${from}::timestamptz, timestamptz '1970-01-01 00:00:00Z') + '15 minutes',
        ${until}::timestamptz - interval '1 microsecond',
        ${interval === 'hour' ? '15 minutes' : '1 hour'}::interval)
    ) quarters
    order by 1`
  return rows.map((row) => row.startsAt)
}

interface SeriesRow {
  dimensions: string[]
  key: string
  startsAt: Date
  count: number
  unique: number | null
  sum: string
}

/** The numbers of each group and interval that has any, group by group in the order asked for. */
function groupEvents(
  tx: Tx,
  accountId: string,
  question: AggregateQuestion,
  page: { after: AggregateCursor | null; rowsMax: number },
): Promise<SeriesRow[]> {
  const { interval, from, until, timeZone, sort } = question
  const wantsUnique = question.measurements.includes('unique') || sort.on === 'unique'
  const direction = sort.descending ? tx`desc` : tx`asc`
  return tx<SeriesRow[]>`
    with matching as (
      select e.profile_id, e.value,
             date_trunc(${interval}, e.occurred_at, ${databaseZone(timeZone)}) as starts_at,
             ${dimensions(tx, question.by)} as dimensions
      from events e
      ${question.by.reduce<Fragment>(
        (before, property, index) => tx`${before}
          cross join lateral (
            select distinct ${elementText(tx)} as text
            from ${propertyElements(tx, property)}
          ) ${tx(`d${index}`)}`,
        tx``,
      )}
      where e.account_id = ${accountId}
        and e.metric_id = ${question.metricId}
        and e.occurred_at >= ${from}
        and e.occurred_at < ${until}
        ${question.tests.reduce<Fragment>(
          (before, term) => tx`${before} and ${propertyTest(tx, term)}`,
          tx``,
        )}
    ),
    series as (
      select dimensions, starts_at, count(*) as count,
             ${wantsUnique ? tx`count(distinct profile_id)` : tx`null::bigint`} as "unique",
             coalesce(sum(value), 0) as sum
      from matching
      group by dimensions, starts_at
    ),
    keyed as (
      select s.*, ${sortKey(tx, question)} as key
      from series s
      window by_group as (partition by s.dimensions)
    ),
    ranked as (
      select k.*, dense_rank() over (order by k.key ${direction}, k.dimensions) as rank
      from keyed k
      ${afterCursor(tx, question, page.after)}
    )
    select dimensions, key::text as key, starts_at as "startsAt", count, "unique", sum::text as sum
    from ranked
    where rank <= ${page.rowsMax}
    order by rank, starts_at`
}

function dimensions(tx: Tx, by: readonly string[]): Fragment {
  if (by.length === 0) return tx`'{}'::text[] collate "C"`
  const texts = by.reduce<Fragment>(
    (before, _, index) =>
      index === 0 ? tx`${tx(`d${index}`)}.text` : tx`${before}, ${tx(`d${index}`)}.text`,
    tx``,
  )
  return tx`array[${texts}]::text[] collate "C"`
}

function sortKey(tx: Tx, { sort }: AggregateQuestion): Fragment {
  switch (sort.on) {
    case 'count':
      return tx`sum(s.count) over by_group`
    case 'unique':
      return tx`sum(s."unique") over by_group`
    case 'sum_value':
      return tx`sum(s.sum) over by_group`
    default:
      return tx`s.dimensions[${sort.on + 1}::int]`
  }
}

function afterCursor(tx: Tx, { sort }: AggregateQuestion, after: AggregateCursor | null): Fragment {
  if (!after) return tx``
  const key = typeof sort.on === 'number' ? tx`${after.key}::text` : tx`${after.key}::numeric`
  return tx`
    where k.key ${sort.descending ? tx`<` : tx`>`} ${key}
       or (k.key = ${key} and k.dimensions > ${after.dimensions}::text[])`
}

type Group = AggregateRow & { key: string }

function groupsOf(
  series: readonly SeriesRow[],
  dates: readonly Date[],
  measurements: readonly Measurement[],
): Group[] {
  const indexes = new Map(dates.map((date, index) => [date.getTime(), index]))
  const groups = new Map<string, Group>()
  for (const row of series) {
    const name = JSON.stringify(row.dimensions)
    const group = groups.get(name) ?? {
      ...emptyGroup(row.dimensions, dates, measurements),
      key: row.key,
    }
    groups.set(name, group)
    const index = indexes.get(row.startsAt.getTime())
    if (index === undefined) throw new Error(`no interval begins at ${row.startsAt.toISOString()}`)
    const { count, unique, sum_value: sums } = group.measurements
    if (count) count[index] = row.count
    if (unique) unique[index] = row.unique ?? 0
    if (sums) sums[index] = Number(row.sum)
  }
  return [...groups.values()]
}

function emptyGroup(
  dimensionsOfGroup: string[],
  dates: readonly Date[],
  measurements: readonly Measurement[],
): AggregateRow {
  return {
    dimensions: dimensionsOfGroup,
    measurements: Object.fromEntries(
      measurements.map((name) => [name, Array.from({ length: dates.length }, () => 0)]),
    ),
  }
}
