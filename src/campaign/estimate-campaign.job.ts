import { job } from '../platform/job.ts'
import { ESTIMATE_CAMPAIGN } from './campaign-jobs.ts'
import { estimateCampaign } from './estimate-campaign.action.ts'

export const estimateCampaignJob = job({
  ...ESTIMATE_CAMPAIGN,
  run: async ({ accountId, campaignId }, { sql, clock }) =>
    estimateCampaign(sql, accountId, campaignId, await clock.now(accountId)),
})
