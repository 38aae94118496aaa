import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import {
  FlowBacktest,
  FlowPassagePreview,
  FlowPastProfilesJob,
} from '../../src/contract/flow-simulations.ts'
import {
  AlertRecipient,
  FlowDefinition,
  FlowVersion,
  FlowWebhookKey,
} from '../../src/contract/flows.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const Backtest = resource(
  z.object({
    ...FlowBacktest.attributes.shape,
    ...FlowBacktest.additional.partial().shape,
  }),
)
export type BacktestState = z.infer<typeof Backtest>['attributes'] & { id: string }

const POLL_MS = 700

/** Followed until it is done. */
export function backtest(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'flow-backtest', id],
    queryFn: async ({ signal }): Promise<BacktestState> => {
      const { data } = await call(`/api/x/flow-backtests/${id}`, one(Backtest), {
        account,
        query: { 'additional-fields[flow-backtest]': 'passages' },
        signal,
      })
      return { id: data.id, ...data.attributes }
    },
    refetchInterval: (query) => (isOpen(query.state.data?.status) ? POLL_MS : false),
  })
}

/** The latest simulations of a flow, the newest first. */
export function backtests(account: string, flowId: string) {
  return queryOptions({
    queryKey: [account, 'flow', flowId, 'backtests'],
    queryFn: async ({ signal }): Promise<BacktestState[]> => {
      const { data } = await call(`/api/x/flows/${flowId}/flow-backtests`, many(Backtest), {
        account,
        signal,
      })
      return data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

export function isOpen(status: string | undefined): boolean {
  return status === 'queued' || status === 'processing'
}

/** Answers the id of the simulation. */
export async function startBacktest(
  account: string,
  flowId: string,
  wanted: { days: number; definition: FlowDefinition },
): Promise<string> {
  const { data } = await call('/api/x/flow-backtests', one(Backtest), {
    account,
    method: 'POST',
    body: {
      data: { type: 'flow-backtest', attributes: wanted, relationships: flowOf(flowId) },
    },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'flow', flowId, 'backtests'] })
  return data.id
}

const Preview = resource(FlowPassagePreview.attributes)
export type PassagePreview = z.infer<typeof FlowPassagePreview.attributes>

export function passagePreview(
  account: string,
  flowId: string,
  asked: { profileId: string; definition: FlowDefinition },
) {
  return queryOptions({
    queryKey: [account, 'flow', flowId, 'passage-preview', asked],
    queryFn: async ({ signal }): Promise<PassagePreview> => {
      const { data } = await call('/api/x/flow-passage-previews', one(Preview), {
        account,
        method: 'POST',
        body: {
          data: {
            type: 'flow-passage-preview',
            attributes: { definition: asked.definition },
            relationships: {
              ...flowOf(flowId),
              profile: { data: { type: 'profile', id: asked.profileId } },
            },
          },
        },
        signal,
      })
      return data.attributes
    },
    retry: false,
  })
}

const PastJob = resource(FlowPastProfilesJob.attributes)
export type PastJobState = z.infer<typeof FlowPastProfilesJob.attributes> & { id: string }

export async function addPastProfiles(
  account: string,
  flowId: string,
  wanted: { days: number; place: 'where-they-would-be' | 'beginning' },
): Promise<string> {
  const { data } = await call('/api/x/flow-past-profiles-jobs', one(PastJob), {
    account,
    method: 'POST',
    body: {
      data: { type: 'flow-past-profiles-job', attributes: wanted, relationships: flowOf(flowId) },
    },
  })
  return data.id
}

export function pastProfilesJob(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'flow-past-profiles-job', id],
    queryFn: async ({ signal }): Promise<PastJobState> => {
      const { data } = await call(`/api/x/flow-past-profiles-jobs/${id}`, one(PastJob), {
        account,
        signal,
      })
      return { id: data.id, ...data.attributes }
    },
    refetchInterval: (query) => (isOpen(query.state.data?.status) ? POLL_MS : false),
  })
}

const flowOf = (id: string) => ({ flow: { data: { type: 'flow', id } } })

/** Move a passage that waits to another step, or try again what failed in it. */
export async function changePassage(
  account: string,
  flowId: string,
  id: string,
  change: { action_id: string } | { is_retried: true },
): Promise<void> {
  await send(`/api/x/flow-enrolments/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'flow-enrolment', id, attributes: change } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'flow', flowId] })
}

const Version = resource(FlowVersion.attributes)
export interface VersionState {
  version: number
  madeBy: string
  created: string
  definition: FlowDefinition | undefined
}

/** What a flow was, the newest first. */
export function versions(account: string, flowId: string) {
  return infiniteQueryOptions({
    queryKey: [account, 'flow', flowId, 'versions'],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const found = await call(`/api/x/flows/${flowId}/flow-versions`, many(Version), {
        account,
        query: { 'page[cursor]': pageParam },
        signal,
      })
      return {
        versions: found.data.map(
          ({ attributes }): VersionState => ({
            version: attributes.version,
            madeBy: attributes.made_by,
            created: attributes.created,
            definition: FlowDefinition.safeParse(attributes.definition).data,
          }),
        ),
        next: nextCursor(found),
      }
    },
    getNextPageParam: (page) => page.next,
  })
}

export async function archiveFlow(account: string, id: string, archived: boolean): Promise<void> {
  await send(`/api/x/flow-archives/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'flow-archive', id, attributes: { archived } } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'flows'] })
  await queryClient.invalidateQueries({ queryKey: [account, 'flow', id] })
}

const WebhookKey = resource(FlowWebhookKey.attributes)

/** What signs the calls of flows. */
export function webhookKey(account: string) {
  return queryOptions({
    queryKey: [account, 'flow-webhook-key'],
    queryFn: async ({ signal }): Promise<string> => {
      const { data } = await call('/api/x/flow-webhook-key', one(WebhookKey), { account, signal })
      return data.attributes.key
    },
  })
}

const Recipient = resource(AlertRecipient.attributes)
export type AlertRecipientState = z.infer<typeof AlertRecipient.attributes>['state']

/** Whom alerts of flows may go to, and who was asked. */
export function alertRecipients(account: string) {
  return queryOptions({
    queryKey: [account, 'alert-recipients'],
    queryFn: async ({ signal }) => {
      const { data } = await call('/api/x/alert-recipients', many(Recipient), { account, signal })
      return data.map((each) => each.attributes)
    },
  })
}

export async function askAlertRecipient(account: string, email: string): Promise<void> {
  await call('/api/x/alert-recipients', one(Recipient), {
    account,
    method: 'POST',
    body: { data: { type: 'alert-recipient', attributes: { email } } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'alert-recipients'] })
}
