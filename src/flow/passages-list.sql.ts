import type { FilterTerm } from '../contract/filter.ts'
import type { EndReason, RefusalReason, StepOutcome } from '../contract/flows.ts'
import type { MessageState, SkipReason } from '../contract/messages.ts'
import { uuidOf } from '../platform/id.ts'
import { type ListQuery, orderedPage, passing } from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'

export interface PassageRow {
  enrolmentId: string
  flowId: string
  profileId: string
  flowStart: Date
  actionId: string | null
  dueAt: Date | null
  endedAt: Date | null
  endReason: EndReason | null
}

function columns(tx: Tx): Fragment {
  return tx`
    e.enrolment_id as "enrolmentId", e.flow_id as "flowId", e.profile_id as "profileId",
    e.flow_start as "flowStart", e.action_id as "actionId", e.due_at as "dueAt",
    e.ended_at as "endedAt", e.end_reason as "endReason"`
}

/** One more than a page of the passages through a flow, those that began last first. */
export function listPassages(
  tx: Tx,
  accountId: string,
  flowId: string,
  { filter, page }: Pick<ListQuery, 'filter' | 'page'>,
): Promise<PassageRow[]> {
  const sort = { key: 'flow_start', descending: true }
  const started = { column: tx`e.flow_start`, type: tx`timestamptz` }
  const id = { column: tx`e.enrolment_id`, type: tx`uuid` }
  return tx<PassageRow[]>`
    select ${columns(tx)}
    from flow_enrolments e
    where e.account_id = ${accountId}
      and e.flow_id = ${flowId}
      ${passing(tx, filter, (term) => passageTerm(tx, term))}
      ${orderedPage(tx, { filter, page, sort }, started, id)}`
}

function passageTerm(tx: Tx, { field, value }: FilterTerm): Fragment {
  const text = String(value)
  switch (field) {
    case 'state':
      return text === 'waiting' ? tx`e.action_id is not null` : tx`e.action_id is null`
    case 'action_id':
      return tx`e.action_id = ${text}`
    case 'profile_id':
      return tx`e.profile_id = any (${[uuidOf(text) ?? []].flat()}::uuid[])`
    default:
      throw new Error(`the contract has no filter on ${field}`)
  }
}

export async function findPassage(
  tx: Tx,
  accountId: string,
  enrolmentId: string,
): Promise<PassageRow | undefined> {
  const [row] = await tx<PassageRow[]>`
    select ${columns(tx)}
    from flow_enrolments e
    where e.account_id = ${accountId}
      and e.enrolment_id = ${enrolmentId}`
  return row
}

export interface ShownStep {
  enrolmentId: string
  actionId: string
  outcome: StepOutcome
  /** Why it was not done; of a message also why it did not go after all. */
  reason: SkipReason | null
  detail: string | null
  at: Date
  messageState: MessageState | null
}

/** What was done in these passages, in the order of time; at the same time in that of the flow. */
export function stepsOf(
  tx: Tx,
  accountId: string,
  enrolmentIds: readonly string[],
): Promise<ShownStep[]> {
  return tx<ShownStep[]>`
    select s.enrolment_id as "enrolmentId", s.action_id as "actionId", s.outcome,
           coalesce(s.reason, m.skip_reason) as reason, s.detail, s.taken_at as at,
           m.state as "messageState"
    from flow_steps s
    join flow_actions a on a.account_id = s.account_id and a.action_id = s.action_id
    left join messages m
      on m.account_id = s.account_id
     and m.enrolment_id = s.enrolment_id::text
     and m.action_id = s.action_id
    where s.account_id = ${accountId}
      and s.enrolment_id = any (${[...enrolmentIds]}::uuid[])
    order by s.taken_at, a.place, s.action_id`
}

// — Review

export interface ReviewRow {
  enrolmentId: string
  actionId: string
  profileId: string
  at: Date
}

/** One more than a page of what waits for review in a flow, oldest first. */
export function listReviews(
  tx: Tx,
  accountId: string,
  flowId: string,
  { filter, page }: { filter: readonly FilterTerm[]; page: Page },
): Promise<ReviewRow[]> {
  const { cursor, size } = page
  const isUp = !(cursor?.backwards ?? false)
  const direction = isUp ? tx`asc` : tx`desc`
  return tx<ReviewRow[]>`
    select s.enrolment_id as "enrolmentId", s.action_id as "actionId",
           e.profile_id as "profileId", s.taken_at as at
    from flow_steps s
    join flow_enrolments e on e.account_id = s.account_id and e.enrolment_id = s.enrolment_id
    where s.account_id = ${accountId}
      and s.flow_id = ${flowId}
      and s.outcome = 'needs-review'
      ${passing(tx, filter, (term) => tx`s.action_id = ${String(term.value)}`)}
      ${
        cursor
          ? tx`and (s.taken_at, s.enrolment_id || ' ' || s.action_id) ${isUp ? tx`>` : tx`<`}
               (${cursor.key}::text::timestamptz, ${cursor.id})`
          : tx``
      }
    order by s.taken_at ${direction}, s.enrolment_id || ' ' || s.action_id ${direction}
    limit ${size + 1}`
}

