import type { Line } from '../conversation/lines.sql.ts'
import { type Page, type PageOf, pageOf } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'

/** A page of what the shopper may see of a conversation, newest first. */
export async function pageOfLines(
  tx: Tx,
  accountId: string,
  conversationId: string,
  page: Page,
): Promise<PageOf<Line>> {
  const { cursor, size } = page
  const isBackwards = cursor?.backwards ?? false
  const from = cursor === null ? null : Number(cursor.id)
  const rows = await tx<Line[]>`
    select position, episode, author, author_name as "authorName", kind, text, payload, turn,
           external_id as "externalId", at
    from conversation_lines
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      and kind <> 'note'
      and (kind <> 'notice' or payload ->> 'what' <> 'assigned')
      ${from === null ? tx`` : isBackwards ? tx`and position > ${from}` : tx`and position < ${from}`}
    order by position ${isBackwards ? tx`` : tx`desc`}
    limit ${size + 1}`
  return pageOf(rows, page, (row) => ({ key: '', id: String(row.position) }))
}

/**
 * Note that a shown product was opened.
 * @returns false when that line of the conversation does not show it: nothing is noted
 */
export async function noteClick(
  tx: Tx,
  accountId: string,
  click: { conversationId: string; position: number; productId: string; now: Date },
): Promise<boolean> {
  const rows = await tx`
    insert into web_chat_product_clicks (
      account_id, conversation_id, position, product_id, first_clicked_at, last_clicked_at
    )
    select account_id, conversation_id, position, ${click.productId}, ${click.now}, ${click.now}
    from conversation_lines
    where account_id = ${accountId}
      and conversation_id = ${click.conversationId}
      and position = ${click.position}
      and exists (
        select
        from jsonb_array_elements(coalesce(payload -> 'products', '[]')) as shown
        where shown ->> 'productId' = ${click.productId}
      )
    on conflict (account_id, conversation_id, position, product_id) do update
    set clicks = web_chat_product_clicks.clicks + 1,
        last_clicked_at = excluded.last_clicked_at`
  return rows.count > 0
}
