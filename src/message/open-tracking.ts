import { partAt } from '../consent/json-parts.ts'
import type { JsonObject } from '../profile/profile.ts'

/** What a person said about having opens seen; undefined: nothing. */
export function openTrackingConsent(subscriptions: JsonObject): unknown {
  return partAt(subscriptions, 'email', 'open_tracking')['consent']
}
