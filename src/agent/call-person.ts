import type { Channel, EscalationCategory, EscalationReason } from '../contract/agent-words.ts'
import type { TurnAction } from '../conversation/turn-outcome.ts'
import { type Availability, opensText } from './office-hours.ts'
import type { Phrases } from './phrase-book.ts'
import type { Ask } from './skill-answer.ts'

/** Reasons that need nobody's yes: a person takes over at once, on web chat as well. */
const AT_ONCE: ReadonlySet<string> = new Set<EscalationReason>([
  'safety',
  'budget_exhausted',
  'loop_detected',
  'outage',
])

const CATEGORIES: Readonly<Partial<Record<EscalationReason, EscalationCategory>>> = {
  shopper_requested: 'explicit-ask',
  unintelligible: 'unintelligible-input',
}

/** How the team can be reached, and in whose words it is said. */
export interface TeamNotice {
  channel: Channel
  language: Ask['language']
  phrases: Phrases
  availability: Availability
  /** Of the shop, for while nobody is there. */
  closedMessage: string | null
}

export interface PersonWanted {
  reason: EscalationReason
  /** What can be said before it, in paragraphs. */
  says: readonly string[]
  /** Whoever asks has confirmed it, or the skill hands off without asking. */
  isSettled?: boolean
}

/**
 * A person has to take over. On web chat the shopper is asked first; elsewhere it happens at once.
 * When nobody is there, that is said.
 */
export function callPerson(wanted: PersonWanted, notice: TeamNotice): TurnAction {
  const { reason, says } = wanted
  const category = CATEGORIES[reason] ?? null
  const isAtOnce = AT_ONCE.has(reason) || wanted.isSettled === true || notice.channel !== 'web-chat'
  if (!isAtOnce) {
    const text = [...says, ...offerText(notice)].join('\n\n')
    return { kind: 'offer-handoff', text, reason, category }
  }
  const text = [...says, handoffText(notice)].join('\n\n')
  return { kind: 'hand-off', mode: 'hard', text, reason, category, ruleId: null }
}

function offerText({ phrases, availability, language }: TeamNotice): string[] {
  if (availability.isOpen) return [phrases.offerPerson()]
  return [phrases.offerClosed(opensText(availability, language)), phrases.offerPerson()]
}

/** What a shopper is told when a person takes over: never more than is true. */
export function handoffText(notice: TeamNotice): string {
  const { phrases, availability, language, channel, closedMessage } = notice
  if (availability.isOpen) return phrases.connecting(channel === 'email')
  return closedMessage ?? phrases.connectingClosed(opensText(availability, language))
}
