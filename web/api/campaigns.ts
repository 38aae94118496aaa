import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import {
  AudienceEstimate,
  Campaign,
  CampaignMessage,
  CampaignVariation,
  type MessageDefinition,
  SendStrategy,
  type WinnerMetric,
} from '../../src/contract/campaigns.ts'
import { MESSAGE_CHANNELS, type MessageChannel } from '../../src/contract/messages.ts'
import { MessageCount } from '../../src/contract/sending.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, quoted, relatedId, resource } from './document.ts'
import { queryClient } from './query-client.ts'
import { tagTerm } from './tags.ts'

const MORE = 'progress,is_paused,hold,recipients_when,test,chosen_strategy,channel,all_audiences'
const Listed = resource(z.object({ ...Campaign.attributes.shape, ...Campaign.additional.shape }))
const ListedPage = many(Listed)
export type CampaignState = Omit<z.infer<typeof Listed>['attributes'], 'chosen_strategy'> & {
  id: string
  /** Of its first message. */
  messageId: string
  messageCount: number
  /** One message to one audience: what the wizard is for. */
  isSimple: boolean
  strategy: SendStrategy
}

/** How often a campaign at work is asked about. */
const PROGRESS_MS = 1_500
const LIST_PAGE = 50
const CALENDAR_PAGE = 100
const CALENDAR_PAGES_MAX = 10

export function isAtWork({ status }: Pick<CampaignState, 'status'>): boolean {
  return !['Draft', 'Sent'].includes(status) && !status.startsWith('Cancelled')
}

function stateOf(found: z.infer<typeof Listed>): CampaignState {
  const { chosen_strategy, ...attributes } = found.attributes
  const data = found.relationships?.['campaign-messages']?.data
  const messages = [data ?? []].flat()
  return {
    id: found.id,
    messageId: messages[0]?.id ?? '',
    messageCount: messages.length,
    isSimple: messages.length === 1 && found.attributes.all_audiences.length <= 1,
    strategy: SendStrategy.parse(chosen_strategy),
    ...attributes,
  }
}

export function campaignList(
  account: string,
  find: { channel: MessageChannel; search: string; archived: boolean; tag: string },
) {
  return infiniteQueryOptions({
    queryKey: [account, 'campaigns', find],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const terms = [
        `equals(messages.channel,${quoted(find.channel)})`,
        find.search ? `contains(name,${quoted(find.search)})` : null,
        `equals(archived,${find.archived})`,
        tagTerm(find.tag),
      ].filter((term) => term !== null)
      const found = await call('/api/campaigns', many(Listed), {
        account,
        query: {
          filter: terms.join(','),
          sort: '-updated_at',
          'additional-fields[campaign]': MORE,
          'page[size]': LIST_PAGE,
          'page[cursor]': pageParam,
        },
        signal,
      })
      return { campaigns: found.data.map(stateOf), next: nextCursor(found) }
    },
    getNextPageParam: (page) => page.next,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.campaigns.some(isAtWork)) ? PROGRESS_MS : false,
  })
}

/** A campaign in a calendar, with the times of its messages when it has several. */
export interface PlannedCampaign extends CampaignState {
  /** `isLocal`: what clocks show, written as if it were UTC. */
  times: { at: string; isLocal: boolean }[]
}

const Timed = z.object({ send_times: CampaignMessage.attributes.shape.send_times })

/** Campaigns of all channels, for a calendar: those that were changed last, up to some pages. */
export function campaignCalendar(account: string) {
  return queryOptions({
    queryKey: [account, 'campaigns', 'calendar'],
    queryFn: async ({ signal }): Promise<PlannedCampaign[]> => {
      // One of several channels is found by each.
      const byId = new Map<string, PlannedCampaign>()
      for (const channel of MESSAGE_CHANNELS) {
        let cursor: string | null = null
        for (let page = 0; page < CALENDAR_PAGES_MAX; page += 1) {
          const found: z.infer<typeof ListedPage> = await call('/api/campaigns', ListedPage, {
            account,
            query: {
              filter: `equals(messages.channel,${quoted(channel)}),equals(archived,false)`,
              sort: '-updated_at',
              include: 'campaign-messages',
              'additional-fields[campaign]': MORE,
              'page[size]': CALENDAR_PAGE,
              'page[cursor]': cursor,
            },
            signal,
          })
          const timesOf = new Map(
            (found.included ?? []).map(({ id, attributes }) => [
              id,
              (Timed.parse(attributes).send_times ?? []).map((time) => ({
                at: time.datetime,
                isLocal: time.is_local,
              })),
            ]),
          )
          for (const one of found.data) {
            const messages = [one.relationships?.['campaign-messages']?.data ?? []].flat()
            const times =
              messages.length > 1 ? messages.flatMap(({ id }) => timesOf.get(id) ?? []) : []
            byId.set(one.id, { ...stateOf(one), times })
          }
          cursor = nextCursor(found)
          if (cursor === null) break
        }
      }
      return [...byId.values()]
    },
  })
}

