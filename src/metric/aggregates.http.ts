import { createHash } from 'node:crypto'
import { z } from 'zod'
import { queryMetricAggregates } from '../contract/metrics.ts'
import { implement, type Route } from '../platform/http.ts'
import { invalid, quote } from '../platform/problem.ts'
import { DatabaseRefusal } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { type Aggregate, type AggregateCursor, aggregateEvents } from './aggregate-events.sql.ts'
import { readAggregateQuestion } from './aggregate-question.ts'
import { getMetricRow } from './metrics.sql.ts'

const INVALID_PARAMETER_VALUE = '22023'

export const aggregateRoutes: Route[] = [
  implement(queryMetricAggregates, async (call) => {
    const { accountId } = call.caller
    const { attributes } = call.body.data
    const question = readAggregateQuestion(call.body)
    const returned = readReturnFields(attributes.return_fields)
    const after = readCursor(attributes.page_cursor, question.by.length)
    const answer = await call
      .read(async (tx) => {
        await getMetricRow(tx, accountId, question.metricId)
        return aggregateEvents(tx, accountId, question, after)
      })
      .catch((error: unknown) => {
        throw zoneProblem(error, question.timeZone)
      })
    return {
      data: {
        type: 'metric-aggregate',
        id: createHash('md5').update(JSON.stringify(call.body)).digest('hex'),
        attributes: attributesOf(answer, returned),
      },
      ...(answer.next ? { meta: { page_cursor: encodeCursor(answer.next) } } : {}),
    }
  }),
]

type Returned = 'dates' | 'data'
const RETURNED: readonly Returned[] = ['dates', 'data']

function readReturnFields(names: readonly string[] | null | undefined): ReadonlySet<Returned> {
  const unknown = names?.find((name) => !RETURNED.some((known) => known === name))
  if (unknown !== undefined) {
    throw invalid(
      '/data/attributes/return_fields',
      `${quote(unknown)} is not a field of the answer. Allowed: ${RETURNED.join(', ')}.`,
    )
  }
  return new Set(names?.length ? RETURNED.filter((known) => names.includes(known)) : RETURNED)
}

function attributesOf({ dates, rows }: Aggregate, returned: ReadonlySet<Returned>) {
  return {
    ...(returned.has('dates') ? { dates: dates.map(isoSeconds) } : {}),
    ...(returned.has('data') ? { data: rows } : {}),
  }
}

const Stored = z.tuple([z.string().max(1_000), z.array(z.string())])

function encodeCursor({ key, dimensions }: AggregateCursor): string {
  return Buffer.from(JSON.stringify([key, dimensions])).toString('base64url')
}

function readCursor(text: string | null | undefined, dimensions: number): AggregateCursor | null {
  if (!text) return null
  const stored = Stored.safeParse(parsed(text))
  if (stored.success && stored.data[1].length === dimensions) {
    return { key: stored.data[0], dimensions: stored.data[1] }
  }
  throw invalid(
    '/data/attributes/page_cursor',
    'Invalid page cursor.',
    'Use meta.page_cursor of the answer to the same question unchanged.',
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/** Node and PostgreSQL bring lists of time zones of their own; a name must be on both. */
function zoneProblem(error: unknown, timeZone: string): unknown {
  const isUnknownZone =
    error instanceof DatabaseRefusal &&
    error.code === INVALID_PARAMETER_VALUE &&
    error.message.includes('time zone')
  if (!isUnknownZone) return error
  return invalid(
    '/data/attributes/timezone',
    `The time zone ${quote(timeZone)} is not known to the database.`,
    'Use the name of a city, such as Europe/Berlin.',
  )
}
