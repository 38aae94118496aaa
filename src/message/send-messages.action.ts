import { randomUUID } from 'node:crypto'
import { noteBounce } from '../consent/note-bounce.action.ts'
import { giveBackCodes } from '../content/coupon-codes.sql.ts'
import { nowIn } from '../platform/clock.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import { MINUTE_MS, SECOND_MS } from '../platform/time.ts'
import { endOfSend, type SendEnd } from './end-of-send.ts'
import { noteReplies } from './message-copies.sql.ts'
import { eventKey, eventProperties, metricOf } from './message-events.ts'
import type { MessageServices } from './message-services.ts'
import {
  accountsWithMessages,
  type DueMessage,
  isKeptWithCopy,
  type LeasedMessage,
  leaseMessages,
  lockProfilesOf,
  releaseMessages,
  settleLostSends,
  writeEnds,
} from './messages.sql.ts'
import { type Attempt, RETRY_WAITS_MS } from './outbox.ts'
import { type PreparedMessage, prepareMessages } from './prepare-messages.action.ts'
import {
  insertMessageEvents,
  type MessageEvent,
  nameMessageMetrics,
} from './record-message-events.action.ts'
import { smsSize } from './sms-size.ts'
import { withPixel } from './track-links.ts'

/**
 * Messages that are marked as being sent for each connection to the provider: one that is on its way and
 * others that are about to be, or whose answers are about to be written down. No more can become
 * uncertain when the process dies: see `MailGateway.atOnce`.
 */
export const UNDER_WAY_PER_CONNECTION = 3
/** While one chunk is on its way, another is prepared: a chunk costs one transaction, so few are large. */
const LANES = 2
/** Handed over together where there is no mail server. */
const TOGETHER_WITHOUT_MAIL = 5
/** Chunks of one lease. What a dead process had leased and not marked is sent by others later. */
const CHUNKS_LEASED = 10

/** Covers the chunks before it; what is handed over has the lease below. */
const PREPARE_LEASE_MS = 30 * SECOND_MS
/** Covers the slowest try, and the wait of a chunk for a provider that takes a few mails a second. */
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
  const due = dueMessages(deps, accountId)
  const lane = async () => {
    let handed: Handed | null = null
    for (;;) {
      const isOver = signal?.aborted || performance.now() >= endsAt
      const { chunk, prepared } = await nextChunk(deps, accountId, handed, isOver ? null : due)
      if (!chunk) return
      done += chunk.due.length
      handed = prepared.length === 0 ? null : await handOverAll(deps.services, chunk, prepared)
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane))
  await due.release()
  const failed = lanes.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return done
}

interface Chunk {
  lease: string
  due: readonly DueMessage[]
}

interface DueMessages {
  /** Null: nothing is due that nobody else has. */
  take: () => Promise<Chunk | null>
  /** Let go of what was not taken. */
  release: () => Promise<void>
}

/** What is due of an account, leased some chunks at a time, for all lanes. */
function dueMessages({ sql, services }: SendMessagesDeps, accountId: string): DueMessages {
  const size = services.mail
    ? Math.max(1, Math.floor((services.mail.atOnce * UNDER_WAY_PER_CONNECTION) / LANES))
    : TOGETHER_WITHOUT_MAIL
  let lease = ''
  let waiting: DueMessage[] = []
  let leasing: Promise<void> | null = null
  const leaseMore = async () => {
    const own = randomUUID()
    waiting = await leaseDue(sql, accountId, { lease: own, limit: size * CHUNKS_LEASED })
    lease = own
  }
  return {
    async take() {
      if (waiting.length === 0) {
        leasing ??= leaseMore().finally(() => {
          leasing = null
        })
        await leasing
      }
      const due = waiting.splice(0, size)
      return due.length === 0 ? null : { lease, due }
    },
    async release() {
      if (waiting.length === 0) return
      const messageIds = waiting.map(({ messageId }) => messageId)
      await inAccount(sql, accountId, (tx) => releaseMessages(tx, accountId, messageIds, lease))
    },
  }
}

function leaseDue(
  sql: Sql,
  accountId: string,
  { lease, limit }: { lease: string; limit: number },
): Promise<DueMessage[]> {
  return inAccount(sql, accountId, async (tx) => {
    const wallNow = new Date()
    // A lease that a crash of the database forgets harms nobody: nothing was sent yet.
    const [, now] = await Promise.all([
      tx`set local synchronous_commit = off`,
      nowIn(tx, accountId),
    ])
    const until = new Date(wallNow.getTime() + PREPARE_LEASE_MS)
    return leaseMessages(tx, accountId, { lease, until, wallNow, now, limit })
  })
}

/**
 * Write down what became of one chunk and prepare the next, in one transaction: when it has committed,
 * the next is marked as being sent.
 */
