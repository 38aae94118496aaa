import type { EndReason, RefusalReason } from '../contract/flows.ts'
import type { SkipReason } from '../contract/messages.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import type { EventFact } from '../segment/facts.ts'
import type { PassageContext, Position, Step } from './decide-walk.ts'

export interface NewEnrolment {
  enrolmentId: string
  profileId: string
  triggerKey: string
  /** Position of the event in the log; null: no event. */
  eventId: string | null
  context: PassageContext
  flowStart: Date
  actionId: string
  /** Where it waits at once; null: at its first action, whose turn comes when the flow begins. */
  position?: Extract<Position, { at: 'action' }> | null | undefined
}

/** Begin passages; what began one already begins none again. Answers those that are new. */
export async function insertEnrolments(
  tx: Tx,
  accountId: string,
  flow: { flowId: string; version: number },
  enrolments: readonly NewEnrolment[],
): Promise<string[]> {
  if (enrolments.length === 0) return []
  const rows = enrolments.map((one) => ({
    enrolment_id: one.enrolmentId,
    profile_id: one.profileId,
    trigger_key: one.triggerKey,
    event_id: one.eventId,
    context: one.context,
    flow_start: one.flowStart,
    action_id: one.actionId,
    is_waiting: one.position?.isWaiting ?? false,
    waits_since: one.position?.waitsSince ?? null,
    waits_for: one.position?.waitsFor ?? null,
    due_at: one.position ? one.position.dueAt : one.flowStart,
  }))
  const inserted = await tx<{ enrolmentId: string }[]>`
    insert into flow_enrolments (account_id, enrolment_id, flow_id, profile_id, trigger_key,
                                 event_id, context, flow_start, version, action_id,
                                 is_waiting, waits_since, waits_for, due_at)
    select ${accountId}, r.enrolment_id, ${flow.flowId}, r.profile_id, r.trigger_key, r.event_id,
           r.context, r.flow_start, ${flow.version}, r.action_id, r.is_waiting, r.waits_since,
           r.waits_for, r.due_at
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      enrolment_id uuid, profile_id uuid, trigger_key text, event_id bigint, context jsonb,
      flow_start timestamptz, action_id text, is_waiting boolean, waits_since timestamptz,
      waits_for text, due_at timestamptz)
    on conflict (account_id, flow_id, trigger_key) do nothing
    returning enrolment_id as "enrolmentId"`
  return inserted.map((row) => row.enrolmentId)
}

export interface NewRefusal {
  profileId: string
  triggerKey: string
  reason: RefusalReason
  detail: string | null
}

/** Note who did not enter. Profiles that are gone leave no note. */
export async function insertRefusals(
  tx: Tx,
  accountId: string,
  flowId: string,
  refusals: readonly NewRefusal[],
  now: Date,
): Promise<void> {
  if (refusals.length === 0) return
  const rows = refusals.map((one) => ({
    profile_id: one.profileId,
    trigger_key: one.triggerKey,
    reason: one.reason,
    detail: one.detail,
  }))
  await tx`
    insert into flow_refusals (account_id, flow_id, profile_id, trigger_key, reason, detail,
                               refused_at)
    select ${accountId}, ${flowId}, r.profile_id, r.trigger_key, r.reason, r.detail, ${now}
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      profile_id uuid, trigger_key text, reason text, detail text)
    join profiles p on p.account_id = ${accountId} and p.profile_id = r.profile_id`
}

/** When each profile began its last passage through a flow. */
export async function lastEntries(
  tx: Tx,
  accountId: string,
  flowId: string,
  profileIds: readonly string[],
): Promise<Map<string, Date>> {
  const rows = await tx<{ profileId: string; lastAt: Date }[]>`
    select e.profile_id as "profileId", max(e.flow_start) as "lastAt"
    from flow_enrolments e
    where e.account_id = ${accountId}
      and e.profile_id = any (${[...profileIds]}::uuid[])
      and e.flow_id = ${flowId}
    group by e.profile_id`
  return new Map(rows.map((row) => [row.profileId, row.lastAt]))
}

/** Flows in which something waits, with the instant that comes first, the earliest flow first. */
export function flowsDue(tx: Tx): Promise<{ accountId: string; flowId: string; firstAt: Date }[]> {
  return tx<{ accountId: string; flowId: string; firstAt: Date }[]>`
    select f.account_id as "accountId", f.flow_id as "flowId", d.due_at as "firstAt"
    from flows f
    cross join lateral (
      select e.due_at
      from flow_enrolments e
      where e.account_id = f.account_id
        and e.flow_id = f.flow_id
        and e.due_at is not null
      order by e.due_at
      limit 1
    ) d
    where f.status <> 'paused'
    order by d.due_at`
}

