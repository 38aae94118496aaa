import {
  FUNNEL_WINDOW_HOURS,
  type FunnelCondition,
  type FunnelStep,
} from '../contract/conditions.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { eventTests, type Narrowing } from './event-test.sql.ts'
import { frameOf } from './frame-sql.sql.ts'

const HOUR_SECONDS = 3_600

/**
 * `testFunnel` as rows (`profile_id, measured, flip_at`; measured is 1 for whoever passes) for the two
 * shapes that shops ask for most: something happened and other things did not afterwards, and
 * something happened and then another thing. Longer ways are for the evaluator in memory: undefined.
 */
export function funnelRows(
  tx: Tx,
  condition: FunnelCondition,
  { accountId, now, hasFlips }: { accountId: string; now: Date; hasFlips: boolean },
): ((only: Narrowing) => Fragment) | undefined {
  const [first, ...rest] = condition.steps
  const frame = frameOf(tx, condition.timeframe_filter, now)
  if (!first || !frame) return undefined
  const isAbsence = rest.every((step) => !step.metric_exists)
  if (!isAbsence && rest.length > 1) return undefined

  const started = eventTests(tx, tx`e`, first.metric_filters)
  const later = rest.map((step) => laterEvent(tx, accountId, condition, step, now))
  const known = later.filter((one) => one !== undefined)
  if (!started || known.length < rest.length) return undefined
  const followed = known.reduce(
    (all, one) => (isAbsence ? tx`${all} and not exists (${one})` : tx`${all} and exists (${one})`),
    tx``,
  )
  if (!hasFlips) {
    return (only) => tx`
      select distinct e.profile_id, 1 as measured, null::timestamptz as flip_at
      from events e
      where e.account_id = ${accountId}
        and e.metric_id = ${first.metric_id}
        and e.occurred_at <= ${now}
        ${frame.rows}
        and ${frame.isIn}
        ${started}
        ${followed}
        ${only(tx`e.profile_id`)}`
  }
  const others = rest.map((step) => step.metric_id)
  return (only) => tx`
    select w.profile_id, max(w.holds::int) as measured, min(w.flip_at) as flip_at
    from (
      select e.profile_id,
             (${frame.isIn} and e.occurred_at <= ${now} ${started} ${followed}) as holds,
             least(
               ${frame.flipAt},
               case when e.occurred_at > ${now} then e.occurred_at end
             ) as flip_at
      from events e
      where e.account_id = ${accountId}
        and e.metric_id = ${first.metric_id}
        ${frame.rows}
        ${only(tx`e.profile_id`)}
      union all
      select e.profile_id, false, e.occurred_at
      from events e
      where e.account_id = ${accountId}
        and e.metric_id = any (${others})
        and e.occurred_at > ${now}
        ${only(tx`e.profile_id`)}
    ) w
    group by w.profile_id`
}

/** An event of a later step, after the event `e` and within the window that it opened. */
function laterEvent(
  tx: Tx,
  accountId: string,
  { completion_window_seconds: window }: FunnelCondition,
  step: FunnelStep,
  now: Date,
): Fragment | undefined {
  const tests = eventTests(tx, tx`l`, step.metric_filters)
  if (!tests) return undefined
  const seconds = window ? FUNNEL_WINDOW_HOURS[window] * HOUR_SECONDS : null
  const closes = tx`e.occurred_at + make_interval(secs => ${seconds}::float8)`
  return tx`
    select
    from events l
    where l.account_id = ${accountId}
      and l.profile_id = e.profile_id
      and l.metric_id = ${step.metric_id}
      and l.occurred_at > e.occurred_at
      and l.occurred_at <= least(${closes}, ${now}::timestamptz)
      ${tests}`
}
