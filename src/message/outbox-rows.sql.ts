import type { FilterTerm } from '../contract/filter.ts'
import { orderedPage, passing, textTerm } from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import type { Db, Fragment, Tx } from '../platform/sql.ts'
import type { Lease, OutboxEnd, OutboxFailure, OutboxState } from './outbox.ts'

/** Mails and texts wait, are sent, listed and forgotten alike; only what they say differs. */
export interface OutboxTable {
  table: 'outbox_mails' | 'outbox_texts'
  id: 'mail_id' | 'text_id'
  to: 'to_address' | 'to_number'
  /** What is sent, of `outbox o`. */
  content: (sql: Db) => Fragment
  /** What the provider said, of `outbox o`. */
  answer: (sql: Db) => Fragment
}

/** What became of a mail or text, beside what the provider said. */
export interface OutboxStanding {
  state: OutboxState
  failure: OutboxFailure | null
  failureDetail: string | null
  finishedAt: Date | null
}

/** One worker's claim on one row. */
export interface LeasedRow {
  accountId: string
  id: string
  lease: string
}

/**
 * Take what is due, of all accounts, for one worker. What somebody was sending when their lease ran
 * out comes back with `wasSending`: nobody knows whether it left.
 *
 * @param condition on `outbox o`, each with its `and`
 */
export function leaseRows<Row extends object>(
  tx: Tx,
  { table, id, content }: OutboxTable,
  { lease, until, wallNow, limit }: Lease,
  condition: Fragment,
): Promise<(Row & { wasSending: boolean })[]> {
  return tx<(Row & { wasSending: boolean })[]>`
    with due as (
      select account_id, ${tx(id)}, state
      from ${tx(table)} o
      where due_at <= ${wallNow}
        and state in ('queued', 'sending')
        and (leased_until is null or leased_until <= ${wallNow})
        ${condition}
      order by due_at
      limit ${limit}
      for update skip locked
    )
    update ${tx(table)} o
    set lease = ${lease},
        leased_until = ${until}
    from due
    where o.account_id = due.account_id
      and o.${tx(id)} = due.${tx(id)}
    returning ${content(tx)}, due.state = 'sending' as "wasSending"`
}

/**
 * The last step before the provider hears of it. False when the lease is no longer ours: a worker
 * that was frozen must not send what another has taken over.
 */
export async function beginSending(
  tx: Tx,
  { table, id }: OutboxTable,
  row: LeasedRow,
  wallNow: Date,
): Promise<boolean> {
  const rows = await tx`
    update ${tx(table)}
    set state = 'sending',
        attempts = attempts + 1
    where account_id = ${row.accountId}
      and ${tx(id)} = ${row.id}
      and lease = ${row.lease}
      and leased_until > ${wallNow}
    returning 1`
  return rows.length > 0
}

/**
 * Write down what became of a try. False when another worker has taken over.
 * @param more assignments of columns that only one of the tables has
 */
export async function endSending(
  tx: Tx,
  { table, id }: OutboxTable,
  row: LeasedRow,
  { end, more }: { end: OutboxEnd; more: Fragment },
): Promise<boolean> {
  const rows = await tx`
    update ${tx(table)}
    set state = ${end.state},
        due_at = coalesce(${end.dueAt}::timestamptz, due_at),
        lease = null,
        leased_until = null,
        failure = ${end.failure},
        failure_detail = ${end.detail},
        finished_at = ${end.finishedAt},
        ${more}
    where account_id = ${row.accountId}
      and ${tx(id)} = ${row.id}
      and lease = ${row.lease}
    returning 1`
  return rows.length > 0
}

export async function findRow<Row extends object>(
  sql: Db,
  of: OutboxTable,
  accountId: string,
  id: string,
): Promise<Row | undefined> {
  const [row] = await sql<Row[]>`
    select ${columns(sql, of)}
    from ${sql(of.table)} o
    where o.account_id = ${accountId}
      and o.${sql(of.id)} = ${id}`
  return row
}

/** One page, newest first, and one row more. */
export function listRows<Row extends object>(
  tx: Tx,
  of: OutboxTable,
  accountId: string,
  { filter, page }: { filter: readonly FilterTerm[]; page: Page },
): Promise<Row[]> {
  const created = { column: tx`o.created_at`, type: tx`timestamptz` }
  const id = { column: tx`o.${tx(of.id)}`, type: tx`uuid` }
  const newestFirst = { filter, sort: { key: 'created_at', descending: true }, page }
  return tx<Row[]>`
    select ${columns(tx, of)}
    from ${tx(of.table)} o
    where o.account_id = ${accountId}
      ${passing(tx, filter, (term) =>
        textTerm(tx, term.field === 'to' ? tx`o.${tx(of.to)}` : tx`o.state`, term),
      )}
      ${orderedPage(tx, newestFirst, created, id)}`
}

function columns(sql: Db, { content, answer }: OutboxTable): Fragment {
  return sql`
    ${content(sql)}, ${answer(sql)}, o.state, o.failure, o.failure_detail as "failureDetail",
    o.finished_at as "finishedAt"`
}

/** Remove what ended before. */
export async function forgetRows(tx: Tx, { table }: OutboxTable, before: Date): Promise<void> {
  await tx`
    delete from ${tx(table)}
    where finished_at < ${before}`
}
