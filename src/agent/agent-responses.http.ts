import { randomBytes } from 'node:crypto'
import { createCustomerAgentResponse } from '../contract/agent-responses.ts'
import type { Channel } from '../contract/agent-words.ts'
import { findConversation } from '../conversation/conversations.sql.ts'
import type { TurnOutcome } from '../conversation/turn-outcome.ts'
import { implement, type Route } from '../platform/http.ts'
import { invalid, Problem, quote } from '../platform/problem.ts'
import { respondLive } from './live-response.action.ts'
import type { Tone } from './phrase-book.ts'
import { isPreviewId, previewId } from './preview-id.ts'
import { previewTurn } from './preview-turn.action.ts'
import { responseEvents, responseMeta } from './response-events.ts'
import type { ThinkingServices } from './think-turn.action.ts'
import type { TurnRunner } from './turn-runner.action.ts'

export interface ResponseServices extends ThinkingServices {
  turns: TurnRunner
  /** Of the installation: marks the ids of previews. */
  secret: Buffer
}

/** One turn of the agent through the API. */
export function agentResponseRoutes(services: ResponseServices): Route[] {
  return [
    implement(createCustomerAgentResponse, async (call) => {
      const { attributes, relationships } = call.body.data
      const { mode, messages } = attributes
      const { accountId } = call.caller
      const channel = attributes.channel ?? 'web-chat'
      const customer = attributes.customer ?? null
      refuseUnusable(messages)
      const named = relationships?.conversation?.data?.id ?? null
      const isStored =
        named !== null &&
        UUID.test(named) &&
        (await call.read((tx) => findConversation(tx, accountId, named))) !== undefined
      const isOwnPreview =
        named !== null && mode === 'preview' && isPreviewId(services.secret, accountId, named)
      if (named !== null && !isStored && !isOwnPreview) throw unknownConversation(named)

      if (mode === 'preview') {
        const conversationId = named ?? previewId(services.secret, accountId, randomBytes(8))
        const { outcome, setup } = await previewTurn(services, {
          accountId,
          conversationId,
          channel,
          messages,
          customer,
          now: call.now,
          signal: call.closed,
        })
        return answerOf(conversationId, { outcome, channel, tone: setup.tone })
      }
      const { conversationId, outcome, setup } = await respondLive(
        { sql: call.sql, turns: services.turns },
        {
          accountId,
          channel,
          conversationId: named,
          text: messages.at(-1)?.content ?? '',
          customer,
          now: call.now,
        },
      )
      return answerOf(conversationId, { outcome, channel, tone: setup.tone })
    }),
  ]
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function refuseUnusable(messages: readonly { role: 'user' | 'agent'; content: string }[]): void {
  const last = messages.length - 1
  if (messages[last]?.role !== 'user') {
    throw invalid(
      `/data/attributes/messages/${last}/role`,
      'The last message is not the shopper’s: its role must be user.',
      'Send the message to be answered as the last one.',
    )
  }
  if (messages[last]?.content.trim() === '') {
    throw invalid(`/data/attributes/messages/${last}/content`, 'The message to answer is empty.')
  }
}

function unknownConversation(id: string): Problem {
  return new Problem(404, {
    code: 'not_found',
    title: 'Not found.',
    detail: `A conversation with id ${quote(id)} does not exist.`,
    fix: 'Leave the relationship out to start a new conversation.',
    source: { pointer: '/data/relationships/conversation/data/id' },
  })
}

function answerOf(
  conversationId: string,
  { outcome, channel, tone }: { outcome: TurnOutcome | null; channel: Channel; tone: Tone },
) {
  return {
    data: {
      type: 'customer-agent-response',
      id: conversationId,
      attributes: {
        conversation_id: conversationId,
        // A person speaks in this conversation: the agent hands every message on.
        events: outcome
          ? responseEvents(outcome, channel, tone)
          : [{ type: 'handoff', mode: 'silent', category: null }],
      },
      relationships: {
        conversation: { data: { type: 'customer-agent-conversation', id: conversationId } },
      },
    },
    ...(outcome ? { meta: responseMeta(outcome) } : {}),
  }
}
