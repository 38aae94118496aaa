import { externalId } from '../catalog/catalog-id.ts'
import { itemsByIds } from '../catalog/items.sql.ts'
import { variantsByIds } from '../catalog/variants.sql.ts'
import {
  type BackInStockSubscription,
  createBackInStockSubscription,
  createClientBackInStockSubscription,
} from '../contract/catalogs.ts'
import {
  BULK_EVENTS_MAX,
  type BulkEvents,
  bulkCreateClientEvents,
  bulkCreateEvents,
  createClientEvent,
  createEvent,
  type NewEvent,
} from '../contract/events.ts'
import { AGENT_INTEGRATION, MESSAGE_INTEGRATION } from '../metric/known-metrics.ts'
import { type Call, implement, type Route } from '../platform/http.ts'
import { ulidOf } from '../platform/id.ts'
import { invalid, type Problem, quote } from '../platform/problem.ts'
import { followToken, followTokens } from '../profile/follow-tokens.action.ts'
import { identifiersOf, keyOf } from '../profile/identifiers.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { type InputSource, readProfileInput, type SentProfile } from '../profile/profile-input.ts'
import { backInStockEvent } from './back-in-stock.ts'
import { type EventRecorder, RefusedProfile } from './event-recorder.action.ts'
import type { EventToRecord } from './new-event.ts'
import { readEvent } from './new-event.ts'

/** Recording events, one or many, by programs and by web pages. */
export function trackEventsRoutes(services: TrackingServices): Route[] {
  const { recorder, secret } = services
  return [
    implement(createEvent, async (call) => {
      const { body, caller, now } = call
      const [sent = body.data] = await withPeople(call, secret, [body.data])
      await record(recorder, caller.accountId, [single(sent, now, 'event')], now)
    }),
    implement(createClientEvent, async (call) => {
      const { body, caller, now } = call
      const [sent = body.data] = await withPeople(call, secret, [body.data])
      const event = single(sent, now, 'client')
      refuseReserved([event])
      await record(recorder, caller.accountId, [event], now)
    }),
    implement(bulkCreateEvents, async (call) => {
      const { body, caller, now } = call
      const pointer = '/data/attributes/events-bulk-create/data'
      const entries = await withPeople(
        call,
        secret,
        body.data.attributes['events-bulk-create'].data,
      )
      const events = entries.flatMap((entry, at) => bulk(entry, now, `${pointer}/${at}`, 'event'))
      await record(recorder, caller.accountId, refuseExcess(events), now)
    }),
    implement(bulkCreateClientEvents, async (call) => {
      const { body, caller, now } = call
      const [sent = body.data] = await withPeople(call, secret, [body.data])
      const events = bulk(sent, now, '/data', 'client')
      refuseReserved(events)
      await record(recorder, caller.accountId, events, now)
    }),
    implement(createBackInStockSubscription, (call) => subscribe(services, call, 'event')),
    implement(createClientBackInStockSubscription, (call) => subscribe(services, call, 'client')),
  ]
}

export interface TrackingServices {
  recorder: EventRecorder
  /** The installation's: tokens of links are signed with it. */
  secret: Uint8Array
}

type AboutPerson = { attributes: { profile: { data: SentProfile } } }

/** The same events, of the people whom the tokens of links name. */
async function withPeople<T extends AboutPerson>(
  call: Pick<Call<never, unknown>, 'caller' | 'read'>,
  secret: Uint8Array,
  entries: readonly T[],
): Promise<readonly T[]> {
  const people = entries.map(({ attributes }) => attributes.profile.data)
  const followed = await followTokens(call, secret, people)
  if (followed === people) return entries
  return entries.map((entry, at) => {
    const data = followed[at] ?? entry.attributes.profile.data
    return { ...entry, attributes: { ...entry.attributes, profile: { data } } }
  })
}

type Sent = EventToRecord & { pointer: string; profilePointer: string; hasOwnUniqueId: boolean }

function single({ attributes }: NewEvent, now: Date, source: InputSource): Sent {
  const pointer = '/data/attributes'
  const profilePointer = `${pointer}/profile/data`
  return {
    ...readEvent(attributes, now, pointer),
    profile: readPerson(attributes.profile.data, profilePointer, source),
    pointer,
    profilePointer,
    hasOwnUniqueId: false, // a single event has nothing to collide with
  }
}

type Subscribing = Pick<Call<unknown, unknown>, 'caller' | 'now' | 'read'> & {
  body: { data: BackInStockSubscription }
}

