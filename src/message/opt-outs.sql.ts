import type { Db, Tx } from '../platform/sql.ts'
import type { TextChannel } from './outbox.ts'

/** Whether a number asked for silence on a channel. */
export async function isStopped(
  sql: Db,
  accountId: string,
  channel: TextChannel,
  phoneNumber: string,
): Promise<boolean> {
  const rows = await sql`
    select
    from text_opt_outs
    where account_id = ${accountId}
      and channel = ${channel}
      and phone_number = ${phoneNumber}`
  return rows.length > 0
}

/** False when the number had asked before. */
export async function stopNumber(
  tx: Tx,
  accountId: string,
  of: { channel: TextChannel; phoneNumber: string; now: Date },
): Promise<boolean> {
  const rows = await tx`
    insert into text_opt_outs (account_id, channel, phone_number, stopped_at)
    values (${accountId}, ${of.channel}, ${of.phoneNumber}, ${of.now})
    on conflict do nothing
    returning phone_number`
  return rows.length > 0
}

/** False when the number had not asked for silence. */
export async function startNumber(
  tx: Tx,
  accountId: string,
  of: { channel: TextChannel; phoneNumber: string },
): Promise<boolean> {
  const rows = await tx`
    delete from text_opt_outs
    where account_id = ${accountId}
      and channel = ${of.channel}
      and phone_number = ${of.phoneNumber}
    returning phone_number`
  return rows.length > 0
}