export function campaign(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'campaign', id],
    queryFn: async ({ signal }): Promise<CampaignState> => {
      const found = await call(`/api/campaigns/${id}`, one(Listed), {
        account,
        query: { 'additional-fields[campaign]': MORE },
        signal,
      })
      return stateOf(found.data)
    },
    refetchInterval: (query) =>
      query.state.data && isAtWork(query.state.data) ? PROGRESS_MS : false,
  })
}

const Message = resource(CampaignMessage.attributes)
const Words = z.looseObject({
  label: z.string().nullish(),
  channel: z.enum(MESSAGE_CHANNELS),
  content: z.record(z.string(), z.string().nullish()),
})
export interface MessageState {
  id: string
  label: string
  content: Readonly<Record<string, string | null | undefined>>
  templateId: string | null
}

export function campaignMessage(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'campaign-message', id],
    queryFn: async ({ signal }): Promise<MessageState> => {
      const { data } = await call(`/api/campaign-messages/${id}`, one(Message), {
        account,
        signal,
      })
      const { label, content } = Words.parse(data.attributes.definition)
      return {
        id: data.id,
        label: label ?? '',
        content,
        templateId: relatedId(data, 'template') ?? null,
      }
    },
    refetchOnWindowFocus: false,
  })
}

const Own = resource(
  z.object({ ...CampaignMessage.attributes.shape, ...CampaignMessage.additional.shape }),
)
const OWN = 'status,is_paused,hold,progress,chosen_strategy,audience'

/** A message of a campaign of several, with what it has for itself. */
export interface MessageOfSeveral
  extends MessageState,
    Omit<z.infer<typeof CampaignMessage.additional>, 'chosen_strategy'> {
  channel: MessageChannel
  strategy: SendStrategy
}

export function campaignMessages(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'campaign', id, 'messages'],
    queryFn: async ({ signal }): Promise<MessageOfSeveral[]> => {
      const found = await call(`/api/campaigns/${id}/campaign-messages`, many(Own), {
        account,
        query: { 'additional-fields[campaign-message]': OWN },
        signal,
      })
      return found.data.map((each) => {
        const { definition, chosen_strategy, ...attributes } = each.attributes
        const { label, content, channel } = Words.parse(definition)
        return {
          ...attributes,
          id: each.id,
          label: label ?? '',
          content,
          channel,
          templateId: relatedId(each, 'template') ?? null,
          strategy: SendStrategy.parse(chosen_strategy),
        }
      })
    },
    refetchInterval: (query) => (query.state.data?.some(isAtWork) ? PROGRESS_MS : false),
  })
}

const Created = one(resource(z.unknown()))

export interface NewCampaign {
  name: string
  channel: MessageChannel
  included: string[]
  excluded: string[]
  strategy?: SendStrategy
  words?: Record<string, string>
}

/** Answers the id of the new draft. */
export async function createCampaign(account: string, wanted: NewCampaign): Promise<string> {
  const { name, channel, included, excluded, strategy, words } = wanted
  const answer = await call('/api/campaigns', Created, {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'campaign',
        attributes: {
          name,
          audiences: { included, excluded },
          ...(strategy ? { send_strategy: strategy } : {}),
          tracking_options: { add_tracking_params: true },
          'campaign-messages': {
            data: [
              {
                type: 'campaign-message',
                attributes: { definition: { channel, label: name, content: words ?? {} } },
              },
            ],
          },
        },
      },
    },
  })
  await forget(account)
  return answer.data.id
}

export async function changeCampaign(
  account: string,
  id: string,
  attributes: {
    name?: string
    audiences?: { included: string[]; excluded: string[] }
    send_strategy?: SendStrategy
    send_options?: { use_smart_sending: boolean }
  },
): Promise<void> {
  await send(`/api/campaigns/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'campaign', id, attributes } },
  })
  await forget(account, id)
}

export async function changeMessage(
  account: string,
  id: string,
  definition: MessageDefinition,
): Promise<void> {
  await send(`/api/campaign-messages/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'campaign-message', id, attributes: { definition } } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'campaign-message', id] })
}

export async function assignTemplate(
  account: string,
  id: string,
  templateId: string,
): Promise<void> {
  await send('/api/campaign-message-assign-template', {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'campaign-message',
        id,
        relationships: { template: { data: { type: 'template', id: templateId } } },
      },
    },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'campaign-message', id] })
}

export async function sendCampaign(account: string, id: string): Promise<void> {
  await send('/api/campaign-send-jobs', {
    account,
    method: 'POST',
    body: { data: { type: 'campaign-send-job', id } },
  })
  await forget(account, id)
}

export async function endSending(
  account: string,
  id: string,
  action: 'cancel' | 'revert',
): Promise<void> {
  await send(`/api/campaign-send-jobs/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'campaign-send-job', id, attributes: { action } } },
  })
  await forget(account, id)
}

export async function controlCampaign(
  account: string,
  id: string,
  action: 'pause' | 'resume' | 'confirm' | 'archive' | 'restore',
): Promise<void> {
  await send(`/api/x/campaign-controls/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'campaign-control', id, attributes: { action } } },
  })
  await forget(account, id)
}

