import { randomUUID } from 'node:crypto'
import { noteBounce } from '../consent/note-bounce.action.ts'
import { giveBackCodes } from '../content/coupon-codes.sql.ts'
import { nowIn } from '../platform/clock.ts'
import { inAccount, inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import { MINUTE_MS, SECOND_MS } from '../platform/time.ts'
import { retryLostRaces } from '../profile/lost-race.ts'
import { lockProfiles } from '../segment/facts.sql.ts'
import { endOfSend, type SendEnd } from './end-of-send.ts'
import { type ContentRow, contentsByIds } from './message-contents.sql.ts'
import { noteReplies } from './message-copies.sql.ts'
import { eventKey, eventProperties, metricOf, shownName } from './message-events.ts'
import type { MessageServices } from './message-services.ts'
import {
  accountsWithMessages,
  keepProfiles,
  type LeasedMessage,
  leaseMessages,
  profilesOfMessages,
  settleLostSends,
  writeEnds,
} from './messages.sql.ts'
import { type Attempt, RETRY_WAITS_MS } from './outbox.ts'
import { type PreparedMessage, prepareMessages } from './prepare-messages.action.ts'

import { type MessageEvent, recordMessageEvents } from './record-message-events.action.ts'
import { smsSize } from './sms-size.ts'
import { withPixel } from './track-links.ts'

/** Messages of one transaction, and so handed over together by one lane. */
const BATCH = 16
/** Batches under way at once. While one is handed over, the next is prepared. */
const LANES = 3

/** Messages that may be under way at once: so many can become uncertain when the process dies. */
export const UNDER_WAY_MAX = BATCH * LANES

/** Covers the preparation of a batch; what is handed over has the lease below. */
const PREPARE_LEASE_MS = 30 * SECOND_MS
/** Covers the slowest try, and the wait of a batch for a provider that takes a few mails a second. */
const SEND_LEASE_MS = 2 * MINUTE_MS
/** After this an account lets others send. */
const TURN_MS = 5 * SECOND_MS
export interface SendMessagesDeps {
  sql: Sql
  services: MessageServices
}

/**
 * Send what is due, of all accounts, until nothing is. Any number of processes may do so at once: each
 * message is leased by one of them, and sent at most once.
 *
 * @returns how many messages were decided about
 */
export async function sendMessages(deps: SendMessagesDeps, signal?: AbortSignal): Promise<number> {
  let done = 0
  for (;;) {
    const accounts = await inEveryAccount(deps.sql, (tx) => accountsWithMessages(tx, new Date()))
    let doneNow = 0
    for (const accountId of accounts) {
      if (signal?.aborted) return done + doneNow
      doneNow += await sendOfAccount(deps, accountId, signal)
    }
    done += doneNow
    if (doneNow === 0 || signal?.aborted) return done
  }
}

async function sendOfAccount(
  deps: SendMessagesDeps,
  accountId: string,
  signal?: AbortSignal,
): Promise<number> {
  const endsAt = performance.now() + TURN_MS
  let done = await inAccount(deps.sql, accountId, async (tx) =>
    settleLostSends(tx, accountId, {
      wallNow: new Date(),
      now: await nowIn(tx, accountId),
      triesMax: RETRY_WAITS_MS.length,
    }),
  )
  const lane = async () => {
    while (!signal?.aborted && performance.now() < endsAt) {
      const decided = await sendBatch(deps, accountId)
      done += decided
      if (decided === 0) return
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane))
  const failed = lanes.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return done
}

/** @returns how many were decided about; 0 when nothing is due */
async function sendBatch({ sql, services }: SendMessagesDeps, accountId: string): Promise<number> {
  const lease = randomUUID()
  const messageIds = await inAccount(sql, accountId, async (tx) => {
    const wallNow = new Date()
    // A lease that a crash of the database forgets harms nobody: nothing was sent yet.
    await tx`set local synchronous_commit = off`
    return leaseMessages(tx, accountId, {
      lease,
      until: new Date(wallNow.getTime() + PREPARE_LEASE_MS),
      wallNow,
      now: await nowIn(tx, accountId),
      limit: BATCH,
    })
  })
  if (messageIds.length === 0) return 0
  const prepared = await retryLostRaces(() =>
    inAccount(sql, accountId, (tx) => {
      const wallNow = new Date()
      const until = new Date(wallNow.getTime() + SEND_LEASE_MS)
      return prepareMessages(tx, services, { accountId, messageIds }, { lease, until, wallNow })
    }),
  )
  if (prepared.length === 0) return messageIds.length
  const ends = await Promise.all(
    prepared.map(async (one) => {
      const attempt = await handOver(services, one)
      const { messageId, channel, attempts } = one.message
      const of = { messageId, channel, tries: attempts + 1, mayRepeat: one.mayRepeat }
      return endOfSend(attempt, of, new Date())
    }),
  )
  await writeAll(sql, accountId, { lease, prepared, ends })
  return messageIds.length
}

function handOver(services: MessageServices, { handOver: what }: PreparedMessage) {
  if (what.by === 'text') return services.texts.send(what.sender, what.text)
  const kept: Attempt = { outcome: 'kept' }
  const { mail, pixelUrl } = what
  const html = mail.html !== null && pixelUrl !== null ? withPixel(mail.html, pixelUrl) : mail.html
  return services.mail?.send({ ...mail, html }) ?? Promise.resolve(kept)
}

interface Ends {
  lease: string
  prepared: readonly PreparedMessage[]
  ends: readonly SendEnd[]
}

/** A profile may be merged away between the look at it and the event: then all is done again. */
function writeAll(sql: Sql, accountId: string, of: Ends): Promise<void> {
  return retryLostRaces(() => inAccount(sql, accountId, (tx) => writeOnce(tx, accountId, of)))
}

async function writeOnce(tx: Tx, accountId: string, { lease, prepared, ends }: Ends) {
  const ids = prepared.map(({ message }) => message.messageId)
  // Profiles before messages, as merges do.
  const profileIds = await profilesOfMessages(tx, accountId, ids)
  const isBounced = ends.some(({ bounce }) => bounce !== null)
  await (isBounced ? lockProfiles : keepProfiles)(tx, accountId, profileIds)
  const now = await nowIn(tx, accountId)
  const written = await writeEnds(
    tx,
    accountId,
    ends.map(({ ended }) => ended),
    { lease, now },
  )
  const endOf = new Map(ends.map((end) => [end.ended.messageId, end]))
  await giveBackCodes(
    tx,
    accountId,
    written.filter(({ messageId }) => isRefused(endOf.get(messageId))),
  )
  await noteReplies(
    tx,
    accountId,
    ends.flatMap(({ ended: { messageId, reply } }) =>
      reply === null ? [] : [{ messageId, reply }],
    ),
  )
  const contents = await contentsByIds(tx, accountId, [
    ...new Set(written.map(({ contentId }) => contentId)),
  ])
  const contentOf = new Map(contents.map((content) => [content.contentId, content]))
  const preparedOf = new Map(prepared.map((one) => [one.message.messageId, one]))
  const events = written.flatMap((message) => {
    const end = endOf.get(message.messageId)
    const what = preparedOf.get(message.messageId)
    if (!end || !what || message.source === 'test') return []
    return (
      eventOf(message, {
        end,
        what,
        name: nameOf(message, contentOf.get(message.contentId)),
        now,
      }) ?? []
    )
  })
  await recordMessageEvents(tx, accountId, events, now)
  for (const message of written) {
    const end = endOf.get(message.messageId)
    if (!end?.bounce) continue
    const { profileId, messageId } = message
    const isHard = end.bounce === 'hard'
    await noteBounce(tx, accountId, { profileId, messageId, isHard, detail: end.ended.reply, now })
  }
}

/** The provider has not taken it, and is not asked again. */
function isRefused(end: SendEnd | undefined): boolean {
  return end?.ended.state === 'failed' || end?.ended.state === 'bounced'
}

function nameOf({ source }: LeasedMessage, content: ContentRow | undefined): string {
  const name = content?.name ?? null
  return shownName(source, { name, sourceName: content?.options.sourceName ?? null })
}

function eventOf(
  message: LeasedMessage,
  { end, what, name, now }: { end: SendEnd; what: PreparedMessage; name: string; now: Date },
): MessageEvent | undefined {
  const metricName = end.event && metricOf(message.channel, end.event)
  if (!end.event || !metricName) return undefined
  const { handOver: said } = what
  const to = said.by === 'mail' ? said.mail.to : said.text.to
  const subject = said.by === 'mail' ? said.mail.subject : null
  return {
    profileId: message.profileId,
    metricName,
    uniqueId: eventKey(message.messageId, end.event),
    occurredAt: now,
    properties: {
      ...eventProperties(message, { name, subject, to }),
      ...(said.by === 'text' && said.text.channel === 'sms'
        ? { 'Segment Count': smsSize(said.text.body).segments }
        : {}),
      ...(end.bounce === null
        ? {}
        : { 'Bounce Type': end.bounce === 'hard' ? 'Hard' : 'Soft', Reason: end.ended.reply }),
      ...(end.ended.state === 'kept' ? { 'Kept in Outbox': true } : {}),
    },
  }
}
