import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editsBetween, foldText, gramsOf, wordsOf } from './search-words.ts'

describe('words that are the same to a search', () => {
  test.each([
    'mug mugs',
    'Mütze Muetze Mützen mutze MÜTZE',
    'Tasse Tassen',
    'lamp lamps Lampe Lampen',
    'blau blaue blauer blaues blauen',
    'neu neue neuer neues',
    'Buch Bücher Büchern',
    'knit knitted knitting',
    'candle candles',
    'weiß weiss weiße weißer',
    'Glas Gläser glass glasses',
    'Socke Socken sock socks',
    'Löffel Löffeln',
    'Schuh Schuhe Schuhen',
    'café cafe CAFÉ',
  ])('%s', (text) => {
    expect([...new Set(wordsOf(text))]).toHaveLength(1)
  })

  test.each(['mug rug', 'tea tee', 'scarf scar', 'Tisch Fisch', 'red rot'])(
    'not these: %s',
    (text) => {
      expect([...new Set(wordsOf(text))]).toHaveLength(2)
    },
  )
})

test.each([
  ["Something for my dad's birthday, please", ['dad', 'birthday']],
  ['Ich möchte etwas Warmes für meine Mutter', ['warm', 'mut']],
  ['T-Shirt BU-123', ['shirt', 'tshirt', 'bu', '123', 'bu123']],
  ['red/blue', ['red', 'blu']],
  ['', []],
  ['a of x', []],
])('the words of %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words)
})

test('vowels before an e are letters of their own', () => {
  expect(foldText('Quelle blauer neue Koeln Muetze')).toBe('quelle blauer neue koln mutze')
})

test('any text has words that have themselves as their words, or none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      for (const word of wordsOf(text)) expect(word.length).toBeGreaterThan(0)
    }),
  )
})

describe('edits', () => {
  test.each([
    ['scarf', 'scraf', 1],
    ['mug', 'mugg', 1],
    ['teekanne', 'tekane', 2],
    ['lamp', 'lamp', 0],
    ['abc', 'xyz', 3],
  ])('%s, %s: %i', (a, b, edits) => {
    expect(editsBetween(a, b, 3)).toBe(edits)
    expect(editsBetween(b, a, 3)).toBe(edits)
  })

  test('more than allowed are not counted', () => {
    expect(editsBetween('blanket', 'xxxxxxx', 2)).toBe(3)
    expect(editsBetween('a', 'abcdef', 2)).toBe(3)
  })

  test('one edit changes at most four pieces', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'd'),
      minLength: 4,
      maxLength: 9,
    })
    fc.assert(
      fc.property(word, word, (a, b) => {
        if (editsBetween(a, b, 1) !== 1) return
        const shared = gramsOf(a).filter((gram) => gramsOf(b).includes(gram))
        expect(shared.length).toBeGreaterThanOrEqual(gramsOf(a).length - 4)
      }),
    )
  })
})
