import { describe, expect, test } from 'vitest'
import { passwordFault } from './password.ts'

describe('a new password', () => {
  test.each([
    ['eleven-char', /has 11 characters; at least 12/],
    ['Password 1234!', /many people use/],
    ['Correct-Horse-Battery-Staple', /many people use/],
    ['ababababababab', /different characters/],
    ['x'.repeat(201), /has 201 characters; 200/],
    ['greetings from Ada.Lovelace', /name of the email address/],
  ])('%s is refused with its reason', (password, reason) => {
    expect(passwordFault(password, 'ada.lovelace@shop.test')).toMatch(reason)
  })

  test.each(['twelve chars', 'über die Wiese gehn', 'a long one that mentions bo and goes on'])(
    '%s will do',
    (password) => {
      expect(passwordFault(password, 'bo@shop.test')).toBeUndefined()
    },
  )

  test('its length is counted in characters, not in code units', () => {
    expect(passwordFault('🐢🐇🦊🐻🐼🐨', 'bo@shop.test')).toMatch(/has 6 characters/)
  })
})