/** @throws Problem 400 for a variant that is not in the catalogue, or a person nothing leads to */
async function subscribe(
  { recorder, secret }: TrackingServices,
  call: Subscribing,
  source: InputSource,
): Promise<void> {
  const { body, caller, now, read } = call
  const { accountId } = caller
  const { attributes, relationships } = body.data
  const pointer = '/data/attributes'
  const profilePointer = `${pointer}/profile/data`
  const person = await followToken(call, secret, attributes.profile.data)
  const profile = readPerson(person, profilePointer, source)
  const { id } = relationships.variant.data
  const own = externalId(id)
  const wanted = await read(async (tx) => {
    const [variant] = own === undefined ? [] : await variantsByIds(tx, accountId, [own])
    const [item] = variant ? await itemsByIds(tx, accountId, [variant.itemId]) : []
    return variant && { variant, item }
  })
  if (!wanted) {
    throw invalid(
      '/data/relationships/variant/data/id',
      `There is no variant ${quote(id)} in the catalogue.`,
      'Use the id of a variant, such as $custom:::$default:::SKU-1-RED.',
    )
  }
  const { variant, item } = wanted
  const event: Sent = {
    ...backInStockEvent(variant, item, { channels: attributes.channels, now }),
    profile,
    pointer,
    profilePointer,
    hasOwnUniqueId: false,
  }
  await record(recorder, accountId, [event], now)
}

function bulk({ attributes }: BulkEvents, now: Date, pointer: string, source: InputSource): Sent[] {
  const profilePointer = `${pointer}/attributes/profile/data`
  const profile = readPerson(attributes.profile.data, profilePointer, source)
  return attributes.events.data.map((event, at) => {
    const eventPointer = `${pointer}/attributes/events/data/${at}/attributes`
    const facts = readEvent(event.attributes, now, eventPointer)
    return {
      ...facts,
      isBackfill: facts.isBackfill || attributes.backfill === true,
      profile,
      pointer: eventPointer,
      profilePointer,
      hasOwnUniqueId: typeof event.attributes.unique_id === 'string',
    }
  })
}

function readPerson(sent: SentProfile, pointer: string, source: InputSource): ProfileInput {
  const profile = readProfileInput(sent, pointer, source)
  if (profile.id !== undefined || identifiersOf(profile.identifiers).length > 0) return profile
  throw noIdentifier(pointer)
}

function noIdentifier(pointer: string): Problem {
  return invalid(
    `${pointer}/attributes`,
    'The profile has no identifier.',
    'Send at least one of id, email, phone_number, external_id or anonymous_id.',
  )
}

function refuseExcess(events: Sent[]): Sent[] {
  if (events.length > BULK_EVENTS_MAX) {
    throw invalid(
      '/data/attributes/events-bulk-create/data',
      `The request has ${events.length} events; ${BULK_EVENTS_MAX} are allowed.`,
      'Split the request.',
    )
  }
  return events
}

/** Anybody can call for a web page, so nobody may claim there what only this server can know. */
function refuseReserved(events: readonly Sent[]): void {
  for (const { integrationKey, pointer } of events) {
    if (integrationKey !== AGENT_INTEGRATION && integrationKey !== MESSAGE_INTEGRATION) continue
    throw invalid(
      `${pointer}/metric/data/attributes/service`,
      `Events of the service ${quote(integrationKey)} are recorded by Parley itself.`,
      'Leave service out; the event then belongs to the API.',
    )
  }
}

async function record(
  recorder: EventRecorder,
  accountId: string,
  events: readonly Sent[],
  now: Date,
): Promise<void> {
  refuseRepeats(events)
  try {
    await recorder.record(accountId, events, now)
  } catch (error) {
    if (error instanceof RefusedProfile) throw refusal(error, events)
    throw error
  }
}

/** Within one request; what earlier requests recorded may be sent again (docs/decisions/0004). */
function refuseRepeats(events: readonly Sent[]): void {
  const seen = new Set<string>()
  for (const event of events) {
    if (!event.hasOwnUniqueId) continue
    const who = event.profile.id ?? identifiersOf(event.profile.identifiers).map(keyOf).join(' ')
    const key = [who, event.integrationKey, event.metricName, event.uniqueId].join('\u0000')
    if (seen.has(key)) {
      throw invalid(
        `${event.pointer}/unique_id`,
        `The unique_id ${quote(event.uniqueId)} is repeated for the same profile and metric.`,
        'Send each event once. No event of this request was recorded.',
      )
    }
    seen.add(key)
  }
}

function refusal({ at, result }: RefusedProfile, events: readonly Sent[]): Problem {
  const event = events[at]
  const pointer = event?.profilePointer ?? '/data'
  switch (result.reason) {
    case 'unknown-id':
      return invalid(
        `${pointer}/id`,
        `A profile with id ${quote(event?.profile.id === undefined ? '' : ulidOf(event.profile.id))} does not exist.`,
        'Send an email, phone number or external id: the profile is then found or created.',
      )
    case 'no-identifier':
      return noIdentifier(pointer)
    case 'conflict':
    case 'last-identifier':
    case 'too-many-identifiers':
      return invalid(
        `${pointer}/attributes`,
        `The identifiers of the profile cannot be used together: ${result.reason.replaceAll('-', ' ')}.`,
        'Send the event with one identifier, and change identifiers through the profiles API.',
      )
    case 'too-many-properties':
    case 'properties-too-large':
      return invalid(
        `${pointer}/attributes/properties`,
        `The profile would have ${result.reason.replaceAll('-', ' ')}.`,
        'Send what belongs to the event among the properties of the event.',
      )
  }
}
