import { z } from 'zod'
import { type Job, job } from '../platform/job.ts'
import type { SegmentTelemetry } from '../platform/telemetry.ts'
import { auditSegments } from './audit-segments.action.ts'

/** Every night: look whether membership is what it should be. */
export function auditSegmentsJob({ telemetry }: { telemetry: SegmentTelemetry }): Job {
  return job({
    name: 'segment.audit',
    payload: z.looseObject({}),
    key: () => 'all',
    attemptsMax: 3,
    schedule: '7 3 * * *',

    async run(_payload, { sql, log }) {
      await auditSegments(sql, { log, telemetry })
    },
  })
}
