import {
  getEvent,
  getEvents,
  getMetricForEvent,
  getMetricIdForEvent,
  getProfileForEvent,
  getProfileIdForEvent,
} from '../contract/events.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { type Attributions, type EventRow, eventResource } from './event-resource.ts'
import { findEvent, listEvents } from './events.sql.ts'
import { metricsOf, profilesOf } from './included.sql.ts'

type Looking = Pick<Call<never, unknown>, 'caller' | 'params' | 'query'>

function list(attributionsOf: Attributions): Route {
  return implement(getEvents, (call) =>
    call.read(async (tx) => {
      const { query, caller } = call
      const fetched = await listEvents(tx, caller.accountId, {
        filter: query.filter,
        descending: query.sort?.descending ?? true,
        page: query.page,
      })
      const { rows, next, prev } = pageOf(fetched, query.page, (row) => ({
        key: String(row.occurredAt.getTime()),
        id: String(row.eventId),
      }))
      const credits = await creditsOf(tx, call, rows, attributionsOf)
      return {
        data: rows.map((row) => shown(call, row, credits)),
        included: [...(await includedWith(tx, call, rows)), ...includedCredits(call, credits)],
        next,
        prev,
      }
    }),
  )
}

function one(attributionsOf: Attributions): Route {
  return implement(getEvent, (call) =>
    call.read(async (tx) => {
      const row = await existing(tx, call)
      const credits = await creditsOf(tx, call, [row], attributionsOf)
      return {
        data: shown(call, row, credits),
        included: [...(await includedWith(tx, call, [row])), ...includedCredits(call, credits)],
      }
    }),
  )
}

type Credits = ReadonlyMap<number, Resource>

function creditsOf(
  tx: Tx,
  { caller }: Looking,
  rows: readonly EventRow[],
  attributionsOf: Attributions,
): Promise<Credits> {
  const ids = rows.map((row) => row.eventId)
  return attributionsOf(tx, caller.accountId, ids)
}

function shown(call: Looking, row: EventRow, credits: Credits): Resource {
  const credit = credits.get(row.eventId)
  return eventResource(row, additionalOf(call, 'event'), credit ? [credit] : [])
}

function includedCredits({ query }: Looking, credits: Credits): Resource[] {
  return query.include.has('attributions') ? [...credits.values()] : []
}

const metric = implement(getMetricForEvent, (call) =>
  call.read(async (tx) => {
    const row = await existing(tx, call)
    const [resource] = await metricsOf(tx, call.caller.accountId, [row])
    return { data: resource ?? null }
  }),
)

const metricId = implement(getMetricIdForEvent, (call) =>
  call.read(async (tx) => ({
    linkage: { type: 'metric', id: (await existing(tx, call)).metricId },
  })),
)

const profile = implement(getProfileForEvent, (call) =>
  call.read(async (tx) => {
    const row = await existing(tx, call)
    const additional = additionalOf(call, 'profile')
    const [resource] = await profilesOf(tx, call.caller.accountId, [row], additional)
    return { data: resource ?? null }
  }),
)

const profileId = implement(getProfileIdForEvent, (call) =>
  call.read(async (tx) => {
    const [resource] = await profilesOf(tx, call.caller.accountId, [await existing(tx, call)])
    return { linkage: resource ? { type: 'profile', id: resource.id } : null }
  }),
)

/** Reading events, and what they belong to. */
export function eventReadRoutes(attributionsOf: Attributions = async () => new Map()): Route[] {
  return [list(attributionsOf), one(attributionsOf), metric, metricId, profile, profileId]
}

async function existing(tx: Tx, call: Looking): Promise<EventRow> {
  const id = param(call, 'id')
  const row = await findEvent(tx, call.caller.accountId, id)
  if (!row) throw notFound('event', id)
  return row
}

function additionalOf({ query }: Looking, type: 'event' | 'profile'): ReadonlySet<string> {
  return query.additional.get(type) ?? new Set()
}

async function includedWith(tx: Tx, call: Looking, rows: readonly EventRow[]): Promise<Resource[]> {
  const { caller, query } = call
  const additional = additionalOf(call, 'profile')
  const [profiles, metrics] = await Promise.all([
    query.include.has('profile') ? profilesOf(tx, caller.accountId, rows, additional) : [],
    query.include.has('metric') ? metricsOf(tx, caller.accountId, rows) : [],
  ])
  return [...profiles, ...metrics]
}
