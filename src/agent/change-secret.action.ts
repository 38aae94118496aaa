import { recordAudit } from '../account/audit.sql.ts'
import { AGENT_SECRETS_MAX } from '../contract/agents.ts'
import type { Vault } from '../platform/encryption.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { conflict, invalid, notFound, type Problem, quote } from '../platform/problem.ts'
import { inAccount } from '../platform/sql.ts'
import {
  deleteSecretRow,
  listSecretRows,
  type SecretRow,
  saveSecretRow,
  secretPurpose,
} from './agent-secrets.sql.ts'
import { lockCustomerAgent } from './customer-agents.sql.ts'
import type { MadeBy } from './made-by.ts'
import { secretMask } from './secret-mask.ts'

/** @throws Problem 409 when another secret has the name, 400 for one secret too many */
export function createSecret(
  by: MadeBy,
  vault: Vault,
  { name, value }: { name: string; value: string },
): Promise<SecretRow> {
  const { accountId } = by.caller
  return inAccount(by.sql, accountId, async (tx) => {
    await lockCustomerAgent(tx, accountId)
    const secrets = await listSecretRows(tx, accountId)
    if (secrets.some((one) => one.name === name)) throw nameTaken(name)
    if (secrets.length >= AGENT_SECRETS_MAX) {
      throw invalid(
        '/data',
        `An agent can have ${AGENT_SECRETS_MAX} secrets, and has them.`,
        'Delete one that is not used.',
      )
    }
    const secretId = ulidOf(newUlidUuid(by.wallNow))
    const row: SecretRow = {
      secretId,
      name,
      mask: secretMask(value),
      createdAt: by.now,
      updatedAt: by.now,
    }
    const sealed = vault.seal(value, secretPurpose(accountId, secretId))
    await saveSecretRow(tx, accountId, { ...row, sealed })
    await recordAudit(tx, by.caller, by.wallNow, {
      action: 'agent-secret.created',
      subject: name,
      detail: { id: secretId },
    })
    return row
  })
}

/** Rename it, give it another value, or both. @throws Problem 404; 409 when the name is taken */
export function changeSecret(
  by: MadeBy,
  vault: Vault,
  secretId: string,
  { name, value }: { name: string | undefined; value: string | undefined },
): Promise<SecretRow> {
  const { accountId } = by.caller
  return inAccount(by.sql, accountId, async (tx) => {
    await lockCustomerAgent(tx, accountId)
    const secrets = await listSecretRows(tx, accountId)
    const before = secrets.find((one) => one.secretId === secretId)
    if (!before) throw notFound('agent-secret', secretId)
    if (secrets.some((one) => one.name === name && one !== before)) throw nameTaken(name ?? '')
    const isRenamed = name !== undefined && name !== before.name
    if (!isRenamed && value === undefined) return before
    const row: SecretRow = {
      ...before,
      name: name ?? before.name,
      mask: value === undefined ? before.mask : secretMask(value),
      updatedAt: by.now,
    }
    const sealed =
      value === undefined ? null : vault.seal(value, secretPurpose(accountId, secretId))
    await saveSecretRow(tx, accountId, { ...row, sealed })
    await recordAudit(tx, by.caller, by.wallNow, {
      action: 'agent-secret.changed',
      subject: row.name,
      detail: {
        id: secretId,
        is_rotated: value !== undefined,
        ...(isRenamed ? { renamed_from: before.name } : {}),
      },
    })
    return row
  })
}

/**
 * Tools that use it keep their reference, so that they can say which secret they miss.
 * @throws Problem 404
 */
export function deleteSecret(by: MadeBy, secretId: string): Promise<void> {
  const { accountId } = by.caller
  return inAccount(by.sql, accountId, async (tx) => {
    const name = await deleteSecretRow(tx, accountId, secretId)
    if (name === undefined) throw notFound('agent-secret', secretId)
    await recordAudit(tx, by.caller, by.wallNow, {
      action: 'agent-secret.deleted',
      subject: name,
      detail: { id: secretId },
    })
  })
}

function nameTaken(name: string): Problem {
  return conflict(
    'duplicate_name',
    `A secret with the name ${quote(name)} exists already.`,
    'Choose another name, or give the one that exists a new value.',
  )
}