export interface ReviewToDecide extends ReviewRow {
  eventId: string | null
  flowStart: Date
  contentId: string
}

/** Lock what waits for review: the given ones, or those of an action or of the flow. */
export function lockReviews(
  tx: Tx,
  accountId: string,
  flowId: string,
  which: {
    reviews: readonly { enrolmentId: string; actionId: string }[] | null
    actionId: string | null
    limit: number
  },
): Promise<ReviewToDecide[]> {
  const { reviews, actionId } = which
  return tx<ReviewToDecide[]>`
    select s.enrolment_id as "enrolmentId", s.action_id as "actionId",
           e.profile_id as "profileId", s.taken_at as at, e.event_id::text as "eventId",
           e.flow_start as "flowStart", s.detail as "contentId"
    from flow_steps s
    join flow_enrolments e on e.account_id = s.account_id and e.enrolment_id = s.enrolment_id
    where s.account_id = ${accountId}
      and s.flow_id = ${flowId}
      and s.outcome = 'needs-review'
      ${actionId === null ? tx`` : tx`and s.action_id = ${actionId}`}
      ${
        reviews === null
          ? tx``
          : tx`and (s.enrolment_id, s.action_id) in (
                 select r.enrolment_id, r.action_id
                 from unnest(${reviews.map((one) => one.enrolmentId)}::uuid[],
                             ${reviews.map((one) => one.actionId)}::text[])
                      as r (enrolment_id, action_id))`
      }
    order by s.taken_at, s.enrolment_id
    limit ${which.limit}
    for no key update of s skip locked`
}

export async function settleReviews(
  tx: Tx,
  accountId: string,
  reviews: readonly { enrolmentId: string; actionId: string }[],
  outcome: 'queued' | 'cancelled',
): Promise<void> {
  await tx`
    update flow_steps s
    set outcome = ${outcome}, detail = null
    from unnest(${reviews.map((one) => one.enrolmentId)}::uuid[],
                ${reviews.map((one) => one.actionId)}::text[]) as r (enrolment_id, action_id)
    where s.account_id = ${accountId}
      and s.enrolment_id = r.enrolment_id
      and s.action_id = r.action_id`
}

// — Counts

export interface StepCount {
  actionId: string
  kind: 'waiting' | 'outcome' | 'skip-reason'
  name: string
  count: number
}

/** Who waits at each action, what it came to, and why it was skipped. */
export function countSteps(tx: Tx, accountId: string, flowId: string): Promise<StepCount[]> {
  return tx<StepCount[]>`
    select e.action_id as "actionId", 'waiting' as kind, '' as name, count(*)::int as count
    from flow_enrolments e
    where e.account_id = ${accountId}
      and e.flow_id = ${flowId}
      and e.action_id is not null
    group by e.action_id
    union all
    select s.action_id, 'outcome',
           case when s.outcome in ('branch', 'done') and s.detail is not null
                then s.outcome || ':' || s.detail else s.outcome end,
           count(*)::int
    from flow_steps s
    where s.account_id = ${accountId}
      and s.flow_id = ${flowId}
    group by s.action_id, 3
    union all
    select s.action_id, 'skip-reason', s.reason, count(*)::int
    from flow_steps s
    where s.account_id = ${accountId}
      and s.flow_id = ${flowId}
      and s.reason is not null
    group by s.action_id, s.reason
    union all
    select m.action_id, 'skip-reason', m.skip_reason, count(*)::int
    from messages m
    where m.account_id = ${accountId}
      and m.flow_id = ${flowId}
      and m.skip_reason is not null
    group by m.action_id, m.skip_reason`
}

// — Refusals

export interface RefusalRow {
  refusalId: number
  profileId: string
  reason: RefusalReason
  detail: string | null
  at: Date
}

/** One more than a page of who did not enter a flow, newest first. */
export function listRefusals(
  tx: Tx,
  accountId: string,
  flowId: string,
  { filter, page }: { filter: readonly FilterTerm[]; page: Page },
): Promise<RefusalRow[]> {
  const { cursor, size } = page
  const isUp = cursor?.backwards ?? false
  const direction = isUp ? tx`asc` : tx`desc`
  return tx<RefusalRow[]>`
    select r.refusal_id as "refusalId", r.profile_id as "profileId", r.reason, r.detail,
           r.refused_at as at
    from flow_refusals r
    where r.account_id = ${accountId}
      and r.flow_id = ${flowId}
      ${passing(tx, filter, (term) => refusalTerm(tx, term))}
      ${cursor ? tx`and r.refusal_id ${isUp ? tx`>` : tx`<`} ${cursor.id}::text::bigint` : tx``}
    order by r.refusal_id ${direction}
    limit ${size + 1}`
}

function refusalTerm(tx: Tx, { field, value }: FilterTerm): Fragment {
  const text = String(value)
  return field === 'reason'
    ? tx`r.reason = ${text}`
    : tx`r.profile_id = any (${[uuidOf(text) ?? []].flat()}::uuid[])`
}

export async function forgetRefusals(tx: Tx, before: Date): Promise<void> {
  await tx`
    delete from flow_refusals r
    using accounts a
    where r.account_id = a.account_id
      and r.refused_at < ${before}`
}
