import { findAccount } from '../account/accounts.sql.ts'
import { consentToken, unsubscribeUrl } from '../consent/consent-links.ts'
import { giveBackCodes } from '../content/coupon-codes.sql.ts'
import type { MessagePurpose } from '../contract/messages.ts'
import type { Tx } from '../platform/sql.ts'
import { composeMail, type MailFrame } from './compose-mail.ts'
import { decideSend, type SendDecision } from './decide-send.ts'
import { dkimFor, dkimOf } from './dkim.action.ts'
import {
  type LoadedBatch,
  type LoadedMessage,
  loadSendFacts,
  type SendContext,
} from './load-send-facts.action.ts'
import { contentsByIds } from './message-contents.sql.ts'
import { type MessageCopy, saveCopies } from './message-copies.sql.ts'
import { shownName } from './message-events.ts'
import type { MessageServices } from './message-services.ts'
import { addressToken } from './message-token.ts'
import {
  type DecidedMessage,
  type DueMessage,
  type LeasedMessage,
  leasedMessages,
  releaseMessages,
  writeDecisions,
} from './messages.sql.ts'
import type { DkimSigner, OutgoingMail } from './outgoing-mail.ts'
import {
  loadRenderSources,
  type Rendered,
  type RenderSources,
  renderMessage,
} from './render-message.action.ts'
import { findSendingSettings } from './sending-settings.sql.ts'
import { smartSendingMs } from './sending-settings.ts'
import type { OutgoingText, TextSender } from './text.gateway.ts'
import { findReadySender } from './text-outbox.action.ts'
import { textParts } from './text-parts.ts'

/** A message that is marked as being sent, with nothing left to decide. */
export interface PreparedMessage {
  message: LeasedMessage
  /** Receiving it twice does no harm. */
  mayRepeat: boolean
  /** As events call it. */
  name: string
  handOver:
    | {
        by: 'mail'
        /** As it is kept, and shown by the web view. */
        mail: OutgoingMail
        /** Goes at the end of what is sent; null: opens are not seen. */
        pixelUrl: string | null
      }
    | { by: 'text'; sender: TextSender; text: OutgoingText }
}

export interface BatchLease {
  lease: string
  /** Until then they are ours while they are sent. Wall clock. */
  until: Date
  wallNow: Date
}

/**
 * The last checks of some leased messages, then each is marked: skipped, waiting, or being sent. All in
 * the caller's transaction, under the locks of their profiles: an unsubscribe that was committed before
 * wins, one that comes after finds the message marked as being sent.
 *
 * @param of the profiles are those that `lockProfilesOf` the messages has locked
 */
export async function prepareMessages(
  tx: Tx,
  services: MessageServices,
  of: {
    accountId: string
    due: readonly DueMessage[]
    profileIds: readonly string[]
    now: Date
  },
  lease: BatchLease,
): Promise<PreparedMessage[]> {
  const { accountId, due, profileIds, now } = of
  const messageIds = due.map(({ messageId }) => messageId)
  const [messages, contents, account, stored] = await Promise.all([
    leasedMessages(tx, accountId, messageIds, lease),
    contentsByIds(tx, accountId, [...new Set(due.map(({ contentId }) => contentId))]),
    findAccount(tx, accountId),
    findSendingSettings(tx, accountId),
  ])
  // Of a profile that was merged away meanwhile: the next turn locks the profile it went into.
  const locked = messages.filter(({ profileId }) => profileIds.includes(profileId))
  if (!account || locked.length === 0) {
    await releaseMessages(tx, accountId, messageIds, lease.lease)
    return []
  }
  const context: SendContext = { account, settings: stored.settings, now }
  const [batch, sources, textSenders] = await Promise.all([
    loadSendFacts(tx, context, { messages: locked, contents }, services.guards),
    loadRenderSources(tx, accountId, { messages: locked, contents }),
    textSendersOf(tx, services, accountId, locked),
  ])
  const dkim = dkimOf(services, accountId, stored)
  const place: Place = { ...services, ...context, dkim, textSenders }
  const outcomes: Outcome[] = []
  for (const loaded of batch.messages) {
    outcomes.push(await outcomeOf(tx, { ...place, sources }, batch, loaded))
  }
  const skipped = outcomes.flatMap(({ decided: { state, messageId } }) =>
    state === 'skipped' ? [messageId] : [],
  )
  const prepared = outcomes.flatMap(({ ready }) => ready ?? [])
  await Promise.all([
    writeDecisions(
      tx,
      accountId,
      outcomes.map(({ decided }) => decided),
      { ...lease, now },
    ),
    giveBackCodes(
      tx,
      accountId,
      locked.filter(({ messageId }) => skipped.includes(messageId)),
    ),
    saveCopies(
      tx,
      accountId,
      prepared.map(({ copy }) => copy),
      now,
    ),
  ])
  if (locked.length < messageIds.length) {
    await releaseMessages(tx, accountId, messageIds, lease.lease)
  }
  return prepared.map((one) => one.prepared)
}

