import type { FilterTerm } from '../contract/filter.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { databaseZone } from '../platform/time-zone.ts'
import { searchKnownNames } from './known-metrics.ts'
import type { MetricOverviewRow } from './metric-overview-resource.ts'
import { OVERVIEW_DAYS } from './metric-overview-resource.ts'
import { afterName, metricColumns } from './metrics.sql.ts'

/** Metrics with their numbers, by name; one more than the page holds. */
export async function listMetricOverviews(
  tx: Tx,
  accountId: string,
  list: { filter: readonly FilterTerm[]; page: Page; now: Date },
): Promise<MetricOverviewRow[]> {
  const isBackwards = list.page.cursor?.backwards ?? false
  const direction = isBackwards ? tx`desc` : tx`asc`
  const chosen = tx`
    select m.*
    from metrics m
    where m.account_id = ${accountId}
      ${list.filter.reduce<Fragment>((before, term) => tx`${before} ${condition(tx, term)}`, tx``)}
      ${afterName(tx, list.page)}
    order by m.name ${direction}, m.metric_id ${direction}
    limit ${list.page.size + 1}`
  const rows = await withNumbers(tx, accountId, chosen, list.now)
  return isBackwards ? rows.reverse() : rows
}

export async function findMetricOverview(
  tx: Tx,
  accountId: string,
  metricId: string,
  now: Date,
): Promise<MetricOverviewRow | undefined> {
  const chosen = tx`
    select m.*
    from metrics m
    where m.account_id = ${accountId}
      and m.metric_id = ${metricId}`
  const [row] = await withNumbers(tx, accountId, chosen, now)
  return row
}

function condition(tx: Tx, { field, value }: FilterTerm): Fragment {
  const text = String(value)
  if (field === 'integration.key') return tx`and m.integration_key = ${text}`
  const meant = searchKnownNames(text)
  return tx`
    and (strpos(lower(m.name collate "default"), lower(${text}::text)) > 0
         or strpos(m.integration_key, lower(${text}::text)) > 0
         or m.name = any (${meant.names}::text[])
         or m.integration_key = any (${meant.integrationKeys}::text[]))`
}

/**
 * Numbers from the counters, so they follow the events by moments. Days are the account's: a day
 * number is how many days ago it was, today being 0. In the order of name and id.
 */
async function withNumbers(
  tx: Tx,
  accountId: string,
  chosen: Fragment,
  now: Date,
): Promise<MetricOverviewRow[]> {
  const zone = databaseZone(await accountZone(tx, accountId))
  return tx<MetricOverviewRow[]>`
    with chosen as materialized (${chosen}),
    today as (
      select (${now}::timestamptz at time zone ${zone})::date as date
    ),
    daily as (
      select c.metric_id,
             t.date - (c.quarter_at at time zone ${zone})::date as days_ago,
             sum(c.event_count)::int8 as count
      from metric_counters c, today t
      where c.account_id = ${accountId}
        and c.metric_id = any (array(select metric_id from chosen))
        and c.quarter_at >= (t.date - ${2 * OVERVIEW_DAYS - 1}::int)::timestamp at time zone ${zone}
        and c.quarter_at <= ${now}
      group by 1, 2
    )
    select ${metricColumns(tx)},
           coalesce(a.event_count, 0) as "countTotal",
           a.last_event_at as "lastEventAt",
           coalesce(
             (select jsonb_object_agg(d.days_ago, d.count)
              from daily d
              where d.metric_id = m.metric_id), '{}') as "countByDaysAgo"
    from chosen m
    left join metric_activity a on a.account_id = ${accountId} and a.metric_id = m.metric_id
    order by m.name, m.metric_id`
}

async function accountZone(tx: Tx, accountId: string): Promise<string> {
  const [row] = await tx<{ timezone: string }[]>`
    select timezone
    from accounts
    where account_id = ${accountId}`
  return row?.timezone ?? 'UTC'
}
