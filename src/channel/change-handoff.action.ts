import { difference } from '../account/account.ts'
import { lockAccount } from '../account/accounts.sql.ts'
import { type Actor, recordAudit } from '../account/audit.sql.ts'
import type { Vault } from '../platform/encryption.ts'
import type { TrustedHosts } from '../platform/outbound.ts'
import { invalid } from '../platform/problem.ts'
import { newToken } from '../platform/secret.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { refusePrivate } from './change-channels.action.ts'
import { findHandoffSettings, saveHandoffSettings } from './handoff-settings.sql.ts'
import { type HandoffSettings, webhookSecretPurpose } from './handoff-settings.ts'

export interface HandoffChangeServices {
  sql: Sql
  vault: Vault
  trustedHosts: TrustedHosts
}

/** What is undefined stays, null clears. */
export type HandoffChange = {
  [Name in 'webhookUrl' | 'deskAddress' | 'officeHours']?: HandoffSettings[Name] | undefined
} & { closedMessage?: { [L in 'en' | 'de']?: string | null | undefined } | undefined }

const HINT_CHARACTERS = 3

/**
 * Change where handoffs go and when people answer, and write down what was. The first webhook gets
 * a secret that nobody has seen: make one to verify its posts.
 */
export function changeHandoff(
  { sql, vault, trustedHosts }: HandoffChangeServices,
  actor: Actor,
  change: HandoffChange,
  at: { now: Date; wallNow: Date },
): Promise<void> {
  const { accountId } = actor
  if (change.webhookUrl) {
    refusePrivate(change.webhookUrl, trustedHosts, '/data/attributes/webhook_url')
  }
  for (const [day, openings] of (change.officeHours ?? []).entries()) {
    for (const [from, until] of openings) {
      if (from < until) continue
      throw invalid(
        `/data/attributes/office_hours/${day}`,
        `Hours from ${from} until ${until} end before they begin.`,
        'Split hours over midnight: until 24:00, and from 00:00 on the next day.',
      )
    }
  }
  return inAccount(sql, accountId, async (tx) => {
    await lockAccount(tx, accountId)
    const before = await findHandoffSettings(tx, accountId)
    const after: HandoffSettings = {
      ...before,
      webhookUrl: change.webhookUrl === undefined ? before.webhookUrl : change.webhookUrl,
      deskAddress: change.deskAddress === undefined ? before.deskAddress : change.deskAddress,
      officeHours: change.officeHours === undefined ? before.officeHours : change.officeHours,
      closedMessage: {
        en:
          change.closedMessage?.en === undefined
            ? (before.closedMessage.en ?? null)
            : change.closedMessage.en,
        de:
          change.closedMessage?.de === undefined
            ? (before.closedMessage.de ?? null)
            : change.closedMessage.de,
      },
    }
    if (after.webhookUrl !== null && after.webhookSecretSealed === null) {
      Object.assign(after, sealedSecret(vault, accountId, newToken()))
    }
    const detail = difference(shown(before), shown(after))
    if (Object.keys(detail.after).length === 0) return
    await saveHandoffSettings(tx, accountId, after, at.now)
    await recordAudit(tx, actor, at.wallNow, {
      action: 'handoff.changed',
      subject: 'Handoff',
      detail,
    })
  })
}

function shown({ webhookSecretSealed: _sealed, ...settings }: HandoffSettings) {
  return settings
}

function sealedSecret(vault: Vault, accountId: string, secret: string) {
  return {
    webhookSecretSealed: vault.seal(secret, webhookSecretPurpose(accountId)),
    webhookSecretHint: secret.slice(-HINT_CHARACTERS),
  }
}

/**
 * Make a new secret that signs posts of handoffs. The one before stops working.
 * @returns the secret, which is shown this once
 */
export function rotateHandoffSecret(
  { sql, vault }: Pick<HandoffChangeServices, 'sql' | 'vault'>,
  actor: Actor,
  at: { now: Date; wallNow: Date },
): Promise<string> {
  const { accountId } = actor
  return inAccount(sql, accountId, async (tx) => {
    await lockAccount(tx, accountId)
    const secret = newToken()
    const settings = await findHandoffSettings(tx, accountId)
    const after = { ...settings, ...sealedSecret(vault, accountId, secret) }
    await saveHandoffSettings(tx, accountId, after, at.now)
    await recordAudit(tx, actor, at.wallNow, {
      action: 'handoff.secret-rotated',
      subject: 'Handoff webhook',
    })
    return secret
  })
}
