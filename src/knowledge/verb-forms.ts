import type { Language } from '../contract/agent-words.ts'

/** First parts of German verbs that stand apart from the rest: "hole ... ab". */
const PREFIX =
  '(?:zurück|zurueck|herunter|hinein|heraus|hinaus|durch|nach|fest|frei|her|hin|los|vor|weg|ab|an|auf|aus|bei|ein|mit|um|zu)'
const WITH_ZU = new RegExp(`^(${PREFIX})zu(\\p{L}{3,}e?n)$`, 'u')
const PARTICIPLE = new RegExp(`^(${PREFIX})?ge(\\p{L}{3,}?)(?:e?t|en)(?:e[nmrs]?)?$`, 'u')
const THIRD_PERSON = /^(\p{L}{3,}?)(?:e?t|e?st)$/u
const LENGTH_MIN = 5

/**
 * Infinitives that a German word may be a form of, likeliest first: "abzuholen" and "abgeholt" of
 * "abholen", "kostet" and "gekostet" of "kosten". The stemmer leaves these alone. Most words that
 * look so are none; the caller knows which infinitives there are.
 */
export function baseForms(word: string, language: Language): string[] {
  if (language !== 'de' || word.length < LENGTH_MIN) return []
  const [, zuPrefix = '', infinitive] = WITH_ZU.exec(word) ?? []
  const [, prefix = '', root] = PARTICIPLE.exec(word) ?? []
  const [, present] = THIRD_PERSON.exec(word) ?? []
  return [
    ...(infinitive === undefined ? [] : [zuPrefix + infinitive]),
    ...(root === undefined ? [] : [`${prefix}${root}en`]),
    ...(present === undefined ? [] : [`${present}en`]),
  ]
}
