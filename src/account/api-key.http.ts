import * as contract from '../contract/accounts.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import type { Sql } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { makeApiKey, revokeKey } from './api-key.action.ts'
import { type ApiKeyRow, listApiKeys } from './api-keys.sql.ts'
import type { Authenticator } from './authenticate.action.ts'
import { knownUuid } from './known-uuid.ts'
import { memberOf } from './person.ts'

export interface ApiKeyRouteDeps {
  sql: Sql
  authenticator: Pick<Authenticator, 'forgetKeys'>
}

/** The keys of the account's programs. */
export function apiKeyRoutes({ sql, authenticator }: ApiKeyRouteDeps): Route[] {
  return [
    implement(contract.getApiKeys, async (call) => {
      const { page } = call.query
      const fetched = await call.read((tx) => listApiKeys(tx, call.caller.accountId, page))
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({ key: '', id: row.keyId }))
      return { data: rows.map((row) => keyResource(row, null)), next, prev }
    }),

    implement(contract.createApiKey, async (call) => {
      const wanted = call.body.data.attributes
      const { row, key } = await makeApiKey(sql, memberOf(call.caller), wanted, call.wallNow)
      return { data: keyResource(row, key) }
    }),

    implement(contract.deleteApiKey, async (call) => {
      const id = knownUuid('api-key', param(call, 'id'))
      await revokeKey(sql, memberOf(call.caller), id, call.wallNow)
      authenticator.forgetKeys()
    }),
  ]
}

function keyResource(row: ApiKeyRow, key: string | null) {
  const { keyId, name, prefix, scopes, createdBy, createdAt, lastUsedAt, revokedAt } = row
  return {
    type: 'api-key',
    id: keyId,
    attributes: {
      name,
      prefix,
      scopes,
      created_by: createdBy,
      created_at: isoSeconds(createdAt),
      last_used_at: lastUsedAt && isoSeconds(lastUsedAt),
      revoked_at: revokedAt && isoSeconds(revokedAt),
      key,
    },
  }
}
