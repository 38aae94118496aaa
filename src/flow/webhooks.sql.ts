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
  wallNow: Date,
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
           r.url, r.headers, r.body, ${wallNow}, r.created_at
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      webhook_id uuid, enrolment_id uuid, action_id text, profile_id uuid, message_id text,
      url text, headers jsonb, body text, created_at timestamptz)
    on conflict do nothing`
}

/** A call that a worker has leased. */
export interface LeasedWebhook {
  accountId: string
  webhookId: string
  profileId: string
  enrolmentId: string
  eventId: string | null
  url: string
  headers: Record<string, string>
  body: string
  /** Tries so far, this one included. */
  attempts: number
}

/** Take what is due, of all accounts, for one worker. Needs a scope over every account. */
export function leaseWebhooks(
  tx: Tx,
  { lease, until, wallNow, limit }: { lease: string; until: Date; wallNow: Date; limit: number },
): Promise<LeasedWebhook[]> {
  return tx<LeasedWebhook[]>`
    with due as (
      select w.account_id, w.webhook_id
      from accounts a
      cross join lateral (
        select w.account_id, w.webhook_id, w.due_at
        from flow_webhooks w
        where w.account_id = a.account_id
          and w.due_at <= ${wallNow}
          and (w.leased_until is null or w.leased_until <= ${wallNow})
        order by w.due_at
        limit ${limit}
        for no key update skip locked
      ) w
      limit ${limit}
    )
    update flow_webhooks w
    set lease = ${lease}, leased_until = ${until}, attempts = w.attempts + 1
    from due d, flow_enrolments e
    where w.account_id = d.account_id
      and w.webhook_id = d.webhook_id
      and e.account_id = w.account_id
      and e.enrolment_id = w.enrolment_id
    returning w.account_id as "accountId", w.webhook_id as "webhookId",
              w.profile_id as "profileId", w.enrolment_id as "enrolmentId",
              e.event_id::text as "eventId", w.url, w.headers, w.body, w.attempts`
}

/** What became of a try. Only who still holds the lease may say so. */
export async function endWebhook(
  tx: Tx,
  { accountId, webhookId }: Pick<LeasedWebhook, 'accountId' | 'webhookId'>,
  lease: string,
  end: {
    state: 'queued' | 'sent' | 'failed'
    /** Wall clock; of what is tried again. */
    dueAt: Date | null
    status: number | null
    answer: string
    wallNow: Date
  },
): Promise<void> {
  await tx`
    update flow_webhooks
    set state = ${end.state}, due_at = ${end.dueAt}, status = ${end.status},
        answer = ${end.answer}, lease = null, leased_until = null,
        finished_at = ${end.dueAt === null ? end.wallNow : null}
    where account_id = ${accountId}
      and webhook_id = ${webhookId}
      and lease = ${lease}`
}

/** Calls of a passage that were given up are made again. Answers how many. */
export async function retryWebhooks(
  tx: Tx,
  accountId: string,
  enrolmentId: string,
  wallNow: Date,
): Promise<number> {
  const retried = await tx`
    update flow_webhooks
    set state = 'queued', attempts = 0, due_at = ${wallNow}, finished_at = null
    where account_id = ${accountId}
      and enrolment_id = ${enrolmentId}
      and state = 'failed'`
  return retried.count
}
