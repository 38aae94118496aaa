import { z } from 'zod'
import { job } from '../platform/job.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { forgetReportTokens } from './mail-report-keys.sql.ts'
import { forgetCopies } from './message-copies.sql.ts'
import { MAILS } from './outbox-mails.sql.ts'
import { forgetRows } from './outbox-rows.sql.ts'
import { TEXTS } from './outbox-texts.sql.ts'

/** What was sent is proof for a while, and then only somebody's personal data. */
const KEPT_DAYS = 90
/** People find an old mail and follow its links. */
const LINKS_KEPT_DAYS = 2 * 365

/** Twice as long as a signed report is taken. */
const TOKENS_KEPT_DAYS = 2

/** Every night: forget what left the house long ago. */
export const forgetOutboxJob = job({
  name: 'message.forget-outbox',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '23 4 * * *',

  async run(_payload, { sql }) {
    // Housekeeping follows the wall clock: a sandbox that runs ahead only keeps its own longer.
    const before = new Date(Date.now() - KEPT_DAYS * DAY_MS)
    await inEveryAccount(sql, async (tx) => {
      await forgetRows(tx, MAILS, before)
      await forgetRows(tx, TEXTS, before)
      await forgetReportTokens(tx, new Date(Date.now() - TOKENS_KEPT_DAYS * DAY_MS))
      await forgetCopies(tx, {
        bodies: before,
        links: new Date(Date.now() - LINKS_KEPT_DAYS * DAY_MS),
      })
    })
  },
})
