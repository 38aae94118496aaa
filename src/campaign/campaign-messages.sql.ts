import type { CampaignStatus } from '../contract/campaigns.ts'
import type { FilterTerm } from '../contract/filter.ts'
import { isDelivered } from '../message/delivered.sql.ts'
import {
  instantTerm,
  type ListQuery,
  orderedPage,
  passing,
  type SortColumn,
  textTerm,
} from '../platform/list-query.ts'
import type { Db, Fragment, Tx } from '../platform/sql.ts'
import { BETA_STATUS_PAIRS } from './beta-definition.ts'
import { type CampaignMessage, type Hold, RUNNING_STATUSES } from './campaign.ts'

function columns(sql: Db): Fragment {
  return sql`
    m.message_id as "messageId", m.campaign_id as "campaignId", m.audience_id as "audienceId",
    m.place, m.label, m.channel, m.status, m.strategy, m.has_smart_sending as "hasSmartSending",
    m.tracking, m.recipients_when as "recipientsWhen", m.test_share as "testShare",
    m.winner_metric as "winnerMetric", m.winner_after_minutes as "winnerAfterMinutes",
    m.winner_id as "winnerId", m.winner_at as "winnerAt", m.run, m.resolve_at as "resolveAt",
    m.send_at as "sendAt", m.resolved_at as "resolvedAt", m.resolve_after as "resolveAfter",
    m.recipients, m.unreachable, m.excluded, m.released, m.is_paused as "isPaused", m.hold,
    m.active_at as "activeAt", m.scheduled_at as "scheduledAt", m.created_at as "createdAt",
    m.updated_at as "updatedAt"`
}

/** The messages of campaigns, in their order. */
export function messagesOfCampaigns(
  tx: Tx,
  accountId: string,
  campaignIds: readonly string[],
): Promise<CampaignMessage[]> {
  return tx<CampaignMessage[]>`
    select ${columns(tx)}
    from campaign_messages m
    where m.account_id = ${accountId}
      and m.campaign_id = any (${[...campaignIds]})
    order by m.campaign_id, m.place`
}

export type ListedCampaignMessage = CampaignMessage & { sortKey: string | Date }

/** One more than a page of the messages that pass all terms, from the cursor on; the newest come first. */
export function listCampaignMessages(
  tx: Tx,
  accountId: string,
  list: ListQuery,
): Promise<ListedCampaignMessage[]> {
  const sort = list.sort ?? { key: 'created', descending: true }
  const sorted = sortColumn(tx, sort.key)
  const id = { column: tx`m.message_id`, type: tx`text` }
  return tx<ListedCampaignMessage[]>`
    select ${columns(tx)}, ${sorted.column} as "sortKey"
    from campaign_messages m
    where m.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => termSql(tx, term))}
      ${orderedPage(tx, { ...list, sort }, sorted, id)}`
}

function sortColumn(tx: Tx, key: string): SortColumn {
  switch (key) {
    case 'created':
      return { column: tx`m.created_at`, type: tx`timestamptz` }
    case 'updated':
      return { column: tx`m.updated_at`, type: tx`timestamptz` }
    case 'id':
      return { column: tx`m.message_id`, type: tx`text` }
    case 'status':
      return { column: tx`${betaStatus(tx)} collate "C"`, type: tx`text` }
    default:
      return { column: tx`coalesce(m.label, '') collate "C"`, type: tx`text` }
  }
}

/** The status in the words of the beta shape; one that has none is empty. */
function betaStatus(tx: Tx): Fragment {
  const ours = BETA_STATUS_PAIRS.map(([status]) => status)
  const words = BETA_STATUS_PAIRS.map(([, word]) => word)
  return tx`coalesce((${words}::text[])[array_position(${ours}::text[], m.status)], '')`
}

function termSql(tx: Tx, term: FilterTerm): Fragment {
  const texts = [term.value].flat().map(String)
  switch (term.field) {
    case 'id':
      return tx`m.message_id = any (${texts})`
    case 'campaign_id':
      return tx`m.campaign_id = any (${texts})`
    case 'name':
      return textTerm(tx, tx`coalesce(m.label, '')`, term)
    case 'status':
      return tx`${betaStatus(tx)} = any (${texts})`
    case 'created':
      return instantTerm(tx, tx`m.created_at`, term)
    case 'updated':
      return instantTerm(tx, tx`m.updated_at`, term)
    default:
      throw new Error(`the contract has no filter on ${term.field}`)
  }
}

