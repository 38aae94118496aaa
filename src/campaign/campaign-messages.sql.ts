import type { Tx } from '../platform/sql.ts'

/** One message of a campaign. Its id is also that of what its first variation says. */
export interface CampaignMessageRow {
  messageId: string
  campaignId: string
  label: string | null
  imageId: number | null
  createdAt: Date
  updatedAt: Date
}

/** One way in which a message says it. */
export interface VariationRow {
  /** Of its content as well. */
  variationId: string
  messageId: string
  campaignId: string
  place: number
  name: string
  createdAt: Date
  updatedAt: Date
}

export function messagesOfCampaigns(
  tx: Tx,
  accountId: string,
  campaignIds: readonly string[],
): Promise<CampaignMessageRow[]> {
  return tx<CampaignMessageRow[]>`
    select m.message_id as "messageId", m.campaign_id as "campaignId", m.label,
           m.image_id as "imageId", m.created_at as "createdAt", m.updated_at as "updatedAt"
    from campaign_messages m
    where m.account_id = ${accountId}
      and m.campaign_id = any (${[...campaignIds]})
    order by m.campaign_id, m.place`
}

export async function findCampaignMessage(
  tx: Tx,
  accountId: string,
  messageId: string,
): Promise<CampaignMessageRow | undefined> {
  const [row] = await tx<CampaignMessageRow[]>`
    select m.message_id as "messageId", m.campaign_id as "campaignId", m.label,
           m.image_id as "imageId", m.created_at as "createdAt", m.updated_at as "updatedAt"
    from campaign_messages m
    where m.account_id = ${accountId}
      and m.message_id = ${messageId}`
  return row
}

export async function insertCampaignMessage(
  tx: Tx,
  accountId: string,
  message: Omit<CampaignMessageRow, 'createdAt' | 'updatedAt'>,
  now: Date,
): Promise<void> {
  await tx`
    insert into campaign_messages (
      account_id, message_id, campaign_id, place, label, image_id, created_at, updated_at
    )
    values (
      ${accountId}, ${message.messageId}, ${message.campaignId}, 0, ${message.label},
      ${message.imageId}, ${now}, ${now}
    )`
}

export async function updateCampaignMessageRow(
  tx: Tx,
  accountId: string,
  { messageId, label, imageId }: Pick<CampaignMessageRow, 'messageId' | 'label' | 'imageId'>,
  now: Date,
): Promise<void> {
  await tx`
    update campaign_messages
    set label = ${label},
        image_id = ${imageId},
        updated_at = ${now}
    where account_id = ${accountId}
      and message_id = ${messageId}`
}

/** In their order: the first is the message itself. */
export function variationsOfCampaigns(
  tx: Tx,
  accountId: string,
  campaignIds: readonly string[],
): Promise<VariationRow[]> {
  return tx<VariationRow[]>`
    select v.variation_id as "variationId", v.message_id as "messageId",
           m.campaign_id as "campaignId", v.place, v.name, v.created_at as "createdAt",
           v.updated_at as "updatedAt"
    from campaign_messages m
    join campaign_variations v on v.account_id = m.account_id and v.message_id = m.message_id
    where m.account_id = ${accountId}
      and m.campaign_id = any (${[...campaignIds]})
    order by m.campaign_id, v.place`
}

export async function findVariation(
  tx: Tx,
  accountId: string,
  variationId: string,
): Promise<VariationRow | undefined> {
  const [row] = await tx<VariationRow[]>`
    select v.variation_id as "variationId", v.message_id as "messageId",
           m.campaign_id as "campaignId", v.place, v.name, v.created_at as "createdAt",
           v.updated_at as "updatedAt"
    from campaign_variations v
    join campaign_messages m on m.account_id = v.account_id and m.message_id = v.message_id
    where v.account_id = ${accountId}
      and v.variation_id = ${variationId}`
  return row
}

export async function insertVariation(
  tx: Tx,
  accountId: string,
  variation: Pick<VariationRow, 'variationId' | 'messageId' | 'place' | 'name'>,
  now: Date,
): Promise<void> {
  await tx`
    insert into campaign_variations (
      account_id, variation_id, message_id, place, name, created_at, updated_at
    )
    values (
      ${accountId}, ${variation.variationId}, ${variation.messageId}, ${variation.place},
      ${variation.name}, ${now}, ${now}
    )`
}

export async function touchVariation(
  tx: Tx,
  accountId: string,
  variationId: string,
  name: string | null,
  now: Date,
): Promise<void> {
  await tx`
    update campaign_variations
    set name = coalesce(${name}, name),
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
           count(*) filter (where m.state in ('sent', 'delivered', 'kept'))::int as delivered,
           count(m.opened_at)::int as opened, count(m.clicked_at)::int as clicked
    from messages m
    where m.account_id = ${accountId}
      and m.campaign_id = ${campaignId}
    group by m.content_id`
}
