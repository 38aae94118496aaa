import type { Channel } from '../contract/agent-words.ts'
import { AGENT_METRIC_NAMES } from '../contract/metric-names.ts'
import { AGENT_INTEGRATION } from '../metric/known-metrics.ts'
import type { Tx } from '../platform/sql.ts'

export interface SetupFacts {
  knowledgeIndexed: number
  knowledgeFailed: number
  knowledgeUnderWay: number
  products: number
  orders: number
  lastOrderAt: Date | null
  /** Turns of the last day that a language model should have answered and did not. */
  modelFailures: number
  turnsOfDay: number
  /** Mails that could not be sent in the last day. */
  failedMails: number
  lastMessageAt: Date | null
  lastMessageChannel: Channel | null
  /** Open conversations in which the agent has not answered the shopper yet. */
  unanswered: number
  oldestUnansweredAt: Date | null
  lastEventAt: Date | null
  lastEventMetric: string | null
  /** Conversations of the last day, and those of a profile that has more than an anonymous id. */
  conversationsOfDay: number
  identifiedOfDay: number
  /** Handoffs that another desk did not take in the last day. */
  failedHandoffs: number
  /** Rows of the logs that a follower passed over for this account. */
  failures: number
}

/** Where the account lives, and where the profiles say that they do that were made last. */
export interface ZoneFacts {
  zone: string
  /** The zone that most of them name; null when none names one. */
  profilesZone: string | null
  profilesThere: number
  profilesWithZone: number
}

/** The queue of the server: that of all accounts. */
export interface JobFacts {
  /** Due for longer than a job should be, and not begun. */
  lateJobs: number
  oldestLateJobAt: Date | null
  /** Failed so often that they are not tried again. */
  jobsGivenUp: number
}

/** Profiles that are asked where they live. */
const ZONE_PROFILES_MAX = 2_000
/** Jobs that are counted. */
const JOBS_COUNTED_MAX = 10_000

/** Products that are counted; beyond it "many" is all that matters. */
export const PRODUCTS_COUNTED_MAX = 100_000

/**
 * What is there of what the agent needs. `since` is a day ago, of the account's clock; `sinceWall`
 * the same of the wall clock.
 */
