import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import {
  Flow,
  FlowDefinition,
  FlowEnrolment,
  FlowReview,
  FlowStepCount,
} from '../../src/contract/flows.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, quoted, relatedId, resource } from './document.ts'
import { queryClient } from './query-client.ts'
import { tagTerm } from './tags.ts'

const FlowListed = resource(Flow.attributes)
export type FlowSummary = z.infer<typeof Flow.attributes> & { id: string }

export function flowList(
  account: string,
  find: { search: string; archived: boolean; tag: string },
) {
  return infiniteQueryOptions({
    queryKey: [account, 'flows', find],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const terms = [
        find.search ? `contains(name,${quoted(find.search)})` : null,
        `equals(archived,${find.archived})`,
        tagTerm(find.tag),
      ].filter((term) => term !== null)
      const found = await call('/api/flows', many(FlowListed), {
        account,
        query: { filter: terms.join(','), sort: '-updated', 'page[cursor]': pageParam },
        signal,
      })
      return {
        flows: found.data.map((each): FlowSummary => ({ id: each.id, ...each.attributes })),
        next: nextCursor(found),
      }
    },
    getNextPageParam: (page) => page.next,
  })
}

const FlowResource = resource(z.object({ ...Flow.attributes.shape, ...Flow.additional.shape }))
export type FlowState = Omit<z.infer<typeof FlowResource>['attributes'], 'definition'> & {
  id: string
  definition: FlowDefinition
}

export function flow(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'flow', id],
    queryFn: async ({ signal }): Promise<FlowState> =>
      stateOf(
        await call(`/api/flows/${id}`, one(FlowResource), {
          account,
          query: { 'additional-fields[flow]': 'definition,version,warnings' },
          signal,
        }),
      ),
    // What is being edited is not replaced under the hand.
    refetchOnWindowFocus: false,
  })
}

function stateOf(found: { data: z.infer<typeof FlowResource> }): FlowState {
  const { definition, ...attributes } = found.data.attributes
  return { id: found.data.id, ...attributes, definition: FlowDefinition.parse(definition) }
}

const Created = one(resource(z.unknown()))

/** Answers the id of the new flow. */
export async function createFlow(
  account: string,
  wanted: { name: string; definition: FlowDefinition },
): Promise<string> {
  const answer = await call('/api/flows', Created, {
    account,
    method: 'POST',
    body: { data: { type: 'flow', attributes: wanted } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'flows'] })
  return answer.data.id
}

/** @param change.version  the one that was edited: another one is refused */
export async function changeFlow(
  account: string,
  id: string,
  change: { name?: string; definition: FlowDefinition; version: number },
): Promise<void> {
  await send(`/api/x/flow-definitions/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'flow-definition', id, attributes: change } },
  })
  // Addresses of alerts are asked when they are saved.
  await queryClient.invalidateQueries({ queryKey: [account, 'alert-recipients'] })
  await forget(account, id)
}

/** The name alone: what the flow does stays as it is on the server. */
export async function renameFlow(account: string, id: string, name: string): Promise<void> {
  const current = await queryClient.fetchQuery(flow(account, id))
  await changeFlow(account, id, {
    name,
    definition: current.definition,
    version: current.version,
  })
}

export async function setFlowStatus(
  account: string,
  id: string,
  status: 'draft' | 'manual' | 'live',
): Promise<void> {
  await send(`/api/flows/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'flow', id, attributes: { status } } },
  })
  await forget(account, id)
}

