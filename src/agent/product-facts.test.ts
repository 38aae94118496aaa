import { expect, test } from 'vitest'
import { askedAttributes } from './product-facts.ts'

const MUG = {
  colour: 'blue',
  size: 'M',
  material: 'ceramic',
  capacity: '350 ml',
  dishwasher: 'Yes',
  care: 'Rinse',
  height: '9 cm',
  size_cm: '8 × 9 cm',
  age: '3 years and up',
  nib: 'M',
}
const product = {
  productId: 'mug',
  variantId: null,
  sku: null,
  title: 'Mug',
  description: '',
  url: '',
  imageUrl: null,
  price: 9,
  currency: 'EUR',
  inventory: null,
  isInStock: true,
  categoryNames: [],
  attributes: MUG,
  score: 1,
}

test.each([
  ['is it dishwasher safe?', ['dishwasher']],
  ['darf die in die Spülmaschine', ['dishwasher']],
  ['how do I wash it', ['care']],
  ['how much does it hold', ['capacity']],
  ['Wie viel Milliliter fasst sie?', ['capacity']],
  ['what is it made of', ['material']],
  ['how tall is it', ['height']],
  ['wie hoch ist die Tasse', ['height']],
  ['how long is it', ['height', 'size_cm']],
  ['welche Maße hat sie', ['height', 'size_cm']],
  ['is it for toddlers', ['age']],
  ['which nib does it have', ['nib']],
  ['which colours are there', []],
  ['what size is it', ['height', 'size_cm']],
  ['welche Größe hat sie', ['height', 'size_cm']],
  ['is it nice', []],
])('%s', (text, names) => {
  expect(askedAttributes(text, product).map((one) => one.name)).toEqual(names)
})
