import type { Tx } from '../platform/sql.ts'
import type { SkillNeed } from './prebuilt-skills.ts'

const ORDER_METRIC = 'Placed Order'

/** What is there of what skills need, apart from settings. */
export async function metPrerequisites(tx: Tx, accountId: string): Promise<Set<SkillNeed>> {
  const [row] = await tx<{ orders: boolean; loyalty: boolean; subscriptions: boolean }[]>`
    select
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
  return new Set<SkillNeed>([
    'catalog',
    'knowledge',
    ...(row?.orders ? (['orders'] as const) : []),
    ...(row?.loyalty ? (['loyalty-data'] as const) : []),
    ...(row?.subscriptions ? (['subscription-data'] as const) : []),
  ])
}
