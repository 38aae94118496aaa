import { expect, test } from 'vitest'
import { askedLanguage } from './asked-language.ts'

test.each([
  ['do you speak german?', 'de'],
  ['can we switch to German', 'de'],
  ['und auf deutsch?', 'de'],
  ['Deutsch bitte', 'de'],
  ['sorry, in English please', 'en'],
  ['Could you answer in english please?', 'en'],
  ['Sprichst du Englisch?', 'en'],
  ['können wir auf englisch sprechen', 'en'],
  ['können wir bitte englisch reden', 'en'],
  ['geht das auch auf Deutsch', 'de'],
  ['antworte bitte auf deutsch', 'de'],
  ['I only speak English', 'en'],
  ['ich verstehe nur Deutsch', 'de'],
])('%s', (text, language) => {
  expect(askedLanguage(text)).toBe(language)
})

test.each([
  'is the cookbook in German?',
  'do you ship to German addresses',
  'habt ihr deutschen Honig',
  'english breakfast tea',
  'In welcher Sprache ist das Buch, Deutsch oder Englisch?',
  '',
])('%s asks for something else', (text) => {
  expect(askedLanguage(text)).toBeUndefined()
})
