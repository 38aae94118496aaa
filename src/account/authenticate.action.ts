import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Endpoint } from '../contract/endpoint.ts'
import { type Permission, type Role, roleMay } from '../contract/permissions.ts'
import type { Caller } from '../platform/http.ts'
import { invalidParameter, permissionDenied, quote } from '../platform/problem.ts'
import { newToken, secretHash } from '../platform/secret.ts'
import { inAccount, inEveryAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { MINUTE_MS, SECOND_MS } from '../platform/time.ts'
import { findAccount } from './accounts.sql.ts'
import { findKeyHolder, type KeyHolderRow, touchApiKey } from './api-keys.sql.ts'
import { isOwnPage } from './console-origin.ts'
import {
  accountHeaderMissing,
  authenticationFailed,
  keyMayNot,
  noSuchAccount,
  notAuthenticated,
  originMismatch,
  roleMayNot,
} from './refusals.ts'
import { sessionCookie, sessionState, sessionToken } from './session.ts'
import {
  findSeat,
  findSession,
  rotateSession,
  type SessionRow,
  touchSession,
} from './sessions.sql.ts'
import { ShortCache } from './short-cache.ts'

/** A key that was revoked in another process is refused after this at the latest. */
const FRESH_MS = 2 * SECOND_MS
const CACHED_KEYS_MAX = 5_000
const CACHED_COMPANIES_MAX = 5_000
const KEY_USE_NOTED_EVERY_MS = MINUTE_MS
const NOTED_KEYS_MAX = 10_000

const KEY_LENGTH_MAX = 300
const ACCOUNT_ID = /^[A-Za-z0-9]{6}$/

export interface AuthenticatorOptions {
  sql: Sql
  log: Pick<Logger, 'warn'>
  /** Base of the console's address, when it differs from what requests say. */
  publicUrl: string | undefined
  /** The wall clock. */
  now?: () => Date
}

export interface Authenticator {
  /**
   * Who is calling, if they may call this endpoint.
   * @throws Problem 400 for a missing or unknown company or account header, 401, 403, and 404 for
   *   an account the person does not work for
   */
  authenticate: (request: FastifyRequest, endpoint: Endpoint) => Promise<Caller>
  /** Forget what is known about keys and companies, after one was made or revoked here. */
  forgetKeys: () => void
}

const STRANGER: Caller = {
  kind: 'anyone',
  accountId: '',
  isSandbox: false,
  actorId: null,
  actorName: 'anyone',
  may: () => false,
}

/** Tells who calls, by API key, session cookie or company id. One per server. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const keys = new ShortCache<KeyHolder | undefined>({
    sizeMax: CACHED_KEYS_MAX,
    freshMs: FRESH_MS,
  })
  const companies = new ShortCache<Caller | undefined>({
    sizeMax: CACHED_COMPANIES_MAX,
    freshMs: FRESH_MS,
  })
  const noteUse = keyUseNoter(options)
  const now = options.now ?? (() => new Date())
  return {
    async authenticate(request, endpoint) {
      if (endpoint.access === 'anyone') return STRANGER
      if (endpoint.access === 'company') return byCompany(request, options.sql, companies)
      const { authorization } = request.headers
      if (authorization === undefined) return bySession(request, endpoint, options, now())

      const holder = await byKey(authorization, options.sql, keys)
      refuseKey(holder, endpoint.access)
      noteUse(holder, now())
      return holder.caller
    },
    forgetKeys() {
      keys.clear()
      companies.clear()
    },
  }
}

interface KeyHolder {
  keyId: string
  lastUsedAt: Date | null
  caller: Caller
}

const KEY_HELP = 'Send Authorization: Klaviyo-API-Key with a private key of the account.'

async function byKey(
  authorization: string,
  sql: Sql,
  cache: ShortCache<KeyHolder | undefined>,
): Promise<KeyHolder> {
  const key = /^(?:Klaviyo-API-Key|Bearer) +(\S+)$/i.exec(authorization.trim())?.[1]
  if (key === undefined || key.length > KEY_LENGTH_MAX) {
    throw authenticationFailed('The Authorization header does not hold an API key.', KEY_HELP)
  }
  // The cache knows keys by their hash, as the table does.
  const holder = await cache.get(hash('sha256', key, 'base64url'), performance.now(), async () => {
    // A key says which account it is for, so there is no account to look in yet.
    const row = await inEveryAccount(sql, (tx) => findKeyHolder(tx, secretHash(key)))
    return row && row.revokedAt === null ? holderOf(row) : undefined
  })
  if (!holder) {
    throw authenticationFailed(
      `No API key like ${quote(`${key.slice(0, 6)}…`)} works here; it is mistyped or was revoked.`,
      KEY_HELP,
    )
  }
  return holder
}

function holderOf(row: KeyHolderRow): KeyHolder {
  const scopes: ReadonlySet<string> = new Set(row.scopes)
  return {
    keyId: row.keyId,
    lastUsedAt: row.lastUsedAt,
    caller: {
      kind: 'api-key',
      accountId: row.accountId,
      isSandbox: row.isSandbox,
      actorId: row.keyId,
      actorName: row.name,
      may: (permission) => scopes.has(permission),
    },
  }
}

function refuseKey({ caller }: KeyHolder, access: Permission | 'signed-in'): void {
  if (access === 'signed-in') {
    throw permissionDenied(
      'This is for people who are signed in; an API key is not a person.',
      'Sign in to the console and do it there.',
    )
  }
  if (!caller.may(access)) throw keyMayNot(caller.actorName, access)
}

/** Writes down that a key was used, once a minute at most, while the request goes on. */
function keyUseNoter({ sql, log }: AuthenticatorOptions): (holder: KeyHolder, now: Date) => void {
  const notedAtMs = new Map<string, number>()
  return ({ keyId, lastUsedAt, caller }, now) => {
    const noted = notedAtMs.get(keyId) ?? lastUsedAt?.getTime() ?? 0
    const since = now.getTime() - KEY_USE_NOTED_EVERY_MS
    if (noted > since) return
    if (notedAtMs.size >= NOTED_KEYS_MAX) notedAtMs.clear()
    notedAtMs.set(keyId, now.getTime())
    const { accountId } = caller
    inAccount(sql, accountId, (tx) =>
      touchApiKey(tx, { accountId, keyId }, now, new Date(since)),
    ).catch((error: unknown) => log.warn({ err: error, keyId }, 'use of an API key not noted'))
  }
}

async function byCompany(
  request: FastifyRequest,
  sql: Sql,
  cache: ShortCache<Caller | undefined>,
): Promise<Caller> {
  const companyId = queryValue(request.query, 'company_id')
  if (companyId === undefined || companyId === '') {
    throw invalidParameter(
      'company_id',
      "The parameter 'company_id' is required.",
      'Add ?company_id= with the public key of the account, six letters and digits.',
    )
  }
  const caller = ACCOUNT_ID.test(companyId)
    ? await cache.get(companyId, performance.now(), () => companyCaller(sql, companyId))
    : undefined
  if (!caller) {
    throw invalidParameter(
      'company_id',
      `There is no company ${quote(companyId)}.`,
      'Use the public key of the account: six letters and digits, upper and lower case differ.',
    )
  }
  return caller
}

function queryValue(query: unknown, name: string): string | undefined {
  if (typeof query !== 'object' || query === null || !Object.hasOwn(query, name)) return undefined
  const value: unknown = Object.entries(query).find(([key]) => key === name)?.[1]
  return typeof value === 'string' ? value : undefined
}

async function companyCaller(sql: Sql, companyId: string): Promise<Caller | undefined> {
  const account = await readInAccount(sql, companyId, (tx) => findAccount(tx, companyId))
  return (
    account && {
      kind: 'company',
      accountId: account.accountId,
      isSandbox: account.isSandbox,
      actorId: null,
      actorName: 'company',
      may: () => false,
    }
  )
}

async function bySession(
  request: FastifyRequest,
  endpoint: Endpoint,
  options: AuthenticatorOptions,
  now: Date,
): Promise<Caller> {
  const token = sessionToken(request.headers.cookie)
  if (token === undefined) {
    throw notAuthenticated('Authentication credentials were not provided.', KEY_HELP)
  }
  const tokenHash = secretHash(token)
  const session = await findSession(options.sql, tokenHash)
  const state = session ? sessionState(session, session.isPrevious, now) : 'ended'
  if (!session || state === 'ended') {
    throw notAuthenticated('Your session has ended.', 'Sign in again.')
  }
  if (endpoint.method !== 'GET') refuseForeignPage(request, options.publicUrl)
  const caller = await person(request, endpoint, session, options.sql)

  // Last of all: a request that is refused above would not carry the new token back.
  if (state === 'due-for-rotation')
    return rotated({ ...caller }, tokenHash, session, options.sql, now)
  if (state === 'seen') await touchSession(options.sql, tokenHash, now)
  return { ...caller, sessionTokenHash: tokenHash }
}

function refuseForeignPage(request: FastifyRequest, publicUrl: string | undefined): void {
  const { origin } = request.headers
  const fetchSite = header(request, 'sec-fetch-site')
  if (isOwnPage({ host: request.host, origin, fetchSite }, publicUrl)) return
  throw originMismatch(origin, publicUrl ?? `${request.protocol}://${request.host}`)
}

async function person(
  request: FastifyRequest,
  endpoint: Endpoint,
  session: SessionRow,
  sql: Sql,
): Promise<Caller> {
  const user = { kind: 'user', actorId: session.userId, actorName: session.name } as const
  const accountId = header(request, 'parley-account')
  if (accountId === undefined) {
    if (endpoint.access !== 'signed-in') throw accountHeaderMissing()
    return { ...user, accountId: '', isSandbox: false, may: () => false }
  }
  const seat = ACCOUNT_ID.test(accountId)
    ? await readInAccount(sql, accountId, (tx) => findSeat(tx, accountId, session.userId))
    : undefined
  if (!seat) throw noSuchAccount(accountId)
  refuseRole(seat.role, endpoint.access)
  return {
    ...user,
    accountId,
    isSandbox: seat.isSandbox,
    may: (permission) => roleMay(seat.role, permission),
  }
}

function refuseRole(role: Role, access: Endpoint['access']): void {
  if (access === 'signed-in' || access === 'company' || access === 'anyone') return
  if (!roleMay(role, access)) throw roleMayNot(role, access)
}

async function rotated(
  caller: Caller,
  tokenHash: Buffer,
  session: SessionRow,
  sql: Sql,
  now: Date,
): Promise<Caller> {
  const token = newToken()
  const newHash = secretHash(token)
  // Of several requests at once one rotates; the others go on with the previous token.
  const isOurs = await rotateSession(sql, { tokenHash, newHash, now })
  if (!isOurs) return { ...caller, sessionTokenHash: tokenHash }
  return {
    ...caller,
    sessionTokenHash: newHash,
    renewedCookie: sessionCookie(token, session.createdAt, now),
  }
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
