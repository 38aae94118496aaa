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
import { type Campaign, RUNNING_STATUSES } from './campaign.ts'

export type ListedCampaign = Campaign & { sortKey: string | Date }

function columns(sql: Db): Fragment {
  return sql`
    c.campaign_id as "campaignId", c.name, c.archived, c.builder, c.color, c.description,
    c.created_at as "createdAt", c.updated_at as "updatedAt"`
}

/** As `leadOf`: the message whose state and time a campaign shows as its own. */
function lead(sql: Db, accountId: string): Fragment {
  return sql`
    left join lateral (
      select m.status, m.scheduled_at
      from campaign_messages m
      where m.account_id = ${accountId}
        and m.campaign_id = c.campaign_id
      order by m.status = any (${[...RUNNING_STATUSES]}) desc, m.status = 'Draft' desc, m.place
      limit 1
    ) l on true`
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
    ${lead(tx, accountId)}
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
      return { column: tx`coalesce(l.scheduled_at, 'epoch')`, type: tx`timestamptz` }
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
      return tx`exists (
        select
        from campaign_messages m
        where m.account_id = ${accountId}
          and m.campaign_id = c.campaign_id
          and m.channel = any (${texts})
      )`
    case 'id':
      return tx`c.campaign_id = any (${texts})`
    case 'name':
      return textTerm(tx, tx`c.name`, term)
    case 'status':
      return tx`coalesce(l.status, 'Draft') = any (${texts})`
    case 'archived':
      return tx`c.archived::text = any (${texts})`
    case 'builder':
      return tx`c.builder = any (${texts})`
    case 'created_at':
      return instantTerm(tx, tx`c.created_at`, term)
    case 'updated_at':
      return instantTerm(tx, tx`c.updated_at`, term)
    case 'scheduled_at':
      return instantTerm(tx, tx`l.scheduled_at`, term)
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

/** Locked until the transaction ends: one change of a campaign, or of its messages, at a time. */
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

/** Everything but its identity and when it was made. */
export async function saveCampaign(tx: Tx, accountId: string, row: Campaign): Promise<void> {
  await tx`
    insert into campaigns as c (
      account_id, campaign_id, name, archived, builder, color, description, created_at, updated_at
    )
    values (
      ${accountId}, ${row.campaignId}, ${row.name}, ${row.archived}, ${row.builder}, ${row.color},
      ${row.description}, ${row.createdAt}, ${row.updatedAt}
    )
    on conflict (account_id, campaign_id) do update
    set name = excluded.name,
        archived = excluded.archived,
        builder = excluded.builder,
        color = excluded.color,
        description = excluded.description,
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