/** A passage that is due, and locked. */
export interface DueEnrolment {
  enrolmentId: string
  profileId: string
  eventId: string | null
  context: PassageContext
  flowStart: Date
  version: number
  actionId: string
  isWaiting: boolean
  waitsSince: Date | null
  dueAt: Date
  attempts: number
  /** When the profile began its other passages, the latest first. */
  otherEntries: readonly Date[]
}

/** Other passages of a profile that are looked at: those that began last. */
const OTHERS_MAX = 20

function otherEntries(tx: Tx) {
  return tx`array(
      select o.flow_start
      from flow_enrolments o
      where o.account_id = e.account_id
        and o.profile_id = e.profile_id
        and o.flow_id = e.flow_id
        and o.enrolment_id <> e.enrolment_id
      order by o.flow_start desc
      limit ${OTHERS_MAX}) as "otherEntries"`
}

/**
 * Lock what is due in a flow, oldest first. What another worker holds is skipped.
 * @param only these, one by one, after a batch that failed
 */
export function claimDue(
  tx: Tx,
  accountId: string,
  flowId: string,
  { now, limit, only }: { now: Date; limit: number; only?: readonly string[] | undefined },
): Promise<DueEnrolment[]> {
  return tx<DueEnrolment[]>`
    select e.enrolment_id as "enrolmentId", e.profile_id as "profileId",
           e.event_id::text as "eventId", e.context, e.flow_start as "flowStart", e.version,
           e.action_id as "actionId", e.is_waiting as "isWaiting", e.waits_since as "waitsSince",
           e.due_at as "dueAt", e.attempts,
           ${otherEntries(tx)}
    from flow_enrolments e
    where e.account_id = ${accountId}
      and e.flow_id = ${flowId}
      and e.due_at <= ${now}
      ${only ? tx`and e.enrolment_id = any (${[...only]}::uuid[])` : tx``}
    order by e.due_at, e.enrolment_id
    limit ${limit}
    for no key update of e skip locked`
}

/** A worker that freezes lets go of what it holds after this; its transaction is then undone. */
const FROZEN_AFTER_MS = 60_000

export async function limitIdle(tx: Tx): Promise<void> {
  await tx`
    select set_config('idle_in_transaction_session_timeout', ${`${FROZEN_AFTER_MS}`}, true)`
}

/** Actions that the passages took before, as `enrolment action`. */
export async function takenSteps(
  tx: Tx,
  accountId: string,
  enrolmentIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const rows = await tx<{ enrolmentId: string; actionId: string }[]>`
    select s.enrolment_id as "enrolmentId", s.action_id as "actionId"
    from flow_steps s
    where s.account_id = ${accountId}
      and s.enrolment_id = any (${[...enrolmentIds]}::uuid[])`
  const taken = new Map<string, Set<string>>()
  for (const { enrolmentId, actionId } of rows) {
    taken.set(enrolmentId, (taken.get(enrolmentId) ?? new Set()).add(actionId))
  }
  return taken
}

/** Events with all they say, by their position in the log. */
export async function eventFacts(
  tx: Tx,
  accountId: string,
  eventIds: readonly string[],
): Promise<Map<string, EventFact>> {
  if (eventIds.length === 0) return new Map()
  const rows = await tx<EventFact[]>`
    select e.event_id::text as "eventId", e.metric_id as "metricId", e.occurred_at as at,
           e.value::float8 as value, e.properties
    from events e
    where e.account_id = ${accountId}
      and e.event_id = any (${[...eventIds]}::bigint[])`
  return new Map(rows.map((row) => [row.eventId, row]))
}

export type TakenStep = Step & { enrolmentId: string }

/** Note what was done. Answers what was new, as `enrolment action`: what was not is done already. */
export async function insertSteps(
  tx: Tx,
  accountId: string,
  flowId: string,
  steps: readonly TakenStep[],
): Promise<Set<string>> {
  if (steps.length === 0) return new Set()
  const rows = steps.map((step) => ({
    enrolment_id: step.enrolmentId,
    action_id: step.actionId,
    outcome: step.outcome,
    reason: step.reason,
    detail: step.detail,
    taken_at: step.at,
  }))
  const inserted = await tx<{ key: string }[]>`
    insert into flow_steps (account_id, enrolment_id, action_id, flow_id, outcome, reason, detail,
                            taken_at)
    select ${accountId}, r.enrolment_id, r.action_id, ${flowId}, r.outcome, r.reason, r.detail,
           r.taken_at
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      enrolment_id uuid, action_id text, outcome text, reason text, detail text,
      taken_at timestamptz)
    on conflict do nothing
    returning enrolment_id || ' ' || action_id as key`
  return new Set(inserted.map((row) => row.key))
}

