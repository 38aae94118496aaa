import type { Fragment, Tx } from '../platform/sql.ts'
import type { Audience, CampaignAudience } from './campaign.ts'

function columns(tx: Tx): Fragment {
  return tx`
    a.audience_id as "audienceId", a.campaign_id as "campaignId", a.place, a.name, a.priority,
    a.created_at as "createdAt", a.updated_at as "updatedAt"`
}

/** The audiences of campaigns, in their order. */
export async function audiencesOfCampaigns(
  tx: Tx,
  accountId: string,
  campaignIds: readonly string[],
): Promise<CampaignAudience[]> {
  const rows = await tx<AudienceRow[]>`
    select ${columns(tx)}
    from campaign_audiences a
    where a.account_id = ${accountId}
      and a.campaign_id = any (${[...campaignIds]})
    order by a.campaign_id, a.place`
  return withGroups(tx, accountId, rows)
}

/** Those that exist. */
export async function audiencesByIds(
  tx: Tx,
  accountId: string,
  audienceIds: readonly string[],
): Promise<CampaignAudience[]> {
  const rows = await tx<AudienceRow[]>`
    select ${columns(tx)}
    from campaign_audiences a
    where a.account_id = ${accountId}
      and a.audience_id = any (${[...audienceIds]})`
  return withGroups(tx, accountId, rows)
}

type AudienceRow = Omit<CampaignAudience, keyof Audience>

async function withGroups(
  tx: Tx,
  accountId: string,
  rows: readonly AudienceRow[],
): Promise<CampaignAudience[]> {
  const ids = rows.map((row) => row.audienceId)
  const groups = await tx<{ audienceId: string; groupId: string; isExcluded: boolean }[]>`
    select g.audience_id as "audienceId", g.group_id as "groupId", g.is_excluded as "isExcluded"
    from campaign_audience_groups g
    where g.account_id = ${accountId}
      and g.audience_id = any (${ids})
    order by g.audience_id, g.is_excluded, g.place`
  const byAudience = Map.groupBy(groups, (group) => group.audienceId)
  return rows.map((row) => {
    const own = byAudience.get(row.audienceId) ?? []
    const side = (isExcluded: boolean) =>
      own.filter((one) => one.isExcluded === isExcluded).map((one) => one.groupId)
    return { ...row, included: side(false), excluded: side(true) }
  })
}

/** Everything but its identity and when it was made. */
export async function saveAudience(
  tx: Tx,
  accountId: string,
  { audienceId, campaignId, ...audience }: CampaignAudience,
): Promise<void> {
  await tx`
    insert into campaign_audiences as a (
      account_id, audience_id, campaign_id, place, name, priority, created_at, updated_at
    )
    values (
      ${accountId}, ${audienceId}, ${campaignId}, ${audience.place}, ${audience.name},
      ${audience.priority}, ${audience.createdAt}, ${audience.updatedAt}
    )
    on conflict (account_id, audience_id) do update
    set name = excluded.name,
        priority = excluded.priority,
        updated_at = excluded.updated_at`
  const rows = (['included', 'excluded'] as const).flatMap((side) =>
    audience[side].map((groupId, place) => ({
      group_id: groupId,
      is_excluded: side === 'excluded',
      place,
    })),
  )
  await tx`
    delete from campaign_audience_groups
    where account_id = ${accountId}
      and audience_id = ${audienceId}`
  await tx`
    insert into campaign_audience_groups (account_id, audience_id, group_id, is_excluded, place)
    select ${accountId}, ${audienceId}, r.group_id, r.is_excluded, r.place
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      group_id text, is_excluded boolean, place integer)
    on conflict do nothing`
}

/** One that no message has. */
export async function deleteAudienceRow(
  tx: Tx,
  accountId: string,
  audienceId: string,
): Promise<void> {
  await tx`
    delete from campaign_audiences
    where account_id = ${accountId}
      and audience_id = ${audienceId}`
}
