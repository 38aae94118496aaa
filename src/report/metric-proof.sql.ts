import type { FilterTerm } from '../contract/filter.ts'
import type { Measurement } from '../contract/metrics.ts'
import { elementText, propertyElements } from '../metric/property-elements.sql.ts'
import { propertyTest } from '../metric/property-test.sql.ts'
import { orderedPage, passing } from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import type { ProofRow } from './proof.ts'
import type { Window } from './report-window.ts'

/** Which events of a metric are looked at. */
export interface MetricScope extends Window {
  metricId: string
  measurement: Measurement
  /** Events of which a property has this value, or a list with it; the empty text is none. */
  group: { by: string; value: string } | null
  tests: readonly FilterTerm[]
}

/** The number itself. */
export async function metricTotal(tx: Tx, accountId: string, scope: MetricScope): Promise<number> {
  const measured: Record<Measurement, Fragment> = {
    count: tx`count(*)`,
    unique: tx`count(distinct e.profile_id)`,
    sum_value: tx`coalesce(sum(e.value), 0)`,
  }
  const [row] = await tx<{ total: number }[]>`
    select (${measured[scope.measurement]})::float8 as total
    from events e
    where ${matching(tx, accountId, scope)}`
  return row?.total ?? 0
}

/** When the first event of a metric happened. */
export async function firstEventAt(
  tx: Tx,
  accountId: string,
  metricId: string,
): Promise<Date | undefined> {
  const [row] = await tx<{ at: Date }[]>`
    select e.occurred_at as at
    from events e
    where e.account_id = ${accountId}
      and e.metric_id = ${metricId}
    order by e.occurred_at
    limit 1`
  return row?.at
}

/** One row that the number is made of. */
export interface MetricRow extends ProofRow {
  /** Its time to the microsecond, as the database writes it. */
  place: string
}

/**
 * One more than a page of the rows behind it, the oldest first: events, those with a value where values
 * are added up, or the first event of each person where people are counted.
 */
export function metricRows(
  tx: Tx,
  accountId: string,
  scope: MetricScope,
  page: Page,
): Promise<MetricRow[]> {
  const { measurement } = scope
  const isOfPeople = measurement === 'unique'
  const at = { column: tx`r.at`, type: tx`timestamptz` }
  const id = { column: tx`r.event_id`, type: tx`int8` }
  return tx<MetricRow[]>`
    select r.event_id::text as key, ${isOfPeople ? 'profile' : 'event'} as kind, r.at,
           r.at::text as place, ${measurement === 'sum_value' ? tx`r.value::float8` : tx`1`} as counts,
           r.profile_id as "profileId", null::uuid as "conversationId", null::uuid as "messageId",
           null as "messageName", null as state, r.event_id as "eventId"
    from (
      select ${isOfPeople ? tx`distinct on (e.profile_id)` : tx``}
             e.event_id, e.profile_id, e.value, e.occurred_at as at
      from events e
      where ${matching(tx, accountId, scope)}
        ${measurement === 'sum_value' ? tx`and e.value is not null` : tx``}
      ${isOfPeople ? tx`order by e.profile_id, e.occurred_at, e.event_id` : tx``}
    ) r
    where true
      ${orderedPage(tx, { filter: [], sort: null, page }, at, id)}`
}

function matching(
  tx: Tx,
  accountId: string,
  { metricId, from, until, group, tests }: MetricScope,
): Fragment {
  return tx`
    e.account_id = ${accountId}
      and e.metric_id = ${metricId}
      and e.occurred_at >= ${from}
      and e.occurred_at < ${until}
      ${passing(tx, tests, (term) => propertyTest(tx, term))}
      ${group ? tx`and ${hasElement(tx, group)}` : tx``}`
}

function hasElement(tx: Tx, { by, value }: { by: string; value: string }): Fragment {
  return tx`exists (select from ${propertyElements(tx, by)} where ${elementText(tx)} = ${value})`
}
