import { expect, test } from 'vitest'
import { withoutDeclinedPerson } from './declined-person.ts'

test.each([
  [
    "please don't connect me to a human, just tell me shipping costs",
    'just tell me shipping costs',
  ],
  ['I do not need a person. Where is my order?', 'Where is my order?'],
  [
    'bitte nicht mit einem Menschen verbinden, ich will nur die Versandkosten wissen',
    'ich will nur die Versandkosten wissen',
  ],
  ['Ich brauche keinen Mitarbeiter, wo ist mein Paket?', 'wo ist mein Paket?'],
])('%s', (text, left) => {
  expect(withoutDeclinedPerson(text)).toBe(left)
})

test.each([
  'I want a human',
  "I don't want a bot, I want a human",
  "don't give me that, get me a person",
  'ich will nicht mit dir reden, sondern mit einem Menschen',
  'warum kann ich nicht mit einem Mitarbeiter sprechen? wo ist meine bestellung',
  "please don't connect me to a human",
  'the scarf did not fit, can a person call me?',
])('%s stays as it is', (text) => {
  expect(withoutDeclinedPerson(text)).toBe(text)
})
