import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redactText } from './redact-text.ts'

test.each([
  ['Write to ada.l+shop@example.co.uk please', 'Write to [email] please'],
  ['Call +49 30 901820 or 0171/2345678', 'Call [phone] or [phone]'],
  ['Call (030) 90 18 20-5 today', 'Call [phone] today'],
  ['my number is 555-123-4567', 'my number is [phone]'],
  ['card 4111 1111 1111 1111 exp 12/27', 'card [card] exp 12/27'],
  ['card 4111111111111111', 'card [card]'],
  ['where is order #1001?', 'where is order [order]?'],
  ['order no. 88231 is late', 'order no. [order] is late'],
  ['Bestellung 88231 und Bestellnummer: R-2231', 'Bestellung [order] und Bestellnummer: [order]'],
  ['it is ORD-123456', 'it is [order]'],
  ['9938271', '[order]'],
])('%s', (text, redacted) => {
  expect(redactText(text)).toBe(redacted)
})

test.each([
  'a mug under 40 €, size 38, 2 pieces',
  'on 12.03.2026 at 10:30',
  'for 2026-03-12, 250 ml, 1,299.00',
  'iPhone 15 case, 100% wool',
  'no numbers at all, @handle',
])('leaves "%s" as it is', (text) => {
  expect(redactText(text)).toBe(text)
})

test('no email survives, wherever it stands, and redacting twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.emailAddress(), fc.string(), (before, email, after) => {
      const once = redactText(`${before} ${email} ${after}`)
      expect(once).not.toContain(email)
      expect(redactText(once)).toBe(once)
    }),
  )
})

test('a long message is redacted in milliseconds', () => {
  const began = performance.now()
  for (const part of ['1 ', '(0', 'a@', '#1-', '0/1.', 'order no ']) {
    redactText(part.repeat(20_000 / part.length))
  }
  expect(performance.now() - began).toBeLessThan(500)
})
