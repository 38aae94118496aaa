import { findAccount } from '../account/accounts.sql.ts'
import { enqueueMail } from '../message/enqueue-mail.action.ts'
import { enqueueText } from '../message/enqueue-text.action.ts'
import type { TextChannel } from '../message/outbox.ts'
import { inEveryAccount, inSavepoint, type Sql, type Tx } from '../platform/sql.ts'
import { failDelivery, handOver, lockWaiting, type WaitingDelivery } from './deliveries.sql.ts'
import { deliveryKey } from './delivery-key.ts'
import { findEmailChannel } from './email-channels.sql.ts'
import { ownMessageId, threadToken } from './mail-thread.ts'
import { addToThread, threadOf } from './mail-threads.sql.ts'
import { loopMark } from './receive-mail.action.ts'
import { replyHtml, replyText } from './reply-text.ts'
import { splitText } from './split-text.ts'

export interface DeliveryServices {
  sql: Sql
  /** Of the installation: signs the names of conversations in addresses and Message-IDs. */
  secret: Uint8Array
}

const BATCH = 20
/** Batches of one call. */
const ROUNDS_MAX = 50
const ERROR_LENGTH_MAX = 300

/**
 * Put every line that waits for delivery into the outbox, as mail or texts. A line that cannot be
 * put there fails alone, and says why. Safe to repeat, and to run in several processes.
 *
 * @returns how many lines were handed over
 */
export async function deliverWaiting(services: DeliveryServices): Promise<number> {
  let delivered = 0
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const count = await inEveryAccount(services.sql, async (tx) => {
      const waiting = await lockWaiting(tx, BATCH)
      for (const line of waiting) await deliver(tx, services, line)
      return waiting.length
    })
    delivered += count
    if (count < BATCH) break
  }
  return delivered
}

async function deliver(tx: Tx, services: DeliveryServices, line: WaitingDelivery): Promise<void> {
  const account = await findAccount(tx, line.accountId)
  const now = account?.clockAt ?? new Date()
  try {
    await inSavepoint(tx, (part) => put(part, services, line, now))
    await handOver(tx, line.accountId, { ...line, reference: deliveryKey(line), now })
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    await failDelivery(tx, line.accountId, {
      ...line,
      error: said.slice(0, ERROR_LENGTH_MAX).toWellFormed(),
      now,
    })
  }
}

async function put(
  tx: Tx,
  services: DeliveryServices,
  line: WaitingDelivery,
  now: Date,
): Promise<void> {
  switch (line.channel) {
    case 'sms':
    case 'whatsapp':
      return putTexts(tx, line, line.channel, now)
    case 'email':
      return putMail(tx, services, line, now)
    case 'web-chat':
      throw new Error('lines of the web chat are read by the widget, not delivered')
  }
}

async function putTexts(
  tx: Tx,
  line: WaitingDelivery,
  channel: TextChannel,
  now: Date,
): Promise<void> {
  const parts = splitText(replyText(replyOf(line)), channel)
  if (parts.length === 0) throw new Error('the line says nothing')
  for (const [at, body] of parts.entries()) {
    await enqueueText(tx, line.accountId, {
      channel,
      to: line.address,
      body,
      dedupeKey: `${deliveryKey(line)} ${at}`,
      profileId: line.profileId,
      now,
    })
  }
}

async function putMail(
  tx: Tx,
  { secret }: DeliveryServices,
  line: WaitingDelivery,
  now: Date,
): Promise<void> {
  const { accountId, conversationId, position } = line
  const [channel, account, thread] = await Promise.all([
    findEmailChannel(tx, accountId),
    findAccount(tx, accountId),
    threadOf(tx, accountId, conversationId),
  ])
  const { supportAddress } = channel
  if (supportAddress === null || !account) throw new Error('the account has no support address')
  const domain = supportAddress.slice(supportAddress.lastIndexOf('@') + 1).toLowerCase()
  const token = threadToken(secret, accountId, conversationId)
  const messageId = ownMessageId(token, position, domain)
  const shop = channel.senderName ?? account.name
  // The agent signs its own lines; teammates write as in a chat.
  const signature = line.author === 'teammate' ? [line.authorName, shop].join('\n').trim() : ''
  const answered = thread.findLast(({ isOurs }) => !isOurs)?.messageId
  await enqueueMail(tx, accountId, {
    to: line.address,
    from: { address: supportAddress, name: shop },
    ...(channel.usesReplyTokens ? { replyTo: supportAddress.replace('@', `+${token}@`) } : {}),
    subject: subjectOf(line, shop),
    text: `${replyText(replyOf(line))}${signature === '' ? '' : `\n\n-- \n${signature}`}\n`,
    html: replyHtml(replyOf(line), signature),
    headers: {
      ...(answered === undefined ? {} : { 'In-Reply-To': answered }),
      ...(thread.length === 0 ? {} : { References: thread.map((one) => one.messageId).join(' ') }),
      'X-Loop': loopMark(accountId),
      // RFC 3834: what a machine wrote says so; a person's words do not.
      ...(line.author === 'agent'
        ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' }
        : {}),
    },
    messageId,
    dedupeKey: deliveryKey(line),
    profileId: line.profileId,
    now,
  })
  await addToThread(tx, accountId, { messageId, conversationId, isOurs: true, now })
}

function replyOf({ text, payload, language }: WaitingDelivery) {
  return { text, products: payload.products ?? [], language }
}

function subjectOf({ subject, language }: WaitingDelivery, shop: string): string {
  if (subject === null)
    return language === 'de' ? `Ihre Nachricht an ${shop}` : `Your message to ${shop}`
  return /^\s*(re|aw|antw|sv)\s*:/i.test(subject) ? subject : `Re: ${subject}`
}
