import { z } from 'zod'
import { SKIP_REASONS } from './messages.ts'
import { proofEndpoints } from './proofs.ts'

export const CAMPAIGN_NUMBERS = [
  'recipients',
  'sent',
  'delivered',
  'skipped',
  'waiting',
  'open_rate',
  'click_rate',
] as const
export type CampaignNumber = (typeof CAMPAIGN_NUMBERS)[number]

const Id = z.string().min(1).max(100)

/** How far a campaign has come, and how the variations of its test do: always as it is now. */
export const campaignProof = proofEndpoints({
  kind: 'campaign',
  name: 'Campaign',
  numbers: 'a number of the page of a campaign',
  access: 'campaigns:read',
  query: {
    campaign_id: Id,
    number: z.enum(CAMPAIGN_NUMBERS),
    /** Of one of its messages only. */
    message_id: Id.optional(),
    /** Of one variation only. `recipients` are then those to whom it was sent. */
    variation_id: Id.optional(),
    /** Of `skipped`: for this reason only. */
    reason: z.enum(SKIP_REASONS).optional(),
  },
  rate: 'M',
})
