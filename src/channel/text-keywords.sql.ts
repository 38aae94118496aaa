import type { TextChannel } from '../message/outbox.ts'
import type { Tx } from '../platform/sql.ts'
import type { Keyword } from './keywords.ts'

/** Whether a message was taken for a keyword before. */
export async function isKeywordKnown(
  tx: Tx,
  accountId: string,
  channel: TextChannel,
  externalId: string,
): Promise<boolean> {
  const rows = await tx`
    select
    from text_keywords
    where account_id = ${accountId}
      and channel = ${channel}
      and external_id = ${externalId}`
  return rows.length > 0
}

export async function insertKeyword(
  tx: Tx,
  accountId: string,
  entry: {
    channel: TextChannel
    externalId: string
    phoneNumber: string
    keyword: Keyword
    writtenAs: string
    hadEffect: boolean
    at: Date
  },
): Promise<void> {
  await tx`
    insert into text_keywords (
      account_id, channel, external_id, phone_number, keyword, written_as, had_effect, at
    )
    values (
      ${accountId}, ${entry.channel}, ${entry.externalId}, ${entry.phoneNumber}, ${entry.keyword},
      ${entry.writtenAs}, ${entry.hadEffect}, ${entry.at}
    )
    on conflict do nothing`
}
