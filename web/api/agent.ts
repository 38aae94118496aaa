import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { CustomerAgentResponse } from '../../src/contract/agent-responses.ts'
import type { Channel } from '../../src/contract/agent-words.ts'
import {
  AgentPerformance,
  AgentSettings,
  type AgentSettingsChange,
  AgentSkill,
  AgentSkillState,
  CustomerAgent,
  type CustomerAgentChange,
  type PerformanceGrouping,
  RuleCoverage,
  SetupCheck,
  type SkillHandoff,
  TestConversation,
} from '../../src/contract/agents.ts'
import { ChannelSettings, HandoffSettings } from '../../src/contract/channels.ts'
import { ConversationSettings, ConversationTurn } from '../../src/contract/conversations.ts'
import { WebChatSettings } from '../../src/contract/web-chat.ts'
import { idsOf } from './agent-tools.ts'
import { call, send } from './client.ts'
import { many, one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const Settings = one(resource(AgentSettings.attributes))
export type AgentSettingsState = z.infer<typeof AgentSettings.attributes>

export function agentSettings(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'settings'],
    queryFn: async ({ signal }): Promise<AgentSettingsState> =>
      (await call('/api/x/customer-agent', Settings, { account, signal })).data.attributes,
  })
}

export async function changeAgentSettings(account: string, change: AgentSettingsChange) {
  await send('/api/x/customer-agent', {
    account,
    method: 'PATCH',
    body: { data: { type: 'customer-agent-settings', id: account, attributes: change } },
  })
  await refresh(account)
}

const Agent = one(resource(CustomerAgent.attributes))
export type AgentState = z.infer<typeof CustomerAgent.attributes>

export function customerAgent(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'guidance'],
    queryFn: async ({ signal }): Promise<AgentState> =>
      (await call(`/api/customer-agents/${account}`, Agent, { account, signal })).data.attributes,
  })
}

