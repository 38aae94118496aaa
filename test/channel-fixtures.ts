import { randomUUID } from 'node:crypto'
import twilio from 'twilio'
import { loadInstallation } from '../src/account/bootstrap-installation.action.ts'
import type { Channel } from '../src/contract/agent-words.ts'
import { defaultChannelSettings } from '../src/conversation/channel-settings.ts'
import { saveChannelSettings } from '../src/conversation/settings.sql.ts'
import type { TextChannel } from '../src/message/outbox.ts'
import { authTokenPurpose } from '../src/message/text-sender.ts'
import { saveTextSender } from '../src/message/text-senders.sql.ts'
import { createVault } from '../src/platform/encryption.ts'
import { inAccount, inEveryAccount, type Sql } from '../src/platform/sql.ts'
import { COMPANY, type TestServer } from './running-server.ts'

export const TOKEN = 'an-auth-token'
export const ACCOUNT_SID = 'AC0123456789'

export function switchChannel(sql: Sql, channel: Channel, isOn: boolean): Promise<void> {
  return inAccount(sql, COMPANY, (tx) =>
    saveChannelSettings(tx, COMPANY, { ...defaultChannelSettings(channel), isOn }, new Date()),
  )
}

/** Let the account send and receive texts by a provider at this URL. */
export async function setTextSender(sql: Sql, channel: TextChannel, apiUrl: string): Promise<void> {
  const { secret } = await loadInstallation(sql)
  const row = {
    channel,
    providerAccount: ACCOUNT_SID,
    authTokenSealed: createVault(secret).seal(TOKEN, authTokenPurpose(COMPANY, channel)),
    authTokenHint: 'ken',
    sender: channel === 'sms' ? '+15550001111' : '+15550002222',
    messagingService: null,
    apiUrl,
  }
  await inAccount(sql, COMPANY, (tx) => saveTextSender(tx, COMPANY, row, new Date()))
}

/** A post of the provider, signed as it signs. */
export async function postAsProvider(
  server: TestServer,
  path: string,
  fields: Record<string, string>,
  sign: { token?: string; url?: string } = {},
): Promise<{ status: number; text: string }> {
  const url = `${server.url}${path}`
  const form = { AccountSid: ACCOUNT_SID, ...fields }
  const signature = twilio.getExpectedTwilioSignature(sign.token ?? TOKEN, sign.url ?? url, form)
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-twilio-signature': signature,
    },
    body: new URLSearchParams(form).toString(),
  })
  return { status: response.status, text: await response.text() }
}

export function inboundSms(from: string, body: string, more: Record<string, string> = {}) {
  return {
    MessageSid: `SM${randomUUID().replaceAll('-', '')}`,
    From: from,
    To: '+15550001111',
    Body: body,
    NumMedia: '0',
    ...more,
  }
}

export interface StoredLine {
  conversationId: string
  author: string
  kind: string
  text: string
}

/** Everything that was said, in the order of conversations and positions. */
export function allLines(sql: Sql): Promise<StoredLine[]> {
  return inEveryAccount(
    sql,
    (tx) => tx<StoredLine[]>`
      select conversation_id as "conversationId", author, kind, text
      from conversation_lines
      order by conversation_id, position`,
  )
}
