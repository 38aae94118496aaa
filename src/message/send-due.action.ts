import { randomUUID } from 'node:crypto'
import type { Clock } from '../platform/clock.ts'
import { inAccount, inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import { MINUTE_MS, SECOND_MS } from '../platform/time.ts'
import { type Attempt, judge, type Lease, type OutboxEnd, type Verdict } from './outbox.ts'

/** Items of one lease. */
const BATCH = 20
/** Handed to the provider at the same time. */
const TOGETHER = 5
/** Covers a whole batch of the slowest tries. */
const LEASE_MS = 5 * MINUTE_MS
/** After this a job ends and lets others work; what is left has jobs of its own. */
const TURN_MS = 10 * SECOND_MS

interface Item {
  accountId: string
  attempts: number
  dedupeKey: string
}

/** What the outbox of mails and that of texts have in common. */
export interface Outbox<T extends Item> {
  lease: (tx: Tx, lease: Lease) => Promise<(T & { wasSending: boolean })[]>
  begin: (tx: Tx, item: T, lease: string, wallNow: Date) => Promise<boolean>
  end: (tx: Tx, item: T, lease: string, end: OutboxEnd) => Promise<boolean>
  /** Whether receiving it twice does no harm. */
  mayRepeat: (item: T) => boolean
  /** Never rejects for what a provider does. */
  attempt: (item: T) => Promise<Attempt>
  /** In the transaction that writes down the end of an item: sent, kept, failed or uncertain. */
  onEnd: readonly OnOutboxEnd[]
}

export type OnOutboxEnd = (
  tx: Tx,
  accountId: string,
  ended: { dedupeKey: string; end: OutboxEnd },
) => Promise<void>

export interface SendDeps {
  sql: Sql
  clock: Clock
}

/**
 * Send what is due. Any number of workers may do so at once: each item is leased by one of them,
 * and a worker that slept longer than its lease does not begin to send.
 */
export async function sendDue<T extends Item>(outbox: Outbox<T>, deps: SendDeps): Promise<void> {
  const endsAt = performance.now() + TURN_MS
  do {
    const lease = randomUUID()
    const wallNow = new Date()
    const until = new Date(wallNow.getTime() + LEASE_MS)
    const items = await inEveryAccount(deps.sql, (tx) =>
      outbox.lease(tx, { lease, until, wallNow, limit: BATCH }),
    )
    if (items.length === 0) return
    const waiting = [...items]
    const sendNext = async (): Promise<void> => {
      for (let item = waiting.shift(); item; item = waiting.shift()) {
        await sendOne(outbox, deps, item, lease)
      }
    }
    const lanes = Array.from({ length: TOGETHER }, sendNext)
    const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === 'rejected')
    if (failed) throw failed.reason
  } while (performance.now() < endsAt)
}

async function sendOne<T extends Item>(
  outbox: Outbox<T>,
  deps: SendDeps,
  item: T & { wasSending: boolean },
  lease: string,
): Promise<void> {
  const mayRepeat = outbox.mayRepeat(item)
  if (item.wasSending && !mayRepeat) {
    const detail = 'The worker that was sending it died before the answer came.'
    await writeEnd(outbox, deps, item, lease, judge({ outcome: 'uncertain', detail }, 1, false))
    return
  }
  const isOurs = await inAccount(deps.sql, item.accountId, (tx) =>
    outbox.begin(tx, item, lease, new Date()),
  )
  if (!isOurs) return
  const attempt = await outbox.attempt(item)
  await writeEnd(outbox, deps, item, lease, judge(attempt, item.attempts + 1, mayRepeat))
}

async function writeEnd<T extends Item>(
  outbox: Outbox<T>,
  { sql, clock }: SendDeps,
  item: T,
  lease: string,
  verdict: Verdict,
): Promise<void> {
  const { accountId, dedupeKey } = item
  const end = endOf(verdict, { wallNow: new Date(), now: await clock.now(accountId) })
  await inAccount(sql, accountId, async (tx) => {
    const isOurs = await outbox.end(tx, item, lease, end)
    if (!isOurs || end.finishedAt === null) return
    for (const listener of outbox.onEnd) await listener(tx, accountId, { dedupeKey, end })
  })
}

function endOf(verdict: Verdict, at: { wallNow: Date; now: Date }): OutboxEnd {
  const nothing = { dueAt: null, failure: null, detail: null, reply: null, providerId: null }
  switch (verdict.state) {
    case 'sent': {
      const { reply, providerId } = verdict
      return { ...nothing, state: 'sent', reply, providerId, finishedAt: at.now }
    }
    case 'kept':
      return { ...nothing, state: 'kept', finishedAt: at.now }
    case 'queued': {
      const dueAt = new Date(at.wallNow.getTime() + verdict.dueInMs)
      return { ...nothing, state: 'queued', dueAt, detail: verdict.detail, finishedAt: null }
    }
    case 'failed':
    case 'uncertain': {
      const { state, failure, detail } = verdict
      return { ...nothing, state, failure, detail, finishedAt: at.now }
    }
  }
}
