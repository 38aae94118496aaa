import type { CampaignStatus } from '../contract/campaigns.ts'
import type { FilterTerm } from '../contract/filter.ts'
import {
  instantTerm,
  type ListQuery,
  orderedPage,
  passing,
  type SortColumn,
  textTerm,
} from '../platform/list-query.ts'
import type { Db, Fragment, Tx } from '../platform/sql.ts'
import { taggedTerm } from '../tag/tags.sql.ts'
import { type Audience, type Campaign, type Hold, RUNNING_STATUSES } from './campaign.ts'

export type ListedCampaign = Campaign & { sortKey: string | Date }

function columns(sql: Db): Fragment {
  return sql`
    c.campaign_id as "campaignId", c.name, c.channel, c.status, c.archived, c.strategy,
    c.has_smart_sending as "hasSmartSending", c.tracking,
    c.recipients_when as "recipientsWhen", c.test_share as "testShare",
    c.winner_metric as "winnerMetric", c.winner_after_minutes as "winnerAfterMinutes",
    c.winner_id as "winnerId", c.winner_at as "winnerAt", c.run, c.resolve_at as "resolveAt",
    c.send_at as "sendAt", c.resolved_at as "resolvedAt", c.resolve_after as "resolveAfter",
    c.recipients, c.unreachable, c.excluded, c.released, c.is_paused as "isPaused", c.hold,
    c.active_at as "activeAt", c.scheduled_at as "scheduledAt", c.created_at as "createdAt",
    c.updated_at as "updatedAt"`
}

/** One more than a page of campaigns that pass all terms, from the cursor on; the newest come first. */
export function listCampaigns(
  tx: Tx,
  accountId: string,
  list: ListQuery,
): Promise<ListedCampaign[]> {
  const sort = list.sort ?? { key: 'created_at', descending: true }
  const sorted = sortColumn(tx, sort.key)
  const id = { column: tx`c.campaign_id`, type: tx`text` }
  return tx<ListedCampaign[]>`
    select ${columns(tx)}, ${sorted.column} as "sortKey"
    from campaigns c
    where c.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => termSql(tx, accountId, term))}
      ${orderedPage(tx, { ...list, sort }, sorted, id)}`
}

function sortColumn(tx: Tx, key: string): SortColumn {
  switch (key) {
    case 'created_at':
      return { column: tx`c.created_at`, type: tx`timestamptz` }
    case 'updated_at':
      return { column: tx`c.updated_at`, type: tx`timestamptz` }
    case 'scheduled_at':
      return { column: tx`coalesce(c.scheduled_at, 'epoch')`, type: tx`timestamptz` }
    case 'id':
      return { column: tx`c.campaign_id`, type: tx`text` }
    default:
      return { column: tx`c.name collate "C"`, type: tx`text` }
  }
}

function termSql(tx: Tx, accountId: string, term: FilterTerm): Fragment {
  const texts = [term.value].flat().map(String)
  switch (term.field) {
    case 'messages.channel':
      return tx`c.channel = any (${texts})`
    case 'id':
      return tx`c.campaign_id = any (${texts})`
    case 'name':
      return textTerm(tx, tx`c.name`, term)
    case 'status':
      return tx`c.status = any (${texts})`
    case 'archived':
      return tx`c.archived::text = any (${texts})`
    case 'created_at':
      return instantTerm(tx, tx`c.created_at`, term)
    case 'updated_at':
      return instantTerm(tx, tx`c.updated_at`, term)
    case 'scheduled_at':
      return instantTerm(tx, tx`c.scheduled_at`, term)
    case 'tags.id':
      return taggedTerm(tx, tx`c.campaign_id`, {
        accountId,
        kinds: ['campaign'],
        value: term.value,
      })
    default:
      throw new Error(`the contract has no filter on ${term.field}`)
  }
}

export async function findCampaign(
  tx: Tx,
  accountId: string,
  campaignId: string,
): Promise<Campaign | undefined> {
  const [row] = await campaignsByIds(tx, accountId, [campaignId])
  return row
}

export function campaignsByIds(
  tx: Tx,
  accountId: string,
  campaignIds: readonly string[],
): Promise<Campaign[]> {
  return tx<Campaign[]>`
    select ${columns(tx)}
    from campaigns c
    where c.account_id = ${accountId}
      and c.campaign_id = any (${[...campaignIds]})`
}

/** Locked until the transaction ends: one change of a campaign at a time. */
export async function lockCampaign(
  tx: Tx,
  accountId: string,
  campaignId: string,
): Promise<Campaign | undefined> {
  const [row] = await tx<Campaign[]>`
    select ${columns(tx)}
    from campaigns c
    where c.account_id = ${accountId}
      and c.campaign_id = ${campaignId}
    for no key update`
  return row
}

/** The same, unless somebody else has it: then it is in good hands. */
export async function takeCampaign(
  tx: Tx,
  accountId: string,
  campaignId: string,
): Promise<Campaign | undefined> {
  const [row] = await tx<Campaign[]>`
    select ${columns(tx)}
    from campaigns c
    where c.account_id = ${accountId}
      and c.campaign_id = ${campaignId}
    for no key update skip locked`
  return row
}

