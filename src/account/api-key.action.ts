import type { Scope } from '../contract/permissions.ts'
import type { Caller } from '../platform/http.ts'
import { newUlidUuid } from '../platform/id.ts'
import { conflict, notFound, permissionDenied } from '../platform/problem.ts'
import { newApiKey, secretHash } from '../platform/secret.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { lockAccount } from './accounts.sql.ts'
import { type ApiKeyRow, countLiveApiKeys, insertApiKey, revokeApiKey } from './api-keys.sql.ts'
import { recordAudit } from './audit.sql.ts'
import type { PersonActor } from './change-member.action.ts'

/** Keys of an account that work at the same time. */
const API_KEYS_MAX = 100
const PREFIX_LENGTH = 9

/** First characters of a key, by which people recognise it. */
export function keyPrefix(key: string): string {
  return key.slice(0, PREFIX_LENGTH)
}

/**
 * Make a key.
 * @returns the key itself too, which is kept nowhere
 * @throws Problem 403 for a scope that the maker does not hold, 409 beyond 100 keys
 */
export function makeApiKey(
  sql: Sql,
  maker: PersonActor & Pick<Caller, 'may'>,
  wanted: { name: string; scopes: readonly Scope[] },
  now: Date,
): Promise<{ row: ApiKeyRow; key: string }> {
  const scopes = [...new Set(wanted.scopes)].sort()
  const beyond = scopes.filter((scope) => !maker.may(scope))
  if (beyond.length > 0) {
    throw permissionDenied(
      `Your role does not include ${beyond.map((scope) => `'${scope}'`).join(', ')}, so your keys cannot either.`,
      'Leave these scopes out, or ask somebody who holds them.',
    )
  }
  const { accountId, actorId } = maker
  return inAccount(sql, accountId, async (tx) => {
    await lockAccount(tx, accountId)
    if ((await countLiveApiKeys(tx, accountId)) >= API_KEYS_MAX) {
      throw conflict(
        'too_many_api_keys',
        `The account has ${API_KEYS_MAX} API keys; that is as many as may work at a time.`,
        'Revoke one that is no longer used.',
      )
    }
    const key = newApiKey()
    const row: ApiKeyRow = {
      keyId: newUlidUuid(now),
      name: wanted.name,
      prefix: keyPrefix(key),
      scopes,
      createdBy: maker.actorName,
      createdAt: now,
      lastUsedAt: null,
      revokedAt: null,
    }
    await insertApiKey(tx, { ...row, accountId, createdBy: actorId, keyHash: secretHash(key) })
    await recordAudit(tx, maker, now, {
      action: 'api-key.created',
      subject: row.name,
      detail: { prefix: row.prefix, scopes },
    })
    return { row, key }
  })
}

/**
 * Revoke a key for good. Whoever caches keys must forget them after this.
 * @throws Problem 404 when there is no such key or it was revoked before
 */
export function revokeKey(sql: Sql, actor: PersonActor, keyId: string, now: Date): Promise<void> {
  return inAccount(sql, actor.accountId, async (tx) => {
    const revoked = await revokeApiKey(tx, actor.accountId, keyId, now)
    if (!revoked) throw notFound('api-key', keyId)
    await recordAudit(tx, actor, now, {
      action: 'api-key.revoked',
      subject: revoked.name,
      detail: { prefix: revoked.prefix },
    })
  })
}
