import type { EventToRecord } from '../event/new-event.ts'
import { recordEvents } from '../event/record-events.action.ts'
import { MESSAGE_INTEGRATION } from '../metric/known-metrics.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { LostRace } from '../platform/lost-race.ts'
import type { Tx } from '../platform/sql.ts'
import { wholeSecond } from '../platform/time.ts'
import type { JsonObject } from '../profile/profile.ts'
import {
  findProfiles,
  type LockedProfile,
  lockProfiles,
  logChanges,
} from '../profile/upsert.sql.ts'
import { groupsByIds } from '../segment/groups.sql.ts'
import { logChanges as logMembers } from '../segment/members.sql.ts'
import { addMembers, removeMembers } from '../segment/members-list.sql.ts'
import type { ConsentChange } from './consent.ts'
import { type ConsentRefusal, decideChange, type Standing } from './decide-change.ts'
import { insertChanges, type LedgerRow, writeSubscriptions } from './ledger.sql.ts'
import { numberKey, stoppedNumbers } from './opt-outs.sql.ts'

/** Changes of one call. Larger jobs commit in steps, so that followers are not held back. */
export const CONSENT_BATCH_MAX = 1_000

export type ConsentResult =
  | { outcome: 'recorded'; changeId: string }
  /** It was so already: nothing was written. */
  | { outcome: 'unchanged' }
  | { outcome: 'refused'; reason: ConsentRefusal | 'unknown-profile' }

/**
 * Record changes of what may be sent to people, in their order and in the caller's transaction: the
 * ledger, the projection that everything reads, list membership, the log of profile changes and the
 * events that say so. A constant number of statements, whatever the size of the batch.
 *
 * @returns one result per change, in the same order
 * @throws LostRace see `retryLostRaces`
 * @throws RangeError for more than CONSENT_BATCH_MAX changes: that is our bug
 */
export async function changeConsent(
  tx: Tx,
  accountId: string,
  changes: readonly ConsentChange[],
  { now }: { now: Date },
): Promise<ConsentResult[]> {
  if (changes.length > CONSENT_BATCH_MAX) {
    throw new RangeError(`${changes.length} changes in one call; ${CONSENT_BATCH_MAX} are allowed`)
  }
  if (changes.length === 0) return []
  const known = await lockPeople(tx, accountId, changes)
  const decided = decideAll(known, changes, now)
  if (decided.recorded.length > 0) await write(tx, accountId, decided, now)
  return decided.results
}

interface Known {
  /** Where each id of the changes leads. */
  leads: ReadonlyMap<string, string>
  people: ReadonlyMap<string, LockedProfile>
  stopped: ReadonlySet<string>
}

async function lockPeople(
  tx: Tx,
  accountId: string,
  changes: readonly ConsentChange[],
): Promise<Known> {
  const ids = [...new Set(changes.map(({ profileId }) => profileId))]
  const found = await findProfiles(tx, accountId, { identifiers: [], ids })
  const leads = new Map(found.map(({ value, profileId }) => [value, profileId]))
  const kept = [...new Set(leads.values())]
  const rows = await lockProfiles(tx, accountId, kept)
  if (rows.length < kept.length) throw new LostRace('a profile was merged or deleted meanwhile')
  const numbers = changes.some(({ channel }) => channel === 'sms' || channel === 'whatsapp')
    ? rows.flatMap((row) => row.phone_number ?? [])
    : []
  return {
    leads,
    people: new Map(rows.map((row) => [row.profileId, row])),
    stopped: await stoppedNumbers(tx, accountId, numbers),
  }
}

interface RecordedChange {
  row: LedgerRow
  change: ConsentChange
  events: readonly string[]
}

interface Decided {
  results: ConsentResult[]
  recorded: RecordedChange[]
  /** Projections that changed, by profile. */
  subscriptions: Map<string, JsonObject>
}

/** One after the other: later changes of a person see what earlier ones did. */
function decideAll(known: Known, changes: readonly ConsentChange[], now: Date): Decided {
  const decided: Decided = { results: [], recorded: [], subscriptions: new Map() }
  for (const change of changes) decided.results.push(decideOne(known, change, now, decided))
  return decided
}

function decideOne(known: Known, change: ConsentChange, now: Date, so: Decided): ConsentResult {
  const person = known.people.get(known.leads.get(change.profileId) ?? '')
  if (!person) return { outcome: 'refused', reason: 'unknown-profile' }
  const { profileId } = person
  const decision = decideChange(standingOf(person, change, known, so), change, now)
  if (decision.is === 'refused') return { outcome: 'refused', reason: decision.reason }
  if (decision.is === 'unchanged') return { outcome: 'unchanged' }
  const changeId = newUlidUuid(now)
  so.subscriptions.set(profileId, decision.subscriptions)
  so.recorded.push({
    change,
    events: decision.events,
    row: {
      ...decision.entry,
      changeId,
      profileId,
      isHistorical: change.isHistorical ?? false,
      source: change.source ?? change.method,
      ip: change.ip ?? null,
      messageId: change.messageId ?? null,
    },
  })
  return { outcome: 'recorded', changeId }
}

