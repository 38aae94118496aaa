import { campaignTagging } from '../contract/tags.ts'
import type { Route } from '../platform/http.ts'
import { taggingRoutes } from '../tag/tagging-routes.http.ts'
import { betaAudienceRoutes } from './beta-audiences.http.ts'
import { betaCampaignRoutes } from './beta-campaigns.http.ts'
import { betaMessageRoutes } from './beta-messages.http.ts'
import { betaVariationRoutes } from './beta-variations.http.ts'
import { campaignRoutes as definitionRoutes } from './campaigns.http.ts'
import { campaignsByIds } from './campaigns.sql.ts'
import { sendingRoutes } from './sending.http.ts'
import { variationRoutes } from './variations.http.ts'

/** Campaigns, what they say, and sending them. */
export const campaignRoutes: readonly Route[] = [
  ...definitionRoutes,
  ...variationRoutes,
  ...sendingRoutes,
  ...betaCampaignRoutes,
  ...betaAudienceRoutes,
  ...betaMessageRoutes,
  ...betaVariationRoutes,
  ...taggingRoutes(campaignTagging, async (tx, accountId, ids) =>
    (await campaignsByIds(tx, accountId, ids)).map((row) => row.campaignId),
  ),
]
