import { randomUUID, timingSafeEqual } from 'node:crypto'
import { shortId } from '../platform/id.ts'
import { hashPassword } from '../platform/password-hash.ts'
import { conflict, invalid, Problem } from '../platform/problem.ts'
import { secretHash } from '../platform/secret.ts'
import { inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import { localeOf } from './account.ts'
import { oldestAccount, updateAccount } from './accounts.sql.ts'
import { recordAudit } from './audit.sql.ts'
import {
  findInstallation,
  type InstallationRow,
  lockInstallation,
  setSetupToken,
} from './installation.sql.ts'
import { insertMember } from './members.sql.ts'
import { type OnAccountCreated, openAccount } from './open-account.action.ts'
import { type Browser, openSession } from './open-session.action.ts'
import { passwordFault } from './password.ts'
import type { SignedIn } from './sign-in.action.ts'
import { emailKeyOf } from './user.ts'
import { hasUsers, insertUser, type UserRow } from './users.sql.ts'

export interface FirstOwner {
  token: string
  accountName: string
  name: string
  email: string
  password: string
  timezone: string
  currency: string
  language: 'en' | 'de' | null
}

/**
 * Create the first person and make them the owner of the first account: the one that the settings
 * of the server made, or a new one. Signs them in.
 * @throws Problem 403 for a token that is not the last one shown, 409 when there is somebody
 *   already, 400 for the password
 */
export async function createOwner(
  deps: { sql: Sql; onAccountCreated: readonly OnAccountCreated[] },
  owner: FirstOwner,
  browser: Browser,
  now: Date,
): Promise<SignedIn> {
  // Before the costly hash, so that strangers cannot make us work. The link is read first: whoever
  // finds it used up by another at this moment then finds that other.
  const installed = await findInstallation(deps.sql)
  if (await hasUsers(deps.sql)) throw ownerExists()
  refuseToken(installed, owner.token)
  const fault = passwordFault(owner.password, owner.email)
  if (fault) throw invalid('/data/attributes/password', `The password ${fault}.`)
  const passwordHash = await hashPassword(owner.password)

  return inEveryAccount(deps.sql, async (tx) => {
    const installation = await lockInstallation(tx)
    if (await hasUsers(tx)) throw ownerExists()
    refuseToken(installation, owner.token)
    const user = await insertOwner(tx, owner, passwordHash, now)
    const accountId = await ownAccount(tx, owner, user, { now, ...deps })
    await insertMember(tx, { accountId, userId: user.userId, role: 'owner', joinedAt: now })
    await recordAudit(tx, { ...actorOf(user), accountId }, now, {
      action: 'member.joined',
      subject: user.email,
      detail: { role: 'owner' },
    })
    await setSetupToken(tx, null)
    return { userId: user.userId, cookie: await openSession(tx, user.userId, browser, now) }
  })
}

function refuseToken(installation: InstallationRow | undefined, token: string): void {
  const expected = installation?.setupTokenHash
  if (expected && timingSafeEqual(expected, secretHash(token))) return
  throw new Problem(403, {
    code: 'setup_token_invalid',
    title: 'This setup link does not work.',
    detail: 'The setup link was replaced by a newer one, or is incomplete.',
    fix: 'Use the link that the server showed at its last start; a restart shows a new one.',
    source: { pointer: '/data/attributes/token' },
  })
}

function ownerExists(): Problem {
  return conflict(
    'owner_exists',
    'This installation has an owner already.',
    'Sign in, or ask a member of the account for an invitation.',
  )
}

async function insertOwner(
  tx: Tx,
  owner: FirstOwner,
  passwordHash: string,
  now: Date,
): Promise<UserRow> {
  const user: UserRow = {
    userId: randomUUID(),
    email: owner.email,
    emailKey: emailKeyOf(owner.email),
    name: owner.name,
    passwordHash,
    locale: owner.language,
    colorScheme: 'auto',
    createdAt: now,
  }
  await insertUser(tx, user)
  return user
}

function actorOf(user: UserRow) {
  return { kind: 'user', actorId: user.userId, actorName: user.name } as const
}

async function ownAccount(
  tx: Tx,
  owner: FirstOwner,
  user: UserRow,
  by: { now: Date; onAccountCreated: readonly OnAccountCreated[] },
): Promise<string> {
  const { timezone, currency, accountName: name } = owner
  const settings = { name, timezone, currency, locale: localeOf(owner.language) }
  const existing = await oldestAccount(tx)
  if (existing) {
    await updateAccount(tx, { ...existing, ...settings })
    return existing.accountId
  }
  const account = { ...settings, accountId: shortId(), isSandbox: false }
  return (await openAccount(tx, account, { ...by, actor: actorOf(user) })).accountId
}
