import type { FlowNumber } from '../contract/flow-proof.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { type PartOfPage, pageInTurn } from './page-in-turn.ts'
import type { ProofRow } from './proof.ts'

export interface StepScope {
  flowId: string
  actionId: string
  number: FlowNumber
  /** The outcome or reason; empty of those who wait. */
  value: string
}

/** One row that the count is made of. */
export interface FlowProofRow extends ProofRow {
  /** Of a passage its time to the microsecond, as the database writes it; empty of a message. */
  place: string
  id: string
}

/** The count itself. */
export async function stepTotal(tx: Tx, accountId: string, scope: StepScope): Promise<number> {
  const { number } = scope
  const [row] = await tx<{ total: number }[]>`
    select count(*)::int as total
    from ${
      number === 'waiting'
        ? tx`flow_enrolments e where ${waitingAt(tx, accountId, scope)}`
        : tx`flow_steps s where ${takenAt(tx, accountId, scope)}`
    }`
  const passages = row?.total ?? 0
  if (number !== 'skip_reason') return passages
  const [messages] = await tx<{ total: number }[]>`
    select count(*)::int as total
    from messages m
    where ${skippedAt(tx, accountId, scope)}`
  return passages + (messages?.total ?? 0)
}

/** One more than a page of the rows behind it: passages, the oldest first, then messages that were skipped. */
export function stepRows(
  tx: Tx,
  accountId: string,
  scope: StepScope,
  page: Page,
): Promise<FlowProofRow[]> {
  return pageInTurn(
    page,
    (part) =>
      scope.number === 'waiting'
        ? waitingRows(tx, accountId, scope, part)
        : takenRows(tx, accountId, scope, part),
    (part) =>
      scope.number === 'skip_reason'
        ? skippedRows(tx, accountId, scope, part)
        : Promise.resolve([]),
  )
}

function waitingAt(tx: Tx, accountId: string, { flowId, actionId }: StepScope): Fragment {
  return tx`
    e.account_id = ${accountId}
      and e.flow_id = ${flowId}
      and e.action_id = ${actionId}`
}

function takenAt(
  tx: Tx,
  accountId: string,
  { flowId, actionId, number, value }: StepScope,
): Fragment {
  return tx`
    s.account_id = ${accountId}
      and s.flow_id = ${flowId}
      and s.action_id = ${actionId}
      and ${
        number === 'skip_reason'
          ? tx`s.reason = ${value}`
          : tx`s.outcome = ${value.split(':', 1)[0] ?? ''}
               and case when s.outcome in ('branch', 'done') and s.detail is not null
                     then s.outcome || ':' || s.detail else s.outcome end = ${value}`
      }`
}

function skippedAt(tx: Tx, accountId: string, { flowId, actionId, value }: StepScope): Fragment {
  return tx`
    m.account_id = ${accountId}
      and m.flow_id = ${flowId}
      and m.action_id = ${actionId}
      and m.skip_reason = ${value}`
}

function waitingRows(
  tx: Tx,
  accountId: string,
  scope: StepScope,
  part: PartOfPage,
): Promise<FlowProofRow[]> {
  return tx<FlowProofRow[]>`
    select e.enrolment_id::text as key, e.enrolment_id::text as id, e.flow_start::text as place,
           'passage' as kind, e.flow_start as at, 1 as counts, e.profile_id as "profileId",
           null::uuid as "conversationId", null::uuid as "messageId", null as "messageName",
           'waiting' as state, null::int8 as "eventId", null as reason
    from flow_enrolments e
    where ${waitingAt(tx, accountId, scope)}
      ${inTurn(tx, part, { time: tx`e.flow_start`, id: tx`e.enrolment_id` })}`
}

function takenRows(
  tx: Tx,
  accountId: string,
  scope: StepScope,
  part: PartOfPage,
): Promise<FlowProofRow[]> {
  return tx<FlowProofRow[]>`
    select s.enrolment_id::text as key, s.enrolment_id::text as id, s.taken_at::text as place,
           'passage' as kind, s.taken_at as at, 1 as counts, e.profile_id as "profileId",
           null::uuid as "conversationId", null::uuid as "messageId", null as "messageName",
           s.outcome as state, null::int8 as "eventId", s.reason
    from flow_steps s
    join flow_enrolments e on e.account_id = s.account_id and e.enrolment_id = s.enrolment_id
    where ${takenAt(tx, accountId, scope)}
      ${inTurn(tx, part, { time: tx`s.taken_at`, id: tx`s.enrolment_id` })}`
}

function skippedRows(
  tx: Tx,
  accountId: string,
  scope: StepScope,
  { from, isBack, limit }: PartOfPage,
): Promise<FlowProofRow[]> {
  return tx<FlowProofRow[]>`
    select m.message_id::text as key, m.message_id::text as id, '' as place, 'message' as kind,
           coalesce(m.finished_at, m.due_at) as at, 1 as counts, m.profile_id as "profileId",
           null::uuid as "conversationId", m.message_id as "messageId", c.name as "messageName",
           m.state, null::int8 as "eventId", m.skip_reason as reason
    from messages m
    left join message_contents c on c.account_id = m.account_id and c.content_id = m.content_id
    where ${skippedAt(tx, accountId, scope)}
      ${from ? tx`and m.message_id ${isBack ? tx`<` : tx`>`} ${from.id}::uuid` : tx``}
    order by m.message_id ${isBack ? tx`desc` : tx`asc`}
    limit ${limit}`
}

/** The end of a query for passages: from where on, in which order, how many. */
function inTurn(
  tx: Tx,
  { from, isBack, limit }: PartOfPage,
  { time, id }: { time: Fragment; id: Fragment },
): Fragment {
  const direction = isBack ? tx`desc` : tx`asc`
  const after = from
    ? tx`and (${time}, ${id}) ${isBack ? tx`<` : tx`>`}
            (${from.key}::text::timestamptz, ${from.id}::uuid)`
    : tx``
  return tx`
      ${after}
    order by ${time} ${direction}, ${id} ${direction}
    limit ${limit}`
}
