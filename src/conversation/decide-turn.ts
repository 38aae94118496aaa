import { ROUTING_OUTCOMES } from '../contract/agent-words.ts'
import { addLines } from './add-lines.ts'
import { type ChannelSettings, silentUntil } from './channel-settings.ts'
import {
  type AgentEvent,
  type ConversationState,
  type Decision,
  line,
  lineText,
  type NewLine,
  notice,
  type Standing,
} from './conversation.ts'
import { escalate, type Going, resolve, start } from './end-episode.ts'
import type { ShownProduct, TurnAction, TurnOutcome } from './turn-outcome.ts'

/**
 * What the agent's turn does to its conversation. The action alone decides, never its text.
 * The conversation must be the agent's.
 */
export function takeTurn(
  { conversation, episode }: Going,
  settings: ChannelSettings,
  outcome: TurnOutcome,
  now: Date,
): Decision {
  const turn = conversation.turns + 1
  const lines = linesOf(outcome.action, turn)
  const started = start(episode, outcome.skill, now)
  const skill = isSkill(outcome.skill) ? outcome.skill : null
  const products = outcome.action.kind === 'reply' ? outcome.action.products : []
  const said: ConversationState = {
    ...addLines(conversation, lines, now),
    turns: turn,
    answeredPosition: conversation.lastPosition,
    language: outcome.language,
    memory: outcome.memory,
    offer: offerOf(outcome),
    dueAt: silentUntil(settings, now),
    skills: skill === null ? conversation.skills : joined(conversation.skills, [skill]),
    productIds: joined(conversation.productIds, products.map(productIdOf)),
    hasKnowledgeGap: conversation.hasKnowledgeGap || outcome.knowledgeGap !== null,
  }
  const going: Going = {
    conversation: said,
    episode: {
      ...started.episode,
      // The last skill is the last one that did something; small talk does not hide it.
      lastSkill: skill ?? started.episode.lastSkill ?? outcome.skill,
      standing: standingAfter(episode.standing, outcome, conversation.offer !== null),
      answers: episode.answers + (isAnswer(outcome) ? 1 : 0),
      replies: episode.replies + 1,
      followedUpAt: null,
    },
  }
  const events: AgentEvent[] = [
    ...started.events,
    ...recommended(going.episode.episode, turn, products, outcome, now),
  ]
  return finish(going, outcome, { lines, events }, now)
}

function finish(
  going: Going,
  outcome: TurnOutcome,
  so: { lines: NewLine[]; events: AgentEvent[] },
  now: Date,
): Decision {
  const { action } = outcome
  if (action.kind === 'hand-off') {
    const handed = notice('handed-off', null)
    const ended = escalate(
      { ...going, conversation: addLines(going.conversation, [handed], now) },
      {
        reason: action.reason,
        category: action.category,
        ruleId: action.ruleId,
        mode: action.mode,
        causedBy: causeOf(outcome),
      },
      now,
    )
    return { ...ended, lines: [...so.lines, handed], events: [...so.events, ...ended.events] }
  }
  // A shopper who says goodbye without having been answered was not helped: time will tell.
  if (action.kind === 'resolve' && going.episode.answers > 0) {
    const causedBy = action.resolutionType === 'confirmed' ? 'shopper' : causeOf(outcome)
    const ended = resolve(going, { type: action.resolutionType, causedBy }, now)
    return { ...ended, lines: so.lines, events: [...so.events, ...ended.events] }
  }
  return { ...going, ...so }
}

function linesOf(action: TurnAction, turn: number): NewLine[] {
  const said = (kind: NewLine['kind'], text: string): NewLine => ({
    ...line('agent', kind, lineText(text)),
    turn,
  })
  switch (action.kind) {
    case 'reply': {
      const { products, quickReplies } = action
      const payload = {
        ...(products.length > 0 ? { products } : {}),
        ...(quickReplies.length > 0 ? { quickReplies } : {}),
      }
      return [{ ...said('message', action.text), payload }]
    }
    case 'offer-handoff':
      return [said('offer', action.text)]
    case 'hand-off':
      return action.text === null ? [] : [said('handoff', action.text)]
    case 'resolve':
      return [said('message', action.text)]
    case 'require-authentication':
      return [{ ...said('authentication', action.text), payload: { how: action.how } }]
  }
}

function offerOf({ action, skill }: TurnOutcome): ConversationState['offer'] {
  if (action.kind !== 'offer-handoff') return null
  return { reason: action.reason, category: action.category, skill }
}

function isSkill(routed: string | null): routed is string {
  return routed !== null && !ROUTING_OUTCOMES.some((outcome) => outcome === routed)
}

/** Whether a turn gave the shopper what was asked for. */
export function isAnswer(outcome: TurnOutcome): boolean {
  const { action, skill, knowledgeGap } = outcome
  if (action.kind === 'resolve') return action.resolutionType === 'procedure_complete'
  if (action.kind !== 'reply' || knowledgeGap !== null || !isSkill(skill)) return false
  return !asksBack(outcome)
}

/** Where the brain does not say it: a question that nothing was found for. */
function asksBack({ action, trace }: TurnOutcome): boolean {
  if (action.kind !== 'reply') return false
  if (action.asksBack !== undefined) return action.asksBack
  const foundSomething =
    action.products.length > 0 ||
    trace.passages.length > 0 ||
    trace.tools.some((tool) => !tool.isError)
  return !foundSomething && action.text.trimEnd().endsWith('?')
}

function standingAfter(before: Standing, outcome: TurnOutcome, wasOffered: boolean): Standing {
  const { action, skill, knowledgeGap } = outcome
  switch (action.kind) {
    case 'offer-handoff':
      return 'offered'
    case 'require-authentication':
      return 'asked'
    case 'hand-off':
      return before
    case 'resolve':
      return action.resolutionType === 'procedure_complete' ? 'answered' : before
    case 'reply':
      if (knowledgeGap !== null) return 'gap'
      if (isSkill(skill)) return isAnswer(outcome) ? 'answered' : 'asked'
      // Small talk after an offer means that the shopper did not take it.
      return wasOffered ? 'declined' : before
  }
}

/** Who or what made the turn do this. */
function causeOf({ action, skill, trace }: TurnOutcome): string {
  if (action.kind === 'hand-off') {
    if (action.reason.startsWith('rule:')) return action.reason
    if (action.ruleId !== null) return `rule:${trace.rule?.title ?? action.ruleId}`
    if (action.category === 'explicit-ask') return 'shopper'
  }
  return isSkill(skill) ? `skill:${skill}` : 'agent'
}

function recommended(
  episode: number,
  turn: number,
  products: ShownProduct[],
  outcome: TurnOutcome,
  now: Date,
): AgentEvent[] {
  if (products.length === 0) return []
  const causedBy = causeOf(outcome)
  return [{ kind: 'recommended', episode, at: now, causedBy, turn, products }]
}

/** What the event names a product by. */
export function productIdOf({ productId }: ShownProduct): string {
  return productId
}

function joined(before: readonly string[], added: readonly string[]): string[] {
  return [...new Set([...before, ...added])]
}
