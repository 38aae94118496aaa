import { createHash } from 'node:crypto'
import { languageOf } from '../account/account.ts'
import { findAccount } from '../account/accounts.sql.ts'
import { findConversation, lockShopper } from '../conversation/conversations.sql.ts'
import { receiveMessage } from '../conversation/receive-message.action.ts'
import { isChannelOn } from '../conversation/settings.sql.ts'
import type { Clock } from '../platform/clock.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { HOUR_MS } from '../platform/time.ts'
import { comparedEmail } from '../profile/identifiers.ts'
import { readProfileInput } from '../profile/profile-input.ts'
import { findProfiles } from '../profile/upsert.sql.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import { attachmentNote } from './attachment-note.ts'
import { isFromVerified } from './authentication-results.ts'
import { failDelivery } from './deliveries.sql.ts'
import { addressTag, type EmailChannel } from './email-channel.ts'
import { findEmailChannel } from './email-channels.sql.ts'
import { judgeMail, judgePace, type MailOutcome } from './judge-mail.ts'
import { conversationOfToken, ownMessageIdsIn } from './mail-thread.ts'
import {
  addToThread,
  insertInboundMail,
  isMailKnown,
  recentMails,
  threadOfMessages,
} from './mail-threads.sql.ts'
import { type ReadMail, readMail } from './read-mail.action.ts'
import { splitName } from './split-name.ts'

export interface MailServices {
  sql: Sql
  clock: Clock
  /** Of the installation: signs the names of conversations in addresses and Message-IDs. */
  secret: Uint8Array
}

export interface Envelope {
  /** Empty: a bounce. Null: not known. */
  from: string | null
  recipients: readonly string[]
}

export interface MailReceipt {
  outcome: MailOutcome
  conversationId: string | null
  isTurnDue: boolean
}

/**
 * A mail came in for an account. Mails of machines are noted and not answered.
 *
 * @param raw the mail as it travelled
 * @returns `unreadable` for what is no mail, or one that is built to keep a parser busy
 */
export async function receiveMail(
  services: MailServices,
  accountId: string,
  raw: Buffer,
  envelope: Envelope,
): Promise<MailReceipt | 'unreadable'> {
  const { sql, clock } = services
  const mail = await readMail(raw).catch(() => undefined)
  if (!mail) return 'unreadable'
  const now = await clock.now(accountId)
  const at = { now, wallNow: new Date() }
  return retryLostRaces(() =>
    inAccount(sql, accountId, (tx) => receive(tx, services, { accountId, mail, envelope, ...at })),
  )
}

interface Arrival {
  accountId: string
  mail: ReadMail
  envelope: Envelope
  now: Date
  wallNow: Date
}

async function receive(tx: Tx, services: MailServices, arrival: Arrival): Promise<MailReceipt> {
  const { accountId, mail, envelope, wallNow, now } = arrival
  if (!(await isChannelOn(tx, accountId, 'email'))) return ended('channel-off')
  const sender = mail.from[0] ?? ''
  await lockShopper(tx, accountId, 'email', sender)
  if (await isMailKnown(tx, accountId, mail.messageId)) return ended('repeat')

  const channel = await findEmailChannel(tx, accountId)
  const note = { ...mail, sender, fingerprint: fingerprintOf(mail.text), receivedAt: wallNow }
  const outcome = await judge(tx, channel, arrival, note)
  if (outcome !== 'accepted') {
    if (outcome === 'bounce') await noteBounce(tx, services, arrival)
    // Senders who come too often are asked to try again later, so it must not be known then.
    if (outcome !== 'rate-limited') {
      await insertInboundMail(tx, accountId, { ...note, outcome, conversationId: null })
    }
    return ended(outcome)
  }

  const isVerified = isFromVerified(
    mail.headers.get('authentication-results'),
    sender,
    channel.trustedAuthserv,
  )
  const profileId = await profileOf(tx, accountId, { sender, name: mail.fromName, now })
  if (profileId === undefined) return ended('no-sender')
  const conversationId = await threadFor(tx, services, arrival, { sender, isVerified, envelope })
  const received = await receiveMessage(tx, accountId, {
    channel: 'email',
    ...(conversationId === undefined ? { isNewThread: true } : { conversationId }),
    shopper: { profileId, address: sender, verifiedBy: isVerified ? 'mail' : null },
    text: await textOf(tx, accountId, mail),
    subject: mail.subject,
    externalId: mail.messageId,
    now,
  })
  const thread = { messageId: mail.messageId, conversationId: received.conversationId }
  await addToThread(tx, accountId, { ...thread, isOurs: false, now })
  await insertInboundMail(tx, accountId, {
    ...note,
    outcome,
    conversationId: received.conversationId,
  })
  const { isTurnDue } = received
  return { outcome, conversationId: received.conversationId, isTurnDue }
}

