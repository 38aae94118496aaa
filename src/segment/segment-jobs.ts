import { z } from 'zod'
import type { JobKind } from '../platform/job.ts'

const SegmentOfAccount = z.object({ accountId: z.string(), segmentId: z.string() })

/** Build a segment after it was made, edited or switched on again. Two of one segment are one. */
export const BUILD_SEGMENT = {
  name: 'segment.build',
  payload: SegmentOfAccount,
  key: ({ accountId, segmentId }) => `${accountId} ${segmentId}`,
  attemptsMax: 10,
} as const satisfies JobKind<typeof SegmentOfAccount>
