import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../platform/time.ts'

/** A console session ends when nobody used it for this long, and in any case after the second. */
const SESSION_IDLE_MAX_MS = 12 * HOUR_MS
const SESSION_AGE_MAX_MS = 14 * DAY_MS
const ROTATE_EVERY_MS = HOUR_MS
/** Requests in flight during a rotation still carry the token before it. */
const PREVIOUS_TOKEN_MS = MINUTE_MS
const SEEN_EVERY_MS = MINUTE_MS

/** `__Host-` makes browsers insist on Secure, Path=/ and no Domain: no other host can plant it. */
const COOKIE = '__Host-parley_session'
const COOKIE_RULES = 'Path=/; Secure; HttpOnly; SameSite=Lax'
const TOKEN = /^[A-Za-z0-9_-]{43}$/

export interface SessionTimes {
  createdAt: Date
  rotatedAt: Date
  lastSeenAt: Date
}

export type SessionState = 'ended' | 'fresh' | 'seen' | 'due-for-rotation'

/**
 * How a session stands at `now` (the wall clock), asked with its token or with the one before.
 * `fresh`: nothing to write; `seen`: note that it is in use.
 */
export function sessionState(session: SessionTimes, isPrevious: boolean, now: Date): SessionState {
  const since = (at: Date) => now.getTime() - at.getTime()
  if (since(session.createdAt) >= SESSION_AGE_MAX_MS) return 'ended'
  if (since(session.lastSeenAt) >= SESSION_IDLE_MAX_MS) return 'ended'
  if (isPrevious) return since(session.rotatedAt) < PREVIOUS_TOKEN_MS ? 'fresh' : 'ended'
  if (since(session.rotatedAt) >= ROTATE_EVERY_MS) return 'due-for-rotation'
  return since(session.lastSeenAt) >= SEEN_EVERY_MS ? 'seen' : 'fresh'
}

/** The `Set-Cookie` value that hands a token to the browser until the session ends anyway. */
export function sessionCookie(token: string, createdAt: Date, now: Date): string {
  const leftMs = createdAt.getTime() + SESSION_AGE_MAX_MS - now.getTime()
  return `${COOKIE}=${token}; ${COOKIE_RULES}; Max-Age=${Math.floor(leftMs / SECOND_MS)}`
}

/** The `Set-Cookie` value that makes the browser forget. */
export const ENDED_SESSION_COOKIE = `${COOKIE}=; ${COOKIE_RULES}; Max-Age=0`

/** The session token in a `Cookie` header; undefined when there is none or it cannot be ours. */
export function sessionToken(cookieHeader: string | undefined): string | undefined {
  for (const pair of cookieHeader?.split(';') ?? []) {
    const [name, value = ''] = pair.trim().split('=', 2)
    if (name === COOKIE && TOKEN.test(value)) return value
  }
  return undefined
}
