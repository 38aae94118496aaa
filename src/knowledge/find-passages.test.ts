import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Language } from '../contract/agent-words.ts'
import { clauseSlots, scoreBound, scorePassage, valued } from './find-passages.ts'
import { indexTerms } from './index-terms.ts'

const WORDS =
  'versand porto österreich kanada wien size sizes how much postage to vienna the sweater pullover größe abgeholt abzuholen cancel gift card gutschein gilt jahre retoure return label moths 30 days € geld zurück teeabo store open saturday zork'.split(
    ' ',
  )
const text = (max: number) =>
  fc
    .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: max })
    .map((words) => words.join(' '))

function passageOf({ title, body, language }: { title: string; body: string; language: Language }) {
  const terms = indexTerms({ title, heading: '', body }, language).map((one) => one.term)
  return { title, heading: '', text: body, language, terms }
}

describe('what a passage scores', () => {
  test('is from 0 to 1, and never more than its bound', () => {
    const language = fc.constantFrom<Language>('en', 'de')
    fc.assert(
      fc.property(
        text(8),
        fc.record({ title: text(3), body: text(20), language }),
        language,
        fc.nat(20),
        (question, given, asked, others) => {
          const passage = passageOf(given)
          const holders = new Map(passage.terms.map((term) => [term, 1]))
          const clauses = valued(clauseSlots(question, asked), { passages: 1 + others, holders })
          const score = scorePassage(clauses, passage)
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(scoreBound(clauses, passage))
          expect(scoreBound(clauses, passage)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})

describe('what a question asks about', () => {
  const termsOf = (question: string, language: Language) =>
    clauseSlots(question, language).flatMap(({ slots }) =>
      slots.flatMap((one) => [...one.terms.keys()]),
    )

  test.each([
    ['wurde mein paket abgeholt', 'de', '~pickup'],
    ['teeabo', 'de', '~subscription'],
    ['do you post to Canada', 'en', '~abroad'],
    ['Porto nach Frankreich', 'de', '~europe'],
    ['postage to Vienna', 'en', '~austria'],
    ['obs wenns passt', 'de', '~size'],
  ] as const)('%s', (question, language, term) => {
    expect(termsOf(question, language)).toContain(term)
  })

  test.each([
    ['wenns', 'de'],
    ['are there any customers', 'en'],
    ['do you take american express', 'en'],
  ] as const)('%s asks for no customs, no speed', (question, language) => {
    expect(termsOf(question, language)).not.toContain('~customs')
    expect(termsOf(question, language)).not.toContain('~express')
  })
})
