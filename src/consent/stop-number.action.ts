import type { Tx } from '../platform/sql.ts'
import { findProfiles } from '../profile/upsert.sql.ts'
import { applyEntry } from './apply-entry.ts'
import { changeConsent } from './change-consent.action.ts'
import { type ConsentChange, type ConsentTopic, TOPICS_OF } from './consent.ts'
import { partAt } from './json-parts.ts'
import { changesOfProfile, type LedgerRow } from './ledger.sql.ts'
import { deleteOptOut, insertOptOut, type TextChannel } from './opt-outs.sql.ts'

export interface NumberWish {
  channel: TextChannel
  /** E.164. */
  phoneNumber: string
  /** What was written, such as `STOP`; kept as the detail of the method. */
  writtenAs: string
  now: Date
}

/**
 * A number asked for silence on a channel: nothing is sent to it any more, and whoever has it is
 * unsubscribed there from everything.
 *
 * @returns false when it had asked before
 */
export async function stopNumber(tx: Tx, accountId: string, wish: NumberWish): Promise<boolean> {
  const { channel, now } = wish
  if (!(await insertOptOut(tx, accountId, wish))) return false
  const profileId = await ownerOf(tx, accountId, wish.phoneNumber)
  if (profileId === undefined) return true
  const topics: ConsentTopic[] =
    channel === 'whatsapp' ? ['marketing', 'conversational'] : ['marketing']
  const changes = topics.map((topic) => changeOf(wish, profileId, 'unsubscribe', topic))
  await changeConsent(tx, accountId, changes, { now })
  return true
}

/**
 * The number wants to hear again, which only a text from it can say. What its owner had subscribed
 * to before the silence is subscribed to again, and nothing else: writing to a shop is no consent to
 * marketing.
 *
 * @returns false when it had not asked for silence
 */
export async function startNumber(tx: Tx, accountId: string, wish: NumberWish): Promise<boolean> {
  const { channel, now } = wish
  const stoppedAt = await deleteOptOut(tx, accountId, wish)
  if (!stoppedAt) return false
  const profileId = await ownerOf(tx, accountId, wish.phoneNumber)
  if (profileId === undefined) return true
  const ledger = await changesOfProfile(tx, accountId, profileId, LEDGER_READ_MAX)
  const topics = consentedBefore(ledger, channel, stoppedAt)
  const changes = topics.map((topic) => changeOf(wish, profileId, 'subscribe', topic))
  await changeConsent(tx, accountId, changes, { now })
  return true
}

/** Newest entries that are read to find out what a silence ended. */
const LEDGER_READ_MAX = 500

function consentedBefore(
  newestFirst: readonly LedgerRow[],
  channel: TextChannel,
  stoppedAt: Date,
): ConsentTopic[] {
  const before = newestFirst
    .filter((row) => row.channel === channel && !isOfStop(row, stoppedAt))
    .toReversed()
    .reduce(applyEntry, {})
  return TOPICS_OF[channel].filter(
    (topic) => partAt(before, channel, topic)['consent'] === 'SUBSCRIBED',
  )
}

function isOfStop(row: LedgerRow, stoppedAt: Date): boolean {
  return (
    row.kind === 'unsubscribe' &&
    row.method === 'inbound_message' &&
    row.recordedAt.getTime() === stoppedAt.getTime()
  )
}

async function ownerOf(
  tx: Tx,
  accountId: string,
  phoneNumber: string,
): Promise<string | undefined> {
  const identifiers = [{ kind: 'phone' as const, value: phoneNumber }]
  const [found] = await findProfiles(tx, accountId, { identifiers, ids: [] })
  return found?.profileId
}

function changeOf(
  { channel, writtenAs }: NumberWish,
  profileId: string,
  kind: 'subscribe' | 'unsubscribe',
  topic: ConsentTopic,
): ConsentChange {
  return {
    profileId,
    channel,
    kind,
    topic,
    method: 'inbound_message',
    methodDetail: writtenAs,
    source: 'text',
  }
}
