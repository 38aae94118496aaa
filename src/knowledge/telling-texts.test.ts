import { expect, test } from 'vitest'
import { tellingness } from './telling-texts.ts'

const SIZES = [
  'Sweaters: S is 92 to 98 cm around the chest. Our sweaters run true to size.',
  'Gloves and mittens are measured around the palm.',
  'Slippers run small: take one size larger than usual.',
]

function best(text: string, texts: readonly string[] = SIZES): string | undefined {
  const worths = tellingness({ text, language: 'en' }, texts, 'en')
  return texts[worths.indexOf(Math.max(...worths))]
}

test('the text that speaks of what is asked tells most, typos and synonyms included', () => {
  expect(best('how do the slippers fit?')).toContain('Slippers')
  expect(best('which size of jumper')).toContain('Sweaters')
  expect(best('glvoes')).toContain('Gloves')
})

test('a price is told by the text that has one', () => {
  expect(best('how much is it', ['We wrap presents.', 'That is 3.50 EUR.'])).toContain('3.50')
})

test('nothing tells of what no text has', () => {
  expect(tellingness({ text: 'zork', language: 'en' }, SIZES, 'en')).toEqual([0, 0, 0])
  expect(tellingness({ text: '', language: 'en' }, SIZES, 'en')).toEqual([0, 0, 0])
  expect(tellingness({ text: 'size', language: 'en' }, [], 'en')).toEqual([])
})
