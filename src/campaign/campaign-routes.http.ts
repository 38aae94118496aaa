import type { Route } from '../platform/http.ts'
import { campaignRoutes as definitionRoutes } from './campaigns.http.ts'
import { sendingRoutes } from './sending.http.ts'
import { variationRoutes } from './variations.http.ts'

/** Campaigns, what they say, and sending them. */
export const campaignRoutes: readonly Route[] = [
  ...definitionRoutes,
  ...variationRoutes,
  ...sendingRoutes,
]
