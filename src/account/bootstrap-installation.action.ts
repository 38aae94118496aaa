import { randomBytes, randomUUID } from 'node:crypto'
import { SCOPES } from '../contract/permissions.ts'
import { newUlidUuid, shortId } from '../platform/id.ts'
import { OperatorError } from '../platform/operator-error.ts'
import { hashPassword } from '../platform/password-hash.ts'
import { newToken, secretHash } from '../platform/secret.ts'
import { inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import { localeOf } from './account.ts'
import { type AccountRow, findAccount, oldestAccount } from './accounts.sql.ts'
import { keyPrefix } from './api-key.action.ts'
import { findKeyHolder, insertApiKey } from './api-keys.sql.ts'
import { recordAudit, systemActor } from './audit.sql.ts'
import {
  ensureInstallation,
  findInstallation,
  lockInstallation,
  setSetupToken,
} from './installation.sql.ts'
import { hasOwner, insertMember } from './members.sql.ts'
import { type OnAccountCreated, openAccount } from './open-account.action.ts'
import { passwordFault } from './password.ts'
import { emailKeyOf } from './user.ts'
import { hasUsers, insertUser } from './users.sql.ts'

/** The settings that make a first start work without a screen. */
export interface BootstrapConfig {
  apiKey: string | null
  companyId: string | null
  owner: { email: string; password: string } | null
  isSandbox: boolean
  /** Where browsers reach this server, no trailing slash. */
  publicUrl: string
}

export interface Bootstrapped {
  /** Leads to the form that creates the first owner; null when there is one. */
  setupLink: string | null
  /** The first account; null until somebody opens it. */
  accountId: string | null
  /** Settings that were not followed, and why, in sentences. */
  warnings: string[]
}

const SECRET_BYTES = 32
/** Of an account that nobody has described yet; its owner changes them. */
const FIRST_ACCOUNT = { name: 'My shop', timezone: 'UTC', currency: 'USD' }
const KEY_NAME = 'PARLEY_API_KEY'

/**
 * Bring the installation to what the settings ask for. Run at every start, by any number of
 * processes: what is there stays, what is missing is made, and a key that is new is added.
 *
 * @param now the wall clock
 * @throws OperatorError when the settings contradict what is there, or the password will not do
 */
export async function bootstrapInstallation(
  sql: Sql,
  config: BootstrapConfig,
  by: { now: Date; onAccountCreated: readonly OnAccountCreated[] },
): Promise<Bootstrapped> {
  const passwordHash = await ownerPasswordHash(sql, config)
  return inEveryAccount(sql, async (tx) => {
    await ensureInstallation(tx, randomBytes(SECRET_BYTES))
    await lockInstallation(tx)
    const warnings: string[] = []
    const account = await firstAccount(tx, config, by, warnings)
    if (account && config.owner && passwordHash) {
      await createFirstOwner(tx, account.accountId, { ...config.owner, passwordHash }, by.now)
    }
    if (account && config.apiKey) {
      await ensureKey(tx, account.accountId, { key: config.apiKey, now: by.now, warnings })
    }
    const accountId = account?.accountId ?? null
    return { setupLink: await setupLink(tx, config.publicUrl), accountId, warnings }
  })
}

/** @throws Error when `bootstrapInstallation` has not run: that is our bug */
export async function loadInstallation(sql: Sql): Promise<{ secret: Buffer }> {
  const installation = await findInstallation(sql)
  if (!installation) throw new Error('the installation has no secret: start did not bootstrap it')
  return { secret: installation.secret }
}

/** Undefined when nobody is to be created. Hashed before the transaction, because it is slow. */
async function ownerPasswordHash(
  sql: Sql,
  { owner }: BootstrapConfig,
): Promise<string | undefined> {
  if (!owner || (await hasUsers(sql))) return undefined
  const fault = passwordFault(owner.password, owner.email)
  if (fault) {
    throw new OperatorError(`PARLEY_OWNER_PASSWORD ${fault}.`, 'Choose another password.')
  }
  return hashPassword(owner.password)
}

async function firstAccount(
  tx: Tx,
  config: BootstrapConfig,
  by: { now: Date; onAccountCreated: readonly OnAccountCreated[] },
  warnings: string[],
): Promise<AccountRow | undefined> {
  const existing = await existingAccount(tx, config.companyId)
  if (existing) {
    if (config.isSandbox && !existing.isSandbox) {
      warnings.push(
        `PARLEY_SANDBOX=1 is not followed: the account ${existing.accountId} exists and is not a sandbox.`,
      )
    }
    return existing
  }
  const { apiKey, companyId, owner, isSandbox } = config
  if (!apiKey && !companyId && !owner && !isSandbox) return undefined
  const account = {
    ...FIRST_ACCOUNT,
    accountId: companyId ?? shortId(),
    locale: localeOf(null),
    isSandbox,
  }
  return openAccount(tx, account, { ...by, actor: systemActor('') })
}

async function existingAccount(tx: Tx, companyId: string | null): Promise<AccountRow | undefined> {
  const oldest = await oldestAccount(tx)
  if (companyId === null || !oldest) return oldest
  const named = await findAccount(tx, companyId)
  if (named) return named
  throw new OperatorError(
    `PARLEY_COMPANY_ID is ${companyId}, but this installation's account is ${oldest.accountId}.`,
    `Set PARLEY_COMPANY_ID=${oldest.accountId} or unset it, or use another database.`,
  )
}

async function createFirstOwner(
  tx: Tx,
  accountId: string,
  owner: { email: string; passwordHash: string },
  now: Date,
): Promise<void> {
  // Another process may have been first; and an account with an owner keeps them.
  if ((await hasUsers(tx)) || (await hasOwner(tx, accountId))) return
  const userId = randomUUID()
  await insertUser(tx, {
    userId,
    email: owner.email.trim(),
    emailKey: emailKeyOf(owner.email),
    name: owner.email.trim().split('@', 1)[0] || 'Owner',
    passwordHash: owner.passwordHash,
    locale: null,
    colorScheme: 'auto',
    createdAt: now,
  })
  await insertMember(tx, { accountId, userId, role: 'owner', joinedAt: now })
  await recordAudit(tx, systemActor(accountId), now, {
    action: 'member.joined',
    subject: owner.email.trim(),
    detail: { role: 'owner' },
  })
}

async function ensureKey(
  tx: Tx,
  accountId: string,
  { key, now, warnings }: { key: string; now: Date; warnings: string[] },
): Promise<void> {
  const keyHash = secretHash(key)
  const holder = await findKeyHolder(tx, keyHash)
  if (holder && holder.accountId !== accountId) {
    throw new OperatorError(
      `PARLEY_API_KEY is a key of the account ${holder.accountId}, not of ${accountId}.`,
      'Use another key, or name that account in PARLEY_COMPANY_ID.',
    )
  }
  if (holder) {
    // Somebody decided that it must not work any more; a restart must not undo that.
    if (holder.revokedAt) {
      warnings.push('PARLEY_API_KEY was revoked in the console and is refused. Set another key.')
    }
    return
  }
  const prefix = keyPrefix(key)
  await insertApiKey(tx, {
    accountId,
    keyId: newUlidUuid(now),
    name: KEY_NAME,
    prefix,
    keyHash,
    scopes: [...SCOPES],
    createdBy: null,
    createdAt: now,
  })
  await recordAudit(tx, systemActor(accountId), now, {
    action: 'api-key.created',
    subject: KEY_NAME,
    detail: { prefix, scopes: 'all' },
  })
}

async function setupLink(tx: Tx, publicUrl: string): Promise<string | null> {
  if (await hasUsers(tx)) {
    await setSetupToken(tx, null)
    return null
  }
  const token = newToken()
  await setSetupToken(tx, secretHash(token))
  return `${publicUrl}/setup?token=${token}`
}
