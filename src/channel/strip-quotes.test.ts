import { expect, test } from 'vitest'
import { stripQuotes } from './strip-quotes.ts'

test.each([
  [
    'a reply above what it answers',
    'Thanks, that helps!\n\nOn Mon, 4 May 2026 at 10:00, Wool & Co <help@wool.test> wrote:\n> It is on its way.\n>> really',
    'Thanks, that helps!',
  ],
  [
    'an introduction broken into two lines',
    'Thanks!\r\n\r\nOn Mon, 4 May 2026 at 10:00, Wool & Co\r\n<help@wool.test> wrote:\r\n\r\n> It is on its way.',
    'Thanks!',
  ],
  [
    'a German one',
    'Danke!\n\nAm 04.05.2026 um 10:00 schrieb Wool & Co <help@wool.test>:\n> Es ist unterwegs.',
    'Danke!',
  ],
  [
    'a block of headers',
    'Wo ist es?\n\nVon: Wool & Co <help@wool.test>\nGesendet: Montag, 4. Mai 2026\nAn: Ada\nBetreff: AW: Paket\n\nEs ist unterwegs.',
    'Wo ist es?',
  ],
  ['an original message', 'No.\n\n-----Original Message-----\nFrom: Wool\nHello', 'No.'],
  ['a signature', 'Where is it?\n\n-- \nAda Lovelace\nAnalyst', 'Where is it?'],
  ['a phone', 'Where is it?\n\nSent from my iPhone', 'Where is it?'],
  [
    'an answer below the quote',
    'On Monday, Wool & Co <help@wool.test> wrote:\n> Which size?\n\nMedium, please.',
    'Medium, please.',
  ],
  ['answers between', '> Which size?\nMedium\n> Which colour?\nBlue', 'Medium\nBlue'],
  ['nothing but a quote', '> Which size?', '> Which size?'],
  [
    'a sentence that only looks like one',
    'On Monday I wrote to you about my order.',
    'On Monday I wrote to you about my order.',
  ],
  ['nothing', '   \n\n ', ''],
  ['too many empty lines', 'a\n\n\n\n\nb', 'a\n\nb'],
])('%s', (_name, text, written) => {
  expect(stripQuotes(text)).toBe(written)
})

test('a mail built to be slow is not', () => {
  const started = performance.now()
  stripQuotes(`${'On '.repeat(20_000)}\n`.repeat(50))
  stripQuotes(`${'a'.repeat(200_000)}\n`.repeat(5))
  stripQuotes(`On ${' '.repeat(100_000)}wrote`.repeat(3))
  expect(performance.now() - started).toBeLessThan(1_000)
})
