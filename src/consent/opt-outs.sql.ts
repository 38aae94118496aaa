import type { Db, Tx } from '../platform/sql.ts'

export type TextChannel = 'sms' | 'whatsapp'

/** Whether a number asked for silence on a channel. */
export async function isStopped(
  sql: Db,
  accountId: string,
  channel: TextChannel,
  phoneNumber: string,
): Promise<boolean> {
  const stopped = await stoppedNumbers(sql, accountId, [phoneNumber])
  return stopped.has(numberKey(channel, phoneNumber))
}

/** Which of these numbers asked for silence, as `numberKey`s. */
export async function stoppedNumbers(
  sql: Db,
  accountId: string,
  phoneNumbers: readonly string[],
): Promise<ReadonlySet<string>> {
  if (phoneNumbers.length === 0) return new Set()
  const rows = await sql<{ channel: TextChannel; phoneNumber: string }[]>`
    select channel, phone_number as "phoneNumber"
    from number_opt_outs
    where account_id = ${accountId}
      and channel in ('sms', 'whatsapp')
      and phone_number = any (${[...phoneNumbers]})`
  return new Set(rows.map((row) => numberKey(row.channel, row.phoneNumber)))
}

export function numberKey(channel: TextChannel, phoneNumber: string): string {
  return `${channel} ${phoneNumber}`
}

/** False when the number had asked before. */
export async function insertOptOut(
  tx: Tx,
  accountId: string,
  of: { channel: TextChannel; phoneNumber: string; now: Date },
): Promise<boolean> {
  const rows = await tx`
    insert into number_opt_outs (account_id, channel, phone_number, stopped_at)
    values (${accountId}, ${of.channel}, ${of.phoneNumber}, ${of.now})
    on conflict do nothing
    returning phone_number`
  return rows.length > 0
}

/** When the number had asked for silence, which is over now; undefined when it had not. */
export async function deleteOptOut(
  tx: Tx,
  accountId: string,
  of: { channel: TextChannel; phoneNumber: string },
): Promise<Date | undefined> {
  const [row] = await tx<{ stoppedAt: Date }[]>`
    delete from number_opt_outs
    where account_id = ${accountId}
      and channel = ${of.channel}
      and phone_number = ${of.phoneNumber}
    returning stopped_at as "stoppedAt"`
  return row?.stoppedAt
}
