import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  confirmationToken,
  consentToken,
  readConfirmationToken,
  readConsentToken,
} from './consent-links.ts'

const SECRET = Buffer.from('a secret of thirty-two bytes, ok')
const OTHER = Buffer.from('another secret, also of 32 bytes')
const uuid = fc.uuid()
const link = fc.record({
  accountId: fc.stringMatching(/^[A-Za-z0-9]{6}$/),
  profileId: uuid,
  messageId: fc.option(uuid, { nil: undefined }),
  listId: fc.option(fc.stringMatching(/^[A-Za-z0-9]{6}$/), { nil: undefined }),
})

test('what was signed is read', () => {
  fc.assert(
    fc.property(link, (one) => {
      expect(readConsentToken(SECRET, consentToken(SECRET, one))).toEqual(one)
    }),
  )
})

test('what was changed, cut or signed with another secret is not', () => {
  fc.assert(
    fc.property(
      link,
      fc.nat(),
      fc.constantFrom('A', 'a', '0', '-', '_', '.'),
      (one, at, character) => {
        const token = consentToken(SECRET, one)
        const place = at % token.length
        const changed = token.slice(0, place) + character + token.slice(place + 1)
        // The last character of base64url carries spare bits, so another one may say the same.
        const isSame = changed === token || place === token.length - 1
        expect(isSame || readConsentToken(SECRET, changed) === undefined).toBe(true)
        expect(readConsentToken(SECRET, token.slice(0, place))).toBeUndefined()
        expect(readConsentToken(OTHER, token)).toBeUndefined()
      },
    ),
  )
  for (const nonsense of ['', '.', 'a.b', 'a.b.c', '\u0000', 'x'.repeat(10_000)]) {
    expect(readConsentToken(SECRET, nonsense)).toBeUndefined()
  }
})

test('a token for one page is none for another', () => {
  fc.assert(
    fc.property(link, (one) => {
      const { accountId, profileId } = one
      const confirmation = confirmationToken(SECRET, { accountId, requestId: profileId })
      expect(readConsentToken(SECRET, confirmation)).toBeUndefined()
      expect(readConfirmationToken(SECRET, consentToken(SECRET, one))).toBeUndefined()
      expect(readConfirmationToken(SECRET, confirmation)).toEqual({
        accountId,
        requestId: profileId,
      })
    }),
  )
})
