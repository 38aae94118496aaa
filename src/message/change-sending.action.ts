import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { difference } from '../account/account.ts'
import { lockAccount } from '../account/accounts.sql.ts'
import { type Actor, recordAudit } from '../account/audit.sql.ts'
import type { Vault } from '../platform/encryption.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import {
  findSendingSettings,
  type StoredSettings,
  saveSendingSettings,
} from './sending-settings.sql.ts'
import { dkimPurpose, type SendingSettings } from './sending-settings.ts'

type At = { now: Date; wallNow: Date }

/** Change how an account sends; what is as it was is written down nowhere. */
export function changeSending(
  sql: Sql,
  actor: Actor,
  change: (before: SendingSettings) => SendingSettings,
  { now, wallNow }: At,
): Promise<SendingSettings> {
  return inAccount(sql, actor.accountId, async (tx) => {
    await lockAccount(tx, actor.accountId)
    const stored = await findSendingSettings(tx, actor.accountId)
    const settings = change(stored.settings)
    const detail = difference({ ...stored.settings }, { ...settings })
    if (Object.keys(detail.after).length === 0) return settings
    const dkimKeySealed = settings.dkim === null ? null : stored.dkimKeySealed
    await saveSendingSettings(tx, actor.accountId, { settings, dkimKeySealed }, now)
    await recordAudit(tx, actor, wallNow, {
      action: 'sending-settings.changed',
      subject: actor.accountId,
      detail,
    })
    return settings
  })
}

const generate = promisify(generateKeyPair)
/** What every mailbox provider checks; longer keys do not fit into one DNS string. */
const KEY_BITS = 2_048

/** Make a key that signs the mails of a domain; only its public half is ever shown. */
export async function rotateDkimKey(
  { sql, vault }: { sql: Sql; vault: Vault },
  actor: Actor,
  { domain, selector }: { domain: string; selector: string },
  { now, wallNow }: At,
): Promise<SendingSettings> {
  const { accountId } = actor
  const { privateKey, publicKey } = await generate('rsa', {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return inAccount(sql, accountId, async (tx) => {
    await lockAccount(tx, accountId)
    const before = await findSendingSettings(tx, accountId)
    const after: StoredSettings = {
      settings: {
        ...before.settings,
        dkim: { domain, selector, publicKey: publicKey.toString('base64') },
      },
      dkimKeySealed: vault.seal(privateKey, dkimPurpose(accountId)),
    }
    await saveSendingSettings(tx, accountId, after, now)
    await recordAudit(tx, actor, wallNow, {
      action: 'dkim-key.created',
      subject: `${selector}._domainkey.${domain}`,
    })
    return after.settings
  })
}
