import type { Logger } from 'pino'
import { isPassword } from '../platform/password-hash.ts'
import { inEveryAccount, type Sql } from '../platform/sql.ts'
import { recordAuditOfPerson } from './audit.sql.ts'
import { type Browser, openSession } from './open-session.action.ts'
import { authenticationFailed } from './refusals.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'
import { emailKeyOf } from './user.ts'
import { findUserByEmail, lockUser, type UserRow } from './users.sql.ts'

export interface SignInDeps {
  sql: Sql
  log: Pick<Logger, 'warn'>
  throttle: SignInThrottle
}

export interface SignedIn {
  userId: string
  /** The `Set-Cookie` value. */
  cookie: string
}

/**
 * Open a session for who knows the password.
 * @throws Problem 401, the same and after the same work whether or not the email is known; 429
 *   after too many attempts
 */
export async function signIn(
  deps: SignInDeps,
  attempt: { email: string; password: string; browser: Browser; now: Date },
): Promise<SignedIn> {
  const { email, password, browser, now } = attempt
  const user = await provePassword(deps, { email, password, ip: browser.ip, now })
  // The person works for several accounts; the log of each gets its entry.
  return inEveryAccount(deps.sql, async (tx) => {
    const current = await lockUser(tx, user.userId)
    if (current?.passwordHash !== user.passwordHash) throw wrongCredentials() // changed meanwhile
    const cookie = await openSession(tx, user.userId, browser, now)
    await recordAuditOfPerson(tx, user, now, {
      action: 'session.created',
      subject: user.email,
      detail: { ip: browser.ip },
    })
    return { userId: user.userId, cookie }
  })
}

/**
 * The person whose email and password these are.
 * @throws Problem 401 or 429 as `signIn`
 */
export async function provePassword(
  deps: SignInDeps,
  given: { email: string; password: string; ip: string; now: Date },
): Promise<UserRow> {
  const emailKey = emailKeyOf(given.email)
  deps.throttle.begin(emailKey, given.ip, given.now)
  const user = await findUserByEmail(deps.sql, emailKey)
  const isRight = await isPassword(given.password, user?.passwordHash)
  if (!user || !isRight) {
    if (user) noteFailure(deps, user, given.ip, given.now)
    throw wrongCredentials()
  }
  deps.throttle.succeed(emailKey, given.ip)
  return user
}

/** Not awaited: an answer that took longer would tell that somebody has this email. */
function noteFailure({ sql, log }: SignInDeps, user: UserRow, ip: string, now: Date): void {
  inEveryAccount(sql, (tx) =>
    recordAuditOfPerson(tx, user, now, {
      action: 'session.refused',
      subject: user.email,
      detail: { ip, reason: 'wrong-password' },
    }),
  ).catch((error: unknown) => log.warn({ err: error }, 'failed sign-in not noted'))
}

function wrongCredentials() {
  return authenticationFailed(
    'The email address or the password is not right.',
    'Try again. An owner or admin can remove and invite you again if the password is lost.',
  )
}
