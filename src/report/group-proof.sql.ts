import type { GroupNumber } from '../contract/group-proof.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { type PartOfPage, pageInTurn } from './page-in-turn.ts'
import type { ProofRow } from './proof.ts'
import type { Window } from './report-window.ts'

export interface GroupScope extends Window {
  groupId: string
  number: GroupNumber
}

/** One row that the number is made of. */
export interface GroupProofRow extends ProofRow {
  /** Of a joining or leaving: its time to the microsecond, as the database writes it; empty of a member. */
  place: string
  /** Its own place among those of the same time. */
  id: string
}

/** How often somebody joined and left in a window. */
export async function countChanges(
  tx: Tx,
  accountId: string,
  { groupId, from, until }: GroupScope,
): Promise<{ joined: number; left: number }> {
  const [row] = await tx<{ joined: number; left: number }[]>`
    select count(*) filter (where c.kind = 'joined')::int as joined,
           count(*) filter (where c.kind = 'left')::int as left
    from group_changes c
    where c.account_id = ${accountId}
      and c.group_id = ${groupId}
      and c.changed_at >= ${from}
      and c.changed_at < ${until}`
  return row ?? { joined: 0, left: 0 }
}

/**
 * One more than a page of the rows behind it: who joined and left, the oldest first, and of a size then
 * those who were members before.
 */
export function groupRows(
  tx: Tx,
  accountId: string,
  scope: GroupScope,
  page: Page,
): Promise<GroupProofRow[]> {
  return pageInTurn(
    page,
    (part) => changeRows(tx, accountId, scope, part),
    (part) =>
      scope.number === 'size' ? memberRows(tx, accountId, scope, part) : Promise.resolve([]),
  )
}

function changeRows(
  tx: Tx,
  accountId: string,
  { groupId, number, from: start, until }: GroupScope,
  { from, isBack, limit }: PartOfPage,
): Promise<GroupProofRow[]> {
  const direction = isBack ? tx`desc` : tx`asc`
  const isOneKind = number === 'joined' || number === 'left'
  return tx<GroupProofRow[]>`
    select c.change_id::text as key, c.kind, c.changed_at as at, c.changed_at::text as place,
           c.change_id::text as id, ${isOneKind ? tx`1` : signed(tx)} as counts,
           c.profile_id as "profileId", null::uuid as "conversationId", null::uuid as "messageId",
           null as "messageName", null as state, null::int8 as "eventId", c.cause as reason
    from group_changes c
    where c.account_id = ${accountId}
      and c.group_id = ${groupId}
      and c.changed_at >= ${start}
      and c.changed_at < ${until}
      ${isOneKind ? tx`and c.kind = ${number}` : tx``}
      ${
        from
          ? tx`and (c.changed_at, c.change_id) ${isBack ? tx`<` : tx`>`}
               (${from.key}::text::timestamptz, ${from.id}::int8)`
          : tx``
      }
    order by c.changed_at ${direction}, c.change_id ${direction}
    limit ${limit}`
}

/**
 * Who was a member when the window began, by what the log said until then; and beside them what the log
 * does not know: members that never joined by it, and those that are gone without having left.
 *
 * Reads all that the log has of the group: a second for a million changes.
 */
function memberRows(
  tx: Tx,
  accountId: string,
  { groupId, from: start }: GroupScope,
  { from, isBack, limit }: PartOfPage,
): Promise<GroupProofRow[]> {
  const direction = isBack ? tx`desc` : tx`asc`
  return tx<GroupProofRow[]>`
    with logged as (
      select c.profile_id,
             coalesce(sum(${signed(tx)}) filter (where c.changed_at < ${start}), 0)::int as before,
             sum(${signed(tx)})::int as ever,
             max(c.changed_at) filter (where c.changed_at < ${start}) as last_before,
             max(c.changed_at) as last_at
      from group_changes c
      where c.account_id = ${accountId}
        and c.group_id = ${groupId}
      group by c.profile_id
    ),
    known as (
      select coalesce(l.profile_id, m.profile_id) as profile_id, coalesce(l.before, 0) as before,
             (m.profile_id is not null)::int - coalesce(l.ever, 0) as unlogged,
             l.last_before, coalesce(m.joined_at, l.last_at) as at
      from logged l
      full join (
        select o.profile_id, o.joined_at
        from group_members o
        where o.account_id = ${accountId}
          and o.group_id = ${groupId}
      ) m on m.profile_id = l.profile_id
    )
    select r.kind || ' ' || k.profile_id as key, r.kind, r.at, '' as place,
           k.profile_id || ' ' || r.kind as id, r.counts, k.profile_id as "profileId",
           null::uuid as "conversationId", null::uuid as "messageId", null as "messageName",
           null as state, null::int8 as "eventId", null as reason
    from known k
    cross join lateral (
      values ('member', k.before, k.last_before), ('unlogged', k.unlogged, k.at)
    ) r (kind, counts, at)
    where r.counts <> 0
      ${
        from
          ? tx`and (k.profile_id || ' ' || r.kind) collate "C" ${isBack ? tx`<` : tx`>`} ${from.id}`
          : tx``
      }
    order by (k.profile_id || ' ' || r.kind) collate "C" ${direction}
    limit ${limit}`
}

function signed(tx: Tx): Fragment {
  return tx`case c.kind when 'joined' then 1 else -1 end`
}
