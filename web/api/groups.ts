import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import type { Definition } from '../../src/contract/conditions.ts'
import {
  GroupOverview,
  GroupTransition,
  List,
  Member,
  Membership,
  Segment,
  SegmentExplanation,
  SegmentPreview,
  SegmentSeriesReport,
} from '../../src/contract/groups.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, quoted, relatedId, resource } from './document.ts'
import { queryClient } from './query-client.ts'
import { tagTerm } from './tags.ts'

export type GroupKind = 'list' | 'segment'

const Overview = resource(GroupOverview.attributes)
export type GroupSummary = z.infer<typeof GroupOverview.attributes> & { id: string }

const OVERVIEW_PAGE = 100
const MEMBER_PAGE = 50

export function groupList(
  account: string,
  find: { kind: GroupKind | null; search: string; tag?: string },
) {
  return queryOptions({
    queryKey: [account, 'groups', find],
    queryFn: async ({ signal }): Promise<GroupSummary[]> => {
      const terms = [
        find.kind ? `equals(kind,${quoted(find.kind)})` : null,
        find.search ? `contains(name,${quoted(find.search)})` : null,
        tagTerm(find.tag ?? ''),
      ].filter((term) => term !== null)
      const found = await call('/api/x/group-overviews', many(Overview), {
        account,
        query: { filter: terms.join(','), 'page[size]': OVERVIEW_PAGE },
        signal,
      })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
    refetchInterval: (query) =>
      query.state.data?.some((group) => group.is_processing) ? PROGRESS_MS : false,
  })
}

/** How often a build under way is asked about. */
const PROGRESS_MS = 1_000

const SegmentResource = resource(
  z.object({ ...Segment.attributes.shape, ...Segment.additional.shape }),
)
export type SegmentState = Omit<z.infer<typeof SegmentResource>['attributes'], 'definition'> & {
  id: string
  definition: Definition
}

export function segment(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'segment', id],
    queryFn: async ({ signal }): Promise<SegmentState> => {
      const found = await call(`/api/segments/${id}`, one(SegmentResource), {
        account,
        query: { 'additional-fields[segment]': 'profile_count,build,warnings' },
        signal,
      })
      const { definition, ...attributes } = found.data.attributes
      return { id: found.data.id, ...attributes, definition: definition as unknown as Definition }
    },
    refetchInterval: (query) => (query.state.data?.is_processing ? PROGRESS_MS : false),
  })
}

const ListResource = resource(z.object({ ...List.attributes.shape, ...List.additional.shape }))
export type ListState = z.infer<typeof ListResource>['attributes'] & { id: string }

export function list(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'list', id],
    queryFn: async ({ signal }): Promise<ListState> => {
      const found = await call(`/api/lists/${id}`, one(ListResource), {
        account,
        query: { 'additional-fields[list]': 'profile_count' },
        signal,
      })
      return { id: found.data.id, ...found.data.attributes }
    },
  })
}

const MemberResource = resource(Member.attributes)
export type MemberState = z.infer<typeof MemberResource>['attributes'] & { id: string }

const COLLECTION = { list: 'lists', segment: 'segments' } as const

export function members(account: string, kind: GroupKind, id: string) {
  return infiniteQueryOptions({
    queryKey: [account, kind, id, 'members'],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const found = await call(`/api/${COLLECTION[kind]}/${id}/profiles`, many(MemberResource), {
        account,
        query: { 'page[size]': MEMBER_PAGE, 'page[cursor]': pageParam },
        signal,
      })
      return {
        members: found.data.map((each): MemberState => ({ id: each.id, ...each.attributes })),
        next: nextCursor(found),
      }
    },
    getNextPageParam: (page) => page.next,
  })
}

const Transition = resource(GroupTransition.attributes)
export interface TransitionState {
  id: string
  kind: 'joined' | 'left'
  cause: z.infer<typeof GroupTransition.attributes>['cause']
  changed_at: string
  profileId: string | undefined
  profile: Record<string, unknown> | undefined
}

/** How often the newest who came and went are looked for while the page is open. */
const TRANSITIONS_MS = 2_000

export function transitions(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'group', id, 'transitions'],
    queryFn: async ({ signal }): Promise<TransitionState[]> => {
      const found = await call(`/api/x/groups/${id}/transitions`, many(Transition), {
        account,
        query: { include: 'profile', 'page[size]': MEMBER_PAGE },
        signal,
      })
      const profiles = new Map((found.included ?? []).map((each) => [each.id, each.attributes]))
      return found.data.map((each) => {
        const profileId = relatedId(each, 'profile')
        return {
          id: each.id,
          ...each.attributes,
          profileId,
          profile: profileId === undefined ? undefined : profiles.get(profileId),
        }
      })
    },
    refetchInterval: TRANSITIONS_MS,
  })
}

const Series = one(resource(SegmentSeriesReport.attributes))
const Numbers = z.array(z.number())

