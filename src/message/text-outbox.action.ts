import { isStopped } from '../consent/opt-outs.sql.ts'
import type { Vault } from '../platform/encryption.ts'
import { readInAccount, type Sql, type Tx } from '../platform/sql.ts'
import type { Attempt, TextChannel } from './outbox.ts'
import { beginSending } from './outbox-rows.sql.ts'
import { type DueText, endText, leaseTexts, TEXTS } from './outbox-texts.sql.ts'
import type { OnOutboxEnd, Outbox } from './send-due.action.ts'
import type { TextGateway, TextSender } from './text.gateway.ts'
import { authTokenPurpose, PROVIDER_URL } from './text-sender.ts'
import { findTextSender, type TextSenderRow } from './text-senders.sql.ts'

export interface TextServices {
  texts: TextGateway
  vault: Vault
  /** Where the provider reaches this server; null: not, so it reports nothing. */
  publicUrl: string | null
  onTextEnd: readonly OnOutboxEnd[]
}

/** What the outbox of texts is, for whoever empties it. */
export function textOutbox(services: TextServices, sql: Sql): Outbox<DueText> {
  return {
    lease: leaseTexts,
    begin: (tx, { accountId, textId: id }, lease, wallNow) =>
      beginSending(tx, TEXTS, { accountId, id, lease }, wallNow),
    end: (tx, { accountId, textId: id }, lease, end) => endText(tx, { accountId, id, lease }, end),
    // Nothing tells a provider or a phone that it is the same text again.
    mayRepeat: () => false,
    async attempt(text) {
      const { accountId, channel } = text
      const ready = await readInAccount(sql, accountId, (tx) => prepare(tx, services, text))
      if ('refused' in ready) return ready.refused
      const { publicUrl } = services
      return services.texts.send(ready.sender, {
        ...text,
        statusUrl:
          publicUrl === null ? null : `${publicUrl}/webhooks/twilio/${accountId}/${channel}/status`,
      })
    },
    onEnd: services.onTextEnd,
  }
}

type Prepared = { sender: TextSender } | { refused: Attempt }

/** The last checks, right before the provider hears of it. */
async function prepare(tx: Tx, { vault }: TextServices, text: DueText): Promise<Prepared> {
  const { accountId, channel, to, purpose } = text
  if (purpose !== 'opt-out-notice' && (await isStopped(tx, accountId, channel, to))) {
    return refused('stopped', `${to} asked for silence.`)
  }
  const sender = await findReadySender(tx, vault, accountId, channel)
  if (!sender) return refused('channel-off', `The account has no sender for ${channel}.`)
  return { sender }
}

/** How an account sends on a channel; undefined while something for it is missing. */
export async function findReadySender(
  tx: Tx,
  vault: Vault,
  accountId: string,
  channel: TextChannel,
): Promise<TextSender | undefined> {
  const row = await findTextSender(tx, accountId, channel)
  return row && senderOf(row, vault, accountId)
}

function refused(failure: 'stopped' | 'channel-off', detail: string): Prepared {
  return { refused: { outcome: 'refused', failure, detail } }
}

function senderOf(row: TextSenderRow, vault: Vault, accountId: string): TextSender | undefined {
  const { channel, providerAccount, authTokenSealed, sender, messagingService, apiUrl } = row
  if (!providerAccount || !authTokenSealed) return undefined
  const from = messagingService ? { messagingService } : sender ? { number: sender } : undefined
  if (!from) return undefined
  return {
    providerAccount,
    authToken: vault.open(authTokenSealed, authTokenPurpose(accountId, channel)),
    from,
    apiUrl: apiUrl ?? PROVIDER_URL,
  }
}