interface Outcome {
  decided: DecidedMessage
  ready: { prepared: PreparedMessage; copy: MessageCopy } | null
}

type Place = SendContext &
  MessageServices & {
    dkim: DkimSigner | null
    textSenders: ReadonlyMap<string, TextSender>
  }

async function outcomeOf(
  tx: Tx,
  place: Place & { sources: RenderSources },
  batch: LoadedBatch,
  loaded: LoadedMessage,
): Promise<Outcome> {
  const { message, content, facts } = loaded
  const decision = decideSend({ ...facts, ...othersSent(batch, message) })
  if (decision.do !== 'send' || !content) return stays(message, facts.purpose, decision)
  const rendered = await renderMessage(tx, place, place.sources, {
    loaded,
    content,
    to: decision.to,
  })
  const handOver = handOverOf(place, { message, purpose: facts.purpose }, rendered, decision.to)
  if ('do' in handOver) return stays(message, facts.purpose, handOver)
  const isMarketing = facts.purpose === 'marketing'
  const smartUntil = isMarketing ? startCountdown(place, batch, message) : null
  const mayRepeat = message.channel === 'email' && !isMarketing
  const { sourceName = null } = content.options
  const name = shownName(message.source, { name: content.name, sourceName })
  return {
    decided: {
      ...asItIs(message, facts.purpose),
      ...whereTo(handOver),
      state: 'sending',
      smartUntil,
    },
    ready: {
      prepared: { message, mayRepeat, name, handOver },
      copy: { ...copyOf(message, handOver), links: rendered.kind === 'skip' ? [] : rendered.links },
    },
  }
}

function whereTo(handOver: PreparedMessage['handOver']) {
  return handOver.by === 'mail'
    ? { toDomain: domainOf(handOver.mail.to), textParts: null }
    : { toDomain: null, textParts: textParts(handOver.text.body) }
}

function domainOf(address: string): string {
  return (address.split('@').at(-1) ?? '').toLowerCase()
}

/** What other messages to the person mean for this one. */
function othersSent(batch: LoadedBatch, { messageId, profileId, channel }: LeasedMessage) {
  const countdown = batch.countdowns.get(`${profileId} ${channel}`)
  const others = (batch.recent.get(profileId) ?? []).filter((one) => one.messageId !== messageId)
  return {
    smartUntil: countdown && countdown.messageId !== messageId ? countdown.until : null,
    recentlyAt: others.map(({ at }) => at),
  }
}

/** Later messages of the same batch see it as well. */
function startCountdown(
  { now, settings }: Place,
  batch: LoadedBatch,
  { messageId, profileId, channel }: LeasedMessage,
): Date {
  const until = new Date(now.getTime() + smartSendingMs(settings, channel))
  batch.countdowns.set(`${profileId} ${channel}`, { profileId, channel, messageId, until })
  const recent = batch.recent.get(profileId) ?? []
  batch.recent.set(profileId, [{ messageId, at: now }, ...recent])
  return until
}