export interface Growth {
  dates: string[]
  added: number[]
  removed: number[]
  total: number[]
}

export function growth(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'segment', id, 'growth'],
    queryFn: async ({ signal }): Promise<Growth> => {
      const answer = await call('/api/segment-series-reports', Series, {
        account,
        method: 'POST',
        body: {
          data: {
            type: 'segment-series-report',
            attributes: {
              statistics: ['members_added', 'members_removed', 'total_members'],
              timeframe: { key: 'last_30_days' },
              interval: 'daily',
              filter: `equals(segment_id,${quoted(id)})`,
            },
          },
        },
        signal,
      })
      const statistics = answer.data.attributes.results[0]?.statistics ?? {}
      const numbers = (name: string) => Numbers.catch([]).parse(statistics[name])
      return {
        dates: answer.data.attributes.date_times,
        added: numbers('members_added'),
        removed: numbers('members_removed'),
        total: numbers('total_members'),
      }
    },
  })
}

const Preview = one(resource(SegmentPreview.attributes))
export type PreviewState = z.infer<typeof SegmentPreview.attributes>

/** The next edit hangs up on this one, which cancels its query. */
export function preview(account: string, definition: Definition | null) {
  return queryOptions({
    queryKey: [account, 'segment-preview', definition],
    enabled: definition !== null,
    retry: false,
    queryFn: async ({ signal }): Promise<PreviewState> => {
      const answer = await call('/api/x/segment-previews', Preview, {
        account,
        method: 'POST',
        body: { data: { type: 'segment-preview', attributes: { definition } } },
        signal,
      })
      return answer.data.attributes
    },
  })
}

const Explanation = one(resource(SegmentExplanation.attributes))
export type ExplanationState = z.infer<typeof SegmentExplanation.attributes>

export function explanation(account: string, segmentId: string, profileId: string) {
  return queryOptions({
    queryKey: [account, 'segment', segmentId, 'explanation', profileId],
    queryFn: async ({ signal }): Promise<ExplanationState> => {
      const path = `/api/x/segments/${segmentId}/explanations/${profileId}`
      return (await call(path, Explanation, { account, signal })).data.attributes
    },
  })
}

const MembershipResource = resource(Membership.attributes)
export type MembershipState = z.infer<typeof Membership.attributes> & { id: string }

/** The lists and segments that a person is in, the latest first. */
export function memberships(account: string, profileId: string) {
  return queryOptions({
    queryKey: [account, 'groups', 'of', profileId],
    queryFn: async ({ signal }): Promise<MembershipState[]> => {
      const path = `/api/x/profiles/${profileId}/memberships`
      const found = await call(path, many(MembershipResource), { account, signal })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

/** Where the members of a list or segment can be had as a file. */
export function membersExport(groupId: string): string {
  return `/api/x/groups/${groupId}/export`
}

const Created = one(resource(z.object({ name: z.string() })))

export async function createSegment(
  account: string,
  wanted: { name: string; definition: Definition },
): Promise<string> {
  const answer = await call('/api/segments', Created, {
    account,
    method: 'POST',
    body: { data: { type: 'segment', attributes: wanted } },
  })
  await forget(account)
  return answer.data.id
}

export async function changeSegment(
  account: string,
  id: string,
  change: {
    name?: string
    definition?: Definition
    is_starred?: boolean
    is_active?: boolean
  },
): Promise<void> {
  await send(`/api/segments/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'segment', id, attributes: change } },
  })
  await forget(account)
}

export async function deleteGroup(account: string, kind: GroupKind, id: string): Promise<void> {
  await send(`/api/${COLLECTION[kind]}/${id}`, { account, method: 'DELETE' })
  await forget(account)
}

export async function createList(account: string, name: string): Promise<string> {
  const answer = await call('/api/lists', Created, {
    account,
    method: 'POST',
    body: { data: { type: 'list', attributes: { name } } },
  })
  await forget(account)
  return answer.data.id
}

export async function snapshot(account: string, segmentId: string, name: string): Promise<string> {
  const answer = await call('/api/x/list-snapshots', Created, {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'list-snapshot',
        attributes: { name },
        relationships: { segment: { data: { type: 'segment', id: segmentId } } },
      },
    },
  })
  await forget(account)
  return answer.data.id
}

export async function changeMembers(
  account: string,
  listId: string,
  change: { add: boolean; profileIds: string[] },
): Promise<void> {
  await send(`/api/lists/${listId}/relationships/profiles`, {
    account,
    method: change.add ? 'POST' : 'DELETE',
    body: { data: change.profileIds.map((id) => ({ type: 'profile', id })) },
  })
  await forget(account)
}

function forget(account: string): Promise<unknown> {
  return Promise.all(
    ['groups', 'group', 'segment', 'list'].map((kind) =>
      queryClient.invalidateQueries({ queryKey: [account, kind] }),
    ),
  )
}
