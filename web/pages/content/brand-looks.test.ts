import { expect, test } from 'vitest'
import { TemplateDefinition } from '../../../src/contract/blocks.ts'
import { StoredBrand } from '../../../src/contract/brand.ts'
import { brandOf, withBrand } from './brand-looks.ts'
import { readyMade } from './ready-made.ts'

let last = 0
const newId = () => String(last++)
const brand = StoredBrand.parse({
  font_family: 'Georgia, serif',
  border_radius: 9,
  colors: { background: '#aabbcc', button: '#112233', link: '#445566' },
})

test('a new mail wears the looks of the account, its buttons too', () => {
  const mail = withBrand(readyMade('recommended', 'en', newId), brand)
  expect(TemplateDefinition.safeParse(mail).success).toBe(true)
  const json = JSON.stringify(mail)
  expect(json).toContain('"background_color":"#aabbcc"')
  expect(json).toContain('"button_background_color":"#112233"')
  expect(json).toContain('"button_border_radius":9')
  expect(json).toContain('"font_family":"Georgia, serif"')
  expect(json).not.toContain('#0f6b67')
  expect(json).not.toContain('#f3f1ec')
})

test('what a mail took from the account, it gives back', () => {
  const mail = withBrand(readyMade('recommended', 'en', newId), brand)
  expect(brandOf(mail)).toEqual({
    colors: brand.colors,
    font_family: 'Georgia, serif',
    border_radius: 9,
  })
})

test('colours that the account cannot keep are left out', () => {
  const mail = withBrand(readyMade('recommended', 'en', newId), {
    ...brand,
    colors: { ...brand.colors, text: 'rgb(0 0 0)' },
  })
  expect(brandOf(mail).colors).not.toHaveProperty('text')
})
