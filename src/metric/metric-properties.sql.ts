import type { Fragment, Tx } from '../platform/sql.ts'
import type { MetricPropertyRow } from './metric-property-resource.ts'
import { elementText, propertyElements } from './property-elements.sql.ts'

/** Newest events that are looked at for the values of a property. */
const RECENT_EVENTS_MAX = 10_000
const VALUES_MAX = 100
/** Longer values are texts to read, not to choose from. */
const VALUE_LENGTH_MAX = 1_000

function columns(tx: Tx): Fragment {
  return tx`
    p.property_id as "propertyId", p.metric_id as "metricId", p.property, p.samples,
    p.string_count as "String", p.number_count as "Number", p.boolean_count as "Boolean",
    p.date_count as "Date", p.list_count as "List", p.object_count as "Object"`
}

/** The properties of a metric, by name; at most PROPERTIES_MAX are kept of one. */
export function listMetricProperties(
  tx: Tx,
  accountId: string,
  metricId: string,
): Promise<MetricPropertyRow[]> {
  return tx<MetricPropertyRow[]>`
    select ${columns(tx)}
    from metric_properties p
    where p.account_id = ${accountId}
      and p.metric_id = ${metricId}
    order by p.property`
}

export async function findMetricProperty(
  tx: Tx,
  accountId: string,
  propertyId: string,
): Promise<MetricPropertyRow | undefined> {
  const [row] = await tx<MetricPropertyRow[]>`
    select ${columns(tx)}
    from metric_properties p
    where p.account_id = ${accountId}
      and p.property_id = ${propertyId}`
  return row
}

export interface PropertyValueRow {
  value: string
  count: number
  lastSeenAt: Date
}

/**
 * The most frequent values of a property in the newest events of a metric, at most VALUES_MAX. A
 * list counts once for each different element; events without the property do not count.
 */
export function listPropertyValues(
  tx: Tx,
  accountId: string,
  metricId: string,
  { property, search }: { property: string; search: string },
): Promise<PropertyValueRow[]> {
  return tx<PropertyValueRow[]>`
    with recent as (
      select e.properties, e.value, e.value_currency, e.unique_id, e.occurred_at
      from events e
      where e.account_id = ${accountId}
        and e.metric_id = ${metricId}
      order by e.occurred_at desc, e.event_id desc
      limit ${RECENT_EVENTS_MAX}
    )
    select v.text as value, count(*) as count, max(e.occurred_at) as "lastSeenAt"
    from recent e
    cross join lateral (
      select distinct ${elementText(tx)} as text
      from ${propertyElements(tx, property)}
      where jsonb_typeof(x.value) <> 'null'
    ) v
    where length(v.text) <= ${VALUE_LENGTH_MAX}
      and strpos(lower(v.text collate "default"), lower(${search}::text)) > 0
    group by v.text
    order by count(*) desc, v.text
    limit ${VALUES_MAX}`
}
