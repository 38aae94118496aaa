import { ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import type { JsonObject, TextField } from './profile.ts'
import { subscriptionsShown } from './subscriptions-shown.ts'

/** A profile as it is read to be shown. */
export type ProfileRow = {
  profileId: string
  email: string | null
  phone_number: string | null
  external_id: string | null
  location: JsonObject
  properties: JsonObject
  subscriptions: JsonObject
  createdAt: Date
  updatedAt: Date
  lastEventAt: Date | null
  firstActiveAt: Date | null
  lastActiveAt: Date | null
} & { [F in TextField]: string | null }

const NOTHING: ReadonlySet<string> = new Set()

/**
 * A profile as a resource, with every attribute the API declares.
 *
 * @param additional costly attributes that were asked for: `subscriptions`, `predictive_analytics`
 */
export function profileResource(
  row: ProfileRow,
  additional: ReadonlySet<string> = NOTHING,
): Resource {
  return {
    type: 'profile',
    id: ulidOf(row.profileId),
    attributes: {
      email: row.email,
      phone_number: row.phone_number,
      external_id: row.external_id,
      first_name: row.first_name,
      last_name: row.last_name,
      organization: row.organization,
      locale: row.locale,
      title: row.title,
      image: row.image,
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      last_event_date: row.lastEventAt && isoSeconds(row.lastEventAt),
      location: { ...EMPTY_LOCATION, ...row.location },
      properties: row.properties,
      ...(additional.has('subscriptions') ? { subscriptions: subscriptionsShown(row) } : {}),
      ...(additional.has('predictive_analytics') ? { predictive_analytics: NO_PREDICTIONS } : {}),
      ...(additional.has('activity') ? { activity: activityOf(row) } : {}),
    },
  }
}

/** Messages that reach a person are not their activity; opening, buying and writing are. */
function activityOf({ firstActiveAt, lastActiveAt }: ProfileRow) {
  return {
    first_active: firstActiveAt && isoSeconds(firstActiveAt),
    last_active: lastActiveAt && isoSeconds(lastActiveAt),
  }
}

const EMPTY_LOCATION = {
  address1: null,
  address2: null,
  city: null,
  country: null,
  latitude: null,
  longitude: null,
  region: null,
  zip: null,
  timezone: null,
  ip: null,
}

// Predictions need hundreds of buyers and half a year of orders; none are made yet.
const NO_PREDICTIONS = {
  historic_clv: null,
  predicted_clv: null,
  total_clv: null,
  historic_number_of_orders: null,
  predicted_number_of_orders: null,
  average_days_between_orders: null,
  average_order_value: null,
  churn_probability: null,
  expected_date_of_next_order: null,
  ranked_channel_affinity: null,
}
