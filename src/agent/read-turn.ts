import { PREBUILT_SKILLS, ROUTING_OUTCOMES, type RoutedTo } from '../contract/agent-words.ts'
import type { ClaimedTurn } from '../conversation/turn-outcome.ts'
import { matchesRule, RULE_MATCHED } from '../intent/match-rule.ts'
import { understand } from '../intent/understand.ts'
import type { UnderstoodMessage } from '../intent/understood.ts'
import { askedLanguage } from './asked-language.ts'
import type { AgentSetup } from './brain.ts'
import { withoutDeclinedPerson } from './declined-person.ts'
import { READ_LENGTH_MAX } from './turn-limits.ts'
import type { TurnMemory } from './turn-memory.ts'

/** What the shopper wrote since the last answer, as one text. Very long ones are cut. */
function unansweredText(turn: ClaimedTurn): string {
  return turn.unanswered
    .map((line) => line.text)
    .join('\n')
    .slice(0, READ_LENGTH_MAX)
}

export interface ReadMessage {
  text: string
  understood: UnderstoodMessage
}

/**
 * What the shopper wrote, and how it is meant. "In English, please" asks again what was asked before
 * it, unless something of us waits for an answer.
 */
export function readMessage(turn: ClaimedTurn, memory: TurnMemory, setup: AgentSetup): ReadMessage {
  const said = withoutDeclinedPerson(unansweredText(turn))
  const language = askedLanguage(said)
  if (language === undefined) return { text: said, understood: readTurn(turn, memory, said, setup) }
  const before = memory.open || memory.proof ? undefined : questionBefore(turn)
  const text = before ?? said
  const understood = readTurn(turn, memory, text, setup)
  const routed = before === undefined ? { ...understood.routed, ...SMALLTALK } : understood.routed
  return { text, understood: { ...understood, routed, language, writtenIn: understood.language } }
}

const SMALLTALK = { to: 'smalltalk', score: 1 } as const

function questionBefore({ transcript, unanswered }: ClaimedTurn): string | undefined {
  const first = unanswered[0]?.position ?? 0
  return transcript.findLast(
    ({ author, position, text }) =>
      author === 'shopper' && position < first && askedLanguage(text) === undefined,
  )?.text
}

/** The message as it is meant in this conversation. */
export function readTurn(
  turn: ClaimedTurn,
  memory: TurnMemory,
  text: string,
  setup: AgentSetup,
): UnderstoodMessage {
  const previous = routedTo(turn.previousSkill)
  return understand(text, {
    language: turn.language ?? setup.defaultLanguage,
    ...(previous === undefined ? {} : { previous }),
    expectsAnswer: turn.isHandoffOffered || memory.open !== null,
  })
}

const ROUTED: readonly RoutedTo[] = [...PREBUILT_SKILLS, ...ROUTING_OUTCOMES]

function routedTo(skill: string | null): RoutedTo | undefined {
  return ROUTED.find((one) => one === skill)
}

export interface MatchedRule {
  id: string
  title: string
  score: number
}

/** The escalation rule that fits a message best, when one fits. */
export function matchedRule(
  rules: AgentSetup['escalationRules'],
  text: string,
  { language }: UnderstoodMessage,
): MatchedRule | undefined {
  return rules
    .map((rule) => ({ id: rule.id, title: rule.title, ...matchesRule(rule, text, language) }))
    .filter(({ score }) => score >= RULE_MATCHED)
    .toSorted((a, b) => b.score - a.score)[0]
}

/** What a message does about proving who its writer is. */
export type ProofStep =
  | { do: 'nothing' }
  /** Nothing to prove any more: go on with what it was for. */
  | { do: 'resume'; question: string }
  | { do: 'send-code'; email: string; question: string }
  | { do: 'check-code'; code: string; question: string }

/** Pure: the next step, from what was asked for and what the message holds. */
export function proofStep(
  { proof }: TurnMemory,
  { entities, routed }: UnderstoodMessage,
  turn: ClaimedTurn,
  text: string,
): ProofStep {
  if (!proof) return { do: 'nothing' }
  const { question } = proof
  if (turn.shopper.isVerified) {
    const isNewWish = routed.score >= routed.threshold && routed.to !== 'smalltalk'
    return isNewWish ? { do: 'nothing' } : { do: 'resume', question }
  }
  const [email] = entities.emails
  if (email !== undefined) return { do: 'send-code', email, question }
  const code = codeIn(text)
  if (proof.step === 'code' && code !== undefined) return { do: 'check-code', code, question }
  return { do: 'nothing' }
}

/** "123 456", "123-456" and "my code is 123456" alike. */
function codeIn(text: string): string | undefined {
  return /(?<!\d)(\d{3})[\s-]?(\d{3})(?!\d)/.exec(text)?.slice(1).join('')
}
