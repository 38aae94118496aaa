import { z } from 'zod'
import { sendDue } from '../message/send-due.action.ts'
import { type Job, job } from '../platform/job.ts'
import { SEND_HANDOFF } from './handoff-jobs.ts'
import { type HandoffServices, handoffOutbox } from './handoff-outbox.action.ts'

/** Posts and mails handoffs that are due, of all accounts. */
export function sendHandoffsJob(services: HandoffServices): Job<(typeof SEND_HANDOFF)['payload']> {
  return job({
    ...SEND_HANDOFF,
    async run(_payload, { sql, clock }) {
      await sendDue(handoffOutbox(services, sql), { sql, clock })
    },
  })
}

const nothing = z.looseObject({})

/** Every minute: post what waited for its next try, and what a dead worker left behind. */
export function sweepHandoffsJob(services: HandoffServices): Job<typeof nothing> {
  return job({
    name: 'channel.sweep-handoffs',
    payload: nothing,
    key: () => 'all',
    attemptsMax: 1,
    schedule: '* * * * *',
    async run(_payload, { sql, clock }) {
      await sendDue(handoffOutbox(services, sql), { sql, clock })
    },
  })
}
