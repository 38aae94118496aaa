import { Contact } from '../account/account.ts'
import type { AccountRow } from '../account/accounts.sql.ts'
import { isTimeZone } from '../contract/values.ts'
import { type EventRow, eventProperties } from '../event/event-resource.ts'
import { eventIdText, ulidOf } from '../platform/id.ts'
import type { ProfileRow } from '../profile/profile-resource.ts'
import type { RenderData, RenderSettings } from './render-template.ts'

/** Fields of a person that templates know, with or without `$`, beside the person's own properties. */
export const PERSON_FIELDS = [
  'email',
  'phone_number',
  'first_name',
  'last_name',
  'full_name',
  'organization',
  'title',
  'locale',
  'image',
  'address1',
  'address2',
  'city',
  'region',
  'country',
  'zip',
  'timezone',
  'latitude',
  'longitude',
  'id',
  'external_id',
  'KlaviyoID',
] as const

/** What templates know of who sends. */
export const ORGANIZATION_FIELDS = [
  'name',
  'url',
  'homepage',
  'email',
  'full_address',
  'address',
  'address1',
  'address2',
  'street_address',
  'city',
  'region',
  'state',
  'zip',
  'country',
] as const

type Fields = Record<string, unknown>

/**
 * A person as `person`: their properties, and their fields both as `first_name` and `$first_name`. A
 * field that is empty leaves its name to a property.
 */
export function personData(profile: ProfileRow): Fields {
  const { location } = profile
  const fields: Record<(typeof PERSON_FIELDS)[number], unknown> = {
    email: profile.email,
    phone_number: profile.phone_number,
    first_name: profile.first_name,
    last_name: profile.last_name,
    full_name: [profile.first_name, profile.last_name].filter(Boolean).join(' ') || null,
    organization: profile.organization,
    title: profile.title,
    locale: profile.locale,
    image: profile.image,
    address1: location['address1'],
    address2: location['address2'],
    city: location['city'],
    region: location['region'],
    country: location['country'],
    zip: location['zip'],
    timezone: location['timezone'],
    latitude: location['latitude'],
    longitude: location['longitude'],
    id: profile.external_id,
    external_id: profile.external_id,
    KlaviyoID: ulidOf(profile.profileId),
  }
  const known = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  return {
    ...profile.properties,
    ...Object.fromEntries(known),
    ...Object.fromEntries(known.map(([name, value]) => [`$${name}`, value])),
  }
}

/** An event as `event`: its properties, `$value`, `$event_id`, and `$extra` also as `extra`. */
export function eventData(event: EventRow): Fields {
  const properties = eventProperties(event)
  return {
    ...properties,
    ...(properties['extra'] === undefined && properties['$extra'] !== undefined
      ? { extra: properties['$extra'] }
      : {}),
    $id: eventIdText(event.eventId),
  }
}

/** The account as `organization`. */
export function organizationData({ name, contact }: Pick<AccountRow, 'name' | 'contact'>): Fields {
  const told = Contact.parse(contact)
  const { address1, address2, city, region, zip, country } = told.street_address
  const lines = [address1, address2, [zip, city].filter(Boolean).join(' '), region, country]
  const fullAddress = lines.filter((line) => line !== '').join(', ')
  const url = told.website_url ?? ''
  return {
    name: told.organization_name || name,
    url,
    homepage: url,
    email: told.default_sender_email,
    full_address: fullAddress,
    address: fullAddress,
    address1,
    address2,
    street_address: [address1, address2].filter(Boolean).join(', '),
    city,
    region,
    state: region,
    zip,
    country,
  }
}

/** How templates are rendered for a person of an account. */
export function settingsFor(
  account: Pick<AccountRow, 'timezone' | 'locale' | 'currency'>,
  person: Fields,
  now: Date,
): Omit<RenderSettings, 'escape'> {
  const zone = person['$timezone']
  return {
    now,
    timeZone: account.timezone,
    recipientTimeZone: typeof zone === 'string' && isTimeZone(zone) ? zone : account.timezone,
    locale: account.locale,
    currency: account.currency,
  }
}

/** Given variables as data: `person`, `event` and `organization` by name, the rest at the top. */
export function contextData(context: Fields, otherwise: RenderData): RenderData {
  const { person, event, organization, ...rest } = context
  const given = isFields(event) ? event : otherwise.event
  return {
    person: isFields(person) ? { ...otherwise.person, ...person } : otherwise.person,
    ...(given ? { event: given } : {}),
    organization: isFields(organization)
      ? { ...otherwise.organization, ...organization }
      : otherwise.organization,
    extra: { ...otherwise.extra, ...rest },
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