/** Those that exist, in no order. */
export function campaignMessagesByIds(
  tx: Tx,
  accountId: string,
  messageIds: readonly string[],
): Promise<CampaignMessage[]> {
  return tx<CampaignMessage[]>`
    select ${columns(tx)}
    from campaign_messages m
    where m.account_id = ${accountId}
      and m.message_id = any (${[...messageIds]})`
}

export async function findCampaignMessage(
  tx: Tx,
  accountId: string,
  messageId: string,
): Promise<CampaignMessage | undefined> {
  const [row] = await campaignMessagesByIds(tx, accountId, [messageId])
  return row
}

/** The same with its campaign locked, unless somebody else has it: then it is in good hands. */
export async function takeCampaignMessage(
  tx: Tx,
  accountId: string,
  messageId: string,
): Promise<CampaignMessage | undefined> {
  const [row] = await tx<CampaignMessage[]>`
    select ${columns(tx)}
    from campaign_messages m
    join campaigns c on c.account_id = m.account_id and c.campaign_id = m.campaign_id
    where m.account_id = ${accountId}
      and m.message_id = ${messageId}
    for no key update skip locked`
  return row
}

/** Everything but its identity, its place, its channel and when it was made. Its campaign changes with it. */
export async function saveCampaignMessage(
  tx: Tx,
  accountId: string,
  row: CampaignMessage,
): Promise<void> {
  await tx`
    with touched as (
      update campaigns
      set updated_at = ${row.updatedAt}
      where account_id = ${accountId}
        and campaign_id = ${row.campaignId}
    )
    insert into campaign_messages as m (
      account_id, message_id, campaign_id, audience_id, place, label, channel, status, strategy,
      has_smart_sending, tracking, recipients_when, test_share, winner_metric,
      winner_after_minutes, winner_id, winner_at, run, resolve_at, send_at, resolved_at,
      resolve_after, recipients, unreachable, excluded, released, is_paused, hold, active_at,
      scheduled_at, created_at, updated_at
    )
    values (
      ${accountId}, ${row.messageId}, ${row.campaignId}, ${row.audienceId}, ${row.place},
      ${row.label}, ${row.channel}, ${row.status},
      ${JSON.stringify(row.strategy)}::text::jsonb, ${row.hasSmartSending},
      ${JSON.stringify(row.tracking)}::text::jsonb, ${row.recipientsWhen}, ${row.testShare},
      ${row.winnerMetric}, ${row.winnerAfterMinutes}, ${row.winnerId}, ${row.winnerAt},
      ${row.run}, ${row.resolveAt}, ${row.sendAt}, ${row.resolvedAt}, ${row.resolveAfter},
      ${row.recipients}, ${row.unreachable}, ${row.excluded}, ${row.released}, ${row.isPaused},
      ${row.hold === null ? null : JSON.stringify(row.hold)}::text::jsonb, ${row.activeAt},
      ${row.scheduledAt}, ${row.createdAt}, ${row.updatedAt}
    )
    on conflict (account_id, message_id) do update
    set label = excluded.label,
        status = excluded.status,
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

export async function deleteCampaignMessageRow(
  tx: Tx,
  accountId: string,
  messageId: string,
): Promise<void> {
  await tx`
    delete from campaign_messages
    where account_id = ${accountId}
      and message_id = ${messageId}`
}

/** Messages of campaigns for which there may be something to do. Needs a scope over every account. */
export function messagesAtWork(
  tx: Tx,
  wallNow: Date,
  accountId: string | null,
): Promise<{ accountId: string; messageId: string }[]> {
  return tx<{ accountId: string; messageId: string }[]>`
    select m.account_id as "accountId", m.message_id as "messageId"
    from accounts a
    join campaign_messages m on m.account_id = a.account_id
    where (${accountId}::text is null or a.account_id = ${accountId})
      and m.status = any (${[...RUNNING_STATUSES] satisfies CampaignStatus[]})
      and not m.is_paused
      and case when m.resolved_at is null then m.resolve_at else m.send_at end
          <= coalesce(a.clock_at, ${wallNow})
    order by m.account_id, m.message_id`
}

/** Let every campaign that is at work ask before it goes on. Needs a scope over every account. */
export async function holdMessagesAtWork(tx: Tx, hold: Hold): Promise<number> {
  const held = await tx`
    update campaign_messages
    set hold = ${JSON.stringify(hold)}::text::jsonb
    where status = any (${[...RUNNING_STATUSES] satisfies CampaignStatus[]})`
  return held.count
}

/** One way in which a message says it. */
export interface VariationRow {
  /** Of its content as well. */
  variationId: string
  messageId: string
  campaignId: string
  place: number
  name: string
  /** The picture that goes along with a text. */
  imageId: number | null
  createdAt: Date
  updatedAt: Date
}

/** By messages, in their order: the first is the message itself. */
export function variationsOfCampaigns(
  tx: Tx,
  accountId: string,
  campaignIds: readonly string[],
): Promise<VariationRow[]> {
  return tx<VariationRow[]>`
    select v.variation_id as "variationId", v.message_id as "messageId",
           m.campaign_id as "campaignId", v.place, v.name, v.image_id as "imageId",
           v.created_at as "createdAt", v.updated_at as "updatedAt"
    from campaign_messages m
    join campaign_variations v on v.account_id = m.account_id and v.message_id = m.message_id
    where m.account_id = ${accountId}
      and m.campaign_id = any (${[...campaignIds]})
    order by m.campaign_id, m.place, v.place`
}

export async function findVariation(
  tx: Tx,
  accountId: string,
  variationId: string,
): Promise<VariationRow | undefined> {
  const [row] = await tx<VariationRow[]>`
    select v.variation_id as "variationId", v.message_id as "messageId",
           m.campaign_id as "campaignId", v.place, v.name, v.image_id as "imageId",
           v.created_at as "createdAt", v.updated_at as "updatedAt"
    from campaign_variations v
    join campaign_messages m on m.account_id = v.account_id and m.message_id = v.message_id
    where v.account_id = ${accountId}
      and v.variation_id = ${variationId}`
  return row
}

export async function insertVariation(
  tx: Tx,
  accountId: string,
  variation: Pick<VariationRow, 'variationId' | 'messageId' | 'place' | 'name' | 'imageId'>,
  now: Date,
): Promise<void> {
  await tx`
    insert into campaign_variations (
      account_id, variation_id, message_id, place, name, image_id, created_at, updated_at
    )
    values (
      ${accountId}, ${variation.variationId}, ${variation.messageId}, ${variation.place},
      ${variation.name}, ${variation.imageId}, ${now}, ${now}
    )`
}

export async function updateVariationRow(
  tx: Tx,
  accountId: string,
  { variationId, name, imageId }: Pick<VariationRow, 'variationId' | 'name' | 'imageId'>,
  now: Date,
): Promise<void> {
  await tx`
    update campaign_variations
    set name = ${name},
        image_id = ${imageId},
        updated_at = ${now}
    where account_id = ${accountId}
      and variation_id = ${variationId}`
}

/** Those behind it move up. */
export async function deleteVariationRow(
  tx: Tx,
  accountId: string,
  { variationId, messageId, place }: VariationRow,
): Promise<void> {
  await tx`
    delete from campaign_variations
    where account_id = ${accountId}
      and variation_id = ${variationId}`
  await tx`
    update campaign_variations
    set place = place - 1
    where account_id = ${accountId}
      and message_id = ${messageId}
      and place > ${place}`
}

export interface VariationCount {
  contentId: string
  recipients: number
  skipped: number
  smartSkipped: number
  unfinished: number
  /** Handed over, whatever was reported then. */
  taken: number
  delivered: number
  opened: number
  clicked: number
}

/** What became of the messages of a campaign so far, by what they say. */
export function countVariations(
  tx: Tx,
  accountId: string,
  campaignId: string,
): Promise<VariationCount[]> {
  return tx<VariationCount[]>`
    select m.content_id as "contentId", count(m.attempted_at)::int as recipients,
           count(*) filter (where m.state = 'skipped')::int as skipped,
           count(*) filter (where m.skip_reason = 'Smart Sending')::int as "smartSkipped",
           count(*) filter (where m.state in ('queued', 'sending'))::int as unfinished,
           count(*) filter (where m.state in ('sent', 'delivered', 'kept'))::int as taken,
           count(*) filter (where ${isDelivered(tx)})::int as delivered,
           count(m.opened_at)::int as opened, count(m.clicked_at)::int as clicked
    from messages m
    where m.account_id = ${accountId}
      and m.campaign_id = ${campaignId}
    group by m.content_id`
}
