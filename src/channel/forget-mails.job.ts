import { z } from 'zod'
import { job } from '../platform/job.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { forgetInboundMails } from './mail-threads.sql.ts'

/** A mail that comes again after this is a new one. */
const KEPT_DAYS = 30

/** Every night: forget what came in long ago. Conversations stay. */
export const forgetMailsJob = job({
  name: 'channel.forget-mails',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '17 4 * * *',

  async run(_payload, { sql }) {
    const before = new Date(Date.now() - KEPT_DAYS * DAY_MS)
    await inEveryAccount(sql, (tx) => forgetInboundMails(tx, before))
  },
})
