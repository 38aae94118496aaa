import { optInDefault } from '../account/accounts.sql.ts'
import { CONFIRMATION_HOURS } from '../contract/consent.ts'
import { newUlidUuid } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import type { Tx } from '../platform/sql.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/time.ts'
import { comparedEmail } from '../profile/identifiers.ts'
import type { ProfileRow } from '../profile/profile-resource.ts'
import { profilesByIds } from '../profile/profiles.sql.ts'
import { findProfiles } from '../profile/upsert.sql.ts'
import { findGroup } from '../segment/groups.sql.ts'
import { membersAmong } from './consent-jobs.sql.ts'
import { type JobPayload, type JobRow, SEND_CONFIRMATION } from './consent-jobs.ts'
import {
  askedSince,
  type ConsentRequest,
  insertRequests,
  timesAskedFrom,
  timesAskedSince,
} from './consent-requests.sql.ts'
import { partAt } from './json-parts.ts'

/** Who asks again this soon gets no second mail: the first one is still on its way. */
export const ASK_AGAIN_MS = 10 * MINUTE_MS

/** Mails that ask one address to confirm, about all lists, within a day: forms must not flood anybody. */
export const ASKED_PER_DAY_MAX = 5
/** Mails that one visitor of a shop's pages, by their address, may set off within an hour. */
export const ASKED_BY_VISITOR_MAX = 20

/**
 * Ask those of the rows to confirm who must, and answer what is left of every row: the consents that
 * count at once. Who confirmed before, or is subscribed and on the list, is not asked.
 */
export async function requestConfirmations(
  tx: Tx,
  accountId: string,
  rows: readonly JobRow[],
  asked: { payload: JobPayload; listId: string | null; now: Date },
): Promise<JobRow[]> {
  const { payload, listId } = asked
  if (payload.isHistorical || !rows.some(wantsEmail)) return [...rows]
  const list = listId === null ? undefined : await findGroup(tx, accountId, listId)
  const process = list?.optInProcess ?? (await optInDefault(tx, accountId))
  if (process === 'single_opt_in') return [...rows]

  const known = await knownPeople(tx, accountId, rows)
  const members =
    listId === null
      ? new Set<string>()
      : await membersAmong(tx, accountId, listId, [...known.values()].map(idOf))
  const waiting = rows.flatMap((row) => {
    if (!wantsEmail(row)) return []
    const person = known.get(row)
    const email = row.identifiers.email ?? person?.email
    if (!email || (person && isConfirmed(person, listId, members))) return []
    return [{ row, person, email }]
  })
  await ask(tx, accountId, waiting, asked)
  const waits = new Map(waiting.map((one) => [one.row, one]))
  return rows.flatMap((row) => {
    const wait = waits.get(row)
    if (!wait) return [row]
    const consents = row.consents.filter((one) => !isEmailMarketing(one))
    if (consents.length === 0) return []
    // Nobody comes to be known by an address that nobody has confirmed.
    const identifiers = wait.person ? row.identifiers : { ...row.identifiers, email: undefined }
    return [{ ...row, identifiers, consents }]
  })
}

function idOf({ profileId }: ProfileRow): string {
  return profileId
}

function wantsEmail(row: JobRow): boolean {
  return row.consents.some(isEmailMarketing)
}

function isEmailMarketing({ channel, topic }: JobRow['consents'][number]): boolean {
  return channel === 'email' && topic === 'marketing'
}

async function knownPeople(
  tx: Tx,
  accountId: string,
  rows: readonly JobRow[],
): Promise<Map<JobRow, ProfileRow>> {
  const emails = rows.flatMap(({ identifiers: { email } }) => (email ? [comparedEmail(email)] : []))
  const found = await findProfiles(tx, accountId, {
    identifiers: [...new Set(emails)].map((value) => ({ kind: 'email', value })),
    ids: [...new Set(rows.flatMap(({ id }) => id ?? []))],
  })
  const leads = new Map(found.map((one) => [`${one.kind} ${one.value}`, one.profileId]))
  const profiles = await profilesByIds(tx, accountId, [...new Set(leads.values())])
  const byId = new Map(profiles.map((profile) => [profile.profileId, profile]))
  return new Map(
    rows.flatMap((row) => {
      const { email } = row.identifiers
      const lead = email ? leads.get(`email ${comparedEmail(email)}`) : leads.get(`id ${row.id}`)
      const profile = lead === undefined ? undefined : byId.get(lead)
      return profile ? [[row, profile] as const] : []
    }),
  )
}

function isConfirmed(
  { profileId, subscriptions }: ProfileRow,
  listId: string | null,
  members: ReadonlySet<string>,
): boolean {
  const marketing = partAt(subscriptions, 'email', 'marketing')
  if (marketing['consent'] !== 'SUBSCRIBED') return false
  return marketing['double_optin'] === true || (listId !== null && members.has(profileId))
}

interface Waiting {
  row: JobRow
  person: ProfileRow | undefined
  email: string
}

async function ask(
  tx: Tx,
  accountId: string,
  waiting: readonly Waiting[],
  { payload, listId, now }: { payload: JobPayload; listId: string | null; now: Date },
): Promise<void> {
  const byKey = new Map(waiting.map((one) => [comparedEmail(one.email), one]))
  const since = new Date(now.getTime() - ASK_AGAIN_MS)
  const recent = await askedSince(tx, accountId, listId, [...byKey.keys()], since)
  const times = await timesAskedSince(
    tx,
    accountId,
    [...byKey.keys()],
    new Date(now.getTime() - DAY_MS),
  )
  // A shop's own server asks for everybody; pages are open to anybody.
  const left =
    payload.isFromClient && payload.ip !== null
      ? ASKED_BY_VISITOR_MAX -
        (await timesAskedFrom(tx, accountId, payload.ip, new Date(now.getTime() - HOUR_MS)))
      : Number.POSITIVE_INFINITY
  const requests = [...byKey]
    .filter(([emailKey]) => !recent.has(emailKey) && (times.get(emailKey) ?? 0) < ASKED_PER_DAY_MAX)
    .slice(0, Math.max(left, 0))
    .map(
      ([emailKey, { row, person, email }]): Omit<ConsentRequest, 'confirmedAt'> => ({
        requestId: newUlidUuid(now),
        email,
        emailKey,
        profileId: person?.profileId ?? null,
        listId,
        person: { identifiers: row.identifiers, fields: row.fields },
        method: 'api',
        methodDetail: null,
        customMethodDetail: payload.customSource,
        source: payload.isFromClient ? 'client' : 'api',
        ip: payload.ip,
        locale: row.fields.locale ?? person?.locale ?? null,
        requestedAt: now,
        expiresAt: new Date(now.getTime() + CONFIRMATION_HOURS * HOUR_MS),
      }),
    )
  if (requests.length === 0) return
  await insertRequests(tx, accountId, requests)
  await Promise.all(
    requests.map(({ requestId }) => enqueue(tx, SEND_CONFIRMATION, { accountId, requestId })),
  )
}
