import { z } from 'zod'
import type { JobKind } from '../platform/job.ts'

const ofSource = z.strictObject({ accountId: z.string(), knowledgeId: z.guid() })

/** Name and payload of the job that reads a source. What it does is in index-source.job.ts. */
export const INDEX_SOURCE = {
  name: 'knowledge.index',
  payload: ofSource,
  key: ({ knowledgeId }) => knowledgeId,
  attemptsMax: 20,
} satisfies JobKind<typeof ofSource>

const nothing = z.looseObject({})

/** Removes editions that nothing uses any more. */
export const CLEAR_EDITIONS = {
  name: 'knowledge.clear-editions',
  payload: nothing,
  key: () => 'all',
  attemptsMax: 20,
} satisfies JobKind<typeof nothing>
