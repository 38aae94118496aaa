import type { Language } from '../contract/agent-words.ts'

/** From this score on a rule counts as matched. */
export const RULE_MATCHED = 0.5

/** How well a message fits a rule that a person described in words, 0 to 1. */
export function matchesRule(
  rule: { title: string; description: string },
  text: string,
  _language: Language,
): { score: number } {
  const wanted = new Set(wordsOf(`${rule.title} ${rule.description}`))
  const said = wordsOf(text.slice(0, 2_000))
  const shared = said.filter((word) => wanted.has(word)).length
  return { score: said.length === 0 ? 0 : Math.min(1, shared / 2) }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}{5,}/gu) ?? []
}