export async function countDuplicates(
  tx: Tx,
  accountId: string,
  flowId: string,
  count: number,
): Promise<void> {
  await tx`
    update flows
    set duplicates = duplicates + ${count}
    where account_id = ${accountId}
      and flow_id = ${flowId}`
}

/** Where passages go on, or that they are over. */
export async function movePassages(
  tx: Tx,
  accountId: string,
  moves: readonly { enrolmentId: string; position: Position; version: number; now: Date }[],
): Promise<void> {
  const rows = moves.map(({ enrolmentId, position, version, now }) => ({
    enrolment_id: enrolmentId,
    version,
    ...(position.at === 'end'
      ? { ended_at: now, end_reason: position.reason }
      : {
          action_id: position.actionId,
          is_waiting: position.isWaiting,
          waits_since: position.waitsSince,
          waits_for: position.waitsFor,
          due_at: position.dueAt,
          context: position.context,
        }),
  }))
  await tx`
    update flow_enrolments e
    set action_id = r.action_id, is_waiting = coalesce(r.is_waiting, false),
        waits_since = r.waits_since, waits_for = r.waits_for, due_at = r.due_at,
        context = coalesce(r.context, e.context), version = r.version, ended_at = r.ended_at,
        end_reason = r.end_reason, attempts = 0
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      enrolment_id uuid, version integer, action_id text, is_waiting boolean,
      waits_since timestamptz, waits_for text, due_at timestamptz, context jsonb,
      ended_at timestamptz, end_reason text)
    where e.account_id = ${accountId}
      and e.enrolment_id = r.enrolment_id`
}

/** A passage that could not be taken on: tried again later, or given up. */
export async function noteFailure(
  tx: Tx,
  accountId: string,
  enrolmentId: string,
  failure: { dueAt: Date | null; now: Date },
): Promise<void> {
  await tx`
    update flow_enrolments
    set attempts = attempts + 1, due_at = ${failure.dueAt},
        context = case when ${failure.dueAt === null} then context || jsonb_build_object(
                    'failedAt', action_id, 'wasWaiting', is_waiting) else context end,
        action_id = case when ${failure.dueAt !== null} then action_id end,
        waits_for = case when ${failure.dueAt !== null} then waits_for end,
        ended_at = ${failure.dueAt === null ? failure.now : null},
        end_reason = ${failure.dueAt === null ? 'step-failed' : null}
    where account_id = ${accountId}
      and enrolment_id = ${enrolmentId}`
}

/** Put a waiting passage before another action: its turn comes at once. False: it does not wait. */
export async function movePassage(
  tx: Tx,
  accountId: string,
  enrolmentId: string,
  { actionId, now }: { actionId: string; now: Date },
): Promise<boolean> {
  const moved = await tx`
    update flow_enrolments
    set action_id = ${actionId}, is_waiting = false, waits_since = null, waits_for = null,
        due_at = ${now}, attempts = 0
    where account_id = ${accountId}
      and enrolment_id = ${enrolmentId}
      and action_id is not null`
  return moved.count > 0
}

/**
 * Try a passage again at once that was given up, or that waits for another try. False: neither is so.
 */
export async function retryPassage(
  tx: Tx,
  accountId: string,
  enrolmentId: string,
  now: Date,
): Promise<boolean> {
  const retried = await tx`
    update flow_enrolments
    set action_id = coalesce(action_id, context ->> 'failedAt'),
        is_waiting = case when action_id is null then (context ->> 'wasWaiting')::boolean
                          else is_waiting end,
        context = context - 'failedAt' - 'wasWaiting',
        due_at = ${now}, attempts = 0, ended_at = null, end_reason = null
    where account_id = ${accountId}
      and enrolment_id = ${enrolmentId}
      and (attempts > 0 and action_id is not null
           or end_reason = 'step-failed' and context ? 'failedAt')`
  return retried.count > 0
}

/** Which of these somebody waits for. One probe of an index for each. */
export async function awaited(
  tx: Tx,
  accountId: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx<{ key: string }[]>`
    select k.key
    from unnest(${[...keys]}::text[]) as k (key)
    where exists (
      select
      from flow_enrolments e
      where e.account_id = ${accountId}
        and e.waits_for = k.key)`
  return new Set(rows.map((row) => row.key))
}