function ended(outcome: MailOutcome): MailReceipt {
  return { outcome, conversationId: null, isTurnDue: false }
}

async function judge(
  tx: Tx,
  channel: EmailChannel,
  { accountId, mail, envelope, wallNow }: Arrival,
  { sender, fingerprint }: { sender: string; fingerprint: string },
): Promise<MailOutcome> {
  const account = await findAccount(tx, accountId)
  const own = [channel.supportAddress, account?.contact.default_sender_email, ...channel.aliases]
  const outcome = judgeMail(
    { headers: mail.headers, from: mail.from, returnPath: envelope.from },
    {
      addresses: new Set(own.flatMap((one) => (one ? [comparedEmail(one)] : []))),
      loopMark: loopMark(accountId),
    },
  )
  if (outcome !== 'accepted') return outcome
  if (mail.text === '' && mail.attachments === 0) return 'empty'
  const since = new Date(wallNow.getTime() - HOUR_MS)
  return judgePace(await recentMails(tx, accountId, { sender, fingerprint, since }))
}

/** What our own answers carry, so that one that comes back is known. */
export function loopMark(accountId: string): string {
  return `parley ${accountId}`
}

/** Equal for texts that differ only in space and numbers, such as a ticket's number. */
function fingerprintOf(text: string): string {
  const bare = text.toLowerCase().replaceAll(/[\s\d]+/g, ' ')
  return createHash('sha256').update(bare).digest('base64url').slice(0, 22)
}

async function textOf(tx: Tx, accountId: string, mail: ReadMail): Promise<string> {
  if (mail.attachments === 0) return mail.text
  const account = await findAccount(tx, accountId)
  const note = attachmentNote(mail.attachments, languageOf(account?.locale ?? 'en'))
  return `${mail.text}\n\n${note}`.trim()
}

/**
 * The conversation that a mail continues. Only its own shopper continues it; and one in which the
 * shopper is verified only with proof: of the From address, or by knowing a mail that we sent there.
 */
async function threadFor(
  tx: Tx,
  { secret }: MailServices,
  { accountId, mail }: Arrival,
  { sender, isVerified, envelope }: { sender: string; isVerified: boolean; envelope: Envelope },
): Promise<string | undefined> {
  const tags = [...envelope.recipients, ...mail.recipients].flatMap((one) => addressTag(one) ?? [])
  const tokens = [...tags, ...ownMessageIdsIn(mail.answers.join(' ')).map(({ token }) => token)]
  const named = tokens
    .map((token) => conversationOfToken(secret, accountId, token))
    .find((id) => id !== undefined)
  const known =
    named === undefined
      ? await threadOfMessages(tx, accountId, mail.answers)
      : { conversationId: named, isOurs: true }
  if (!known) return undefined
  const found = await findConversation(tx, accountId, known.conversationId)
  if (found?.conversation.channel !== 'email' || found.conversation.address !== sender) {
    return undefined
  }
  const needsProof = found.conversation.verifiedBy !== null
  return needsProof && !isVerified && !known.isOurs ? undefined : known.conversationId
}

/** A bounce quotes the mail that did not arrive: its line is shown as failed. */
async function noteBounce(
  tx: Tx,
  { secret }: MailServices,
  { accountId, mail, now }: Arrival,
): Promise<void> {
  const quoted = `${mail.answers.join(' ')} ${mail.fullText}`
  for (const { token, position } of ownMessageIdsIn(quoted).slice(0, 3)) {
    const conversationId = conversationOfToken(secret, accountId, token)
    if (conversationId === undefined) continue
    await failDelivery(tx, accountId, { conversationId, position, error: 'bounced', now })
  }
}

async function profileOf(
  tx: Tx,
  accountId: string,
  { sender, name, now }: { sender: string; name: string | null; now: Date },
): Promise<string | undefined> {
  const identifiers = [{ kind: 'email' as const, value: sender }]
  const known = await findProfiles(tx, accountId, { identifiers, ids: [] })
  // What a known person is called is not for a From line to say.
  const names = known.length === 0 && name !== null ? splitName(name) : {}
  const input = readProfileInput({ attributes: { email: sender, ...names } }, '/data', 'event')
  const [result] = await upsertProfiles(tx, accountId, [input], now)
  return result && result.outcome !== 'refused' ? result.profileId : undefined
}
