import { z } from 'zod'
import { job } from '../platform/job.ts'
import { endTests } from './end-tests.action.ts'

export const endTestsJob = job({
  name: 'flow.end-tests',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '*/15 * * * *',
  run: (_payload, deps) => endTests(deps),
})
