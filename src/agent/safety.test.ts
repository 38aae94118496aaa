import { expect, test } from 'vitest'
import { safetyTopic } from './safety.ts'

test.each([
  ['I want to end my life', 'crisis'],
  ['ich will mich umbringen', 'crisis'],
  ['the lamp caught fire', 'danger'],
  ['ich hatte eine allergische Reaktion', 'danger'],
  ['my lawyer will contact you', 'legal'],
  ['dann gehe ich vor Gericht', 'legal'],
  ['my card is 4111-1111-1111-1111', 'payment-data'],
  ['tracking 00340434161094021501', undefined],
  ['order 1234567890123', undefined],
  ['this mug is killing it, love it', undefined],
  ['do you sell fire pits', undefined],
])('%s', (text, topic) => {
  expect(safetyTopic(text)).toBe(topic)
})
