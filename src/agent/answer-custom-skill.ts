import type { FoundPassage } from '../knowledge/passage.ts'
import type { CustomTool, TurnSkill } from './brain.ts'
import { plainNumber } from './found-order.ts'
import { quotePassages } from './quote-passages.ts'
import { type Ask, needsPerson, needsProof, type SkillAnswer } from './skill-answer.ts'
import { cutAtSentence } from './words-of.ts'

const REPLY_LENGTH_MAX = 1_000
/** How many levels below an answer a placeholder may name. */
const PATH_DEPTH_MAX = 5

/** What a skill of the shop can call with what the message says. */
export type ToolPlan =
  | { can: 'call'; calls: { toolId: string; input: Record<string, unknown> }[] }
  /** A value that only the shopper can name. */
  | { can: 'ask'; what: string }
  /** It would look up something about a person who has not proved to be that person. */
  | { can: 'prove' }

/** Pure: the calls of a skill's tools whose variables the message fills. */
export function planToolCalls(ask: Ask, tools: readonly CustomTool[]): ToolPlan {
  const calls: { toolId: string; input: Record<string, unknown> }[] = []
  for (const tool of tools) {
    const input: Record<string, unknown> = {}
    for (const variable of tool.variables.filter((one) => one.source === 'dynamic')) {
      const about = `${variable.name} ${variable.description ?? ''}`
      if (PERSONAL.test(about) && !ask.shopper.isVerified) return { can: 'prove' }
      const value = valueFor(ask, about)
      if (value !== undefined) input[variable.name] = value
      else if (variable.required) return { can: 'ask', what: variable.description ?? variable.name }
    }
    calls.push({ toolId: tool.toolId, input })
  }
  return { can: 'call', calls }
}

/** Values that lead to somebody's data: whoever names them has to prove that they are theirs. */
const PERSONAL =
  /e-?mail|phone|telefon|customer|kund|order|bestell|account|konto|invoice|rechnung/iu
const POSTCODE = /\b\d{4,5}\b/

function valueFor(ask: Ask, about: string): string | number | undefined {
  const { entities, shopper, text } = ask
  const [order] = entities.orderNumbers
  if (/e-?mail/iu.test(about)) return shopper.email ?? undefined
  if (/phone|telefon|mobil/iu.test(about)) return shopper.phoneNumber ?? undefined
  if (/order|bestell/iu.test(about)) {
    return order === undefined ? (ask.memory.order ?? undefined) : plainNumber(order)
  }
  if (/quantity|amount|count|menge|anzahl/iu.test(about)) return entities.quantity ?? undefined
  if (/size|größe/iu.test(about)) return entities.sizes[0]
  if (/colou?r|farbe/iu.test(about)) return entities.colours[0]
  if (/zip|postcode|postal|plz|postleit/iu.test(about)) return POSTCODE.exec(text)?.[0]
  if (/price|budget|preis/iu.test(about)) return entities.priceMax ?? undefined
  if (/product|item|article|produkt|artikel/iu.test(about)) {
    return entities.productWords.join(' ') || undefined
  }
  return /query|question|text|message|search|frage|suche/iu.test(about) ? text : undefined
}

/** What was done for a skill of the shop. */
export interface FoundForCustom {
  plan: ToolPlan
  /** Outputs of the calls, in their order; null: one failed. */
  outputs: readonly unknown[] | null
  passages: readonly FoundPassage[]
}

/** Pure: the fixed reply of the instructions, what a tool says, or what the shop has written. */
export function answerCustomSkill(ask: Ask, skill: TurnSkill, found: FoundForCustom): SkillAnswer {
  const { phrases } = ask
  if (found.plan.can === 'prove') return needsProof()
  if (found.plan.can === 'ask') {
    return {
      says: [phrases.askFor(found.plan.what)],
      memory: { open: { kind: 'wish', skill: skill.id, question: ask.text } },
      asksBack: true,
    }
  }
  if (found.outputs === null) return needsPerson('tool_failure', phrases.toolFailed())
  const fixed = fixedReply(skill.instructions, ask.language, found.outputs)
  if (fixed !== undefined) return { says: [fixed] }
  const said = found.outputs.flatMap((output) => sayableOf(output) ?? [])
  if (said.length > 0) return { says: said.map((one) => cutAtSentence(one, REPLY_LENGTH_MAX)) }
  return quotePassages(ask, found.passages) ?? needsPerson('unsupported_request')
}

const FIXED = {
  en: /^\s*(?:reply|say|answer)(?: \(en\))?:\s*["“]?(.+?)["”]?\s*$/imu,
  de: /^\s*(?:antworte|antwort|sage|reply \(de\)|say \(de\)|answer \(de\)):\s*["“„]?(.+?)["”“]?\s*$/imu,
} as const

/** `Reply: …` in the instructions, with `{{name}}` filled from what tools answered. */
function fixedReply(
  instructions: string,
  language: Ask['language'],
  outputs: readonly unknown[],
): string | undefined {
  const other = language === 'de' ? 'en' : 'de'
  const written = FIXED[language].exec(instructions)?.[1] ?? FIXED[other].exec(instructions)?.[1]
  if (written === undefined) return undefined
  let isComplete = true
  const filled = written.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/gu, (_, path: string) => {
    const value = outputs.map((output) => valueAt(output, path)).find((one) => one !== undefined)
    if (value === undefined) isComplete = false
    return value ?? ''
  })
  return isComplete ? cutAtSentence(filled, REPLY_LENGTH_MAX) : undefined
}

function valueAt(output: unknown, path: string): string | undefined {
  let value = bodyOf(output)
  for (const key of path.split('.').slice(0, PATH_DEPTH_MAX)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = new Map<string, unknown>(Object.entries(value)).get(key)
  }
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** What a tool's answer offers to be said: a text, or a field that is named like one. */
function sayableOf(output: unknown): string | undefined {
  const body = bodyOf(output)
  if (typeof body === 'string' && body.trim() !== '') return body.trim()
  for (const field of ['reply', 'answer', 'message', 'text']) {
    const value = valueAt(output, field)
    if (value !== undefined && value.trim() !== '') return value.trim()
  }
  return undefined
}

/** Tools of the shop answer with a status and a body. */
function bodyOf(output: unknown): unknown {
  if (typeof output === 'object' && output !== null && 'status' in output && 'body' in output) {
    return output.body
  }
  return output
}
