import type { Tx } from '../platform/sql.ts'

/** How many messages of each content were sent, and how many did what is counted. */
export function countVariations(
  tx: Tx,
  accountId: string,
  contentIds: readonly string[],
  { by, orderMetricId, withinMs }: { by: string; orderMetricId: string | null; withinMs: number },
): Promise<{ contentId: string; sent: number; won: number }[]> {
  const hasWon =
    by === 'unique-opens'
      ? tx`m.opened_at is not null`
      : by === 'unique-placed-orders'
        ? tx`exists (
            select
            from events e
            where e.account_id = m.account_id
              and e.profile_id = m.profile_id
              and e.metric_id = ${orderMetricId ?? ''}
              and e.occurred_at >= m.sent_at
              and e.occurred_at < m.sent_at + ${withinMs} * interval '1 ms')`
        : tx`m.clicked_at is not null`
  return tx<{ contentId: string; sent: number; won: number }[]>`
    select m.content_id as "contentId", count(*)::int as sent,
           count(*) filter (where ${hasWon})::int as won
    from messages m
    where m.account_id = ${accountId}
      and m.content_id = any (${[...contentIds]})
      and m.sent_at is not null
    group by m.content_id`
}
