import { type Job, job } from '../platform/job.ts'
import { type MailServices, mailOutbox } from './mail-outbox.action.ts'
import { SEND_MAIL } from './outbox-jobs.ts'
import { sendDue } from './send-due.action.ts'

/** Sends mails that are due, of all accounts. */
export function sendMailsJob(services: MailServices): Job<(typeof SEND_MAIL)['payload']> {
  return job({
    ...SEND_MAIL,
    async run(_payload, { sql, clock }) {
      await sendDue(mailOutbox(services, sql), { sql, clock })
    },
  })
}
