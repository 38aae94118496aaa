import type { Content, Log } from './log.ts'
import type { Tx } from './sql.ts'

/** What followers can ask for of an event. Who needs its properties reads them by id, a batch at a time. */
export interface EventEntry {
  profileId: string
  metricId: string
  occurredAt: Date
  recordedAt: Date
  isBackfill: boolean
}

/** The follower that counts events: its cursors tell which events the counters of metrics contain. */
export const COUNT_EVENTS = 'metric.count-events'

/** The log of events; a row's position is its event id. */
export const eventLog: Log<EventEntry> = {
  table: 'events',
  position: 'event_id',
  columns: {
    profileId: 'profile_id',
    metricId: 'metric_id',
    occurredAt: 'occurred_at',
    recordedAt: 'recorded_at',
    isBackfill: 'is_backfill',
  },
  kind: 'metric_id',
}

/** Which of the metrics of these events have one of the names, by id; of any integration unless given. */
export async function metricsAmong(
  tx: Tx,
  contents: readonly Content[],
  wanted: { names: readonly string[]; integrationKey?: string },
): Promise<{ accountId: string; metricId: string; name: string }[]> {
  const { names, integrationKey } = wanted
  const accountIds = [...new Set(contents.map(({ accountId }) => accountId))]
  const present = new Set(contents.map(({ accountId, kind }) => `${accountId} ${kind}`))
  const named = await tx<{ accountId: string; metricId: string; name: string }[]>`
    select a.account_id as "accountId", m.metric_id as "metricId", m.name
    from unnest(${accountIds}::text[]) as a (account_id)
    cross join lateral (
      select m.metric_id, m.name
      from metrics m
      where m.account_id = a.account_id
        and m.name = any (${[...names]})
        ${integrationKey === undefined ? tx`` : tx`and m.integration_key = ${integrationKey}`}
      offset 0 -- looked up account by account: joined, each would be compared with all that is in the log
    ) m`
  return named.filter(({ accountId, metricId }) => present.has(`${accountId} ${metricId}`))
}
