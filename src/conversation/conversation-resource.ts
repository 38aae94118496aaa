import { ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import type { AgentConversationRow, AgentMessageRow } from './agent-conversations.sql.ts'
import type { EpisodeState } from './conversation.ts'
import type { ListedConversation } from './list-conversations.sql.ts'
import type { MacroRow } from './macros.sql.ts'
import type { TranscriptRow } from './transcript.sql.ts'
import type { ShownProduct } from './turn-outcome.ts'
import type { Turn } from './turns.sql.ts'

const LAST_TEXT_LENGTH = 200

/** A conversation as the inbox shows it. */
export function inboxConversation(
  row: ListedConversation,
  episodes?: readonly EpisodeState[],
): Resource {
  const name = [row.firstName, row.lastName].filter((part) => part !== null).join(' ')
  return {
    type: 'inbox-conversation',
    id: row.conversationId,
    attributes: {
      channel: row.channel,
      status: row.status,
      owner: row.status === 'routed-to-team' ? 'team' : 'agent',
      language: row.language,
      subject: row.subject,
      address: row.address,
      verified_by: row.verifiedBy,
      page: row.page,
      episode: row.episode,
      outcome: row.outcome,
      resolution_type: row.resolutionType,
      escalation_reason: row.escalationReason,
      skills: row.skills,
      tags: row.tags,
      products: row.productIds,
      has_knowledge_gap: row.hasKnowledgeGap,
      is_handoff_offered: row.offer !== null,
      is_unread: row.lastShopperPosition > row.teamReadPosition,
      last_position: row.lastPosition,
      last_author: row.lastAuthor,
      last_text: (row.lastText ?? '').slice(0, LAST_TEXT_LENGTH),
      first_text: row.firstText?.slice(0, LAST_TEXT_LENGTH) ?? null,
      turns: row.turns,
      assignee:
        row.assigneeId === null
          ? null
          : { id: row.assigneeId, name: row.assigneeName ?? row.assigneeId },
      snoozed_until: row.snoozedUntil && isoSeconds(row.snoozedUntil),
      due_at: row.dueAt && isoSeconds(row.dueAt),
      created_at: isoSeconds(row.createdAt),
      status_at: isoSeconds(row.statusAt),
      last_line_at: isoSeconds(row.lastLineAt),
      shopper: {
        name: name === '' ? null : name,
        email: row.email,
        phone_number: row.phoneNumber,
      },
      ...(episodes ? { episodes: episodes.map(episodeShown) } : {}),
    },
    relationships: { profile: { data: { type: 'profile', id: ulidOf(row.profileId) } } },
  }
}

export function episodeShown(episode: EpisodeState) {
  return {
    episode: episode.episode,
    started_at: isoSeconds(episode.startedAt),
    ended_at: episode.endedAt && isoSeconds(episode.endedAt),
    initial_skill: episode.initialSkill,
    last_skill: episode.lastSkill,
    outcome: episode.outcome,
    resolution_type: episode.resolutionType,
    escalation_reason: episode.escalationReason,
    escalation_category: episode.escalationCategory,
    handoff_mode: episode.handoffMode,
    caused_by: episode.causedBy,
    answers: episode.answers,
    replies: episode.replies,
  }
}

export function agentConversationResource(row: AgentConversationRow): Resource {
  return {
    type: 'customer-agent-conversation',
    id: row.conversationId,
    attributes: {
      status: row.status,
      created_at: isoSeconds(row.createdAt),
      updated_at: isoSeconds(row.updatedAt),
    },
  }
}

/** Lines have no id of their own: conversation and position are one. */
export function messageId(conversationId: string, position: number): string {
  return `${conversationId}.${position}`
}

export function agentMessageResource(conversationId: string, row: AgentMessageRow): Resource {
  return {
    type: 'customer-agent-message',
    id: messageId(conversationId, row.position),
    parentId: conversationId,
    attributes: {
      role: row.author === 'shopper' ? 'user' : 'agent',
      content: row.text,
      created_at: isoSeconds(row.at),
      updated_at: isoSeconds(row.at),
    },
  }
}

export function lineResource(conversationId: string, row: TranscriptRow): Resource {
  const { products = [], quickReplies = [], what = null, by = null } = row.payload
  return {
    type: 'conversation-line',
    id: messageId(conversationId, row.position),
    parentId: conversationId,
    attributes: {
      position: row.position,
      episode: row.episode,
      author: row.author,
      author_name: row.authorName,
      kind: row.kind,
      text: row.text,
      products: products.map(productShown),
      quick_replies: quickReplies,
      notice: what,
      notice_by: by,
      turn: row.turn,
      delivery: row.delivery,
      delivery_error: row.deliveryError,
      created_at: isoSeconds(row.at),
    },
  }
}

function productShown(product: ShownProduct) {
  return {
    product_id: product.productId,
    variant_id: product.variantId,
    sku: product.sku,
    title: product.title,
    url: product.url,
    image_url: product.imageUrl,
    price: product.price,
    currency: product.currency,
    rank: product.rank,
    reason: product.reason,
  }
}

export function turnResource(conversationId: string, row: Turn): Resource {
  const { trace } = row
  return {
    type: 'conversation-turn',
    id: messageId(conversationId, row.turn),
    parentId: conversationId,
    attributes: {
      turn: row.turn,
      episode: row.episode,
      read_position: row.readUpTo,
      reply_position: row.replyPosition,
      action: row.action,
      skill: row.skill,
      language: row.language,
      knowledge_gap: row.knowledgeGap,
      products: row.productIds,
      took_ms: row.tookMs,
      created_at: isoSeconds(row.at),
      trace: {
        brain: trace.brain,
        rule: trace.rule,
        skill: trace.skill,
        runner_up: trace.runnerUp,
        tools: trace.tools.map((tool) => ({
          tool: tool.tool,
          input: tool.input ?? null,
          output: tool.output ?? null,
          is_error: tool.isError,
          took_ms: tool.tookMs,
        })),
        passages: trace.passages.map((passage) => ({
          knowledge_id: passage.knowledgeId,
          title: passage.title,
          url: passage.url,
          text: passage.text,
          score: passage.score,
        })),
        steps: trace.steps.map((step) => ({ name: step.name, took_ms: step.tookMs })),
        tokens: trace.tokens,
        fallback: trace.fallback,
      },
    },
  }
}

export function macroResource(row: MacroRow): Resource {
  return {
    type: 'conversation-macro',
    id: row.macroId,
    attributes: {
      name: row.name,
      text: row.text,
      language: row.language,
      created_by: row.createdBy,
      created_at: isoSeconds(row.createdAt),
      updated_at: isoSeconds(row.updatedAt),
    },
  }
}
