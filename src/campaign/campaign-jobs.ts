import { z } from 'zod'
import type { JobKind } from '../platform/job.ts'

const payload = z.object({ accountId: z.string(), campaignId: z.string() })

/** Count who would get a campaign. */
export const ESTIMATE_CAMPAIGN: JobKind<typeof payload> = {
  name: 'campaign.estimate',
  payload,
  key: ({ accountId, campaignId }) => `${accountId} ${campaignId}`,
  attemptsMax: 5,
}
