import { type Fragment, inEveryAccount, type Sql, type Tx } from '../src/platform/sql.ts'
import { shardSql } from '../src/profile/shard.sql.ts'

/** Rows of one transaction while loading. */
const CHUNK = 250_000
const DAYS = 365
const DAY_S = 86_400

const LOADED = ['profiles', 'profile_identifiers', 'events']

/** Of a shop's events, how many in a thousand are of a metric, and what describes them. */
const METRICS = {
  viewed: { name: 'Viewed Product', perMille: 560 },
  opened: { name: 'Opened Email', perMille: 190 },
  added: { name: 'Added to Cart', perMille: 110 },
  placed: { name: 'Placed Order', perMille: 80 },
  started: { name: 'Started Conversation with Customer Agent', perMille: 25 },
  resolved: { name: 'Conversation with Customer Agent Resolved', perMille: 17 },
  recommended: { name: 'Received Product Recommendation from Customer Agent', perMille: 12 },
  escalated: { name: 'Conversation with Customer Agent Escalated', perMille: 6 },
} as const
export type ShopMetric = keyof typeof METRICS
export const SHOP_METRICS = Object.keys(METRICS) as ShopMetric[]

export interface Shop {
  accountId: string
  profiles: number
  events: number
  /** The instant at which the history ends. */
  now: Date
  metricIds: Record<ShopMetric, string>
}

export function metricName(metric: ShopMetric): string {
  return METRICS[metric].name
}

/** The same in every run: a hash takes the place of chance. From 0 up to 1. */
function chance(tx: Tx, row: Fragment, what: number): Fragment {
  return tx`((hashint8extended(${row}, ${what}) & 2147483647)::float8 / 2147483648)`
}

/** The id of the profile with a number; like real ones, it begins with the time. */
export function profileId(tx: Tx, number: Fragment): Fragment {
  return tx`(lpad(to_hex(1700000000000 + ${number}), 12, '0')
    || substr(md5((${number})::text), 1, 20))::uuid`
}

/**
 * Fill an account with a year of a growing shop, the same in every run: some people do much, most do
 * little; views outnumber orders, and few talk to the agent. Followers take it as read.
 */
export async function loadShop(
  sql: Sql,
  accountId: string,
  size: { profiles: number; events: number },
  now: Date,
): Promise<Shop> {
  const metricIds = await loadMetrics(sql, accountId, now)
  const shop: Shop = { accountId, ...size, now, metricIds }
  const dress = await undress(sql)
  await eachChunk(size.profiles, (first, last) => loadProfiles(sql, accountId, now, first, last))
  await eachChunk(size.events, (first, last) => loadEvents(sql, shop, first, last))
  await dress()
  await takeAsRead(sql)
  return shop
}

/** Loading into indexes takes several times as long as making them afterwards. */
async function undress(sql: Sql): Promise<() => Promise<void>> {
  const keys = await sql<{ table: string; name: string; definition: string }[]>`
    select conrelid::regclass::text as table, conname as name,
           pg_get_constraintdef(oid) as definition
    from pg_constraint
    where contype = 'f' and conrelid = any (${LOADED}::text[]::regclass[])`
  const indexes = await sql<{ name: string; definition: string }[]>`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i
    where i.indrelid = any (${LOADED}::text[]::regclass[])
      and not i.indisprimary`
  for (const { table, name } of keys)
    await sql`alter table ${sql(table)} drop constraint ${sql(name)}`
  for (const { name } of indexes) await sql`drop index ${sql(name)}`
  return async () => {
    await inEveryAccount(sql, async (tx) => {
      await tx`set local maintenance_work_mem = '512MB'`
      for (const { definition } of indexes) await tx.unsafe(definition)
      for (const { table, name, definition } of keys) {
        await tx.unsafe(`alter table ${table} add constraint ${name} ${definition} not valid`)
      }
    })
  }
}

async function eachChunk(
  total: number,
  load: (first: number, last: number) => Promise<void>,
): Promise<void> {
  for (let done = 0; done < total; done += CHUNK) {
    await load(done, Math.min(total, done + CHUNK) - 1)
  }
}

function loadMetrics(sql: Sql, accountId: string, now: Date): Promise<Shop['metricIds']> {
  return inEveryAccount(sql, async (tx) => {
    const ids: [string, string][] = []
    for (const metric of SHOP_METRICS) {
      const id = `B${metric.slice(0, 5)}`
      await tx`
        insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
        values (${accountId}, ${id}, ${METRICS[metric].name}, 'api', ${now}, ${now})`
      ids.push([metric, id])
    }
    return Object.fromEntries(ids) as Shop['metricIds']
  })
}

