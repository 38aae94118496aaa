import type { MessageChannel } from '../contract/messages.ts'
import { joiningMany } from '../platform/joining-many.ts'
import type { Db, Fragment, Tx } from '../platform/sql.ts'
import type { Audience, CampaignMessage } from './campaign.ts'

/** Which message of which campaign. */
type Sent = Pick<CampaignMessage, 'campaignId' | 'messageId'>

/**
 * Whether a profile `p` may be written to at all, as far as the profile says: what `consentRefusal`
 * says of marketing, but for lists and stopped numbers, which are looked at when it is sent.
 */
export function isReachable(sql: Db, channel: MessageChannel): Fragment {
  if (channel === 'email') {
    return sql`(
      coalesce(p.email, '') <> ''
      and coalesce(p.subscriptions #>> '{email,marketing,consent}', '') <> 'UNSUBSCRIBED'
      and coalesce(p.subscriptions #> '{email,marketing,suppression}', '[]') in ('[]', 'null')
    )`
  }
  const path = ['marketing', 'consent']
  return sql`(
    coalesce(p.phone_number, '') <> ''
    and coalesce(p.subscriptions #>> ${[channel, ...path]}::text[], '') = 'SUBSCRIBED'
  )`
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The next profiles of an audience by their ids, each once, and what stands in their way. Whoever belongs to another audience counts as excluded. */
function judgedPage(
  tx: Tx,
  accountId: string,
  { audience, elsewhere, channel, after: last, limit }: PageOfAudience,
): Fragment {
  // Each table is read between the ends of the page only, so that a page costs the same however many
  // there are: with a million profiles the planner would read all of them for every page.
  const after = tx`${last ?? NOBODY}::uuid`
  const ofPage = (column: Fragment) => tx`
    ${column} > ${after} and ${column} <= (select l.profile_id from last_of_page l)`
  return tx`
    page as (
      select m.profile_id
      from unnest(${[...audience.included]}::text[]) as g (group_id)
      cross join lateral (
        select m.profile_id
        from group_members m
        where m.account_id = ${accountId}
          and m.group_id = g.group_id
          and m.profile_id > ${after}
        order by m.profile_id
        limit ${limit}
      ) m
      group by m.profile_id
      order by m.profile_id
      limit ${limit}
    ),
    last_of_page as materialized (
      select o.profile_id
      from page o
      order by o.profile_id desc
      limit 1
    ),
    judged as (
      select o.profile_id, ${isReachable(tx, channel)} as is_reachable, p.location,
             x.profile_id is not null as is_excluded
      from page o
      join profiles p
        on p.account_id = ${accountId}
        and p.profile_id = o.profile_id
        and p.profile_id > ${after}
        and p.profile_id <= (select l.profile_id from last_of_page l)
      left join (
        select distinct m.profile_id
        from group_members m
        where m.account_id = ${accountId}
          and m.group_id = any (${[...audience.excluded]})
          and m.profile_id > ${after}
          and m.profile_id <= (select l.profile_id from last_of_page l)
        ${elsewhere ? tx`union ${peopleElsewhere(tx, accountId, elsewhere, ofPage)}` : tx``}
      ) x on x.profile_id = o.profile_id
      where p.redacted_at is null
    )`
}

/** Where else in a campaign of several audiences somebody may be. */
export interface Elsewhere {
  campaignId: string
  /** Audiences that go before: who is in one of them belongs there. */
  before: readonly Audience[]
  /** Messages of all other audiences: who is to get one of them stays with it. */
  messageIds: readonly string[]
}

/** Who belongs to another audience of the same campaign, among the profiles that a condition names. */
export function peopleElsewhere(
  tx: Tx,
  accountId: string,
  { campaignId, before, messageIds }: Elsewhere,
  within: (column: Fragment) => Fragment,
): Fragment {
  const members = (groupIds: readonly string[]) => tx`
    select m.profile_id
    from group_members m
    where m.account_id = ${accountId}
      and m.group_id = any (${[...groupIds]})
      and ${within(tx`m.profile_id`)}`
  const earlier = before.reduce(
    (others, { included, excluded }) =>
      tx`${others} (${members(included)} except ${members(excluded)}) union`,
    tx``,
  )
  return tx`
    ${earlier}
    select r.profile_id
    from campaign_recipients r
    where r.account_id = ${accountId}
      and r.message_id = any (${[...messageIds]})
      and ${within(tx`r.profile_id`)}
    union
    select m.profile_id
    from messages m
    where m.account_id = ${accountId}
      and m.campaign_id = ${campaignId}
      and m.campaign_message_id = any (${[...messageIds]})
      and m.state <> 'cancelled'
      and ${within(tx`m.profile_id`)}`
}

export interface PageOfAudience {
  audience: Audience
  /** Null: the campaign has one audience. */
  elsewhere?: Elsewhere | null
  channel: MessageChannel
  /** Up to this profile it was done before. */
  after: string | null
  limit: number
}

export interface PageCount {
  looked: number
  last: string | null
  recipients: number
  excluded: number
  unreachable: number
}

const counted = (tx: Tx) => tx`
  (select count(*)::int from page) as looked,
  (select profile_id from last_of_page) as last,
  (select count(*)::int from judged where is_excluded) as excluded,
  (select count(*)::int from judged where not is_excluded and not is_reachable) as unreachable`

/** Queue the next page of an audience, all due at one time. */
export async function queuePage(
  tx: Tx,
  accountId: string,
  messageId: string,
  page: PageOfAudience,
  dueAt: Date,
): Promise<PageCount> {
  const [row] = await joiningMany(
    tx,
    () => tx<PageCount[]>`
    with ${judgedPage(tx, accountId, page)},
    queued as (
      insert into campaign_recipients (account_id, message_id, profile_id, due_at)
      select ${accountId}, ${messageId}, j.profile_id, ${dueAt}
      from judged j
      where j.is_reachable
        and not j.is_excluded
      on conflict do nothing
      returning 1
    )
    select ${counted(tx)}, (select count(*)::int from queued) as recipients`,
  )
  return row ?? { looked: 0, last: null, recipients: 0, excluded: 0, unreachable: 0 }
}

export interface Listener {
  profileId: string
  /** As the profile says it. */
  zone: string | null
  /** When they opened mail lately, as far as it is asked for. */
  opens: Date[]
}

/** The next page of an audience, for those who are due at times of their own. */
export async function readPage(
  tx: Tx,
  accountId: string,
  page: PageOfAudience,
  opens: { metricId: string | null; limit: number },
): Promise<PageCount & { listeners: Listener[] }> {
  const [row] = await joiningMany(
    tx,
    () => tx<(PageCount & { people: { id: string; zone: string | null }[] })[]>`
    with ${judgedPage(tx, accountId, page)},
    fine as (
      select j.profile_id as id, j.location ->> 'timezone' as zone
      from judged j
      where j.is_reachable
        and not j.is_excluded
    )
    select ${counted(tx)}, 0 as recipients,
           coalesce((select json_agg(json_build_object('id', f.id, 'zone', f.zone)) from fine f),
                    '[]') as people`,
  )
  if (!row) {
    return { looked: 0, last: null, recipients: 0, excluded: 0, unreachable: 0, listeners: [] }
  }
  const { people, ...count } = row
  const opened =
    opens.metricId === null
      ? new Map<string, Date[]>()
      : await lastOpens(
          tx,
          accountId,
          people.map((one) => one.id),
          { metricId: opens.metricId, limit: opens.limit },
        )
  const listeners = people.map(({ id, zone }) => ({
    profileId: id,
    zone,
    opens: opened.get(id) ?? [],
  }))
  return { ...count, listeners }
}

async function lastOpens(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
  { metricId, limit }: { metricId: string; limit: number },
): Promise<Map<string, Date[]>> {
  const rows = await tx<{ profileId: string; at: Date }[]>`
    select p.id as "profileId", e.occurred_at as at
    from unnest(${[...profileIds]}::uuid[]) as p (id)
    cross join lateral (
      select e.occurred_at
      from events e
      where e.account_id = ${accountId}
        and e.profile_id = p.id
        and e.metric_id = ${metricId}
      order by e.occurred_at desc
      limit ${limit}
    ) e`
  return new Map(
    [...Map.groupBy(rows, (row) => row.profileId)].map(([id, own]) => [
      id,
      own.map(({ at }) => at),
    ]),
  )
}

/** When anybody of the account opened mail, newest first. */
export async function openTimes(
  tx: Tx,
  accountId: string,
  metricId: string,
  limit: number,
): Promise<Date[]> {
  const rows = await tx<{ at: Date }[]>`
    select e.occurred_at as at
    from events e
    where e.account_id = ${accountId}
      and e.metric_id = ${metricId}
    order by e.occurred_at desc
    limit ${limit}`
  return rows.map(({ at }) => at)
}

/** @returns how many of them are new */
export async function queueRecipients(
  tx: Tx,
  accountId: string,
  messageId: string,
  recipients: readonly { profileId: string; dueAt: Date }[],
): Promise<number> {
  const rows = recipients.map((one) => ({ profile_id: one.profileId, due_at: one.dueAt }))
  const queued = await tx`
    insert into campaign_recipients (account_id, message_id, profile_id, due_at)
    select ${accountId}, ${messageId}, r.profile_id, r.due_at
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      profile_id uuid, due_at timestamptz)
    on conflict do nothing`
  return queued.count
}

/**
 * Draw lots: a pool of the recipients gets variations in turn, the rest waits for the winner. The
 * same recipients always draw the same.
 */
export async function drawLots(
  tx: Tx,
  accountId: string,
  messageId: string,
  { pool, variations }: { pool: number; variations: number },
): Promise<void> {
  await tx`
    with ranked as (
      select r.profile_id,
             row_number() over (order by md5(r.profile_id::text || ${messageId})) - 1 as rank
      from campaign_recipients r
      where r.account_id = ${accountId}
        and r.message_id = ${messageId}
    )
    update campaign_recipients r
    set variation = case when k.rank < ${pool} then k.rank % ${variations} end,
        is_rest = k.rank >= ${pool}
    from ranked k
    where r.account_id = ${accountId}
      and r.message_id = ${messageId}
      and r.profile_id = k.profile_id`
}

export interface DueRecipient {
  /** Of the profile that is kept, when they were merged; null: there is none any more. */
  profileId: string | null
  variation: number | null
}

/** Take recipients that are due out of the queue of a message, those first who have waited longest. */
export function takeRecipients(
  tx: Tx,
  accountId: string,
  messageId: string,
  { now, isRest, limit }: { now: Date; isRest: boolean; limit: number },
): Promise<DueRecipient[]> {
  return tx<DueRecipient[]>`
    with due as (
      select r.profile_id
      from campaign_recipients r
      where r.account_id = ${accountId}
        and r.message_id = ${messageId}
        and r.is_rest = ${isRest}
        and r.due_at <= ${now}
      order by r.due_at, r.profile_id
      limit ${limit}
    ),
    taken as (
      delete from campaign_recipients r
      where r.account_id = ${accountId}
        and r.message_id = ${messageId}
        -- Not joined: with old statistics the planner would walk all there are, for each.
        and r.profile_id = any (array(select profile_id from due))
      returning r.profile_id, r.variation
    ),
    kept as materialized (
      -- On its own: under row-level security no index is used for what coalesce answers.
      select coalesce(m.destination_profile_id, t.profile_id) as profile_id, t.variation
      from taken t
      left join profile_merges m
        on m.account_id = ${accountId} and m.source_profile_id = t.profile_id
    )
    select p.profile_id as "profileId", k.variation
    from kept k
    left join profiles p on p.account_id = ${accountId} and p.profile_id = k.profile_id`
}

/** When the first of those that wait is due; null: nobody waits. */
export async function firstDue(
  tx: Tx,
  accountId: string,
  messageId: string,
  isRest: boolean,
): Promise<Date | null> {
  const [row] = await tx<{ at: Date }[]>`
    select r.due_at as at
    from campaign_recipients r
    where r.account_id = ${accountId}
      and r.message_id = ${messageId}
      and r.is_rest = ${isRest}
    order by r.due_at
    limit 1`
  return row?.at ?? null
}

/** What was sent to these people by these campaigns, or tried. */
export function attemptsOfCampaigns(
  tx: Tx,
  accountId: string,
  { campaignIds, profileIds }: { campaignIds: readonly string[]; profileIds: readonly string[] },
): Promise<(Sent & { profileId: string; campaignMessageId: string })[]> {
  return tx<(Sent & { profileId: string; campaignMessageId: string })[]>`
    select m.message_id as "messageId", m.profile_id as "profileId",
           m.campaign_id as "campaignId", m.campaign_message_id as "campaignMessageId"
    from messages m
    where m.account_id = ${accountId}
      and m.profile_id = any (${[...profileIds]}::uuid[])
      and m.campaign_id = any (${[...campaignIds]})
      and m.attempted_at is not null`
}

/** Of what a message of a campaign became, what waits for sending or is being sent, counted up to a limit. */
export async function openMessages(
  tx: Tx,
  accountId: string,
  { campaignId, messageId }: Sent,
  limit: number,
): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from (
      select
      from messages m
      where m.account_id = ${accountId}
        and m.campaign_id = ${campaignId}
        and m.campaign_message_id = ${messageId}
        and m.state in ('queued', 'sending')
      limit ${limit}
    ) open`
  return row?.count ?? 0
}

/** What nobody began to send goes back to the queue of its message. */
export async function takeBack(
  tx: Tx,
  accountId: string,
  { campaignId, messageId }: Sent,
  { wallNow, contentIds }: { wallNow: Date; contentIds: readonly string[] },
): Promise<number> {
  const back = await tx`
    with gone as (
      delete from messages m
      where m.account_id = ${accountId}
        and m.campaign_id = ${campaignId}
        and m.campaign_message_id = ${messageId}
        and m.state = 'queued'
        and m.attempts = 0
        and (m.leased_until is null or m.leased_until <= ${wallNow})
      returning m.profile_id, m.due_at, m.content_id, m.variation_id
    )
    insert into campaign_recipients (account_id, message_id, profile_id, due_at, variation)
    select ${accountId}, ${messageId}, g.profile_id, g.due_at,
           case when g.variation_id is not null
             then array_position(${[...contentIds]}::text[], g.content_id) - 1 end
    from gone g
    on conflict do nothing`
  return back.count
}

export async function dropRecipients(tx: Tx, accountId: string, messageId: string): Promise<void> {
  await tx`
    delete from campaign_recipients
    where account_id = ${accountId}
      and message_id = ${messageId}`
}

export async function countWaiting(
  tx: Tx,
  accountId: string,
  messageIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx<{ messageId: string; count: number }[]>`
    select r.message_id as "messageId", count(*)::int as count
    from campaign_recipients r
    where r.account_id = ${accountId}
      and r.message_id = any (${[...messageIds]})
    group by r.message_id`
  return new Map(rows.map((row) => [row.messageId, row.count]))
}
