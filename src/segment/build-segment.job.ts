import { job } from '../platform/job.ts'
import { buildSegment } from './build-segment.action.ts'
import { BUILD_SEGMENT } from './segment-jobs.ts'

export const buildSegmentJob = job({
  ...BUILD_SEGMENT,
  run: ({ accountId, segmentId }, { sql, clock }) => buildSegment(sql, clock, accountId, segmentId),
})
