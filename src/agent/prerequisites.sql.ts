import type { SkillNeed } from '../contract/agents.ts'
import { hasKnowledge } from '../knowledge/find-passages.sql.ts'
import type { Tx } from '../platform/sql.ts'

const ORDER_METRIC = 'Placed Order'

/** What is there of what skills need, apart from settings. */
export async function metPrerequisites(tx: Tx, accountId: string): Promise<Set<SkillNeed>> {
  const [[row], isKnowing] = await Promise.all([
    readRow(tx, accountId),
    hasKnowledge(tx, accountId),
  ])
  return new Set<SkillNeed>([
    ...(row?.catalog ? (['catalog'] as const) : []),
    ...(isKnowing ? (['knowledge'] as const) : []),
    ...(row?.orders ? (['orders'] as const) : []),
    ...(row?.loyalty ? (['loyalty-data'] as const) : []),
    ...(row?.subscriptions ? (['subscription-data'] as const) : []),
  ])
}

type Row = { catalog: boolean; orders: boolean; loyalty: boolean; subscriptions: boolean }

function readRow(tx: Tx, accountId: string) {
  return tx<Row[]>`
    select
      exists (
        select
        from catalog_items i
        where i.account_id = ${accountId}
          and i.is_published
      ) as catalog,
      exists (
        select
        from metrics m
        join metric_activity a on a.account_id = m.account_id and a.metric_id = m.metric_id
        where m.account_id = ${accountId}
          and m.name = ${ORDER_METRIC}
      ) as orders,
      exists (
        select
        from agent_profile_data d
        where d.account_id = ${accountId}
          and d.kind = 'loyalty'
      ) as loyalty,
      exists (
        select
        from agent_profile_data d
        where d.account_id = ${accountId}
          and d.kind = 'subscriptions'
      ) as subscriptions`
}
