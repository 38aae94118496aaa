import { expect, test } from 'vitest'
import { networkOf, SIGN_IN_LIMITS, SignInThrottle } from './sign-in-throttle.ts'

const noon = new Date('2026-03-01T12:00:00Z')
const later = (ms: number) => new Date(noon.getTime() + ms)

test('the eleventh failure of an email is refused until its window ends, from anywhere', () => {
  const throttle = new SignInThrottle()
  for (let i = 0; i < SIGN_IN_LIMITS.perEmail; i += 1) {
    throttle.begin('ada@shop.test', `10.0.0.${i}`, noon)
  }
  expect(() => throttle.begin('ada@shop.test', '10.9.9.9', later(60_000))).toThrow(
    /with this email address. Expected available in 840 seconds/,
  )
  throttle.begin('bo@shop.test', '10.9.9.9', noon)
  throttle.begin('ada@shop.test', '10.9.9.9', later(SIGN_IN_LIMITS.windowMs))
})

test('one network that tries many emails is refused', () => {
  const throttle = new SignInThrottle()
  for (let i = 0; i < SIGN_IN_LIMITS.perAddress; i += 1) {
    throttle.begin(`guess-${i}@shop.test`, `2001:db8:1:2::${i}`, noon)
  }
  expect(() => throttle.begin('ada@shop.test', '2001:db8:1:2:ffff::1', noon)).toThrow(
    /from this network/,
  )
  throttle.begin('ada@shop.test', '2001:db8:1:3::1', noon)
})

test('who signs in rightly is never refused', () => {
  const throttle = new SignInThrottle()
  for (let i = 0; i < 1_000; i += 1) {
    throttle.begin('ada@shop.test', '10.0.0.1', noon)
    throttle.succeed('ada@shop.test', '10.0.0.1')
  }
})

test.each([
  ['10.1.2.3', '10.1.2.3'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
])('%s is in network %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network)
})
