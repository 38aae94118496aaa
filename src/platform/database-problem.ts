import { Problem } from './problem.ts'
import { DatabaseRefusal } from './sql.ts'

/** How long a caller should wait before trying again while PostgreSQL is away. */
const RETRY_AFTER_SECONDS = 2

const CONNECTION_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
])

// 08 connection, 53 out of resources, 57P admin shutdown, 40 serialisation and deadlock
const PASSING = /^(08|53|57P|40)/

/** 503 when the database is away or asks to be tried again; undefined for anything else. */
export function databaseProblem(error: unknown): Problem | undefined {
  const isAway =
    error instanceof DatabaseRefusal
      ? PASSING.test(error.code)
      : typeof error === 'object' &&
        error !== null &&
        'code' in error &&
        typeof error.code === 'string' &&
        CONNECTION_CODES.has(error.code)
  if (!isAway) return undefined
  return new Problem(
    503,
    {
      code: 'service_unavailable',
      title: 'Service unavailable.',
      detail: 'The database cannot be reached at the moment. Nothing was stored.',
      fix: 'Send the request again after Retry-After seconds.',
    },
    RETRY_AFTER_SECONDS,
  )
}