async function loadProfiles(
  sql: Sql,
  accountId: string,
  now: Date,
  first: number,
  last: number,
): Promise<void> {
  await inEveryAccount(sql, async (tx) => {
    const n = tx`n`
    await tx`
      insert into profiles (
        account_id, profile_id, email, first_name, last_name, location, properties, subscriptions,
        created_at, updated_at)
      select ${accountId}, ${profileId(tx, n)}, 'shopper' || n || '@bench.test',
             'First' || n % 977, 'Last' || n % 7919,
             jsonb_build_object(
               'city', 'City ' || floor(300 * ${chance(tx, n, 11)} ^ 2),
               'country', (array['DE', 'AT', 'CH', 'FR', 'US'])[1 + floor(5 * ${chance(tx, n, 12)} ^ 2)]),
             jsonb_build_object(
               'tier', (array['none', 'silver', 'gold'])[1 + floor(3 * ${chance(tx, n, 13)} ^ 3)]),
             case when ${chance(tx, n, 14)} < 0.4
               then '{"email": {"marketing": {"consent": "SUBSCRIBED"}}}'::jsonb
               else '{}'
             end,
             ${now}, ${now}
      from generate_series(${first}::int8, ${last}::int8) n`
    await tx`
      insert into profile_identifiers (account_id, kind, value, profile_id, added_at)
      select ${accountId}, 'email', 'shopper' || n || '@bench.test', ${profileId(tx, n)}, ${now}
      from generate_series(${first}::int8, ${last}::int8) n`
  })
}

async function loadEvents(sql: Sql, shop: Shop, first: number, last: number): Promise<void> {
  const { accountId, profiles, events, now, metricIds } = shop
  const ends = SHOP_METRICS.map((metric, at) => ({
    id: metricIds[metric],
    below:
      SHOP_METRICS.slice(0, at + 1).reduce((sum, one) => sum + METRICS[one].perMille, 0) / 1_000,
  }))
  await inEveryAccount(sql, async (tx) => {
    const n = tx`n`
    // Three in ten events are of the tenth that shops live on; 7919 spreads them over the ids.
    const who = tx`
      (floor(case
        when ${chance(tx, n, 1)} < 0.3 then ${profiles / 10}::float8 * ${chance(tx, n, 2)}
        else ${profiles}::float8 * ${chance(tx, n, 2)} ^ 1.5
      end)::int8 * 7919) % ${profiles}::int8`
    const metric = ends.reduceRight(
      (rest, { id, below }) =>
        tx`case when d.m < ${below}::float8 then ${id}::text else ${rest} end`,
      tx`${metricIds.viewed}::text`,
    )
    await tx`
      insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
                          unique_id, value, properties)
      select ${accountId}, ${shardSql(tx, tx`e.profile_id`)}, e.profile_id, e.metric_id,
             e.at, e.at, 'bench-' || e.n,
             case when e.metric_id in (${metricIds.placed}, ${metricIds.added})
               then round((5 + 200 * e.c ^ 3)::numeric, 2) end,
             case
               when e.metric_id in (${metricIds.viewed}, ${metricIds.added}, ${metricIds.placed})
               then jsonb_build_object(
                 'ProductID', 'P-' || floor(2000 * e.c ^ 2), 'ProductName', 'Scarf ' || floor(90 * e.c),
                 'Price', round((5 + 90 * e.c)::numeric, 2))
               when e.metric_id = ${metricIds.opened}
               then jsonb_build_object('Campaign Name', 'Letter ' || floor(50 * e.c))
               else jsonb_build_object(
                 'Conversation ID', md5(e.n::text),
                 'Channel', (array['Web chat', 'Email', 'SMS', 'WhatsApp'])[1 + floor(4 * e.c ^ 2)],
                 'Escalation Reason', (array['explicit-ask', 'knowledge gap', 'escalation-rule'])[1 + floor(3 * e.c)],
                 'Tags', jsonb_build_array((array['billing', 'shipping', 'size', 'return'])[1 + e.n % 4]))
             end
      from (
        select d.n, ${profileId(tx, tx`d.who`)} as profile_id, ${metric} as metric_id, d.c,
               date_trunc('second', ${now}::timestamptz
                 - make_interval(secs => ${DAYS * DAY_S}::float8 * (1 - (d.n::float8 / ${events}) ^ 0.8))) as at
        from (
          select n, ${who} as who, ${chance(tx, n, 3)} as m, ${chance(tx, n, 4)} as c
          from generate_series(${first}::int8, ${last}::int8) n
        ) d
      ) e`
  })
}

/** What was loaded is behind every follower. */
export async function takeAsRead(sql: Sql): Promise<void> {
  await inEveryAccount(
    sql,
    (tx) => tx`update follower_cursors set xid = pg_current_xact_id(), position = 0`,
  )
}
