import type { MetricFilter } from '../contract/conditions.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { valueTest } from './value-sql.sql.ts'

/** Given the column of the profile, another condition of a query. */
export type Narrowing = (profileId: Fragment) => Fragment

/**
 * What an event must pass besides its metric and time, as `and …`; undefined when only the evaluator
 * in memory can tell.
 *
 * @param event the name of the event's row in the query
 */
export function eventTests(
  tx: Tx,
  event: Fragment,
  filters: readonly MetricFilter[] | null | undefined,
): Fragment | undefined {
  const tests = (filters ?? []).map(({ property, filter }) => {
    if (/\.|\[\]$/.test(property)) return undefined // a path into nested data
    if (property === '$extra') return valueTest(tx, tx`null::jsonb`, filter)
    const value =
      property === '$value'
        ? tx`to_jsonb(${event}.value::float8)`
        : tx`(${event}.properties -> ${property}::text)`
    return valueTest(tx, value, filter)
  })
  const known = tests.filter((test) => test !== undefined)
  if (known.length < tests.length) return undefined
  return known.reduce((all, one) => tx`${all} and ${one}`, tx``)
}