export async function cloneCampaign(account: string, id: string, name: string): Promise<string> {
  const answer = await call('/api/campaign-clone', Created, {
    account,
    method: 'POST',
    body: { data: { type: 'campaign', id, attributes: { new_name: name } } },
  })
  await forget(account)
  return answer.data.id
}

export async function deleteCampaign(account: string, id: string): Promise<void> {
  await send(`/api/campaigns/${id}`, { account, method: 'DELETE' })
  await queryClient.invalidateQueries({ queryKey: [account, 'campaigns'] })
}

// — Variations

const Variation = resource(CampaignVariation.attributes)
export interface VariationState {
  id: string
  messageId: string
  name: string
  content: Readonly<Record<string, string | null | undefined>>
  templateId: string | null
  recipients: number
  delivered: number
  opened: number
  clicked: number
  isWinner: boolean
}

/** Of all its messages, or of the one that is given; another `asOf` asks anew. */
export function campaignVariations(
  account: string,
  { id, messageId = '', asOf = '' }: { id: string; messageId?: string; asOf?: string },
) {
  return queryOptions({
    queryKey: [account, 'campaign-variations', id, messageId, asOf],
    queryFn: async ({ signal }): Promise<VariationState[]> => {
      const found = await call(`/api/x/campaigns/${id}/campaign-variations`, many(Variation), {
        account,
        signal,
      })
      const messageOf = (each: (typeof found.data)[number]) =>
        relatedId(each, 'campaign-message') ?? ''
      const own = found.data.filter((each) => messageId === '' || messageOf(each) === messageId)
      return own.map((each) => {
        const { definition, is_winner, name, recipients, delivered, opened, clicked } =
          each.attributes
        return {
          id: each.id,
          messageId: messageOf(each),
          name,
          content: Words.parse(definition).content,
          templateId: relatedId(each, 'template') ?? null,
          recipients,
          delivered,
          opened,
          clicked,
          isWinner: is_winner,
        }
      })
    },
  })
}

export async function createVariation(account: string, messageId: string): Promise<void> {
  await send('/api/x/campaign-variations', {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'campaign-variation',
        relationships: {
          'campaign-message': { data: { type: 'campaign-message', id: messageId } },
        },
      },
    },
  })
  await queryClient.invalidateQueries({ queryKey: [account] })
}

export async function changeVariation(
  account: string,
  id: string,
  definition: MessageDefinition,
): Promise<void> {
  await send(`/api/x/campaign-variations/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'campaign-variation', id, attributes: { definition } } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'campaign-variations'] })
}

export async function deleteVariation(account: string, id: string): Promise<void> {
  await send(`/api/x/campaign-variations/${id}`, { account, method: 'DELETE' })
  await queryClient.invalidateQueries({ queryKey: [account] })
}

export async function changeTest(
  account: string,
  id: string,
  attributes: {
    test_share?: number
    winner_metric?: WinnerMetric
    winner_after_minutes?: number
    recipients_when?: 'at-send' | 'at-schedule'
  },
): Promise<void> {
  await send(`/api/x/campaign-tests/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'campaign-test', id, attributes } },
  })
  await forget(account, id)
}

// — Who gets it, and what became of it

const Estimate = one(resource(AudienceEstimate.attributes))
export type EstimateState = z.infer<typeof AudienceEstimate.attributes>

export function audienceEstimate(
  account: string,
  audience: { channel: MessageChannel; included: readonly string[]; excluded: readonly string[] },
) {
  return queryOptions({
    queryKey: [account, 'audience-estimate', audience],
    queryFn: async ({ signal }): Promise<EstimateState> => {
      const answer = await call('/api/x/audience-estimates', Estimate, {
        account,
        method: 'POST',
        body: { data: { type: 'audience-estimate', attributes: audience } },
        signal,
      })
      return answer.data.attributes
    },
    enabled: audience.included.length > 0,
    // A segment that is being built has more members every moment.
    refetchInterval: (query) =>
      query.state.data?.holds.some((hold) => hold.reason === 'segment-building')
        ? PROGRESS_MS
        : false,
  })
}

const Count = resource(MessageCount.attributes)
export type CountState = z.infer<typeof MessageCount.attributes>

/** Asked again when its status changes, and while it is at work. */
export function campaignCounts(
  account: string,
  { id, status }: Pick<CampaignState, 'id' | 'status'>,
) {
  return queryOptions({
    queryKey: [account, 'campaign-counts', id, status],
    queryFn: async ({ signal }): Promise<CountState[]> => {
      const found = await call('/api/x/message-counts', many(Count), {
        account,
        query: { filter: `equals(campaign_id,${quoted(id)})` },
        signal,
      })
      return found.data.map((each) => each.attributes)
    },
    refetchInterval: isAtWork({ status }) ? PROGRESS_MS : false,
  })
}

async function forget(account: string, id?: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: [account, 'campaigns'] })
  if (id) await queryClient.invalidateQueries({ queryKey: [account, 'campaign', id] })
}
