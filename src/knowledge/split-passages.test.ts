import { describe, expect, test } from 'vitest'
import { PASSAGE_LENGTH_MAX, splitPassages, textBlocks } from './split-passages.ts'

const split = (text: string, title = 'Help') =>
  splitPassages({ title, url: null, blocks: textBlocks(text) })

describe('passages', () => {
  test('stand under their headings, without the title again', () => {
    const found = split(
      '# Help\nIntro text.\n\n## Returns\nThirty days.\n\n### Costs\nFree.\n\n## Care\nWash cold.',
    )
    expect(found.map(({ heading, body }) => [heading, body])).toEqual([
      ['', 'Intro text.'],
      ['Returns', 'Thirty days.'],
      ['Returns › Costs', 'Free.'],
      ['Care', 'Wash cold.'],
    ])
  })

  test('of one section are put together up to a size to quote, at paragraphs', () => {
    const paragraphs = Array.from({ length: 10 }, (_, at) =>
      `Paragraph ${at} ${'word '.repeat(30)}`.trim(),
    )
    const found = split(paragraphs.join('\n\n'))
    expect(found.length).toBeGreaterThan(1)
    for (const { body } of found) expect(body.length).toBeLessThanOrEqual(PASSAGE_LENGTH_MAX + 120)
    expect(found.map((one) => one.body).join('\n')).toBe(paragraphs.join('\n'))
  })

  test('are cut at sentences, or at words, or anywhere', () => {
    const sentences = split('This is one sentence of several. '.repeat(60))
    expect(sentences.length).toBeGreaterThan(2)
    for (const { body } of sentences) expect(body).toMatch(/\.$/)
    const letters = split('x'.repeat(5_000))
    expect(letters.map((one) => one.body.replaceAll('\n', '')).join('')).toBe('x'.repeat(5_000))
    for (const { body } of letters)
      expect(body.length).toBeLessThanOrEqual(PASSAGE_LENGTH_MAX + 120)
  })

  test('know their language', () => {
    const found = split(
      '# A\nWe ship to all countries of the world.\n\n# B\nWir liefern in alle Länder der Welt.',
    )
    expect(found.map((one) => one.language)).toEqual(['en', 'de'])
  })

  test('are none of an empty text', () => {
    expect(split('')).toEqual([])
    expect(split('# Only a heading')).toEqual([])
  })

  test('lose the marks of Markdown, and keep what they say', () => {
    const [one] = split(
      '* **Free** returns\n* see [the page](https://x.test "t") ![alt](y.png)\n> quoted',
    )
    expect(one?.body).toBe('• Free returns\n• see the page alt\nquoted')
  })
})

test.each([
  ['spaces', ' ', 2_000_000],
  ['lines', 'a b\n', 300_000],
  ['empty lines', '\n', 2_000_000],
  ['stars', '**a ', 500_000],
  ['brackets', '[', 2_000_000],
  ['hashes', '# # ', 500_000],
  ['speakers', 'system', 300_000],
])(
  'a text made of %s takes no time',
  (_, piece, times) => {
    const started = performance.now()
    split(piece.repeat(times))
    split(`x\n${piece.repeat(times)}x`)
    expect(performance.now() - started).toBeLessThan(30_000)
  },
  60_000,
)
