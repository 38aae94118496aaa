import type { FlowNumber } from '../contract/flow-proof.ts'
import type { ProvenSum } from './proof.ts'

/** What is counted at a step of a flow. */
export const FLOW_SUMS: Record<FlowNumber, Pick<ProvenSum, 'name' | 'definition'>> = {
  waiting: { name: 'flowWaiting', definition: 'Passages that wait at this step now.' },
  outcome: {
    name: 'flowOutcome',
    definition: 'Passages whose turn came at this step, and of which it came to this.',
  },
  skip_reason: {
    name: 'flowSkipped',
    definition:
      'Passages that passed this step without it for this reason, and messages of it that were skipped for it when they were to be sent.',
  },
}