function standingOf(
  person: LockedProfile,
  { channel }: ConsentChange,
  { stopped }: Known,
  so: Decided,
): Standing {
  const phoneNumber = person.phone_number
  const isText = channel === 'sms' || channel === 'whatsapp'
  return {
    email: person.email,
    phoneNumber,
    subscriptions: so.subscriptions.get(person.profileId) ?? person.subscriptions,
    isNumberStopped: isText && phoneNumber !== null && stopped.has(numberKey(channel, phoneNumber)),
  }
}

async function write(
  tx: Tx,
  accountId: string,
  { recorded, subscriptions }: Decided,
  now: Date,
): Promise<void> {
  const written = [...subscriptions].map(([profileId, one]) => ({ profileId, subscriptions: one }))
  await writeSubscriptions(tx, accountId, written, now)
  await logChanges(
    tx,
    accountId,
    written.map(({ profileId }) => ({ profileId, kind: 'updated', fields: ['subscriptions'] })),
    now,
  )
  await insertChanges(
    tx,
    accountId,
    recorded.map(({ row }) => row),
  )
  const lists = await changeLists(tx, accountId, recorded, now)
  const unsaid = new Set(lists.joined)
  const events = recorded.flatMap((one) => eventsOf(one, lists, unsaid))
  for (let from = 0; from < events.length; from += CONSENT_BATCH_MAX) {
    await recordEvents(tx, accountId, events.slice(from, from + CONSENT_BATCH_MAX), now)
  }
}

interface Lists {
  /** Name of each list that exists. */
  names: ReadonlyMap<string, string>
  /** `list profile` of whoever was not on it before. */
  joined: ReadonlySet<string>
}

/** Join and leave lists as subscriptions to them say; the last word about each counts. */
async function changeLists(
  tx: Tx,
  accountId: string,
  recorded: readonly RecordedChange[],
  now: Date,
): Promise<Lists> {
  const about = recorded.filter(({ row }) => row.listId !== null && changesList(row))
  const ids = [...new Set(about.map(({ row }) => row.listId ?? ''))]
  if (ids.length === 0) return { names: new Map(), joined: new Set() }
  const groups = await groupsByIds(tx, accountId, ids)
  const names = new Map(
    groups.flatMap((one) => (one.kind === 'list' ? [[one.groupId, one.name] as const] : [])),
  )
  const joined = new Set<string>()
  for (const listId of [...names.keys()].sort()) {
    const last = new Map(
      about.filter(({ row }) => row.listId === listId).map(({ row }) => [row.profileId, row]),
    )
    const joining = [...last.values()].filter(({ kind }) => kind === 'subscribe')
    const leaving = [...last.values()].filter(({ kind }) => kind !== 'subscribe')
    for (const isHistorical of [false, true]) {
      const wanted = joining.filter((row) => row.isHistorical === isHistorical)
      const added = await addMembers(tx, accountId, listId, idsOf(wanted), now)
      for (const profileId of added) joined.add(`${listId} ${profileId}`)
      await logMembers(
        tx,
        accountId,
        added.map((profileId) => ({ groupId: listId, profileId, kind: 'joined', at: now })),
        isHistorical ? 'history' : 'data',
      )
    }
    const gone = await removeMembers(tx, accountId, listId, idsOf(leaving))
    await logMembers(
      tx,
      accountId,
      gone.map((profileId) => ({ groupId: listId, profileId, kind: 'left', at: now })),
      'data',
    )
  }
  return { names, joined }
}

function idsOf(rows: readonly LedgerRow[]): string[] {
  return rows.map(({ profileId }) => profileId)
}

/** Open tracking is about a person, and a suppression says nothing about wanting a list. */
function changesList({ kind, topic }: LedgerRow): boolean {
  return topic !== 'open_tracking' && (kind === 'subscribe' || kind === 'unsubscribe')
}

/** @param unsaid who joined what and was not told yet: subscribing by email and by SMS joins once */
function eventsOf(
  { row, change, events }: RecordedChange,
  lists: Lists,
  unsaid: Set<string>,
): EventToRecord[] {
  const isJoining =
    row.kind === 'subscribe' && changesList(row) && unsaid.delete(`${row.listId} ${row.profileId}`)
  const names = isJoining ? [...events, 'Subscribed to List'] : events
  return names.map((metricName) => ({
    metricName,
    integrationKey: MESSAGE_INTEGRATION,
    occurredAt: wholeSecond(row.consentedAt),
    uniqueId: `consent:${row.changeId}`,
    value: null,
    valueCurrency: null,
    properties: propertiesOf(row, change, lists),
    isBackfill: row.isHistorical,
    profile: {
      id: row.profileId,
      identifiers: {},
      fields: {},
      identifierRule: 'add',
      onConflict: 'prefer-first',
    },
  }))
}

function propertiesOf(row: LedgerRow, change: ConsentChange, { names }: Lists): JsonObject {
  const properties: JsonObject = {
    Channel: row.channel,
    Method: row.method,
    'Method Detail': row.methodDetail,
    'Custom Source': row.customMethodDetail,
    'Double Opt-In': row.doubleOptin,
    Reason: row.reason,
    'List ID': row.listId,
    List: row.listId && names.get(row.listId),
    'Message ID': row.messageId && ulidOf(row.messageId),
    ...change.eventProperties,
  }
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== null && value !== undefined),
  )
}
