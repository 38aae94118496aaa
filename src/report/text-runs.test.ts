import { expect, test } from 'vitest'
import { visualRuns } from './text-runs.ts'

const LATIN = /^[\p{Script=Latin}\p{Script=Common}]+$/u

const FONTS = {
  baseFontId: 'latin',
  fontOf: (cluster: string) => {
    if (LATIN.test(cluster)) return 'latin'
    return /^\p{Script=Hebrew}/u.test(cluster) ? 'hebrew' : null
  },
}

const seen = (text: string, direction: 'ltr' | 'auto' = 'ltr') =>
  visualRuns(text, direction, FONTS).map((run) => run.text)

test('letters of one font and direction are one run', () => {
  expect(visualRuns('Orders (new)', 'ltr', FONTS)).toEqual([
    { text: 'Orders (new)', fontId: 'latin', isRightToLeft: false },
  ])
})

test('words from right to left stand in their order, and numbers among them are read as always', () => {
  expect(seen('a שלום 12 עולם b')).toEqual(['a ', 'עולם', ' ', '12', ' ', 'שלום', ' b'])
})

test('brackets among letters from right to left open to the other side', () => {
  expect(seen('שלום (טוב)', 'auto')).toEqual(['(', 'טוב', ') ', 'שלום'])
})

test('the first letter tells the direction of what somebody typed, not of what we put together', () => {
  expect(seen('שלום: a', 'auto')).toEqual(['a', ' :', 'שלום'])
  expect(seen('שלום: a', 'ltr')).toEqual(['שלום', ': a'])
})

test('a letter without a font is one question mark, marks and all; what cannot be seen is left out', () => {
  expect(seen('ᚠ̈ x\u200b\u2060\ty')).toEqual(['? x y'])
})