export async function changeCustomerAgent(account: string, change: CustomerAgentChange) {
  await send(`/api/customer-agents/${account}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'customer-agent', id: account, attributes: change } },
  })
  await refresh(account)
}

const Checks = many(resource(SetupCheck.attributes))
export type CheckState = z.infer<typeof SetupCheck.attributes> & { id: string }

export function setupChecks(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'checks'],
    queryFn: async ({ signal }): Promise<CheckState[]> => {
      const found = await call('/api/x/agent-setup-checks', Checks, { account, signal })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

const Test = one(resource(TestConversation.attributes))
export type TestState = z.infer<typeof TestConversation.attributes> & { id: string }

/** A real conversation, whose first event is followed to everything that works on it. */
export async function holdTestConversation(account: string, text: string): Promise<TestState> {
  const found = await call('/api/x/agent-test-conversations', Test, {
    account,
    method: 'POST',
    body: { data: { type: 'agent-test-conversation', attributes: { text } } },
  })
  await refresh(account)
  return { id: found.data.id, ...found.data.attributes }
}

const Performance = one(resource(AgentPerformance.attributes))
export type PerformanceState = z.infer<typeof AgentPerformance.attributes>

export interface PerformanceQuestion {
  start: string
  end: string
  channel: Channel | null
  group_by: PerformanceGrouping
}

export function agentPerformance(account: string, question: PerformanceQuestion) {
  return queryOptions({
    queryKey: [account, 'agent', 'performance', question],
    queryFn: async ({ signal }): Promise<PerformanceState> => {
      const found = await call('/api/x/customer-agent-performance', Performance, {
        account,
        query: { ...question },
        signal,
      })
      return found.data.attributes
    },
  })
}

const Skills = many(resource(AgentSkillState.attributes))
export type SkillState = z.infer<typeof AgentSkillState.attributes> & { id: string }

export function agentSkills(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'skills'],
    queryFn: async ({ signal }): Promise<SkillState[]> => {
      const found = await call('/api/x/agent-skills', Skills, { account, signal })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

export async function switchSkill(account: string, id: string, isEnabled: boolean) {
  await send(`/api/x/agent-skills/${id}`, {
    account,
    method: 'PATCH',
    body: {
      data: { type: 'agent-skill-state', id, attributes: { is_enabled: isEnabled } },
    },
  })
  await refresh(account)
}

const SkillTexts = many(resource(AgentSkill.attributes))
export type SkillTextState = z.infer<typeof AgentSkill.attributes> & {
  id: string
  toolIds: string[]
}

/** The skills as they are written: when to use each, how to respond, with which tools. */
export function skillTexts(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'skill-texts'],
    queryFn: async ({ signal }): Promise<SkillTextState[]> => {
      const found = await call('/api/agent-skills', SkillTexts, { account, signal })
      return found.data.map((each) => ({
        id: each.id,
        ...each.attributes,
        toolIds: idsOf(each, 'agent-tools'),
      }))
    },
  })
}

export interface SkillWish {
  attributes: {
    display_name?: string
    description?: string
    instructions?: string
    status?: 'draft' | 'live'
    handoff: SkillHandoff
  }
  /** All of them: what is not among them is unbound. */
  toolIds: string[]
}

/** @param id null for a new one */
export async function saveSkill(account: string, id: string | null, wish: SkillWish) {
  const data = {
    type: 'agent-skill',
    ...(id === null ? {} : { id }),
    attributes: wish.attributes,
    relationships: {
      'agent-tools': { data: wish.toolIds.map((tool) => ({ type: 'agent-tool', id: tool })) },
    },
  }
  await send(id === null ? '/api/agent-skills' : `/api/agent-skills/${id}`, {
    account,
    method: id === null ? 'POST' : 'PATCH',
    body: { data },
  })
  await refresh(account)
}

export async function deleteSkill(account: string, id: string) {
  await send(`/api/agent-skills/${id}`, { account, method: 'DELETE' })
  await refresh(account)
}

const Coverage = many(resource(RuleCoverage.attributes))
export type CoverageState = z.infer<typeof RuleCoverage.attributes>

export function ruleCoverage(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'coverage'],
    queryFn: async ({ signal }): Promise<CoverageState[]> => {
      const path = '/api/x/escalation-rule-coverages'
      const found = await call(path, Coverage, { account, signal })
      return found.data.map((each) => each.attributes)
    },
  })
}

const WebChat = one(resource(WebChatSettings.attributes))
export type WebChatState = z.infer<typeof WebChatSettings.attributes>

export function webChatSettings(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'web-chat'],
    queryFn: async ({ signal }): Promise<WebChatState> =>
      (await call('/api/x/web-chat-settings', WebChat, { account, signal })).data.attributes,
  })
}

export async function changeWebChat(account: string, change: Partial<WebChatState>) {
  await send('/api/x/web-chat-settings', {
    account,
    method: 'PATCH',
    body: { data: { type: 'web-chat-settings', attributes: change } },
  })
  await refresh(account)
}

const Channels = one(resource(ChannelSettings.attributes))
export type ChannelsState = z.infer<typeof ChannelSettings.attributes>

export function channelSettings(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'channels'],
    queryFn: async ({ signal }): Promise<ChannelsState> =>
      (await call('/api/x/channel-settings', Channels, { account, signal })).data.attributes,
  })
}

export async function changeChannels(account: string, change: Record<string, unknown>) {
  await send('/api/x/channel-settings', {
    account,
    method: 'PATCH',
    body: { data: { type: 'channel-settings', attributes: change } },
  })
  await refresh(account)
}

const Handoff = one(resource(HandoffSettings.attributes))
export type HandoffState = z.infer<typeof HandoffSettings.attributes>

export function handoffSettings(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'handoff'],
    queryFn: async ({ signal }): Promise<HandoffState> =>
      (await call('/api/x/handoff-settings', Handoff, { account, signal })).data.attributes,
  })
}

export async function changeHandoff(account: string, change: Record<string, unknown>) {
  await send('/api/x/handoff-settings', {
    account,
    method: 'PATCH',
    body: { data: { type: 'handoff-settings', attributes: change } },
  })
  await refresh(account)
}

const Rules = one(resource(ConversationSettings.attributes))
export type ConversationRulesState = z.infer<typeof ConversationSettings.attributes>

/** How conversations begin, rest and end. */
export function conversationSettings(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'episodes'],
    queryFn: async ({ signal }): Promise<ConversationRulesState> =>
      (await call('/api/x/conversation-settings', Rules, { account, signal })).data.attributes,
  })
}

/** Whether a channel is on is said with the channel, so it is left out here. */
export async function changeConversationSettings(account: string, rules: ConversationRulesState) {
  const channels = Object.fromEntries(
    Object.entries(rules.channels).map(([name, one]) => [name, { ...one, is_on: undefined }]),
  )
  await send('/api/x/conversation-settings', {
    account,
    method: 'PATCH',
    body: {
      data: {
        type: 'conversation-settings',
        id: account,
        attributes: { first_message: rules.first_message, channels },
      },
    },
  })
  await refresh(account)
}

const Answer = z.object({
  data: resource(CustomerAgentResponse.attributes),
  meta: z.object({
    text: z.string().nullish(),
    trace: ConversationTurn.attributes.shape.trace.extend({ took_ms: z.number() }).partial(),
    products: z
      .array(
        z.object({
          id: z.string(),
          title: z.string(),
          url: z.string(),
          image_url: z.string().nullable(),
          price: z.number().nullable(),
          currency: z.string().nullable(),
          reason: z.string().nullable(),
        }),
      )
      .optional(),
  }),
})
export type AnswerState = z.infer<typeof Answer>

export interface PlaygroundTurn {
  channel: Channel
  messages: { role: 'user' | 'agent'; content: string }[]
  email: string | null
}

/** One turn that writes nothing and counts nowhere. */
export function tryTurn(account: string, turn: PlaygroundTurn): Promise<AnswerState> {
  return call('/api/customer-agent-responses', Answer, {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'customer-agent-response',
        attributes: {
          mode: 'preview',
          channel: turn.channel,
          messages: turn.messages,
          ...(turn.email ? { customer: { email: turn.email } } : {}),
        },
      },
    },
  })
}

function refresh(account: string): Promise<unknown> {
  return queryClient.invalidateQueries({ queryKey: [account, 'agent'] })
}
