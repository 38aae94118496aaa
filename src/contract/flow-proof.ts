import { z } from 'zod'
import { proofEndpoints } from './proofs.ts'

export const FLOW_NUMBERS = ['waiting', 'outcome', 'skip_reason'] as const
export type FlowNumber = (typeof FLOW_NUMBERS)[number]

const Id = z.string().min(1).max(100)

/** Counts at the steps of a flow, as the counts of steps name them: always as it is now. */
export const flowProof = proofEndpoints({
  kind: 'flow',
  name: 'Flow',
  numbers: 'a count at a step of a flow',
  access: 'flows:read',
  query: {
    flow_id: Id,
    action_id: Id,
    number: z.enum(FLOW_NUMBERS),
    /** Which outcome (`done`, `branch:2`) or which reason; not of those who wait. */
    value: z.string().min(1).max(1_000).optional(),
  },
  rate: 'M',
})
