import { type InfiniteData, infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { Event } from '../../src/contract/events.ts'
import { call } from './client.ts'
import { type AnyResource, many, nextCursor, one, quoted, relatedId, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const EventResource = resource(
  z.object({
    ...Event.attributes.shape,
    recorded_at: z.string().optional(),
    is_backfill: z.boolean().optional(),
  }),
)
export const EventsDocument = many(EventResource)
export type EventsDocument = z.infer<typeof EventsDocument>

/** One line of a feed: the event with the names of who did it and what it is. */
export interface FeedEvent {
  id: string
  at: string
  properties: Record<string, unknown>
  profileId: string | null
  profileLabel: { name: string | null; email: string | null }
  metricId: string | null
  metricName: string | null
}

export interface FeedScope {
  metric?: string
  profile?: string
}

interface FeedPage {
  events: FeedEvent[]
  next: string | null
}

const PAGE_SIZE = 20
/** A feed left open for a day must not fill the memory of the browser. */
const LIVE_KEPT_MAX = 500

export function eventFeed(account: string, scope: FeedScope) {
  return infiniteQueryOptions({
    queryKey: [account, 'events', scope],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }): Promise<FeedPage> => {
      const document = await call('/api/events', EventsDocument, {
        account,
        query: {
          filter: filterOf(scope),
          include: 'profile,metric',
          sort: '-datetime',
          'page[size]': PAGE_SIZE,
          'page[cursor]': pageParam,
        },
        signal,
      })
      return { events: feedEvents(document), next: nextCursor(document) }
    },
    getNextPageParam: (page) => page.next,
    // The live stream keeps an open feed fresh; refetching all its pages would only jump.
    staleTime: 60_000,
  })
}

/** The event as the API answers it, with the time at which it was recorded. */
export function rawEvent(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'event', id],
    queryFn: async ({ signal }) => {
      const document = await call(`/api/events/${id}`, one(EventResource), {
        account,
        query: { 'additional-fields[event]': 'recorded_at,is_backfill' },
        signal,
      })
      return document.data
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Put events that have just been recorded on top of an open feed. Known ones stay where they are. */
export function prependToFeed(account: string, scope: FeedScope, document: EventsDocument): void {
  queryClient.setQueryData<InfiniteData<FeedPage, string | null>>(
    eventFeed(account, scope).queryKey,
    (feed) => {
      const [first, ...rest] = feed?.pages ?? []
      if (!feed || !first) return feed
      const known = new Set(feed.pages.flatMap((page) => page.events.map((event) => event.id)))
      const fresh = feedEvents(document).filter((event) => !known.has(event.id))
      if (fresh.length === 0) return feed
      const events = [...fresh, ...first.events]
        .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
        .slice(0, LIVE_KEPT_MAX)
      return { ...feed, pages: [{ ...first, events }, ...rest] }
    },
  )
}

function filterOf(scope: FeedScope): string {
  return [
    scope.metric ? `equals(metric_id,${quoted(scope.metric)})` : null,
    scope.profile ? `equals(profile_id,${quoted(scope.profile)})` : null,
  ]
    .filter((term) => term !== null)
    .join(',')
}

function feedEvents(document: EventsDocument): FeedEvent[] {
  const included = new Map(
    (document.included ?? []).map((each) => [`${each.type} ${each.id}`, each]),
  )
  return document.data.map((event) => {
    const profileId = relatedId(event, 'profile') ?? null
    const metricId = relatedId(event, 'metric') ?? null
    return {
      id: event.id,
      at: event.attributes.datetime,
      properties: event.attributes.event_properties,
      profileId,
      profileLabel: labelOf(included.get(`profile ${profileId}`)),
      metricId,
      metricName: text(included.get(`metric ${metricId}`)?.attributes.name),
    }
  })
}

function labelOf(profile: AnyResource | undefined): FeedEvent['profileLabel'] {
  const { first_name: first, last_name: last, email } = profile?.attributes ?? {}
  const name = [text(first), text(last)].filter(Boolean).join(' ')
  return { name: name || null, email: text(email) }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
