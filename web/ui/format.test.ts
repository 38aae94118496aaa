import { expect, test } from 'vitest'
import { formats, regionalLocale } from './format.ts'

test.each([
  ['en', ['de-AT', 'en-GB', 'en-US'], 'en-GB'],
  ['de', ['de-AT', 'en-GB'], 'de-AT'],
  ['en', ['fr'], 'en'],
  ['en', [], 'en'],
  ['en', ['en-US@posix'], 'en'],
  ['en', ['en-US@posix', 'en-GB'], 'en-GB'],
  ['en', ['en_US'], 'en'],
])('who reads %s with a browser of %j has the formats of %s', (language, offered, expected) => {
  const locale = regionalLocale(language, offered)
  expect(locale).toBe(expected)
  expect(formats(locale).number(1_234)).toMatch(/^1.?234$/)
})
