import { newToken, secretHash } from '../platform/secret.ts'
import type { Tx } from '../platform/sql.ts'
import { sessionCookie } from './session.ts'
import { deleteOldestSessions, insertSession } from './sessions.sql.ts'

/** Browsers in which one person may be signed in; the one not used for longest goes first. */
const SESSIONS_MAX = 20
const USER_AGENT_LENGTH_MAX = 300

export interface Browser {
  ip: string
  userAgent: string | undefined
}

/** Sign a person in. Returns the cookie; the token itself is kept nowhere. */
export async function openSession(
  tx: Tx,
  userId: string,
  browser: Browser,
  now: Date,
): Promise<string> {
  const token = newToken()
  const userAgent = browser.userAgent?.slice(0, USER_AGENT_LENGTH_MAX) ?? null
  await insertSession(tx, { tokenHash: secretHash(token), userId, userAgent, now })
  await deleteOldestSessions(tx, userId, SESSIONS_MAX)
  return sessionCookie(token, now, now)
}
