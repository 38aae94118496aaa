import { PASSIVE_METRIC_NAMES } from '../event/passive-metrics.ts'
import type { Tx } from '../platform/sql.ts'
import type { EventFact, Facts, ReceivedChannel } from './facts.ts'
import type { Needs } from './needs.ts'
import { profilesWithProblems } from './open-problems.sql.ts'

type ProfileRow = Omit<Facts, 'groups' | 'events' | 'received' | 'hasOpenProblem'>

/** The events that say that a message came. */
const RECEIVED_METRICS: Readonly<Record<ReceivedChannel, string>> = {
  email: 'Received Email',
  sms: 'Received SMS',
  push: 'Received Push',
}

/**
 * The facts of these profiles, as far as definitions need them. Profiles that are gone are missing.
 */
export async function loadFacts(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
  needs: Needs,
): Promise<Map<string, Facts>> {
  const ids = [...profileIds]
  const channels = [...(needs.received ?? [])]
  const [profiles, groups, events, receipts, problems] = await Promise.all([
    profileRows(tx, accountId, ids, needs),
    needs.groups.size > 0 ? memberships(tx, accountId, ids, [...needs.groups]) : [],
    needs.metrics.size > 0 ? eventRows(tx, accountId, ids, needs) : [],
    channels.length > 0 ? receiptRows(tx, accountId, ids, channels) : [],
    needs.openProblem ? profilesWithProblems(tx, accountId, ids) : null,
  ])
  const receiptsOf = Map.groupBy(receipts, (one) => one.profileId)
  const groupsOf = new Map<string, Map<string, Date>>()
  for (const { profileId, groupId, joinedAt } of groups) {
    const own = groupsOf.get(profileId) ?? new Map<string, Date>()
    groupsOf.set(profileId, own.set(groupId, joinedAt))
  }
  const eventsOf = new Map<string, EventFact[]>()
  for (const { profileId, ...event } of events) {
    const own = eventsOf.get(profileId)
    if (own) own.push(event)
    else eventsOf.set(profileId, [event])
  }
  return new Map(
    profiles.map((row) => [
      row.profileId,
      {
        ...row,
        groups: groupsOf.get(row.profileId) ?? new Map(),
        events: eventsOf.get(row.profileId) ?? [],
        ...(problems ? { hasOpenProblem: problems.has(row.profileId) } : {}),
        ...(channels.length > 0 ? { received: receivedBy(receiptsOf.get(row.profileId)) } : {}),
      },
    ]),
  )
}

/** Of several profiles, in the order of their ids, so that two who lock them never wait in a circle. */
export async function lockProfiles(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<void> {
  await tx`
    select
    from profiles p
    where p.account_id = ${accountId}
      and p.profile_id = any (${[...profileIds]}::uuid[])
    order by p.profile_id
    for no key update`
}

/** Activity is read from the events themselves: what a follower keeps may be a moment behind. */
function activity(tx: Tx, needs: Needs) {
  if (!needs.activity) {
    return tx`cross join (select null::timestamptz as first_at, null::timestamptz as last_at) a`
  }
  return tx`
    cross join lateral (
      select min(e.occurred_at) as first_at, max(e.occurred_at) as last_at
      from events e
      join metrics m on m.account_id = e.account_id and m.metric_id = e.metric_id
      where e.account_id = p.account_id
        and e.profile_id = p.profile_id
        and m.name <> all (${[...PASSIVE_METRIC_NAMES]})
    ) a`
}

function profileRows(
  tx: Tx,
  accountId: string,
  ids: string[],
  needs: Needs,
): Promise<ProfileRow[]> {
  return tx<ProfileRow[]>`
    select p.profile_id as "profileId",
           json_build_object(
             'email', p.email, 'phone_number', p.phone_number, 'external_id', p.external_id,
             'first_name', p.first_name, 'last_name', p.last_name,
             'organization', p.organization, 'locale', p.locale, 'title', p.title,
             'image', p.image) as fields,
           p.location, p.properties, p.subscriptions,
           p.created_at as "createdAt", p.updated_at as "updatedAt",
           a.first_at as "firstActiveAt", a.last_at as "lastActiveAt"
    from profiles p
    ${activity(tx, needs)}
    where p.account_id = ${accountId}
      and p.profile_id = any (${ids}::uuid[])
      and p.redacted_at is null`
}

function memberships(tx: Tx, accountId: string, ids: string[], groups: string[]) {
  return tx<{ profileId: string; groupId: string; joinedAt: Date }[]>`
    select m.profile_id as "profileId", m.group_id as "groupId", m.joined_at as "joinedAt"
    from group_members m
    where m.account_id = ${accountId}
      and m.profile_id = any (${ids}::uuid[])
      and m.group_id = any (${groups})`
}

/**
 * Only the events that are looked at in detail are read; time and metric of the others are in an index.
 *
 * 100 profiles of 100 events each, of which 1 is looked at: 2 ms; read with the others, 40 ms.
 */
async function eventRows(tx: Tx, accountId: string, ids: string[], needs: Needs) {
  const [detailed = [], plain = []] = [true, false].map((details) =>
    [...needs.metrics].flatMap(([metric, of]) => (of.details === details ? [metric] : [])),
  )
  const both = await Promise.all([
    detailed.length > 0 ? detailedRows(tx, accountId, ids, detailed) : [],
    plain.length > 0 ? plainRows(tx, accountId, ids, plain) : [],
  ])
  return both.flat()
}

type EventRow = EventFact & { profileId: string }

function detailedRows(tx: Tx, accountId: string, ids: string[], metrics: string[]) {
  return tx<EventRow[]>`
    with asked as materialized (
      select e.event_id
      from events e
      where e.account_id = ${accountId}
        and e.profile_id = any (${ids}::uuid[])
        and e.metric_id = any (${metrics})
    )
    select e.profile_id as "profileId", e.event_id::text as "eventId", e.metric_id as "metricId",
           e.occurred_at as at, e.value::float8 as value, e.properties
    from asked a
    join events e on e.account_id = ${accountId} and e.event_id = a.event_id`
}

const NO_PROPERTIES = {}

async function plainRows(tx: Tx, accountId: string, ids: string[], metrics: string[]) {
  const rows = await tx<Pick<EventRow, 'profileId' | 'eventId' | 'metricId' | 'at'>[]>`
    select e.profile_id as "profileId", e.event_id::text as "eventId", e.metric_id as "metricId",
           e.occurred_at as at
    from events e
    where e.account_id = ${accountId}
      and e.profile_id = any (${ids}::uuid[])
      and e.metric_id = any (${metrics})`
  return rows.map((row): EventRow => ({ ...row, value: null, properties: NO_PROPERTIES }))
}

type Receipt = { profileId: string; metric: string; at: Date }

function receivedBy(receipts: readonly Receipt[] = []): Map<ReceivedChannel, Date[]> {
  const channels: ReceivedChannel[] = ['email', 'sms', 'push']
  return new Map(
    channels.map((channel) => [
      channel,
      receipts.filter((one) => one.metric === RECEIVED_METRICS[channel]).map((one) => one.at),
    ]),
  )
}

function receiptRows(
  tx: Tx,
  accountId: string,
  ids: string[],
  channels: readonly ReceivedChannel[],
) {
  return tx<Receipt[]>`
    select e.profile_id as "profileId", m.name as metric, e.occurred_at as at
    from metrics m
    join events e on e.account_id = m.account_id and e.metric_id = m.metric_id
    where m.account_id = ${accountId}
      and m.name = any (${channels.map((channel) => RECEIVED_METRICS[channel])})
      and e.profile_id = any (${ids}::uuid[])`
}
