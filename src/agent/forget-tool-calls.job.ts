import { z } from 'zod'
import { job } from '../platform/job.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { deleteToolCallsBefore } from './tool-calls.sql.ts'

/** Reports go back a year; a month more, for sandboxes and late readers. */
const KEPT_DAYS = 400

/** Every night: forget old calls of tools. */
export const forgetToolCalls = job({
  name: 'agent.forget-tool-calls',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '41 3 * * *',

  async run(_payload, { sql }) {
    const before = new Date(Date.now() - KEPT_DAYS * DAY_MS)
    await inEveryAccount(sql, (tx) => deleteToolCallsBefore(tx, before))
  },
})