function handOverOf(
  place: Place,
  { message, purpose }: { message: LeasedMessage; purpose: MessagePurpose },
  rendered: Rendered,
  to: string,
): PreparedMessage['handOver'] | Extract<SendDecision, { do: 'skip' }> {
  switch (rendered.kind) {
    case 'skip':
      return { do: 'skip', reason: rendered.reason, detail: rendered.detail }
    case 'text': {
      const sender = place.textSenders.get(message.channel)
      if (!sender) return { do: 'skip', reason: 'No Sending Number' }
      return textOf(place, message, { sender, to, ...rendered })
    }
    case 'mail': {
      const mail = composeMail(rendered.mail, frameOf(place, message, purpose))
      return {
        by: 'mail',
        mail: { ...mail, dkim: dkimFor(place.dkim, mail.from.address) },
        pixelUrl: rendered.pixelUrl,
      }
    }
  }
}

function frameOf(place: Place, message: LeasedMessage, purpose: MessagePurpose): MailFrame {
  const { accountId } = place.account
  const { messageId, profileId, contentId, headerId } = message
  const token = (use: 'bounce' | 'unsubscribe') =>
    `${use}+${addressToken(place.secret, use, { accountId, messageId, nth: 0 })}`
  const host = place.inboundHost
  const link = consentToken(place.secret, { accountId, profileId, messageId })
  return {
    accountId,
    messageId,
    contentId,
    headerId,
    unsubscribe:
      purpose === 'transactional'
        ? null
        : {
            url: unsubscribeUrl(place.linkUrl, link),
            mailto: host === null ? null : `mailto:${token('unsubscribe')}@${host}`,
          },
    bounceTo: host === null ? null : `${token('bounce')}@${host}`,
  }
}

function textOf(
  { publicUrl, account }: Place,
  { channel }: LeasedMessage,
  {
    sender,
    to,
    body,
    imageUrl,
  }: { sender: TextSender; to: string; body: string; imageUrl: string | null },
): PreparedMessage['handOver'] {
  const status = `${publicUrl}/webhooks/twilio/${account.accountId}/${channel}/status`
  return {
    by: 'text',
    sender,
    text: {
      channel: channel === 'whatsapp' ? 'whatsapp' : 'sms',
      to,
      body,
      mediaUrl: imageUrl,
      statusUrl: publicUrl === null ? null : status,
    },
  }
}

function stays(
  message: LeasedMessage,
  purpose: LeasedMessage['purpose'],
  decision: SendDecision,
): Outcome {
  const decided = asItIs(message, purpose)
  if (decision.do === 'skip') {
    const { reason, detail = null } = decision
    return { decided: { ...decided, state: 'skipped', skipReason: reason, detail }, ready: null }
  }
  if (decision.do === 'wait') {
    return { decided: { ...decided, dueAt: decision.until, detail: 'Quiet hours' }, ready: null }
  }
  return { decided, ready: null }
}

function asItIs({ messageId }: LeasedMessage, purpose: LeasedMessage['purpose']): DecidedMessage {
  return {
    messageId,
    state: 'queued',
    purpose,
    skipReason: null,
    detail: null,
    dueAt: null,
    smartUntil: null,
    toDomain: null,
    textParts: null,
  }
}

function copyOf(message: LeasedMessage, handOver: PreparedMessage['handOver']): MessageCopy {
  const whose = { messageId: message.messageId, profileId: message.profileId, links: [] }
  if (handOver.by === 'text') {
    return {
      ...whose,
      to: handOver.text.to,
      fromAddress: 'number' in handOver.sender.from ? handOver.sender.from.number : null,
      fromName: null,
      subject: null,
      html: null,
      body: handOver.text.body,
      headers: {},
      headerId: null,
    }
  }
  const { mail } = handOver
  return {
    ...whose,
    to: mail.to,
    fromAddress: mail.from.address,
    fromName: mail.from.name,
    subject: mail.subject,
    html: mail.html,
    body: mail.text,
    headers: mail.headers,
    headerId: mail.messageId,
  }
}

async function textSendersOf(
  tx: Tx,
  services: MessageServices,
  accountId: string,
  messages: readonly LeasedMessage[],
): Promise<Map<string, TextSender>> {
  const channels = new Set(messages.map(({ channel }) => channel))
  const senders = new Map<string, TextSender>()
  for (const channel of ['sms', 'whatsapp'] as const) {
    if (!channels.has(channel)) continue
    const sender = await findReadySender(tx, services.vault, accountId, channel)
    if (sender) senders.set(channel, sender)
  }
  return senders
}
