import { type Job, job } from '../platform/job.ts'
import { SEND_TEXT } from './outbox-jobs.ts'
import { sendDue } from './send-due.action.ts'
import { type TextServices, textOutbox } from './text-outbox.action.ts'

/** Sends texts that are due, of all accounts. */
export function sendTextsJob(services: TextServices): Job<(typeof SEND_TEXT)['payload']> {
  return job({
    ...SEND_TEXT,
    async run(_payload, { sql, clock }) {
      await sendDue(textOutbox(services, sql), { sql, clock })
    },
  })
}
