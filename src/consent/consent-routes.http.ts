import type { Route } from '../platform/http.ts'
import { consentSettingsRoutes } from './consent-settings.http.ts'
import { subscriptionRoutes } from './subscriptions.http.ts'
import { suppressionRoutes } from './suppressions.http.ts'

/** Every endpoint about consent. */
export const consentRoutes: readonly Route[] = [
  ...subscriptionRoutes,
  ...suppressionRoutes,
  ...consentSettingsRoutes,
]
