import type { FlowWebhook } from '../contract/flows.ts'
import { newUlidUuid } from '../platform/id.ts'
import type { Tx } from '../platform/sql.ts'

export interface WebhookToQueue {
  enrolmentId: string
  actionId: string
  profileId: string
  message: FlowWebhook
  at: Date
}

/** Queue calls of the shop's programs, in the transaction of what causes them. */
export async function queueWebhooks(
  tx: Tx,
  accountId: string,
  webhooks: readonly WebhookToQueue[],
): Promise<void> {
  if (webhooks.length === 0) return
  const rows = webhooks.map((one) => ({
    webhook_id: newUlidUuid(one.at),
    enrolment_id: one.enrolmentId,
    action_id: one.actionId,
    profile_id: one.profileId,
    message_id: one.message.id,
    url: one.message.url ?? '',
    headers: one.message.headers ?? {},
    body: one.message.body ?? '',
    created_at: one.at,
  }))
  await tx`
    insert into flow_webhooks (account_id, webhook_id, enrolment_id, action_id, profile_id,
                               message_id, url, headers, body, due_at, created_at)
    select ${accountId}, r.webhook_id, r.enrolment_id, r.action_id, r.profile_id, r.message_id,
           r.url, r.headers, r.body, r.created_at, r.created_at
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      webhook_id uuid, enrolment_id uuid, action_id text, profile_id uuid, message_id text,
      url text, headers jsonb, body text, created_at timestamptz)
    on conflict do nothing`
}
