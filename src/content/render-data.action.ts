import { type AccountRow, findAccount } from '../account/accounts.sql.ts'
import { findEvent } from '../event/events.sql.ts'
import { eventIdText, uuidOf } from '../platform/id.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { profileById } from '../profile/profiles.sql.ts'
import { eventData, organizationData, personData } from './render-data.ts'
import type { RenderData } from './render-template.ts'

/** Whose data fills a template, and what caused the message. */
export interface RenderSubject {
  /** A UUID as it is stored, or the ULID of the API; null: nobody, all fields are empty. */
  profileId: string | null
  /** Id of the API, or the position in the log; null: no event. */
  eventId: string | null
}

/**
 * The data that a template is rendered with.
 * @throws Problem 404 for a profile or event that does not exist
 */
export async function renderDataOf(
  tx: Tx,
  accountId: string,
  { profileId, eventId }: RenderSubject,
): Promise<RenderData> {
  const account = await existingAccount(tx, accountId)
  const event = eventId === null ? undefined : await findEvent(tx, accountId, eventIdOf(eventId))
  if (eventId !== null && !event) throw notFound('event', eventId)
  const wanted = profileId ?? event?.profileId ?? null
  const uuid = wanted === null ? null : (uuidOf(wanted) ?? wanted)
  const isUuid = uuid !== null && /^[0-9a-f-]{36}$/i.test(uuid)
  const profile = isUuid ? await profileById(tx, accountId, uuid) : undefined
  if (wanted !== null && !profile) throw notFound('profile', wanted)
  return {
    person: profile ? personData(profile) : {},
    ...(event ? { event: eventData(event) } : {}),
    organization: organizationData(account),
  }
}

/** @throws Problem 404 */
export async function existingAccount(tx: Tx, accountId: string): Promise<AccountRow> {
  const account = await findAccount(tx, accountId)
  if (!account) throw notFound('account', accountId)
  return account
}

/** Ids of the API have eleven characters; positions are shorter. */
function eventIdOf(id: string): string {
  return /^\d{1,10}$/.test(id) ? eventIdText(BigInt(id)) : id
}
