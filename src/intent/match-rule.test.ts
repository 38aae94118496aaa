import { expect, test } from 'vitest'
import { matchesRule, RULE_MATCHED } from './match-rule.ts'
import { RULES_WITH_MESSAGES, type RuleCase } from './rule-cases.fixtures.ts'

const PRECISION_MIN = 0.9
const RECALL_MIN = 0.8

test('rules find the messages that they are about, and leave those beside them alone', () => {
  const judged = RULES_WITH_MESSAGES.flatMap((one) => [
    ...judge(one, one.matching, true),
    ...judge(one, [...one.nearMisses, ...one.others], false),
  ])
  const found = judged.filter(({ isMatched }) => isMatched)
  const right = found.filter(({ isWanted }) => isWanted)
  const wanted = judged.filter(({ isWanted }) => isWanted)

  expect(right.length / found.length).toBeGreaterThanOrEqual(PRECISION_MIN)
  expect(right.length / wanted.length).toBeGreaterThanOrEqual(RECALL_MIN)
})

function judge(
  { title, description }: RuleCase,
  messages: readonly string[],
  isWanted: boolean,
): { isWanted: boolean; isMatched: boolean }[] {
  return messages.map((message) => {
    const { score } = matchesRule({ title, description }, message, 'en')
    return { isWanted, isMatched: score >= RULE_MATCHED }
  })
}

test('an empty rule and an empty message match nothing', () => {
  expect(matchesRule({ title: '', description: '' }, 'I will sue you', 'en').score).toBe(0)
  expect(matchesRule({ title: 'Legal', description: 'lawyer' }, '', 'en').score).toBe(0)
})

test('a topic that is denied is no match', () => {
  const rule = { title: 'Allergic reactions', description: 'Shopper reports an allergic reaction' }
  expect(matchesRule(rule, 'I got a rash from the cream', 'en').score).toBeGreaterThan(RULE_MATCHED)
  expect(matchesRule(rule, 'no rash or anything, all good', 'en').score).toBeLessThan(RULE_MATCHED)
})

test('a rule in one language matches messages in the other', () => {
  const rule = { title: 'Klagedrohung', description: 'Kunde droht mit Anwalt oder Klage' }
  const { score } = matchesRule(rule, 'my solicitor will be in touch with you', 'en')
  expect(score).toBeGreaterThan(RULE_MATCHED)
})
