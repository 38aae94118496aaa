import { z } from 'zod'
import { ESCALATION_REASONS, LANGUAGES, ROUTING_OUTCOMES } from '../contract/agent-words.ts'
import type { ShownProduct, TurnAction } from '../conversation/turn-outcome.ts'
import type { TurnSkill } from './brain.ts'

/** The tool by which a model ends its turn. What it does is a field of its own, never in its text. */
export const ANSWER_TOOL = 'answer'

const TEXT_LENGTH_MAX = 6_000

export const LlmAnswer = z.object({
  action: z.enum(['reply', 'offer_handoff', 'hand_off', 'resolve', 'require_authentication']),
  text: z.string().max(TEXT_LENGTH_MAX),
  skill: z.string().max(100),
  language: z.enum(LANGUAGES),
  product_ids: z.array(z.string().max(200)).max(10).catch([]).default([]),
  quick_replies: z.array(z.string().max(60)).max(4).catch([]).default([]),
  reason: z.enum(ESCALATION_REASONS).nullable().catch(null).default(null),
  asks_back: z.boolean().catch(false).default(false),
  knowledge_gap: z.string().max(2_000).nullable().catch(null).default(null),
  tags: z.array(z.string().max(40)).max(5).catch([]).default([]),
})
export type LlmAnswer = z.output<typeof LlmAnswer>

/** The same for the model, as JSON Schema with the meaning of each field. */
export function answerSchema(skills: readonly TurnSkill[]): Record<string, unknown> {
  const text = (description: string) => ({ type: 'string', description })
  return {
    type: 'object',
    additionalProperties: false,
    required: ['action', 'text', 'skill', 'language'],
    properties: {
      action: {
        type: 'string',
        enum: LlmAnswer.shape.action.options,
        description:
          'reply: answer or ask back. offer_handoff: ask whether a person should take over. hand_off: a person must take over now. resolve: the shopper said that all is well. require_authentication: the shopper must prove who they are before orders, points or subscriptions can be looked at.',
      },
      text: text('What the shopper reads, in their language.'),
      skill: {
        type: 'string',
        enum: [...skills.map((skill) => skill.id), ...ROUTING_OUTCOMES],
        description: 'The skill that this turn used, or where the message belongs without one.',
      },
      language: { type: 'string', enum: LANGUAGES },
      product_ids: {
        type: 'array',
        items: { type: 'string' },
        description: 'Products to show as cards, best first: productId values that tools returned.',
      },
      quick_replies: { type: 'array', items: { type: 'string' } },
      reason: {
        type: 'string',
        enum: ESCALATION_REASONS,
        description: 'Why a person is needed; for offer_handoff and hand_off.',
      },
      asks_back: {
        type: 'boolean',
        description: 'True when the text only asks for what is missing.',
      },
      knowledge_gap: text('The question that nothing answered, if that is what happened.'),
      tags: { type: 'array', items: { type: 'string' }, description: 'At most 5 topics.' },
    },
  }
}

/** A model's answer as an action. Products it named that no tool returned are left out. */
export function actionOf(answer: LlmAnswer, known: ReadonlyMap<string, ShownProduct>): TurnAction {
  const { text } = answer
  switch (answer.action) {
    case 'reply': {
      const products = answer.product_ids
        .flatMap((id) => known.get(id) ?? [])
        .map((product, i) => ({ ...product, rank: i + 1 }))
      return {
        kind: 'reply',
        text,
        products,
        quickReplies: answer.quick_replies,
        asksBack: answer.asks_back,
      }
    }
    case 'offer_handoff':
      return { kind: 'offer-handoff', text, ...becauseOf(answer) }
    case 'hand_off':
      return { kind: 'hand-off', mode: 'hard', text, ...becauseOf(answer), ruleId: null }
    case 'resolve':
      return { kind: 'resolve', text, resolutionType: 'confirmed' }
    case 'require_authentication':
      return { kind: 'require-authentication', text, how: 'email-code' }
  }
}

function becauseOf({ reason, skill }: LlmAnswer) {
  const why = reason ?? (skill === 'human_handoff' ? 'shopper_requested' : 'unsupported_request')
  return { reason: why, category: why === 'shopper_requested' ? ('explicit-ask' as const) : null }
}
