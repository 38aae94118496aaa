import { expect, test } from 'vitest'
import { textParts } from './text-parts.ts'

test.each([
  ['', 1],
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['a'.repeat(306), 2],
  ['a'.repeat(307), 3],
  ['€'.repeat(80), 1],
  ['€'.repeat(81), 2],
  ['ж'.repeat(70), 1],
  ['ж'.repeat(71), 2],
  [`Grüße ${'ä'.repeat(154)}`, 1],
])('a text of %s is carried in %i parts', (text, parts) => {
  expect(textParts(text)).toBe(parts)
})
