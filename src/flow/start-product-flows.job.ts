import { job } from '../platform/job.ts'
import { START_PRODUCT_FLOWS } from './flow-jobs.ts'
import { startProductFlows } from './start-product-flows.action.ts'

export const startProductFlowsJob = job({
  ...START_PRODUCT_FLOWS,
  run: ({ accountId, changeId }, { sql }) => startProductFlows(sql, accountId, changeId),
})
