import { z } from 'zod'
import type { JobKind } from '../platform/job.ts'

const JobOfFlow = z.object({ accountId: z.string(), jobId: z.string() })

/** Live through a flow's past, or add people from it. Begun anew after a crash. */
export const RUN_FLOW_JOB = {
  name: 'flow.run-job',
  payload: JobOfFlow,
  key: ({ accountId, jobId }) => `${accountId} ${jobId}`,
  attemptsMax: 5,
} as const satisfies JobKind<typeof JobOfFlow>

const ChangeOfCatalog = z.object({ accountId: z.string(), changeId: z.string() })

/** Let people enter the flows that a change of the catalogue starts. */
export const START_PRODUCT_FLOWS = {
  name: 'flow.start-product-flows',
  payload: ChangeOfCatalog,
  key: ({ accountId, changeId }) => `${accountId} ${changeId}`,
  attemptsMax: 5,
} as const satisfies JobKind<typeof ChangeOfCatalog>
