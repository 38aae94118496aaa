import { z } from 'zod'

/** How long callers can ask what became of a job, in days. */
export const JOB_DAYS = 7

// guid, not uuid: a ULID has no version bits.
const ofJob = z.strictObject({ accountId: z.string(), jobId: z.guid() })

/** Names and payloads of the jobs of this slice. What they do is in the `.job.ts` files. */
export const IMPORT_PROFILES = {
  name: 'profile.import',
  payload: ofJob,
  key: ({ jobId }: z.output<typeof ofJob>) => jobId,
  attemptsMax: 10,
} as const

export const MERGE_PROFILES = {
  name: 'profile.merge',
  payload: ofJob,
  key: ({ jobId }: z.output<typeof ofJob>) => jobId,
  attemptsMax: 10,
} as const

export const DELETE_PROFILE = {
  name: 'profile.delete',
  payload: ofJob,
  key: ({ jobId }: z.output<typeof ofJob>) => jobId,
  attemptsMax: 10,
} as const

/** What the row of a merge asks for. */
export const MergePayload = z.object({
  source: z.guid(),
  destination: z.guid(),
  mergedBy: z.string(),
})

/** What the row of a deletion asks for. Only the id: the queue holds nothing personal. */
export const DeletionPayload = z.object({ profileId: z.guid() })