export async function setupFacts(
  tx: Tx,
  accountId: string,
  { since, sinceWall }: { since: Date; sinceWall: Date },
): Promise<SetupFacts> {
  const agentMetrics = Object.values(AGENT_METRIC_NAMES).map((one) => one.en)
  const [row] = await tx<SetupFacts[]>`
    with knowledge as (
      select (count(*) filter (where s.status = 'indexed'))::int as indexed,
             (count(*) filter (where s.status in ('failed', 'rejected')))::int as failed,
             (count(*) filter (where s.status in ('pending', 'indexing')))::int as under_way
      from knowledge_sources s
      where s.account_id = ${accountId}
    ),
    products as (
      select count(*)::int as count
      from (
        select
        from catalog_items i
        where i.account_id = ${accountId}
          and i.is_published
        limit ${PRODUCTS_COUNTED_MAX}
      ) counted
    ),
    orders as (
      select coalesce(sum(a.event_count), 0)::int8 as count, max(a.last_event_at) as last_at
      from metrics m
      join metric_activity a on a.account_id = m.account_id and a.metric_id = m.metric_id
      where m.account_id = ${accountId}
        and m.name = 'Placed Order'
    ),
    turns as (
      select count(*)::int as count,
             (count(*) filter (where t.trace ->> 'fallback' is not null))::int as fallbacks
      from conversation_turns t
      where t.account_id = ${accountId}
        and t.at >= ${since}
    ),
    mails as (
      select count(*)::int as failed
      from outbox_mails o
      where o.account_id = ${accountId}
        and o.created_at >= ${since}
        and o.state = 'failed'
    ),
    message as (
      select l.at, l.channel
      from conversations c
      join conversation_lines l
        on l.account_id = c.account_id
        and l.conversation_id = c.conversation_id
        and l.position = c.last_shopper_position
      where c.account_id = ${accountId}
      order by c.last_line_at desc
      limit 1
    ),
    unanswered as (
      select count(*)::int as count, min(c.last_line_at) as oldest_at
      from conversations c
      where c.account_id = ${accountId}
        and c.status = 'open'
        and c.last_shopper_position > c.answered_position
    ),
    event as (
      select m.name, a.last_event_at as at
      from metrics m
      join metric_activity a on a.account_id = m.account_id and a.metric_id = m.metric_id
      where m.account_id = ${accountId}
        and m.integration_key = ${AGENT_INTEGRATION}
        and m.name = any (${agentMetrics})
      order by a.last_event_at desc
      limit 1
    ),
    shoppers as (
      select count(*)::int as count,
             (count(*) filter (
               where exists (
                 select
                 from profile_identifiers i
                 where i.account_id = c.account_id
                   and i.profile_id = c.profile_id
                   and i.kind <> 'anonymous_id'
               )
             ))::int as identified
      from conversations c
      where c.account_id = ${accountId}
        and c.last_line_at >= ${since}
    ),
    handoffs as (
      select count(*)::int as failed
      from handoff_deliveries d
      where d.account_id = ${accountId}
        and d.created_at >= ${sinceWall}
        and d.state = 'failed'
    ),
    failures as (
      select count(*)::int as count
      from follower_failures f
      where f.account_id = ${accountId}
        and f.failed_at >= ${sinceWall}
    )
    select k.indexed as "knowledgeIndexed", k.failed as "knowledgeFailed",
           k.under_way as "knowledgeUnderWay", p.count as products, o.count as orders,
           o.last_at as "lastOrderAt", t.fallbacks as "modelFailures", t.count as "turnsOfDay",
           m.failed as "failedMails", l.at as "lastMessageAt", l.channel as "lastMessageChannel",
           u.count as unanswered, u.oldest_at as "oldestUnansweredAt", e.at as "lastEventAt",
           e.name as "lastEventMetric", s.count as "conversationsOfDay",
           s.identified as "identifiedOfDay", h.failed as "failedHandoffs", f.count as failures
    from knowledge k
    cross join products p
    cross join orders o
    cross join turns t
    cross join mails m
    cross join unanswered u
    cross join shoppers s
    cross join handoffs h
    cross join failures f
    left join message l on true
    left join event e on true`
  if (!row) throw new Error('an aggregate without groups has one row')
  return row
}

export async function zoneFacts(tx: Tx, accountId: string): Promise<ZoneFacts> {
  const [row] = await tx<ZoneFacts[]>`
    with newest as (
      select p.location ->> 'timezone' as zone
      from profiles p
      where p.account_id = ${accountId}
      order by p.profile_id desc
      limit ${ZONE_PROFILES_MAX}
    ),
    zones as (
      select n.zone, count(*)::int as count, (sum(count(*)) over ())::int as known
      from newest n
      where n.zone <> ''
      group by n.zone
      order by count(*) desc, n.zone
      limit 1
    )
    select a.timezone as zone, z.zone as "profilesZone", coalesce(z.count, 0) as "profilesThere",
           coalesce(z.known, 0) as "profilesWithZone"
    from accounts a
    left join zones z on true
    where a.account_id = ${accountId}`
  if (!row) throw new Error('the account of a caller is there')
  return row
}

/** `dueBefore`: those that were due by then are late; `since`: of those given up. Wall clock, both. */
export async function jobFacts(
  tx: Tx,
  { dueBefore, since }: { dueBefore: Date; since: Date },
): Promise<JobFacts> {
  const [row] = await tx<JobFacts[]>`
    with late as (
      select j.run_at
      from graphile_worker.jobs j
      where j.locked_at is null
        and j.run_at < ${dueBefore}
        and j.attempts < j.max_attempts
      order by j.run_at
      limit ${JOBS_COUNTED_MAX}
    ),
    given_up as (
      select
      from graphile_worker.jobs j
      where j.attempts >= j.max_attempts
        and j.locked_at is null
        and j.updated_at >= ${since}
      limit ${JOBS_COUNTED_MAX}
    )
    select (select count(*) from late)::int as "lateJobs",
           (select min(l.run_at) from late l) as "oldestLateJobAt",
           (select count(*) from given_up)::int as "jobsGivenUp"`
  if (!row) throw new Error('an aggregate without groups has one row')
  return row
}
