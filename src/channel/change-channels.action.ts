import { difference } from '../account/account.ts'
import { lockAccount } from '../account/accounts.sql.ts'
import { type Actor, recordAudit } from '../account/audit.sql.ts'
import type { Channel } from '../contract/agent-words.ts'
import { channelSettings, saveChannelSettings } from '../conversation/settings.sql.ts'
import { TEXT_CHANNELS, type TextChannel } from '../message/outbox.ts'
import { authTokenPurpose } from '../message/text-sender.ts'
import { findTextSender, saveTextSender, type TextSenderRow } from '../message/text-senders.sql.ts'
import type { Vault } from '../platform/encryption.ts'
import { isTrustedHost, type TrustedHosts } from '../platform/outbound.ts'
import { conflict, invalid, quote } from '../platform/problem.ts'
import { newToken, secretHash } from '../platform/secret.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { comparedEmail } from '../profile/identifiers.ts'
import type { EmailChannel } from './email-channel.ts'
import { findEmailChannel, saveEmailChannel, saveMailAddresses } from './email-channels.sql.ts'

export interface ChannelServices {
  sql: Sql
  vault: Vault
  trustedHosts: TrustedHosts
}

/** What is undefined stays, null clears. */
export interface TextChannelChange {
  isOn?: boolean | undefined
  providerAccount?: string | null | undefined
  authToken?: string | null | undefined
  sender?: string | null | undefined
  messagingService?: string | null | undefined
  apiUrl?: string | null | undefined
}

export interface EmailChannelChange {
  isOn?: boolean | undefined
  supportAddress?: string | null | undefined
  aliases?: string[] | undefined
  senderName?: string | null | undefined
  usesReplyTokens?: boolean | undefined
  trustedAuthserv?: string | null | undefined
}

export type ChannelsChange = Partial<Record<TextChannel, TextChannelChange | undefined>> & {
  email?: EmailChannelChange | undefined
}

const HINT_CHARACTERS = 3
const SUBJECTS: Record<TextChannel | 'email', string> = {
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  email: 'Email',
}

/**
 * Change how the account is reached, and write down what was.
 *
 * @param at the account's clock and the wall clock
 * @throws Problem 400 for an API URL that is not public, 409 for an address of another account
 */
export function changeChannels(
  services: ChannelServices,
  actor: Actor,
  change: ChannelsChange,
  at: { now: Date; wallNow: Date },
): Promise<void> {
  return inAccount(services.sql, actor.accountId, async (tx) => {
    await lockAccount(tx, actor.accountId)
    for (const channel of TEXT_CHANNELS) {
      const wanted = change[channel]
      if (wanted) await changeTextChannel(tx, services, actor, { channel, wanted, ...at })
    }
    if (change.email) await changeEmailChannel(tx, actor, change.email, at)
  })
}

async function changeTextChannel(
  tx: Tx,
  { vault, trustedHosts }: ChannelServices,
  actor: Actor,
  given: { channel: TextChannel; wanted: TextChannelChange; now: Date; wallNow: Date },
): Promise<void> {
  const { accountId } = actor
  const { channel, wanted, now, wallNow } = given
  const before = (await findTextSender(tx, accountId, channel)) ?? noSender(channel)
  const { authToken } = wanted
  if (channel === 'whatsapp' && wanted.sender && !wanted.sender.startsWith('+')) {
    throw invalid(
      '/data/attributes/whatsapp/sender',
      `WhatsApp is sent from a number, got ${quote(wanted.sender)}.`,
      'Send a number such as +4930901820.',
    )
  }
  if (wanted.apiUrl)
    refusePrivate(wanted.apiUrl, trustedHosts, `/data/attributes/${channel}/api_base_url`)
  const after: TextSenderRow = {
    channel,
    providerAccount: kept(wanted.providerAccount, before.providerAccount),
    sender: kept(wanted.sender, before.sender),
    messagingService: kept(wanted.messagingService, before.messagingService),
    apiUrl: kept(wanted.apiUrl, before.apiUrl)?.replace(/\/+$/, '') ?? null,
    authTokenSealed:
      authToken === undefined
        ? before.authTokenSealed
        : authToken === null
          ? null
          : vault.seal(authToken, authTokenPurpose(accountId, channel)),
    authTokenHint:
      authToken === undefined ? before.authTokenHint : (authToken?.slice(-HINT_CHARACTERS) ?? null),
  }
  const toggled = await toggle(tx, accountId, { channel, isOn: wanted.isOn, now })
  const { authTokenSealed: _before, ...shownBefore } = before
  const { authTokenSealed: _after, ...shownAfter } = after
  const detail = difference(
    { ...shownBefore, ...toggled.before },
    { ...shownAfter, ...toggled.after },
  )
  // A new token may end like the old one.
  if (Object.keys(detail.after).length === 0 && !authToken) return
  await saveTextSender(tx, accountId, after, now)
  await recordAudit(tx, actor, wallNow, {
    action: 'channel.changed',
    subject: SUBJECTS[channel],
    detail,
  })
}

