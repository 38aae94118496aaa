import { findAccount } from '../account/accounts.sql.ts'
import { readInAccount, type Sql, type Tx } from '../platform/sql.ts'
import type { MailGateway } from './mail.gateway.ts'
import { attachmentsOfMail } from './outbox-attachments.sql.ts'
import { type DueMail, endMail, leaseMails, MAILS } from './outbox-mails.sql.ts'
import { beginSending } from './outbox-rows.sql.ts'
import type { OnOutboxEnd, Outbox } from './send-due.action.ts'

export interface MailServices {
  /** Null: there is no SMTP server, and mail is kept in the outbox. */
  mail: MailGateway | null
  /** For accounts without a sender: `no-reply@` this host. */
  senderHost: string
  onMailEnd: readonly OnOutboxEnd[]
}

/** What the outbox of mails is, for whoever empties it. */
export function mailOutbox(services: MailServices, sql: Sql): Outbox<DueMail> {
  return {
    lease: leaseMails,
    begin: (tx, { accountId, mailId: id }, lease, wallNow) =>
      beginSending(tx, MAILS, { accountId, id, lease }, wallNow),
    async end(tx, mail, lease, end) {
      const row = { accountId: mail.accountId, id: mail.mailId, lease }
      return endMail(tx, row, end, await senderOf(tx, services, mail))
    },
    // The Message-ID is the same each time, so readers show it once.
    mayRepeat: (mail) => mail.purpose === 'transactional',
    async attempt(mail) {
      if (!services.mail) return { outcome: 'kept' }
      const more = await readInAccount(sql, mail.accountId, async (tx) => ({
        from: await senderOf(tx, services, mail),
        attachments: await attachmentsOfMail(tx, mail.accountId, mail.mailId),
      }))
      return services.mail.send({ ...mail, ...more })
    },
    onEnd: services.onMailEnd,
  }
}

async function senderOf(
  tx: Tx,
  { senderHost }: MailServices,
  { from, accountId }: DueMail,
): Promise<{ address: string; name: string | null }> {
  if (from) return from
  const account = await findAccount(tx, accountId)
  return {
    address: account?.contact.default_sender_email || `no-reply@${senderHost}`,
    name: account?.contact.default_sender_name || account?.name || null,
  }
}
