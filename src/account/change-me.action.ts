import { hashPassword, isPassword } from '../platform/password-hash.ts'
import { invalid, notFound } from '../platform/problem.ts'
import { inEveryAccount, type Sql } from '../platform/sql.ts'
import { recordAuditOfPerson } from './audit.sql.ts'
import { passwordFault } from './password.ts'
import { deleteOtherSessions } from './sessions.sql.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'
import { findUser, lockUser, updateUser } from './users.sql.ts'

export interface MyChange {
  name?: string | undefined
  locale?: 'en' | 'de' | null | undefined
  colorScheme?: 'auto' | 'light' | 'dark' | undefined
  currentPassword?: string | undefined
  newPassword?: string | undefined
}

export interface Myself {
  userId: string
  sessionTokenHash: Buffer
  ip: string
}

/**
 * Change what a person says about themselves. A new password ends their other sessions.
 * @throws Problem 400 when the current password is absent or wrong, or the new one will not do;
 *   429 after too many wrong ones
 */
export async function changeMe(
  deps: { sql: Sql; throttle: SignInThrottle },
  me: Myself,
  change: MyChange,
  now: Date,
): Promise<void> {
  const newHash = await newPasswordHash(deps, me, change, now)
  await inEveryAccount(deps.sql, async (tx) => {
    const user = await lockUser(tx, me.userId)
    if (!user) throw notFound('user', me.userId)
    if (newHash && newHash.proven !== user.passwordHash) throw wrongPassword() // changed meanwhile
    await updateUser(tx, {
      userId: user.userId,
      name: change.name ?? user.name,
      locale: change.locale === undefined ? user.locale : change.locale,
      colorScheme: change.colorScheme ?? user.colorScheme,
      passwordHash: newHash?.hash ?? user.passwordHash,
    })
    if (!newHash) return
    const ended = await deleteOtherSessions(tx, user.userId, me.sessionTokenHash)
    await recordAuditOfPerson(tx, user, now, {
      action: 'password.changed',
      subject: user.email,
      detail: { other_sessions_ended: ended },
    })
  })
}

async function newPasswordHash(
  { sql, throttle }: { sql: Sql; throttle: SignInThrottle },
  me: Myself,
  { currentPassword, newPassword }: MyChange,
  now: Date,
): Promise<{ hash: string; proven: string } | undefined> {
  if (newPassword === undefined) return undefined
  const user = await findUser(sql, me.userId)
  if (!user) throw notFound('user', me.userId)
  if (currentPassword === undefined) {
    throw invalid(
      '/data/attributes/current_password',
      "'current_password' is required with a new password.",
    )
  }
  throttle.begin(user.emailKey, me.ip, now)
  if (!(await isPassword(currentPassword, user.passwordHash))) throw wrongPassword()
  throttle.succeed(user.emailKey, me.ip)
  const fault = passwordFault(newPassword, user.email)
  if (fault) throw invalid('/data/attributes/new_password', `The password ${fault}.`)
  return { hash: await hashPassword(newPassword), proven: user.passwordHash }
}

function wrongPassword() {
  return invalid('/data/attributes/current_password', 'The current password is not right.')
}