/** Everybody stays where they are until it goes on. */
export async function pauseFlow(account: string, id: string, isPaused: boolean): Promise<void> {
  await send(`/api/x/flow-pauses/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'flow-pause', id, attributes: { is_paused: isPaused } } },
  })
  await forget(account, id)
}

export async function deleteFlow(account: string, id: string): Promise<void> {
  await send(`/api/flows/${id}`, { account, method: 'DELETE' })
  queryClient.removeQueries({ queryKey: [account, 'flow', id] })
  await queryClient.invalidateQueries({ queryKey: [account, 'flows'] })
}

const StepCount = resource(FlowStepCount.attributes)
export type StepCount = z.infer<typeof FlowStepCount.attributes>
export type StepCounts = ReadonlyMap<string, StepCount>

const COUNTS_MS = 3_000

/** By action: who waits there, and what it came to for the others. Followed while it is shown. */
export function stepCounts(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'flow', id, 'counts'],
    queryFn: async ({ signal }): Promise<StepCounts> => {
      const found = await call(`/api/x/flows/${id}/flow-step-counts`, many(StepCount), {
        account,
        signal,
      })
      return new Map(found.data.map((each) => [each.id, each.attributes]))
    },
    retry: false,
    refetchInterval: COUNTS_MS,
  })
}

const Enrolment = resource(FlowEnrolment.attributes)
export type EnrolmentState = z.infer<typeof FlowEnrolment.attributes> & {
  id: string
  profileId: string | undefined
}

const PEOPLE_PAGE = 20
const PEOPLE_MS = 5_000

export interface PeopleQuestion {
  state: 'waiting' | 'done' | null
  actionId: string | null
}

/** Who is and was in a flow, the newest first. */
export function enrolments(account: string, id: string, asked: PeopleQuestion) {
  return infiniteQueryOptions({
    queryKey: [account, 'flow', id, 'people', asked],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const terms = [
        asked.state ? `equals(state,${quoted(asked.state)})` : null,
        asked.actionId ? `equals(action_id,${quoted(asked.actionId)})` : null,
      ].filter((term) => term !== null)
      const found = await call(`/api/x/flows/${id}/flow-enrolments`, many(Enrolment), {
        account,
        query: {
          filter: terms.join(','),
          'page[size]': PEOPLE_PAGE,
          'page[cursor]': pageParam,
        },
        signal,
      })
      return {
        people: found.data.map(
          (each): EnrolmentState => ({
            id: each.id,
            ...each.attributes,
            profileId: relatedId(each, 'profile'),
          }),
        ),
        next: nextCursor(found),
      }
    },
    getNextPageParam: (page) => page.next,
    refetchInterval: PEOPLE_MS,
  })
}

export async function cancelPassage(account: string, flowId: string, id: string): Promise<void> {
  await send(`/api/x/flow-enrolments/${id}`, { account, method: 'DELETE' })
  await forgetPeople(account, flowId)
}

/** Of everybody who waits in the flow, or at one of its actions. */
export async function cancelPassages(
  account: string,
  flowId: string,
  actionId: string | null,
): Promise<void> {
  await send('/api/x/flow-cancellations', {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'flow-cancellation',
        attributes: { action_id: actionId },
        relationships: { flow: { data: { type: 'flow', id: flowId } } },
      },
    },
  })
  await forgetPeople(account, flowId)
}

const Review = resource(FlowReview.attributes)
export type ReviewState = z.infer<typeof FlowReview.attributes> & {
  id: string
  profileId: string | undefined
}

/** Messages that wait for somebody to look at them, the oldest first. */
export function reviews(account: string, id: string) {
  return infiniteQueryOptions({
    queryKey: [account, 'flow', id, 'reviews'],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const found = await call(`/api/x/flows/${id}/flow-reviews`, many(Review), {
        account,
        query: { 'page[size]': PEOPLE_PAGE, 'page[cursor]': pageParam },
        signal,
      })
      return {
        reviews: found.data.map(
          (each): ReviewState => ({
            id: each.id,
            ...each.attributes,
            profileId: relatedId(each, 'profile'),
          }),
        ),
        next: nextCursor(found),
      }
    },
    getNextPageParam: (page) => page.next,
    refetchInterval: PEOPLE_MS,
  })
}

export async function decideReviews(
  account: string,
  flowId: string,
  decision: 'send' | 'cancel',
  reviewIds: readonly string[],
): Promise<void> {
  await send('/api/x/flow-review-decisions', {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'flow-review-decision',
        attributes: { decision },
        relationships: {
          flow: { data: { type: 'flow', id: flowId } },
          'flow-reviews': { data: reviewIds.map((id) => ({ type: 'flow-review', id })) },
        },
      },
    },
  })
  await forgetPeople(account, flowId)
}

function forget(account: string, id: string): Promise<unknown> {
  return Promise.all([
    queryClient.invalidateQueries({ queryKey: [account, 'flows'] }),
    queryClient.invalidateQueries({ queryKey: [account, 'flow', id] }),
  ])
}

function forgetPeople(account: string, id: string): Promise<unknown> {
  return Promise.all(
    ['people', 'reviews', 'counts'].map((part) =>
      queryClient.invalidateQueries({ queryKey: [account, 'flow', id, part] }),
    ),
  )
}
