import { z } from 'zod'
import { type Job, job } from '../platform/job.ts'
import { type MailServices, mailOutbox } from './mail-outbox.action.ts'
import { sendDue } from './send-due.action.ts'
import { type TextServices, textOutbox } from './text-outbox.action.ts'

const nothing = z.looseObject({})

/** Every minute: send what waited for its next try, and what a dead worker left behind. */
export function sweepOutboxJob(services: MailServices & TextServices): Job<typeof nothing> {
  return job({
    name: 'message.sweep-outbox',
    payload: nothing,
    key: () => 'all',
    attemptsMax: 1,
    schedule: '* * * * *',

    async run(_payload, { sql, clock }) {
      await sendDue(mailOutbox(services, sql), { sql, clock })
      await sendDue(textOutbox(services, sql), { sql, clock })
    },
  })
}
