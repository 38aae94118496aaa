import { getEvents, streamEvents } from '../contract/events.ts'
import { type Call, implement, type Route } from '../platform/http.ts'
import { uuidOf } from '../platform/id.ts'
import { renderResource, typesOf } from '../platform/json-api.ts'
import { notFound, Problem } from '../platform/problem.ts'
import { type EventFeed, type FeedBatch, STREAMS_MAX } from './event-feed.action.ts'
import { eventResource } from './event-resource.ts'
import { metricsOf, profilesOf } from './included.sql.ts'

/** The live feed as server-sent events. */
export function eventStreamRoute(feed: EventFeed): Route {
  return implement(streamEvents, async (call) => {
    if (feed.openStreams() >= STREAMS_MAX) throw tooManyStreams()
    const { metric_id: metricId, profile_id: profile } = call.plain
    const profileId = profile === undefined ? undefined : uuidOf(profile)
    if (profile !== undefined && profileId === undefined) throw notFound('profile', profile)
    const filter = { accountId: call.caller.accountId, metricId, profileId }
    const after = call.headers['last-event-id']
    const batches = feed.follow(filter, typeof after === 'string' ? after : undefined, call.closed)
    return { stream: messages(call, batches) }
  })
}

async function* messages(
  call: Call<never, unknown>,
  batches: AsyncIterable<FeedBatch | undefined>,
): AsyncGenerator<string> {
  let isOpen = false
  for await (const batch of batches) {
    const isEmpty = batch?.events.length === 0
    // Who reads it knows that nothing which is committed from now on will be missing.
    if (!isOpen)
      yield `retry: 1000\n${isEmpty ? `id: ${batch.cursor}\n` : ''}event: open\ndata: {}\n\n`
    isOpen = true
    if (!batch) yield ': still here\n\n'
    else if (!isEmpty) yield await messageOf(call, batch)
  }
}

async function messageOf(call: Call<never, unknown>, batch: FeedBatch): Promise<string> {
  const { accountId } = call.caller
  const included = await call.read(async (tx) => [
    ...(await profilesOf(tx, accountId, batch.events)),
    ...(await metricsOf(tx, accountId, batch.events)),
  ])
  const selection = {
    fields: new Map(),
    types: typesOf(getEvents),
    origin: call.origin,
    paths: new Set<string>(),
  }
  const document = {
    data: batch.events.map((row) =>
      renderResource(eventResource(row, new Set(['recorded_at'])), selection),
    ),
    included: included.map((resource) => renderResource(resource, selection)),
    skipped: batch.skipped,
  }
  return `id: ${batch.cursor}\nevent: events\ndata: ${JSON.stringify(document)}\n\n`
}

function tooManyStreams(): Problem {
  return new Problem(
    503,
    {
      code: 'service_unavailable',
      title: 'Service unavailable.',
      detail: `${STREAMS_MAX} live streams are open already.`,
      fix: 'Close a page that shows live data, or try again later.',
    },
    10,
  )
}
