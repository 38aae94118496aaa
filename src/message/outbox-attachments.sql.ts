import type { Tx } from '../platform/sql.ts'

/** What a mail carries beside its text. */
export interface MailAttachment {
  fileName: string
  mediaType: string
  bytes: Uint8Array
}

export async function insertAttachments(
  tx: Tx,
  accountId: string,
  mailId: string,
  attachments: readonly MailAttachment[],
): Promise<void> {
  for (const [position, { fileName, mediaType, bytes }] of attachments.entries()) {
    await tx`
      insert into outbox_attachments (account_id, mail_id, position, file_name, media_type, bytes)
      values (${accountId}, ${mailId}, ${position}, ${fileName}, ${mediaType}, ${Buffer.from(bytes)})`
  }
}

/** In the order in which they were given. */
export function attachmentsOfMail(
  tx: Tx,
  accountId: string,
  mailId: string,
): Promise<MailAttachment[]> {
  return tx<MailAttachment[]>`
    select file_name as "fileName", media_type as "mediaType", bytes
    from outbox_attachments
    where account_id = ${accountId}
      and mail_id = ${mailId}
    order by position`
}
