import type { RoutedTo } from '../contract/agent-words.ts'
import { type Features, featuresOf, type Token, tokensOf } from './features.ts'
import { isSkill, probabilities, ROUTES, type RouterModel } from './router-model.ts'
import type { RoutedMessage } from './understood.ts'

/** From this probability on a route is trusted; chosen on sentences held out from learning. */
export const TRUSTED_SCORE = 0.4
/** A further wish must be clearer than that. */
const ALSO_ASKED_SCORE = 0.7
const ALSO_ASKED_MAX = 3
const CLAUSE_WORDS_MIN = 2
const CLAUSES_MAX = 24
/** How much the single clauses of a long message say, beside the whole. */
const CLAUSES_SHARE = 0.5
/** How much more likely a message goes on with the skill before it. */
const FOLLOW_UP_FACTOR = 2
const SHORT_FOLLOW_UP_FACTOR = 4
const ANSWER_FACTOR = 12
/** A number or an address alone is the answer, whatever else it could mean. */
const BARE_ANSWER = 10
/** What is neither a skill's nor a person's business is rather the answer. */
const ANSWER_DOUBT = 0.2
/** Given to the skill before, however unlikely it looks by itself. */
const FOLLOW_UP_SHARE = 0.04
const SHORT_WORDS = 6

export interface RouteContext {
  /** Where the message before it was routed. */
  previous: RoutedTo | undefined
  /** The agent asked something, and this may be the answer. */
  expectsAnswer: boolean
}

/** A part of a message with its own probabilities. */
interface Clause {
  text: string
  odds: Float64Array
  words: number
}

/** A text as the router sees it. */
export interface ReadText {
  /** What `readablePart` left of the message. */
  text: string
  tokens: readonly Token[]
  features: Features
}

export function readText(text: string): ReadText {
  const tokens = tokensOf(text)
  return { text, tokens, features: featuresOf(text, tokens) }
}

export function route(
  model: RouterModel,
  { text, tokens, features }: ReadText,
  context: RouteContext,
): RoutedMessage {
  const clauses = clausesOf(text).map((part) => readClause(model, part))
  const whole = probabilities(model, features)
  const odds = inContext(pooled(whole, clauses), tokens, context)
  const scores = ROUTES.map((to, column) => ({ to, score: rounded(odds[column] ?? 0) })).sort(
    (a, b) => b.score - a.score,
  )
  const [best = NOWHERE, runnerUp = NOWHERE] = scores
  return {
    ...best,
    runnerUp,
    scores,
    threshold: TRUSTED_SCORE,
    alsoAsks: alsoAsked(best.to, clauses),
  }
}

const NOWHERE: { to: RoutedTo; score: number } = { to: 'out_of_scope', score: 0 }

function readClause(model: RouterModel, text: string): Clause {
  const { tokens, features } = readText(text)
  return { text, odds: probabilities(model, features), words: tokens.length }
}

const SENTENCE_END = /(?<=[.!?;\n])\s+|\n+|\s+[–—-]\s+/u
const JOINT =
  /\s*,?\s+(?:and also|and then|and|also|plus|oh and|btw|by the way|besides|another thing|but|und zwar|und außerdem|und ausserdem|und|außerdem|ausserdem|übrigens|uebrigens|ach ja|achja|zudem|dazu noch|sowie|aber|noch was)\s*,?\s+/iu

/** Sentences and their halves, in the order of the message; what is too short stays with the one before. */
export function clausesOf(text: string): string[] {
  const parts = text
    .split(SENTENCE_END)
    .flatMap((sentence) => sentence.split(JOINT))
    .map((part) => part.trim())
    .filter((part) => part.split(/\s+/).length >= CLAUSE_WORDS_MIN)
  return parts.length > 1 ? parts.slice(0, CLAUSES_MAX) : []
}

/**
 * A long message is a story with a wish in it. Its clauses are read one by one, and those that are
 * sure of a skill count more than courtesies and asides.
 */
function pooled(whole: Float64Array, clauses: readonly Clause[]): Float64Array {
  if (clauses.length < 2) return whole
  const sum = new Float64Array(ROUTES.length)
  let total = 0
  for (const { odds } of clauses) {
    const sure = Math.max(...odds.map((one, i) => (isSkillColumn(i) ? one : 0)))
    const weight = 0.1 + sure * sure
    total += weight
    for (const i of sum.keys()) sum[i] = (sum[i] ?? 0) + weight * (odds[i] ?? 0)
  }
  return whole.map((one, i) => one * (1 - CLAUSES_SHARE) + ((sum[i] ?? 0) / total) * CLAUSES_SHARE)
}

const SKILL_COLUMNS = ROUTES.map((to) => isSkill(to) || to === 'human_handoff')

function isSkillColumn(column: number): boolean {
  return SKILL_COLUMNS[column] ?? false
}

function inContext(
  odds: Float64Array,
  tokens: readonly Token[],
  { previous, expectsAnswer }: RouteContext,
): Float64Array {
  const column = previous ? ROUTES.indexOf(previous) : -1
  if (column < 0 || !isSkillColumn(column)) return odds
  const isShort = tokens.length <= SHORT_WORDS
  const isAnswer = expectsAnswer && isShort
  const isBare = isAnswer && !tokens.some(isWord)
  const factor = isAnswer ? ANSWER_FACTOR : isShort ? SHORT_FOLLOW_UP_FACTOR : FOLLOW_UP_FACTOR
  const raised = odds.map((one, i) => {
    if (i === column) return isBare ? BARE_ANSWER : (one + FOLLOW_UP_SHARE) * factor
    return isAnswer && !isSkillColumn(i) ? one * ANSWER_DOUBT : one
  })
  const total = raised.reduce((sum, one) => sum + one, 0)
  return raised.map((one) => one / total)
}

/** Clauses that clearly want something else, each other skill once. */
function alsoAsked(first: RoutedTo, clauses: readonly Clause[]): RoutedMessage['alsoAsks'] {
  const seen = new Set<RoutedTo>([first])
  const found: { to: RoutedTo; text: string; score: number }[] = []
  if (!clauses.some(({ odds }) => ROUTES[odds.indexOf(Math.max(...odds))] === first)) return []
  for (const { text, odds } of clauses) {
    const score = Math.max(...odds)
    const to = ROUTES[odds.indexOf(score)]
    if (!to || seen.has(to) || !isSkillColumn(ROUTES.indexOf(to))) continue
    if (score < ALSO_ASKED_SCORE) continue
    seen.add(to)
    found.push({ to, text, score: rounded(score) })
  }
  return found.slice(0, ALSO_ASKED_MAX)
}

function rounded(score: number): number {
  return Math.round(score * 1e4) / 1e4
}

/** Numbers and addresses belong to no language and to no skill. */
export function isWord({ word }: Token): boolean {
  return /\p{L}/u.test(word) && !/^x\w+x$/.test(word)
}