function noSender(channel: TextChannel): TextSenderRow {
  return {
    channel,
    providerAccount: null,
    authTokenSealed: null,
    authTokenHint: null,
    sender: null,
    messagingService: null,
    apiUrl: null,
  }
}

function kept<T>(wanted: T | undefined, before: T): T {
  return wanted === undefined ? before : wanted
}

/** @throws Problem 400 for plain HTTP to a host that the operator does not vouch for */
export function refusePrivate(url: string, trusted: TrustedHosts, pointer: string): void {
  if (url.startsWith('https://') || isTrustedHost(url, trusted)) return
  throw invalid(
    pointer,
    `${quote(url)} is reached without encryption.`,
    'Use https://, or let the operator of this server add HOST:PORT to PARLEY_OUTBOUND_HOSTS.',
  )
}

async function toggle(
  tx: Tx,
  accountId: string,
  { channel, isOn, now }: { channel: Channel; isOn: boolean | undefined; now: Date },
) {
  const settings = await channelSettings(tx, accountId, channel)
  const wanted = isOn ?? settings.isOn
  if (wanted !== settings.isOn) {
    await saveChannelSettings(tx, accountId, { ...settings, isOn: wanted }, now)
  }
  return { before: { isOn: settings.isOn }, after: { isOn: wanted } }
}

async function changeEmailChannel(
  tx: Tx,
  actor: Actor,
  wanted: EmailChannelChange,
  { now, wallNow }: { now: Date; wallNow: Date },
): Promise<void> {
  const { accountId } = actor
  const before = await findEmailChannel(tx, accountId)
  const after: EmailChannel = {
    ...before,
    supportAddress: kept(wanted.supportAddress, before.supportAddress),
    aliases: wanted.aliases?.map(comparedEmail) ?? before.aliases,
    senderName: kept(wanted.senderName, before.senderName),
    usesReplyTokens: wanted.usesReplyTokens ?? before.usesReplyTokens,
    trustedAuthserv: kept(wanted.trustedAuthserv, before.trustedAuthserv),
  }
  const toggled = await toggle(tx, accountId, { channel: 'email', isOn: wanted.isOn, now })
  const detail = difference(
    { ...shownEmail(before), ...toggled.before },
    { ...shownEmail(after), ...toggled.after },
  )
  if (Object.keys(detail.after).length === 0) return
  await saveEmailChannel(tx, accountId, after, now)
  await saveAddresses(tx, accountId, after)
  await recordAudit(tx, actor, wallNow, {
    action: 'channel.changed',
    subject: SUBJECTS.email,
    detail,
  })
}

async function saveAddresses(tx: Tx, accountId: string, channel: EmailChannel): Promise<void> {
  const { supportAddress, aliases } = channel
  const own = supportAddress === null ? [] : [comparedEmail(supportAddress)]
  const taken = await saveMailAddresses(tx, accountId, [...new Set([...own, ...aliases])])
  if (taken.length === 0) return
  throw conflict(
    'address_taken',
    `Mail to ${taken.map(quote).join(', ')} goes to another account of this server.`,
    'Choose another address, or take it away from the other account first.',
  )
}

function shownEmail({ webhookTokenHash: _hash, ...shown }: EmailChannel) {
  return shown
}

/**
 * Make a new secret for the URL that takes mails. The one before stops working.
 * @returns the secret, which is shown this once
 */
export function rotateMailWebhook(
  sql: Sql,
  actor: Actor,
  at: { now: Date; wallNow: Date },
): Promise<string> {
  const { accountId } = actor
  return inAccount(sql, accountId, async (tx) => {
    await lockAccount(tx, accountId)
    const token = newToken()
    const channel = await findEmailChannel(tx, accountId)
    await saveEmailChannel(
      tx,
      accountId,
      {
        ...channel,
        webhookTokenHash: secretHash(token),
        webhookTokenHint: token.slice(-HINT_CHARACTERS),
      },
      at.now,
    )
    await recordAudit(tx, actor, at.wallNow, {
      action: 'channel.secret-rotated',
      subject: 'Mail webhook',
    })
    return token
  })
}
