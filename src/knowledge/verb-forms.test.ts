import { expect, test } from 'vitest'
import { baseForms } from './verb-forms.ts'

test.each([
  ['abgeholt', 'abholen'],
  ['abzuholen', 'abholen'],
  ['zurückgeschickt', 'zurückschicken'],
  ['zurückzuschicken', 'zurückschicken'],
  ['gekostet', 'kosten'],
  ['kostet', 'kosten'],
  ['liefert', 'liefern'],
  ['eingelöster', 'einlösen'],
])('%s may be a form of %s', (word, infinitive) => {
  const stems = baseForms(word, 'de').map((one) => one.replace(/e?n$/, ''))
  expect(stems).toContain(infinitive.replace(/e?n$/, ''))
})

test('short words and English ones are forms of nothing', () => {
  expect(baseForms('gast', 'de')).toEqual([])
  expect(baseForms('bet', 'de')).toEqual([])
  expect(baseForms('started', 'en')).toEqual([])
})
