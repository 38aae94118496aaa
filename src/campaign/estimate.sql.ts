import type { MessageChannel } from '../contract/messages.ts'
import { joiningMany } from '../platform/joining-many.ts'
import type { Tx } from '../platform/sql.ts'
import type { Audience } from './campaign.ts'
import { type Elsewhere, isReachable, peopleElsewhere } from './recipients.sql.ts'

export interface AudienceCount {
  included: number
  excluded: number
  unreachable: number
  recipients: number
}

/** Everybody an audience would reach now. Whoever belongs to another one of its campaign counts as excluded. */
export async function countAudience(
  tx: Tx,
  accountId: string,
  channel: MessageChannel,
  { included, excluded }: Audience,
  elsewhere: Elsewhere | null = null,
): Promise<AudienceCount> {
  const [row] = await joiningMany(
    tx,
    () => tx<AudienceCount[]>`
    with audience as (
      select distinct m.profile_id
      from group_members m
      where m.account_id = ${accountId}
        and m.group_id = any (${[...included]})
    ),
    judged as (
      select x.profile_id is not null as is_excluded, ${isReachable(tx, channel)} as is_reachable
      from audience a
      join profiles p on p.account_id = ${accountId} and p.profile_id = a.profile_id
      left join (
        select distinct m.profile_id
        from group_members m
        where m.account_id = ${accountId}
          and m.group_id = any (${[...excluded]})
        ${elsewhere ? tx`union ${peopleElsewhere(tx, accountId, elsewhere, () => tx`true`)}` : tx``}
      ) x on x.profile_id = a.profile_id
      where p.redacted_at is null
    )
    select count(*)::int as included,
           count(*) filter (where is_excluded)::int as excluded,
           count(*) filter (where not is_excluded and not is_reachable)::int as unreachable,
           count(*) filter (where not is_excluded and is_reachable)::int as recipients
    from judged`,
  )
  return row ?? { included: 0, excluded: 0, unreachable: 0, recipients: 0 }
}

/** How many members a group has, and how many of them are in any of the others as well. */
export async function countOverlap(
  tx: Tx,
  accountId: string,
  groupId: string,
  others: readonly string[],
): Promise<{ members: number; overlap: number }> {
  const [row] = await joiningMany(
    tx,
    () => tx<{ members: number; overlap: number }[]>`
    with others as (
      select distinct m.profile_id
      from group_members m
      where m.account_id = ${accountId}
        and m.group_id = any (${[...others]})
    )
    select count(*)::int as members, count(o.profile_id)::int as overlap
    from group_members m
    left join others o on o.profile_id = m.profile_id
    where m.account_id = ${accountId}
      and m.group_id = ${groupId}`,
  )
  return row ?? { members: 0, overlap: 0 }
}

export interface EstimateRow {
  status: 'queued' | 'processing' | 'complete' | 'cancelled'
  recipients: number | null
}

export async function findEstimate(
  tx: Tx,
  accountId: string,
  campaignId: string,
): Promise<EstimateRow | undefined> {
  const [row] = await tx<EstimateRow[]>`
    select e.status, e.recipients
    from campaign_estimates e
    where e.account_id = ${accountId}
      and e.campaign_id = ${campaignId}`
  return row
}

/** A number that is not given stays as it was counted before. */
export async function saveEstimate(
  tx: Tx,
  accountId: string,
  campaignId: string,
  { status, recipients }: EstimateRow,
  now: Date,
): Promise<void> {
  await tx`
    insert into campaign_estimates as e (account_id, campaign_id, status, recipients, updated_at)
    values (${accountId}, ${campaignId}, ${status}, ${recipients}, ${now})
    on conflict (account_id, campaign_id) do update
    set status = excluded.status,
        recipients = coalesce(excluded.recipients, e.recipients),
        updated_at = excluded.updated_at`
}
