import { expect, test } from 'vitest'
import { searchWords } from './search-words.ts'

test.each([
  ['Grüße aus Zürich!', ['grusse', 'aus', 'zurich']],
  ['ORDER #1001, please', ['order', '1001', 'please']],
  ['SKU-7 for ada@shop.test', ['sku-7', 'sku', '7', 'for', 'ada@shop.test', 'ada', 'shop', 'test']],
  ['', []],
  ['🧣 !?', []],
])('%s', (text, words) => {
  expect(searchWords(text)).toEqual(words)
})

test('a long text has a bounded number of words', () => {
  const text = Array.from({ length: 5_000 }, (_, at) => `word${at}`).join(' ')
  expect(searchWords(text)).toHaveLength(300)
})