async function nextChunk(
  { sql, services }: SendMessagesDeps,
  accountId: string,
  handed: Handed | null,
  source: DueMessages | null,
): Promise<{ chunk: Chunk | null; prepared: PreparedMessage[] }> {
  let isWritten = handed === null
  try {
    const chunk = (await source?.take()) ?? null
    if (!chunk && !handed) return { chunk, prepared: [] }
    const due = chunk?.due ?? []
    const before = handed?.prepared.map(({ message }) => message) ?? []
    const messageIds = [...before, ...due].map(({ messageId }) => messageId)
    // A profile may be merged away between the look at it and the event: then all is done again.
    const prepared = await retryLostRaces(() =>
      inAccount(sql, accountId, async (tx) => {
        // Profiles before messages, as merges do.
        const [profileIds, now] = await Promise.all([
          lockProfilesOf(tx, accountId, messageIds),
          nowIn(tx, accountId),
          // To plan these anew for every few messages costs more than to run them.
          tx`set local plan_cache_mode = force_generic_plan`,
        ])
        const writing = handed && writeHanded(tx, accountId, handed, now)
        // A bounce may suppress somebody whom the next are for.
        if (handed?.ends.some(({ bounce }) => bounce !== null)) await writing
        const wallNow = new Date()
        const until = new Date(wallNow.getTime() + SEND_LEASE_MS)
        const of = { accountId, due, profileIds, now }
        const [next] = await Promise.all([
          chunk ? prepareMessages(tx, services, of, { lease: chunk.lease, until, wallNow }) : [],
          writing,
        ])
        return next
      }),
    )
    isWritten = true
    return { chunk, prepared }
  } catch (error) {
    // Whatever keeps the next from being prepared, what was sent was sent.
    if (handed && !isWritten) await writeAlone(sql, accountId, handed)
    throw error
  }
}

function writeAlone(sql: Sql, accountId: string, handed: Handed): Promise<void> {
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const ids = handed.prepared.map(({ message }) => message.messageId)
      await lockProfilesOf(tx, accountId, ids)
      await writeHanded(tx, accountId, handed, await nowIn(tx, accountId))
    }),
  )
}

/** What was handed over, and what was answered. */
interface Handed {
  lease: string
  prepared: readonly PreparedMessage[]
  ends: readonly SendEnd[]
}

async function handOverAll(
  services: MessageServices,
  { lease }: Chunk,
  prepared: readonly PreparedMessage[],
): Promise<Handed> {
  const ends = await Promise.all(
    prepared.map(async (one) => {
      const attempt = await handOver(services, one)
      const { messageId, channel, attempts } = one.message
      const of = { messageId, channel, tries: attempts + 1, mayRepeat: one.mayRepeat }
      return endOfSend(attempt, of, new Date())
    }),
  )
  return { lease, prepared, ends }
}

function handOver(services: MessageServices, { handOver: what }: PreparedMessage) {
  if (what.by === 'text') return services.texts.send(what.sender, what.text)
  const kept: Attempt = { outcome: 'kept' }
  const { mail, pixelUrl } = what
  const html = mail.html !== null && pixelUrl !== null ? withPixel(mail.html, pixelUrl) : mail.html
  return services.mail?.send({ ...mail, html }) ?? Promise.resolve(kept)
}

/** The profiles are locked. */
async function writeHanded(
  tx: Tx,
  accountId: string,
  { lease, prepared, ends }: Handed,
  now: Date,
): Promise<void> {
  const metricNames = prepared.flatMap(({ message: { channel } }, at) => {
    const event = ends[at]?.event
    return (event && metricOf(channel, event)) ?? []
  })
  const [written, metricIds] = await Promise.all([
    writeEnds(
      tx,
      accountId,
      ends.map(({ ended }) => ended),
      { lease, now },
    ),
    nameMessageMetrics(tx, accountId, metricNames, now),
  ])
  const endOf = new Map(ends.map((end) => [end.ended.messageId, end]))
  const preparedOf = new Map(prepared.map((one) => [one.message.messageId, one]))
  const events = written.flatMap((message) => {
    const end = endOf.get(message.messageId)
    const what = preparedOf.get(message.messageId)
    if (!end || !what || message.source === 'test') return []
    return eventOf(message, { end, what, now }) ?? []
  })
  await Promise.all([
    giveBackCodes(
      tx,
      accountId,
      written.filter(({ messageId }) => isRefused(endOf.get(messageId))),
    ),
    noteReplies(
      tx,
      accountId,
      ends.flatMap(({ ended: { messageId, state, reply } }) =>
        reply !== null && isKeptWithCopy({ state, reply }) ? [{ messageId, reply }] : [],
      ),
    ),
    insertMessageEvents(tx, accountId, events, { metricIds, now }),
  ])
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

function eventOf(
  message: LeasedMessage,
  { end, what, now }: { end: SendEnd; what: PreparedMessage; now: Date },
): MessageEvent | undefined {
  const metricName = end.event && metricOf(message.channel, end.event)
  if (!end.event || !metricName) return undefined
  const { handOver: said, name } = what
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
