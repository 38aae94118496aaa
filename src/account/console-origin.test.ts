import { describe, expect, test } from 'vitest'
import { isOwnPage, keepsSecureCookies } from './console-origin.ts'

describe('a page is our own', () => {
  test.each([
    ['its origin is the host it calls', 'http://localhost:4100', undefined, true],
    ['its origin is the public address', 'https://shop.test', undefined, true],
    ['the browser says same-origin', undefined, 'same-origin', true],
    ['not when the origin is another', 'https://evil.test', 'cross-site', false],
    ['not when only the port differs', 'http://localhost:4101', 'same-site', false],
    ['not when the origin is hidden', 'null', undefined, false],
    ['not when nothing is said', undefined, undefined, false],
  ])('%s', (_why, origin, fetchSite, expected) => {
    expect(isOwnPage({ host: 'localhost:4100', origin, fetchSite }, 'https://shop.test/')).toBe(
      expected,
    )
  })
})

test.each([
  ['https://shop.test', true],
  ['http://localhost:4100', true],
  ['http://parley.localhost', true],
  ['http://127.0.0.1:4100', true],
  ['http://[::1]:4100', true],
  ['http://192.168.1.5:4100', false],
  ['http://localhost.evil.test', false],
])('secure cookies from %s are kept: %s', (origin, expected) => {
  expect(keepsSecureCookies(origin)).toBe(expected)
})
