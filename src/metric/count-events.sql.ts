import { eventLog } from '../platform/event-log.ts'
import { alongTheLog, rowsOf, type Stretch } from '../platform/log.ts'
import type { Query, Tx } from '../platform/sql.ts'

/** Properties of one metric that are described; later ones are stored with events but not listed. */
const PROPERTIES_MAX = 1_000
/** Longest name that is described, in bytes: it is part of a key. */
const PROPERTY_NAME_BYTES_MAX = 1_000
const SAMPLES_MAX = 20
/** Values of one batch among which new samples are looked for. */
const CANDIDATES_MAX = 200
const SAMPLE_LENGTH_MAX = 200

/**
 * Add a batch of events to everything that is counted about metrics. Each event may be added once.
 *
 * The first statement locks the metrics of the batch, in order; so two processes that count events
 * of the same metrics go one after the other, and the statements after it see what the other wrote.
 */
export async function countEvents(tx: Tx, events: readonly Stretch[]): Promise<void> {
  await alongTheLog(tx, () => addMetricActivity(tx, events))
  await alongTheLog(tx, () => addMetricCounters(tx, events))
  await alongTheLog(tx, () => addMetricProperties(tx, events))
}

function addMetricActivity(tx: Tx, events: readonly Stretch[]): Query<object> {
  return tx`
    insert into metric_activity as a
      (account_id, metric_id, event_count, first_event_at, last_event_at)
    select l.account_id, l.metric_id, count(*), min(l.occurred_at), max(l.occurred_at)
    from ${rowsOf(tx, eventLog, events)}
    group by l.account_id, l.metric_id
    order by l.account_id, l.metric_id
    on conflict (account_id, metric_id) do update
    set event_count = a.event_count + excluded.event_count,
        first_event_at = least(a.first_event_at, excluded.first_event_at),
        last_event_at = greatest(a.last_event_at, excluded.last_event_at)`
}

function addMetricCounters(tx: Tx, events: readonly Stretch[]): Query<object> {
  return tx`
    insert into metric_counters as c (account_id, metric_id, quarter_at, event_count, value_sum)
    select l.account_id, l.metric_id,
           date_bin('15 minutes', l.occurred_at, timestamptz '1970-01-01 00:00:00Z') as quarter_at,
           count(*), coalesce(sum(l.value), 0)
    from ${rowsOf(tx, eventLog, events)}
    group by 1, 2, 3
    order by 1, 2, 3
    on conflict (account_id, metric_id, quarter_at) do update
    set event_count = c.event_count + excluded.event_count,
        value_sum = c.value_sum + excluded.value_sum`
}

/** A text that is an ISO 8601 date, with or without a time. */
const DATE_TEXT =
  '^\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d([.,]\\d+)?)?\\s*([Zz]|[+-]\\d\\d:?\\d\\d)?)?$'

// A chain of groupings without joins: row-level security makes the planner expect a handful of rows
// here, and it would pick nested loops over all of them.
function addMetricProperties(tx: Tx, events: readonly Stretch[]): Query<object> {
  return tx`
    with carried as materialized (
      select l.account_id, l.metric_id, l.occurred_at, p.key as property, p.value,
             case
               when jsonb_typeof(p.value) = 'string' and p.value #>> '{}' ~ ${DATE_TEXT} then 'date'
               else jsonb_typeof(p.value)
             end as type
      from ${rowsOf(tx, eventLog, events)}
      cross join lateral (
        select x.key, x.value
        from jsonb_each(l.properties) x
        where jsonb_typeof(x.value) <> 'null'
          and octet_length(x.key) between 1 and ${PROPERTY_NAME_BYTES_MAX}::int
          and (x.key <> '$value' or l.value is null)
        union all
        select '$value', to_jsonb(trim_scale(l.value))
        where l.value is not null
      ) p
    ),
    sampled as (
      select account_id, metric_id, property, occurred_at, type,
             case jsonb_typeof(value)
               when 'string' then to_jsonb(left(value #>> '{}', ${SAMPLE_LENGTH_MAX}::int))
               when 'number' then value
               when 'boolean' then value
             end as sample
      from carried
      union all
      select c.account_id, c.metric_id, c.property, c.occurred_at, 'element',
             case jsonb_typeof(x.value)
               when 'string' then to_jsonb(left(x.value #>> '{}', ${SAMPLE_LENGTH_MAX}::int))
               when 'number' then x.value
               when 'boolean' then x.value
             end
      from carried c
      cross join lateral jsonb_array_elements(c.value) as x
      where c.type = 'array'
    ),
    counted as (
      select account_id, metric_id, property,
             count(*) filter (where type = 'string') as strings,
             count(*) filter (where type = 'number') as numbers,
             count(*) filter (where type = 'boolean') as booleans,
             count(*) filter (where type = 'date') as dates,
             count(*) filter (where type = 'array') as lists,
             count(*) filter (where type = 'object') as objects,
             min(occurred_at) as first_seen_at,
             max(occurred_at) as last_seen_at,
             -- The first few of the batch: telling them all apart would cost more than counting them.
             (array_agg(sample) filter (where sample is not null))[1:${CANDIDATES_MAX}::int]
               as candidates
      from sampled
      group by account_id, metric_id, property
    ),
    ranked as (
      select c.*, p.property is not null as is_known, coalesce(p.samples, '[]') as samples,
             row_number() over (
               partition by c.account_id, c.metric_id, p.property is null order by c.property
             ) as nth
      from counted c
      left join metric_properties p using (account_id, metric_id, property)
    ),
    known as (
      select account_id, metric_id, count(*) as properties
      from metric_properties
      where (account_id, metric_id) in (select account_id, metric_id from counted)
      group by account_id, metric_id
    )
    insert into metric_properties as p
      (account_id, metric_id, property, string_count, number_count, boolean_count, date_count,
       list_count, object_count, samples, first_seen_at, last_seen_at)
    select r.account_id, r.metric_id, r.property, r.strings, r.numbers, r.booleans, r.dates,
           r.lists, r.objects, fresh.samples, r.first_seen_at, r.last_seen_at
    from ranked r
    left join known k using (account_id, metric_id)
    cross join lateral (
      select coalesce(jsonb_agg(one.sample), '[]') as samples
      from (
        select distinct c.sample
        from unnest(r.candidates) as c (sample)
        where not r.samples @> jsonb_build_array(c.sample)
        order by c.sample
        limit greatest(0, ${SAMPLES_MAX}::int - jsonb_array_length(r.samples))
      ) one
    ) fresh
    where r.is_known or r.nth + coalesce(k.properties, 0) <= ${PROPERTIES_MAX}
    order by r.account_id, r.metric_id, r.property
    on conflict (account_id, metric_id, property) do update
    set string_count = p.string_count + excluded.string_count,
        number_count = p.number_count + excluded.number_count,
        boolean_count = p.boolean_count + excluded.boolean_count,
        date_count = p.date_count + excluded.date_count,
        list_count = p.list_count + excluded.list_count,
        object_count = p.object_count + excluded.object_count,
        samples = p.samples || excluded.samples,
        first_seen_at = least(p.first_seen_at, excluded.first_seen_at),
        last_seen_at = greatest(p.last_seen_at, excluded.last_seen_at)`
}