/** Something happened that passages may wait for: they are looked at for that instant. */
export async function wakeWaiting(
  tx: Tx,
  accountId: string,
  happened: readonly { profileId: string; waitsFor: string; at: Date }[],
): Promise<void> {
  if (happened.length === 0) return
  const rows = happened.map((one) => ({
    profile_id: one.profileId,
    waits_for: one.waitsFor,
    at: one.at,
  }))
  await tx`
    update flow_enrolments e
    set due_at = greatest(r.at, e.waits_since)
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      profile_id uuid, waits_for text, at timestamptz)
    where e.account_id = ${accountId}
      and e.waits_for = r.waits_for
      and e.profile_id = r.profile_id
      and (e.due_at is null or e.due_at > greatest(r.at, e.waits_since))`
}

/** The same for everybody who waits for a product. */
export async function wakeForStock(
  tx: Tx,
  accountId: string,
  waitsFor: readonly string[],
  at: Date,
): Promise<void> {
  await tx`
    update flow_enrolments e
    set due_at = greatest(${at}::timestamptz, e.waits_since)
    where e.account_id = ${accountId}
      and e.waits_for = any (${[...waitsFor]})
      and e.due_at is null`
}

/** Ends waiting passages of a flow: all, those at an action, or one. Answers how many. */
export async function endPassages(
  tx: Tx,
  accountId: string,
  which: { flowId?: string; actionId?: string | null; enrolmentId?: string },
  { reason, now }: { reason: EndReason; now: Date },
): Promise<number> {
  const ended = await tx`
    update flow_enrolments
    set action_id = null, is_waiting = false, waits_for = null, due_at = null, ended_at = ${now},
        end_reason = ${reason}
    where account_id = ${accountId}
      and action_id is not null
      ${which.flowId === undefined ? tx`` : tx`and flow_id = ${which.flowId}`}
      ${which.actionId ? tx`and action_id = ${which.actionId}` : tx``}
      ${which.enrolmentId === undefined ? tx`` : tx`and enrolment_id = ${which.enrolmentId}`}`
  return ended.count
}

type StepKey = Pick<TakenStep, 'enrolmentId' | 'actionId'>

/** What was to be done outside could not be done. */
export function failSteps(
  tx: Tx,
  accountId: string,
  steps: readonly StepKey[],
  detail: string,
): Promise<void> {
  return restateSteps(tx, accountId, steps, tx`outcome = 'failed', detail = ${detail}`)
}

/** What was to be done outside is not done, and why. */
export function skipSteps(
  tx: Tx,
  accountId: string,
  steps: readonly StepKey[],
  reason: SkipReason,
  detail: string | null,
): Promise<void> {
  const change = tx`outcome = 'skipped', reason = ${reason}, detail = ${detail}`
  return restateSteps(tx, accountId, steps, change)
}

export function noteOnSteps(
  tx: Tx,
  accountId: string,
  steps: readonly StepKey[],
  detail: string,
): Promise<void> {
  return restateSteps(tx, accountId, steps, tx`detail = ${detail}`)
}

async function restateSteps(
  tx: Tx,
  accountId: string,
  steps: readonly StepKey[],
  change: Fragment,
): Promise<void> {
  if (steps.length === 0) return
  await tx`
    update flow_steps s
    set ${change}
    from unnest(${steps.map((one) => one.enrolmentId)}::uuid[],
                ${steps.map((one) => one.actionId)}::text[]) as r (enrolment_id, action_id)
    where s.account_id = ${accountId}
      and s.enrolment_id = r.enrolment_id
      and s.action_id = r.action_id`
}

/** How passages ended, if they did, and when their profiles began other ones. */
export async function passagesOf(
  tx: Tx,
  accountId: string,
  enrolmentIds: readonly string[],
): Promise<Map<string, { endReason: EndReason | null; otherEntries: readonly Date[] }>> {
  const rows = await tx<
    { enrolmentId: string; endReason: EndReason | null; otherEntries: readonly Date[] }[]
  >`
    select e.enrolment_id as "enrolmentId", e.end_reason as "endReason",
           ${otherEntries(tx)}
    from flow_enrolments e
    where e.account_id = ${accountId}
      and e.enrolment_id = any (${[...enrolmentIds]}::uuid[])`
  return new Map(rows.map(({ enrolmentId, ...row }) => [enrolmentId, row]))
}
