import { z } from 'zod'
import type { JobKind } from '../platform/job.ts'

const Recompute = z.object({ accountId: z.string() })

export const RECOMPUTE: JobKind<typeof Recompute> = {
  name: 'attribution.recompute',
  payload: Recompute,
  key: ({ accountId }) => accountId,
  attemptsMax: 25,
}
