import { difference } from '../account/account.ts'
import { lockAccount } from '../account/accounts.sql.ts'
import { type Actor, recordAudit } from '../account/audit.sql.ts'
import { channelSettings, saveChannelSettings } from '../conversation/settings.sql.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { storefrontSecret } from './web-chat-keys.ts'
import { findWebChatSettings, saveWebChatSettings } from './web-chat-settings.sql.ts'
import type { WebChatSettings } from './web-chat-settings.ts'

/** What is undefined stays. */
export type WebChatChange = {
  [Name in 'allowedOrigins' | 'greeting' | 'consentNote' | 'colour' | 'position']?:
    | WebChatSettings[Name]
    | undefined
} & { isOn?: boolean | undefined }

/** Change how the widget looks and where it may be, and write down what was. */
export function changeWebChat(
  sql: Sql,
  actor: Actor,
  change: WebChatChange,
  now: Date,
): Promise<void> {
  const { accountId } = actor
  return inAccount(sql, accountId, async (tx) => {
    await lockAccount(tx, accountId)
    const settings = await findWebChatSettings(tx, accountId)
    const channel = await channelSettings(tx, accountId, 'web-chat')
    const after: WebChatSettings = {
      ...settings,
      allowedOrigins: change.allowedOrigins ?? settings.allowedOrigins,
      greeting: change.greeting ?? settings.greeting,
      consentNote: change.consentNote === undefined ? settings.consentNote : change.consentNote,
      colour: change.colour ?? settings.colour,
      position: change.position ?? settings.position,
    }
    const isOn = change.isOn ?? channel.isOn
    const detail = difference({ ...shown(settings), isOn: channel.isOn }, { ...shown(after), isOn })
    if (Object.keys(detail.after).length === 0) return
    await saveWebChatSettings(tx, accountId, after, now)
    if (isOn !== channel.isOn) {
      await saveChannelSettings(tx, accountId, { ...channel, isOn }, now)
    }
    await recordAudit(tx, actor, now, { action: 'web-chat.changed', subject: 'Web chat', detail })
  })
}

/**
 * Make a new secret for storefront tokens. The one before stops working with the next call.
 * @returns the secret, which is shown this once
 */
export function rotateStorefrontSecret(
  sql: Sql,
  actor: Actor,
  installationSecret: Buffer,
  now: Date,
): Promise<string> {
  const { accountId } = actor
  return inAccount(sql, accountId, async (tx) => {
    await lockAccount(tx, accountId)
    const generation = await nextGeneration(tx, accountId, now)
    await recordAudit(tx, actor, now, {
      action: 'web-chat.secret-rotated',
      subject: 'Web chat',
    })
    return storefrontSecret(installationSecret, accountId, generation)
  })
}

/** Of an account that is locked. */
async function nextGeneration(tx: Tx, accountId: string, now: Date): Promise<number> {
  const settings = await findWebChatSettings(tx, accountId)
  const secretGeneration = settings.secretGeneration + 1
  const after = { ...settings, secretGeneration, secretRotatedAt: now }
  await saveWebChatSettings(tx, accountId, after, now)
  return secretGeneration
}

function shown({ allowedOrigins, greeting, consentNote, colour, position }: WebChatSettings) {
  return { allowedOrigins, greeting, consentNote, colour, position }
}
