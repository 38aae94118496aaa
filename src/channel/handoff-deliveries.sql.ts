import type { Lease, OutboxEnd } from '../message/outbox.ts'
import type { Page } from '../platform/page.ts'
import type { Db, Tx } from '../platform/sql.ts'

export type Destination = 'webhook' | 'email'

export interface NewHandoffDelivery {
  accountId: string
  deliveryId: string
  destination: Destination
  /** Conversation and episode, or the test that caused it: one delivery for each. */
  cause: string
  conversationId: string | null
  payload: Record<string, unknown>
  createdAt: Date
}

/** As the outbox wants it: `dedupeKey` is the cause. */
export interface DueHandoff extends NewHandoffDelivery {
  dedupeKey: string
  attempts: number
}

export interface HandoffDeliveryRow extends NewHandoffDelivery {
  state: 'queued' | 'sending' | 'sent' | 'failed'
  attempts: number
  lastStatus: number | null
  failureDetail: string | null
  finishedAt: Date | null
}

const dueColumns = (sql: Db) => sql`
  d.account_id as "accountId", d.delivery_id as "deliveryId", d.destination, d.cause,
  d.cause as "dedupeKey", d.conversation_id as "conversationId", d.payload,
  d.created_at as "createdAt", d.attempts`

/** False when this handoff was noted before. */
export async function insertHandoffDelivery(tx: Tx, row: NewHandoffDelivery): Promise<boolean> {
  const rows = await tx`
    insert into handoff_deliveries (
      account_id, delivery_id, destination, cause, conversation_id, payload, created_at
    )
    values (
      ${row.accountId}, ${row.deliveryId}, ${row.destination}, ${row.cause},
      ${row.conversationId}, ${JSON.stringify(row.payload)}::text::jsonb, ${row.createdAt}
    )
    on conflict (account_id, destination, cause) do nothing
    returning delivery_id`
  return rows.length > 0
}

export function leaseHandoffs(
  tx: Tx,
  { lease, until, wallNow, limit }: Lease,
): Promise<(DueHandoff & { wasSending: boolean })[]> {
  return tx<(DueHandoff & { wasSending: boolean })[]>`
    with due as (
      select account_id, delivery_id, state
      from handoff_deliveries
      where due_at <= ${wallNow}
        and state in ('queued', 'sending')
        and (leased_until is null or leased_until <= ${wallNow})
      order by due_at
      limit ${limit}
      for update skip locked
    )
    update handoff_deliveries d
    set lease = ${lease},
        leased_until = ${until}
    from due
    where d.account_id = due.account_id
      and d.delivery_id = due.delivery_id
    returning ${dueColumns(tx)}, due.state = 'sending' as "wasSending"`
}

export async function beginHandoff(
  tx: Tx,
  { accountId, deliveryId }: DueHandoff,
  lease: string,
  wallNow: Date,
): Promise<boolean> {
  const rows = await tx`
    update handoff_deliveries
    set state = 'sending',
        attempts = attempts + 1
    where account_id = ${accountId}
      and delivery_id = ${deliveryId}
      and lease = ${lease}
      and leased_until > ${wallNow}
    returning delivery_id`
  return rows.length > 0
}

export async function endHandoff(
  tx: Tx,
  { accountId, deliveryId }: DueHandoff,
  lease: string,
  end: OutboxEnd,
): Promise<boolean> {
  const state = end.state === 'queued' || end.state === 'sent' ? end.state : 'failed'
  const status = Number(/^\d{3}\b/.exec(end.detail ?? end.reply ?? '')?.[0])
  const rows = await tx`
    update handoff_deliveries
    set state = ${state},
        due_at = coalesce(${end.dueAt}::timestamptz, due_at),
        lease = null,
        leased_until = null,
        last_status = ${Number.isNaN(status) ? null : status},
        failure_detail = ${end.detail},
        finished_at = ${end.finishedAt}
    where account_id = ${accountId}
      and delivery_id = ${deliveryId}
      and lease = ${lease}
    returning delivery_id`
  return rows.length > 0
}

const rowColumns = (sql: Db) => sql`
  ${dueColumns(sql)}, d.state, d.last_status as "lastStatus",
  d.failure_detail as "failureDetail", d.finished_at as "finishedAt"`

export async function findHandoffDelivery(
  sql: Db,
  accountId: string,
  deliveryId: string,
): Promise<HandoffDeliveryRow | undefined> {
  const [row] = await sql<HandoffDeliveryRow[]>`
    select ${rowColumns(sql)}
    from handoff_deliveries d
    where d.account_id = ${accountId}
      and d.delivery_id = ${deliveryId}`
  return row
}

/** One page, newest first, and one row more. */
export function listHandoffDeliveries(
  sql: Db,
  accountId: string,
  states: readonly string[] | undefined,
  { cursor, size }: Page,
): Promise<HandoffDeliveryRow[]> {
  const from = !cursor
    ? sql``
    : cursor.backwards
      ? sql`and (d.created_at, d.delivery_id) > (${cursor.key}::timestamptz, ${cursor.id}::uuid)`
      : sql`and (d.created_at, d.delivery_id) < (${cursor.key}::timestamptz, ${cursor.id}::uuid)`
  const direction = cursor?.backwards ? sql`asc` : sql`desc`
  return sql<HandoffDeliveryRow[]>`
    select ${rowColumns(sql)}
    from handoff_deliveries d
    where d.account_id = ${accountId}
      ${states === undefined ? sql`` : sql`and d.state = any (${[...states]})`}
      ${from}
    order by d.created_at ${direction}, d.delivery_id ${direction}
    limit ${size + 1}`
}

/** Let one that is over be tried again from the start. False when there is none. */
export async function queueAgain(tx: Tx, accountId: string, deliveryId: string): Promise<boolean> {
  const rows = await tx`
    update handoff_deliveries
    set state = 'queued', attempts = 0, due_at = 'epoch', lease = null, leased_until = null,
        finished_at = null
    where account_id = ${accountId}
      and delivery_id = ${deliveryId}
      and state in ('sent', 'failed', 'queued')
    returning delivery_id`
  return rows.length > 0
}

/** An escalation of the agent, as its event tells it. */
export interface Escalated {
  accountId: string
  profileId: string
  occurredAt: Date
  properties: Record<string, unknown>
}

/** Those of these events that are handoffs to the team. */
export function escalationsAmong(
  tx: Tx,
  events: readonly { accountId: string; position: number }[],
  metric: { name: string; integrationKey: string },
): Promise<Escalated[]> {
  return tx<Escalated[]>`
    select e.account_id as "accountId", e.profile_id as "profileId",
           e.occurred_at as "occurredAt", e.properties
    from unnest(
      ${events.map((one) => one.accountId)}::text[],
      ${events.map((one) => one.position)}::bigint[]
    ) as w (account_id, event_id)
    join events e
      on e.account_id = w.account_id and e.event_id = w.event_id
    join metrics m
      on m.account_id = e.account_id and m.metric_id = e.metric_id
    where m.name = ${metric.name}
      and m.integration_key = ${metric.integrationKey}
    order by e.event_id`
}
