import { z } from 'zod'
import { job } from '../platform/job.ts'
import { judgeInactive } from './judge-inactive.action.ts'

/** Every minute: episodes in which nobody has spoken for the channel's time come to their end. */
export const judgeInactiveJob = job({
  name: 'conversation.judge-inactive',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '* * * * *',

  async run(_payload, { sql, log }) {
    const judged = await judgeInactive(sql, new Date())
    if (judged > 0) log.debug({ judged }, 'silent conversations judged')
  },
})
