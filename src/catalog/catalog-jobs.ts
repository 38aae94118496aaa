import { z } from 'zod'

/** How long callers can ask what became of a job, in days. */
export const CATALOG_JOB_DAYS = 7

// guid, not uuid: a ULID has no version bits.
const ofJob = z.strictObject({ accountId: z.string(), jobId: z.guid() })

/** What the job does is in `run-catalog-job.job.ts`. */
export const RUN_CATALOG_JOB = {
  name: 'catalog.run-job',
  payload: ofJob,
  key: ({ jobId }: z.output<typeof ofJob>) => jobId,
  attemptsMax: 10,
} as const
