import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addressToken,
  messageToken,
  readAddressToken,
  readMessageToken,
  type TokenPurpose,
} from './message-token.ts'

const secret = Buffer.from('the secret of this installation')
const token = fc.record({
  accountId: fc.stringMatching(/^[A-Za-z0-9]{6}$/),
  messageId: fc.uuid(),
  nth: fc.integer({ min: 0, max: 65_535 }),
})
const purpose = fc.constantFrom<TokenPurpose>('open', 'link', 'view', 'bounce', 'unsubscribe')

test('a token says what it was made of, in links and in addresses, whatever their case', () => {
  fc.assert(
    fc.property(token, purpose, (made, use) => {
      expect(readMessageToken(secret, use, messageToken(secret, use, made))).toEqual(made)
      const address = addressToken(secret, use, made).toUpperCase()
      expect(readAddressToken(secret, use, address)).toEqual(made)
      expect(`unsubscribe+${address}`.length).toBeLessThanOrEqual(64)
    }),
  )
})

// The last character has bits that carry nothing: it stays as it is.
test('a token is good for one purpose, and any change breaks it', () => {
  fc.assert(
    fc.property(token, fc.nat({ max: 41 }), (made, at) => {
      const text = messageToken(secret, 'link', made)
      expect(readMessageToken(secret, 'open', text)).toBeUndefined()
      const other = text[at] === 'A' ? 'Q' : 'A'
      const changed = text.slice(0, at) + other + text.slice(at + 1)
      const read = readMessageToken(secret, 'link', changed)
      expect(read).toBeUndefined()
      expect(readMessageToken(Buffer.from('another'), 'link', text)).toBeUndefined()
    }),
  )
})

test('other texts are no tokens', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readMessageToken(secret, 'link', text)).toBeUndefined()
      expect(readAddressToken(secret, 'link', text)).toBeUndefined()
    }),
  )
})
