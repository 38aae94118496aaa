import { AGENT_METRIC_NAMES } from '../contract/metric-names.ts'
import type { EventToRecord } from '../event/new-event.ts'
import { AGENT_INTEGRATION } from '../metric/known-metrics.ts'
import { SECOND_MS, wholeSecond } from '../platform/time.ts'
import type { FirstMessageMode } from './channel-settings.ts'
import type { AgentEvent, ConversationState, EpisodeState } from './conversation.ts'
import { redactText } from './redact-text.ts'
import type { ShownProduct } from './turn-outcome.ts'

/** Longest first message that an event carries; what is longer is cut. */
export const FIRST_MESSAGE_LENGTH_MAX = 500

/** What an event says beside its own facts. */
export interface EventContext {
  conversation: ConversationState
  episode: EpisodeState
  /** All tags of the episode, sorted. */
  tags: readonly string[]
  /** The whole first message of the episode. */
  firstMessage: string | null
  firstMessageMode: FirstMessageMode
}

/**
 * One of the four events as it is recorded. Its unique id is made of conversation, episode and
 * turn, so that nothing can be recorded twice.
 */
export function eventOf(event: AgentEvent, context: EventContext): EventToRecord {
  const { conversation } = context
  const { conversationId, profileId } = conversation
  const turn = event.kind === 'recommended' ? `:${event.turn}` : ''
  return {
    metricName: AGENT_METRIC_NAMES[event.kind].en,
    integrationKey: AGENT_INTEGRATION,
    occurredAt: wholeSecond(event.at),
    uniqueId: `${conversationId}:${event.episode}${turn}:${event.kind}`,
    value: null,
    valueCurrency: null,
    properties: {
      'Conversation ID': conversationId,
      Channel: conversation.channel,
      ...ownProperties(event, context),
      Episode: event.episode,
      'Caused By': event.causedBy,
    },
    isBackfill: false,
    profile: {
      id: profileId,
      identifiers: {},
      fields: {},
      identifierRule: 'add',
      onConflict: 'prefer-first',
    },
  }
}

function ownProperties(event: AgentEvent, context: EventContext): Record<string, unknown> {
  const { episode, tags } = context
  switch (event.kind) {
    case 'started':
      return { 'Initial Skill': episode.initialSkill, ...firstMessageOf(context) }
    case 'resolved':
      return {
        'Last Skill': episode.lastSkill,
        Skill: episode.lastSkill,
        Tags: tags,
        'Resolution Time': secondsBetween(episode.startedAt, event.at),
        'Resolution Type': episode.resolutionType,
      }
    case 'escalated':
      return {
        'Escalation Reason': episode.escalationReason,
        'Escalation Category': episode.escalationCategory,
        Skill: episode.lastSkill,
        Tags: tags,
      }
    case 'recommended':
      return {
        Products: event.products.map((product) => product.productId),
        'Product Names': event.products.map((product) => product.title),
        $extra: { items: event.products.map(itemOf) },
      }
  }
}

function firstMessageOf({ firstMessage, firstMessageMode }: EventContext) {
  if (firstMessageMode === 'off' || firstMessage === null) return {}
  const text = firstMessageMode === 'redacted' ? redactText(firstMessage) : firstMessage
  const isLong = text.length > FIRST_MESSAGE_LENGTH_MAX
  return {
    'First Message': isLong ? `${text.slice(0, FIRST_MESSAGE_LENGTH_MAX - 1)}…` : text,
  }
}

/** Enough to show the product again in an email, without asking the catalogue. */
function itemOf(product: ShownProduct) {
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

function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / SECOND_MS))
}
