import { expect, test } from 'vitest'
import { attributesInTitle, attributesOf, facetsOf, wantedFacets } from './attributes.ts'

function fits(name: string, has: string, wanted: string, wantedName = name): boolean {
  const facets = facetsOf(name, has)
  return wantedFacets(wantedName, wanted).every((facet) => facets.includes(facet))
}

test.each([
  ['Farbe', 'Blau', 'colour', 'blue'],
  ['color', 'Dark blue', 'colour', 'blue'],
  ['colour', 'Navy', 'colour', 'blue'],
  ['colour', 'dunkelblau', 'colour', 'blau'],
  ['Größe', 'M', 'size', 'm'],
  ['size', 'Medium', 'size', 'M'],
  ['size', '36/38', 'size', '38'],
  ['material', '100% Merino wool', 'material', 'wool'],
  ['Material', 'Baumwolle', 'material', 'cotton'],
  ['Colour', 'graue', 'color', 'grey'],
])('%s %s has %s %s', (name, has, wantedName, wanted) => {
  expect(fits(name, has, wanted, wantedName)).toBe(true)
})

test.each([
  ['colour', 'blue', 'navy'],
  ['colour', 'blue', 'green'],
  ['size', 'XL', 'L'],
  ['size', 'L', 'XL'],
  ['material', 'wool', 'merino wool'],
])('%s %s has not %s', (name, has, wanted) => {
  expect(fits(name, has, wanted)).toBe(false)
})

test.each([
  ['Wollschal, Blau / M', { colour: 'blau', size: 'M' }],
  ['Blue / 36-38', { colour: 'blue' }],
  ['Sneaker 42', {}],
  ['Sneaker - 42', { size: '42' }],
  ['Size L tea', {}],
  ['Default title', {}],
])('what the title %j tells', (title, attributes) => {
  expect(attributesInTitle(title)).toEqual(attributes)
})

test('attributes are what can be shown: no texts, no objects, known names in one spelling', () => {
  const metadata = {
    Farbe: 'blau',
    tags: ['warm'],
    title_de: 'Schal',
    care: 'Cold',
    weight: 120,
    vegan: true,
    parts: ['a', 'b'],
    empty: ' ',
    nested: { a: 1 },
    nothing: null,
  }
  expect(attributesOf(metadata)).toEqual({
    colour: 'blau',
    care: 'Cold',
    weight: '120',
    vegan: 'true',
    parts: 'a, b',
  })
})
