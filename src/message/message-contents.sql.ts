import { shortId } from '../platform/id.ts'
import type { Db, Tx } from '../platform/sql.ts'
import { CONTENT_DEFAULTS, type MessageContent } from './message-content.ts'

export interface ContentRow extends MessageContent {
  contentId: string
  createdAt: Date
  updatedAt: Date
}

/** What is not said is as in `CONTENT_DEFAULTS`. Without an id one is made. */
export type NewContent = Pick<MessageContent, 'channel' | 'name'> &
  Partial<MessageContent> & { contentId?: string; now: Date }

const columns = (sql: Db) => sql`
  c.content_id as "contentId", c.channel, c.name, c.from_email as "fromEmail",
  c.from_label as "fromLabel", c.reply_to_email as "replyToEmail", c.cc_email as "ccEmail",
  c.bcc_email as "bccEmail", c.subject, c.preview_text as "previewText",
  c.template_id as "templateId", c.html, c.body, c.is_transactional as "isTransactional",
  c.has_smart_sending as "hasSmartSending", c.has_quiet_hours as "hasQuietHours",
  c.adds_tracking_params as "addsTrackingParams",
  c.custom_tracking_params as "customTrackingParams",
  c.additional_filters as "additionalFilters", c.tracks_opens as "tracksOpens",
  c.tracks_clicks as "tracksClicks", c.options, c.created_at as "createdAt",
  c.updated_at as "updatedAt"`

/** @returns its id, which the events of its messages carry as `$message` */
export async function createContent(
  tx: Tx,
  accountId: string,
  { contentId = shortId(), now, ...given }: NewContent,
): Promise<string> {
  const content: MessageContent = { ...CONTENT_DEFAULTS, ...given }
  const filters = content.additionalFilters ?? null
  await tx`
    insert into message_contents (
      account_id, content_id, channel, name, from_email, from_label, reply_to_email, cc_email,
      bcc_email, subject, preview_text, template_id, html, body, is_transactional,
      has_smart_sending, has_quiet_hours, adds_tracking_params, custom_tracking_params,
      additional_filters, tracks_opens, tracks_clicks, options, created_at, updated_at
    )
    values (
      ${accountId}, ${contentId}, ${content.channel}, ${content.name}, ${content.fromEmail},
      ${content.fromLabel}, ${content.replyToEmail}, ${content.ccEmail}, ${content.bccEmail},
      ${content.subject}, ${content.previewText}, ${content.templateId}, ${content.html},
      ${content.body}, ${content.isTransactional}, ${content.hasSmartSending},
      ${content.hasQuietHours}, ${content.addsTrackingParams},
      ${JSON.stringify(content.customTrackingParams)}::text::jsonb,
      ${filters === null ? null : JSON.stringify(filters)}::text::jsonb,
      ${content.tracksOpens}, ${content.tracksClicks},
      ${JSON.stringify(content.options)}::text::jsonb, ${now}, ${now}
    )`
  return contentId
}

/**
 * Change some of a content; messages that wait say the new. The channel stays.
 * @returns false when there is none with this id
 */
export async function updateContent(
  tx: Tx,
  accountId: string,
  contentId: string,
  { now, ...changes }: Partial<Omit<MessageContent, 'channel'>> & { now: Date },
): Promise<boolean> {
  const known = await lockContent(tx, accountId, contentId)
  if (!known) return false
  const content: MessageContent = { ...known, ...changes }
  const filters = content.additionalFilters ?? null
  await tx`
    update message_contents
    set name = ${content.name},
        from_email = ${content.fromEmail},
        from_label = ${content.fromLabel},
        reply_to_email = ${content.replyToEmail},
        cc_email = ${content.ccEmail},
        bcc_email = ${content.bccEmail},
        subject = ${content.subject},
        preview_text = ${content.previewText},
        template_id = ${content.templateId},
        html = ${content.html},
        body = ${content.body},
        is_transactional = ${content.isTransactional},
        has_smart_sending = ${content.hasSmartSending},
        has_quiet_hours = ${content.hasQuietHours},
        adds_tracking_params = ${content.addsTrackingParams},
        custom_tracking_params = ${JSON.stringify(content.customTrackingParams)}::text::jsonb,
        additional_filters = ${filters === null ? null : JSON.stringify(filters)}::text::jsonb,
        tracks_opens = ${content.tracksOpens},
        tracks_clicks = ${content.tracksClicks},
        options = ${JSON.stringify(content.options)}::text::jsonb,
        updated_at = ${now}
    where account_id = ${accountId}
      and content_id = ${contentId}`
  return true
}

/** Those that exist, in no order. */
export function contentsByIds(
  sql: Db,
  accountId: string,
  contentIds: readonly string[],
): Promise<ContentRow[]> {
  return sql<ContentRow[]>`
    select ${columns(sql)}
    from message_contents c
    where c.account_id = ${accountId}
      and c.content_id = any (${[...contentIds]})`
}

/** Messages that wait for it are then skipped: "Action Deleted". */
export async function deleteContent(tx: Tx, accountId: string, contentId: string): Promise<void> {
  await tx`
    delete from message_contents
    where account_id = ${accountId}
      and content_id = ${contentId}`
}

async function lockContent(
  tx: Tx,
  accountId: string,
  contentId: string,
): Promise<ContentRow | undefined> {
  const [row] = await tx<ContentRow[]>`
    select ${columns(tx)}
    from message_contents c
    where c.account_id = ${accountId}
      and c.content_id = ${contentId}
    for no key update`
  return row
}
