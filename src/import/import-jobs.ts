import { z } from 'zod'
import type { JobKind } from '../platform/job.ts'

const ofImport = z.strictObject({ accountId: z.string(), importId: z.guid() })

/** Name and payload of the job that works on an import. What it does is in run-import.job.ts. */
export const RUN_IMPORT = {
  name: 'import.run',
  payload: ofImport,
  key: ({ importId }) => importId,
  attemptsMax: 20,
} satisfies JobKind<typeof ofImport>
