import type { Tx } from '../platform/sql.ts'
import type { SourceColumns } from './message.ts'

export type UnsubscribedMessage = Pick<
  SourceColumns,
  'flowId' | 'actionId' | 'campaignId' | 'variationId'
> & { contentId: string }

/** The first time counts. Undefined when there is no such message. */
export async function markUnsubscribed(
  tx: Tx,
  accountId: string,
  messageId: string,
  at: Date,
): Promise<UnsubscribedMessage | undefined> {
  const [row] = await tx<UnsubscribedMessage[]>`
    update messages
    set unsubscribed_at = coalesce(unsubscribed_at, ${at})
    where account_id = ${accountId}
      and message_id = ${messageId}
    returning
      content_id as "contentId", flow_id as "flowId", action_id as "actionId",
      campaign_id as "campaignId", variation_id as "variationId"`
  return row
}
