import { knownUuid } from '../account/known-uuid.ts'
import * as contract from '../contract/conversations.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { pageOf } from '../platform/page.ts'
import { invalid, notFound } from '../platform/problem.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import { profileById } from '../profile/profiles.sql.ts'
import {
  type AgentConversationRow,
  type AgentMessageRow,
  agentConversation,
  listAgentConversations,
  listAgentMessages,
  type TextConversationRow,
  textConversations,
} from './agent-conversations.sql.ts'
import { closeConversation, teammateOf } from './audited-team.action.ts'
import {
  agentConversationResource,
  agentMessageResource,
  messageId,
} from './conversation-resource.ts'
import { postTeammateMessage } from './team.action.ts'

const TEXT_CONVERSATIONS_MAX = 100

type Looking = Pick<Call<never, unknown>, 'caller' | 'params' | 'query'>

/** Conversations as the public API knows them. */
export const agentConversationRoutes: readonly Route[] = [
  implement(contract.getAgentConversations, (call) =>
    call.read(async (tx) => {
      const fetched = await listAgentConversations(tx, call.caller.accountId, call.query)
      const { rows, next, prev } = pageOf(fetched, call.query.page, (row) => ({
        key: '',
        id: row.conversationId,
      }))
      return { data: rows.map(agentConversationResource), next, prev }
    }),
  ),

  implement(contract.getAgentConversation, (call) =>
    call.read(async (tx) => ({ data: agentConversationResource(await existing(tx, call)) })),
  ),

  implement(contract.updateAgentConversation, async (call) => {
    const { id, attributes } = call.body.data
    const conversationId = conversationIdOf(call)
    if (id.toLowerCase() !== conversationId) {
      throw invalid('/data/id', `The id must be that of the address, got '${id}'.`)
    }
    const row = await retryLostRaces(() =>
      inAccount(call.sql, call.caller.accountId, async (tx) => {
        if (attributes.status === 'closed') await closeConversation(tx, call, conversationId)
        return existing(tx, call)
      }),
    )
    return { data: agentConversationResource(row) }
  }),

  implement(contract.getAgentMessages, (call) =>
    call.read(async (tx) => {
      const { conversationId } = await existing(tx, call)
      const { rows, next, prev } = await messagesOf(tx, call, conversationId)
      return { data: rows.map((row) => agentMessageResource(conversationId, row)), next, prev }
    }),
  ),

  implement(contract.getAgentMessageIds, (call) =>
    call.read(async (tx) => {
      const { conversationId } = await existing(tx, call)
      const { rows, next, prev } = await messagesOf(tx, call, conversationId)
      const linkage = rows.map((row) => ({
        type: 'customer-agent-message',
        id: messageId(conversationId, row.position),
      }))
      return { linkage, next, prev }
    }),
  ),

  implement(contract.getConversationForProfile, (call) =>
    call.read(async (tx) => {
      const [row] = await textsWith(tx, call, 1)
      return { data: row ? textConversation(row) : null }
    }),
  ),

  implement(contract.getConversationIdForProfile, (call) =>
    call.read(async (tx) => {
      const [row] = await textsWith(tx, call, 1)
      return { linkage: row ? pointerTo(row) : null }
    }),
  ),

  implement(contract.getConversationsForProfile, (call) =>
    call.read(async (tx) => {
      const rows = await textsWith(tx, call, TEXT_CONVERSATIONS_MAX)
      return { data: rows.map(textConversation) }
    }),
  ),

  implement(contract.getConversationIdsForProfile, (call) =>
    call.read(async (tx) => {
      const rows = await textsWith(tx, call, TEXT_CONVERSATIONS_MAX)
      return { linkage: rows.map(pointerTo) }
    }),
  ),

  implement(contract.createConversationMessage, async (call) => {
    const { attributes, relationships } = call.body.data
    if (attributes.message_hierarchy && attributes.message_hierarchy.length > 0) {
      throw invalid(
        '/data/attributes/message_hierarchy',
        'Rich messages with a fallback cannot be sent.',
        'Leave message_hierarchy out and write the text in body.',
      )
    }
    const conversationId = knownUuid('conversation', relationships.conversation.data.id)
    const { accountId } = call.caller
    const message = { by: teammateOf(call.caller), text: attributes.body, now: call.now }
    await retryLostRaces(() =>
      inAccount(call.sql, accountId, (tx) =>
        postTeammateMessage(tx, accountId, conversationId, message),
      ),
    )
  }),
]

function conversationIdOf(call: Pick<Looking, 'params'>): string {
  return knownUuid('conversation', param(call, 'id'))
}

async function existing(tx: Tx, call: Looking): Promise<AgentConversationRow> {
  const id = conversationIdOf(call)
  const row = await agentConversation(tx, call.caller.accountId, id)
  if (!row) throw notFound('conversation', id)
  return row
}

async function messagesOf(tx: Tx, call: Looking, conversationId: string) {
  const { page } = call.query
  const fetched = await listAgentMessages(tx, call.caller.accountId, conversationId, page)
  return pageOf<AgentMessageRow>(fetched, page, (row) => ({ key: '', id: String(row.position) }))
}

async function textsWith(tx: Tx, call: Looking, limit: number): Promise<TextConversationRow[]> {
  const id = param(call, 'id')
  const { accountId } = call.caller
  const uuid = uuidOf(id)
  const profile = uuid === undefined ? undefined : await profileById(tx, accountId, uuid)
  if (!profile) throw notFound('profile', id)
  return textConversations(tx, accountId, profile.profileId, limit)
}

function textConversation(row: TextConversationRow) {
  return {
    ...pointerTo(row),
    attributes: { channel: row.channel },
    relationships: { profile: { data: { type: 'profile', id: ulidOf(row.profileId) } } },
  }
}

function pointerTo({ conversationId }: TextConversationRow) {
  return { type: 'conversation', id: conversationId }
}