/** Everything but its identity and when it was made. */
export async function saveCampaign(tx: Tx, accountId: string, row: Campaign): Promise<void> {
  await tx`
    insert into campaigns as c (
      account_id, campaign_id, name, channel, status, archived, strategy, has_smart_sending,
      tracking, recipients_when, test_share, winner_metric, winner_after_minutes, winner_id,
      winner_at, run, resolve_at, send_at, resolved_at, resolve_after, recipients, unreachable,
      excluded, released, is_paused, hold, active_at, scheduled_at, created_at, updated_at
    )
    values (
      ${accountId}, ${row.campaignId}, ${row.name}, ${row.channel}, ${row.status},
      ${row.archived}, ${JSON.stringify(row.strategy)}::text::jsonb, ${row.hasSmartSending},
      ${JSON.stringify(row.tracking)}::text::jsonb, ${row.recipientsWhen}, ${row.testShare},
      ${row.winnerMetric}, ${row.winnerAfterMinutes}, ${row.winnerId}, ${row.winnerAt},
      ${row.run}, ${row.resolveAt}, ${row.sendAt}, ${row.resolvedAt}, ${row.resolveAfter},
      ${row.recipients}, ${row.unreachable}, ${row.excluded}, ${row.released}, ${row.isPaused},
      ${row.hold === null ? null : JSON.stringify(row.hold)}::text::jsonb, ${row.activeAt},
      ${row.scheduledAt}, ${row.createdAt}, ${row.updatedAt}
    )
    on conflict (account_id, campaign_id) do update
    set name = excluded.name,
        status = excluded.status,
        archived = excluded.archived,
        strategy = excluded.strategy,
        has_smart_sending = excluded.has_smart_sending,
        tracking = excluded.tracking,
        recipients_when = excluded.recipients_when,
        test_share = excluded.test_share,
        winner_metric = excluded.winner_metric,
        winner_after_minutes = excluded.winner_after_minutes,
        winner_id = excluded.winner_id,
        winner_at = excluded.winner_at,
        run = excluded.run,
        resolve_at = excluded.resolve_at,
        send_at = excluded.send_at,
        resolved_at = excluded.resolved_at,
        resolve_after = excluded.resolve_after,
        recipients = excluded.recipients,
        unreachable = excluded.unreachable,
        excluded = excluded.excluded,
        released = excluded.released,
        is_paused = excluded.is_paused,
        hold = excluded.hold,
        active_at = excluded.active_at,
        scheduled_at = excluded.scheduled_at,
        updated_at = excluded.updated_at`
}

export async function deleteCampaignRow(
  tx: Tx,
  accountId: string,
  campaignId: string,
): Promise<void> {
  await tx`
    delete from campaigns
    where account_id = ${accountId}
      and campaign_id = ${campaignId}`
}

/** Campaigns for which there may be something to do. Needs a scope over every account. */
export function campaignsAtWork(
  tx: Tx,
  wallNow: Date,
  accountId: string | null,
): Promise<{ accountId: string; campaignId: string }[]> {
  return tx<{ accountId: string; campaignId: string }[]>`
    select c.account_id as "accountId", c.campaign_id as "campaignId"
    from accounts a
    join campaigns c on c.account_id = a.account_id
    where (${accountId}::text is null or a.account_id = ${accountId})
      and c.status = any (${[...RUNNING_STATUSES] satisfies CampaignStatus[]})
      and not c.is_paused
      and case when c.resolved_at is null then c.resolve_at else c.send_at end
          <= coalesce(a.clock_at, ${wallNow})
    order by c.account_id, c.campaign_id`
}

/** Let every campaign that is at work ask before it goes on. Needs a scope over every account. */
export async function holdCampaignsAtWork(tx: Tx, hold: Hold): Promise<number> {
  const held = await tx`
    update campaigns
    set hold = ${JSON.stringify(hold)}::text::jsonb
    where status = any (${[...RUNNING_STATUSES] satisfies CampaignStatus[]})`
  return held.count
}

export async function audiencesOf(
  tx: Tx,
  accountId: string,
  campaignIds: readonly string[],
): Promise<Map<string, Audience>> {
  const rows = await tx<{ campaignId: string; groupId: string; isExcluded: boolean }[]>`
    select a.campaign_id as "campaignId", a.group_id as "groupId", a.is_excluded as "isExcluded"
    from campaign_audiences a
    where a.account_id = ${accountId}
      and a.campaign_id = any (${[...campaignIds]})
    order by a.campaign_id, a.is_excluded, a.place`
  return new Map(
    campaignIds.map((id) => {
      const own = rows.filter((row) => row.campaignId === id)
      const groups = (isExcluded: boolean) =>
        own.filter((row) => row.isExcluded === isExcluded).map((row) => row.groupId)
      return [id, { included: groups(false), excluded: groups(true) }]
    }),
  )
}

export async function saveAudience(
  tx: Tx,
  accountId: string,
  campaignId: string,
  { included, excluded }: Audience,
): Promise<void> {
  const rows = [
    ...included.map((groupId, place) => ({ group_id: groupId, is_excluded: false, place })),
    ...excluded.map((groupId, place) => ({ group_id: groupId, is_excluded: true, place })),
  ]
  await tx`
    delete from campaign_audiences
    where account_id = ${accountId}
      and campaign_id = ${campaignId}`
  await tx`
    insert into campaign_audiences (account_id, campaign_id, group_id, is_excluded, place)
    select ${accountId}, ${campaignId}, r.group_id, r.is_excluded, r.place
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      group_id text, is_excluded boolean, place integer)
    on conflict do nothing`
}
