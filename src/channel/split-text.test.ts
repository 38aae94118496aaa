import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainForSms, smsSize } from '../message/sms-size.ts'
import { PARTS_MAX, SMS_SEGMENTS_MAX, splitText, WHATSAPP_LENGTH_MAX } from './split-text.ts'

describe('the size of an SMS', () => {
  test.each([
    ['', 'gsm-7', 0],
    ['a'.repeat(160), 'gsm-7', 1],
    ['a'.repeat(161), 'gsm-7', 2],
    ['a'.repeat(306), 'gsm-7', 2],
    ['a'.repeat(307), 'gsm-7', 3],
    ['€'.repeat(80), 'gsm-7', 1],
    ['€'.repeat(81), 'gsm-7', 2],
    ['äöüßÄÖÜ', 'gsm-7', 1],
    ['ő'.repeat(70), 'ucs-2', 1],
    ['ő'.repeat(71), 'ucs-2', 2],
    ['🧣'.repeat(35), 'ucs-2', 1],
    ['🧣'.repeat(36), 'ucs-2', 2],
  ])('row %#', (text, encoding, segments) => {
    expect(smsSize(text)).toEqual({ encoding, segments })
  })

  test('typographic characters are replaced where that makes the text plain', () => {
    expect(plainForSms('„Gern“ – it’s 5\u00a0€…')).toBe('"Gern" - it\'s 5 €...')
    expect(plainForSms('„Gern“ 🧣')).toBe('„Gern“ 🧣')
  })
})

describe('a long reply', () => {
  const sentence = 'This scarf is made of wool and keeps you warm. '

  test('is cut between sentences', () => {
    const parts = splitText(sentence.repeat(20), 'sms')
    expect(parts.length).toBe(2)
    for (const part of parts) expect(part).toMatch(/^This .* warm\.$/s)
    expect(parts.join(' ')).toBe(sentence.repeat(20).trim())
  })

  test('is cut between paragraphs where there are some', () => {
    const text = `${sentence.repeat(7).trim()}\n\n${sentence.repeat(7).trim()}`
    expect(splitText(text, 'sms')).toEqual([sentence.repeat(7).trim(), sentence.repeat(7).trim()])
  })

  test('ends with an ellipsis when it is too long for all parts', () => {
    const parts = splitText('word '.repeat(5_000), 'sms')
    expect(parts).toHaveLength(PARTS_MAX)
    expect(parts.at(-1)).toMatch(/word \.\.\.$/)
  })

  test('a short one stays whole, an empty one is nothing', () => {
    expect(splitText('Hello', 'whatsapp')).toEqual(['Hello'])
    expect(splitText('  ', 'sms')).toEqual([])
  })

  test('of any kind fits, keeps its order, and breaks no character', () => {
    const piece = fc.constantFrom(
      'a',
      'wool ',
      '. ',
      '\n\n',
      '\n',
      '€',
      '🧣',
      'ő',
      '— ',
      '!',
      'x'.repeat(700),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
        const text = pieces.join('')
        const bare = (value: string) => plainForSms(value).replaceAll(/\s/g, '')
        for (const channel of ['sms', 'whatsapp'] as const) {
          const parts = splitText(text, channel)
          const fits = (part: string) =>
            channel === 'sms'
              ? smsSize(part).segments <= SMS_SEGMENTS_MAX
              : part.length <= WHATSAPP_LENGTH_MAX
          expect(
            parts.filter((part) => part === '' || !part.isWellFormed() || !fits(part)),
          ).toEqual([])
          expect(parts.length).toBeLessThanOrEqual(PARTS_MAX)
          const isWhole = parts.length < PARTS_MAX
          expect(isWhole ? bare(parts.join('')) : '').toBe(isWhole ? bare(text) : '')
        }
      }),
      { numRuns: 200 },
    )
  })
})
