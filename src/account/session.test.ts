import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/time.ts'
import { sessionCookie, sessionState, sessionToken } from './session.ts'

const now = new Date('2026-03-01T12:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)

function session(agoMs: { created?: number; rotated?: number; seen?: number }) {
  return {
    createdAt: ago(agoMs.created ?? 0),
    rotatedAt: ago(agoMs.rotated ?? 0),
    lastSeenAt: ago(agoMs.seen ?? 0),
  }
}

describe('a console session', () => {
  test.each([
    [{ seen: 12 * HOUR_MS - 1 }, 'seen'],
    [{ seen: 12 * HOUR_MS }, 'ended'],
    [{ created: 14 * DAY_MS - 1 }, 'fresh'],
    [{ created: 14 * DAY_MS }, 'ended'],
    [{ rotated: HOUR_MS - 1 }, 'fresh'],
    [{ rotated: HOUR_MS }, 'due-for-rotation'],
    [{ seen: MINUTE_MS - 1 }, 'fresh'],
    [{ seen: MINUTE_MS }, 'seen'],
  ])('%j is %s', (agoMs, state) => {
    expect(sessionState(session(agoMs), false, now)).toBe(state)
  })

  test('the token before a rotation works for a minute', () => {
    expect(sessionState(session({ rotated: MINUTE_MS - 1 }), true, now)).toBe('fresh')
    expect(sessionState(session({ rotated: MINUTE_MS }), true, now)).toBe('ended')
  })
})

test('the cookie is bound to the host and lives as long as the session may', () => {
  expect(sessionCookie('t', ago(13 * DAY_MS), now)).toBe(
    '__Host-parley_session=t; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400',
  )
})

test('the token is found among other cookies; what cannot be one is not looked up', () => {
  const token = 'a'.repeat(43)
  expect(sessionToken(`theme=dark; __Host-parley_session=${token}; x=1`)).toBe(token)
  expect(sessionToken(`parley_session=${token}`)).toBeUndefined()
  expect(sessionToken(`__Host-parley_session=${token}a`)).toBeUndefined()
  expect(sessionToken(undefined)).toBeUndefined()
})
