import type { ResponseEvent } from '../contract/agent-responses.ts'
import type { Channel } from '../contract/agent-words.ts'
import type { TurnAction, TurnOutcome } from '../conversation/turn-outcome.ts'
import { productLines } from './answer-products.ts'
import type { Tone } from './phrase-book.ts'
import { phrasesFor } from './phrases.ts'

/**
 * What a turn came to, as the public API tells it. It knows no product cards, so products are lines
 * of the message on every channel.
 */
export function responseEvents(
  { action, language }: Pick<TurnOutcome, 'action' | 'language'>,
  channel: Channel,
  tone: Tone,
): ResponseEvent[] {
  switch (action.kind) {
    case 'reply': {
      const isListed = channel !== 'web-chat' || action.products.length === 0
      const lines = isListed
        ? []
        : productLines(action.products, language, phrasesFor(language, tone))
      return [message([action.text, ...lines].join('\n\n'))]
    }
    case 'offer-handoff':
      return [message(action.text), { type: 'handoff', mode: 'soft', category: action.category }]
    case 'hand-off':
      return [
        ...(action.text === null ? [] : [message(action.text)]),
        { type: 'handoff', mode: action.mode, category: action.category },
      ]
    case 'resolve':
      return [message(action.text)]
    case 'require-authentication':
      return [message(action.text), { type: 'require-authentication' }]
  }
}

function message(content: string): ResponseEvent {
  return { type: 'message', role: 'agent', content }
}

/** Beside the answer: how it came about, and what a chat with cards shows instead of lines. */
export function responseMeta({ action, skill, language, tags, trace, knowledgeGap }: TurnOutcome) {
  return {
    action: action.kind,
    text: action.text,
    reason: reasonOf(action),
    skill,
    language,
    tags,
    knowledge_gap: knowledgeGap,
    products:
      action.kind === 'reply'
        ? action.products.map((product) => ({
            id: product.productId,
            variant_id: product.variantId,
            sku: product.sku,
            title: product.title,
            url: product.url,
            image_url: product.imageUrl,
            price: product.price,
            currency: product.currency,
            rank: product.rank,
            reason: product.reason,
          }))
        : [],
    quick_replies: action.kind === 'reply' ? action.quickReplies : [],
    trace: {
      brain: trace.brain,
      rule: trace.rule,
      skill: trace.skill,
      runner_up: trace.runnerUp,
      tools: trace.tools.map((use) => ({
        tool: use.tool,
        input: use.input,
        output: use.output,
        is_error: use.isError,
        took_ms: use.tookMs,
      })),
      passages: trace.passages.map((passage) => ({
        knowledge_id: passage.knowledgeId,
        title: passage.title,
        url: passage.url,
        text: passage.text,
        score: passage.score,
      })),
      steps: trace.steps.map(({ name, tookMs }) => ({ name, took_ms: tookMs })),
      took_ms: trace.tookMs,
      tokens: trace.tokens,
      fallback: trace.fallback,
    },
  }
}

function reasonOf(action: TurnAction): string | null {
  return action.kind === 'offer-handoff' || action.kind === 'hand-off' ? action.reason : null
}
