import { z } from 'zod'
import { FILTER_LENGTH_MAX } from './filter.ts'
import { MEASUREMENTS } from './metrics.ts'
import { proofEndpoints } from './proofs.ts'
import { Instant } from './values.ts'

const Text = z.string().max(1_000)

/** Cells and points of custom reports and of charts of metrics, and the two numbers that each metric has. */
export const metricProof = proofEndpoints({
  kind: 'metric',
  name: 'Metric',
  numbers: 'a number of a metric, of its charts and of custom reports',
  access: 'metrics:read',
  query: {
    metric_id: z.string().min(1).max(100),
    measurement: z.enum(MEASUREMENTS),
    /** Without it, from the first event on; the number of all events of a metric may span any time, the rest a year. */
    from: Instant.optional(),
    /** Excluded. */
    until: Instant,
    /** A property of events, and the one of its values whose number it is; without it, of events that have none. */
    group_by: Text.min(1).optional(),
    group: Text.optional(),
    /** What events must be to count, such as `equals("Channel","web")`. */
    where: z.string().max(FILTER_LENGTH_MAX).optional(),
  },
  rate: 'M',
})
