import type { Tx } from '../platform/sql.ts'

export interface DueConversation {
  accountId: string
  conversationId: string
  dueAt: Date
}

/**
 * Conversations whose silence is to be judged, of every account at its own time, longest due first.
 * Needs a scope over every account.
 */
export function silentConversations(
  tx: Tx,
  wallNow: Date,
  limit: number,
): Promise<DueConversation[]> {
  return tx<DueConversation[]>`
    with
    by_wall as (
      select c.account_id, c.conversation_id, c.due_at
      from conversations c
      join accounts a using (account_id)
      where c.due_at <= ${wallNow}
        and a.clock_at is null
      order by c.due_at
      limit ${limit}
    ),
    by_own_clock as (
      select c.account_id, c.conversation_id, c.due_at
      from accounts a
      join conversations c using (account_id)
      where a.clock_at is not null
        and c.due_at <= a.clock_at
      order by c.due_at
      limit ${limit}
    )
    select account_id as "accountId", conversation_id as "conversationId", due_at as "dueAt"
    from (select * from by_wall union all select * from by_own_clock) due
    order by due_at
    limit ${limit}`
}

/** As `silentConversations`, of one account. */
export function silentIn(
  tx: Tx,
  accountId: string,
  now: Date,
  limit: number,
): Promise<DueConversation[]> {
  return tx<DueConversation[]>`
    select account_id as "accountId", conversation_id as "conversationId", due_at as "dueAt"
    from conversations
    where account_id = ${accountId}
      and due_at <= ${now}
    order by due_at
    limit ${limit}`
}

/**
 * Conversations in which the agent owes an answer, oldest first: what a process that was killed
 * left behind. With a scope over every account, of all accounts.
 *
 * @param answerableBefore only those whose last line is older, so that a turn under way is left
 *   alone. The clock of a sandbox may stand anywhere, so there all are answered.
 */
export function conversationsDue(
  tx: Tx,
  { answerableBefore, limit }: { answerableBefore: Date; limit: number },
): Promise<{ accountId: string; conversationId: string }[]> {
  return tx<{ accountId: string; conversationId: string }[]>`
    select c.account_id as "accountId", c.conversation_id as "conversationId"
    from conversations c
    join accounts a using (account_id)
    where c.status = 'open'
      and c.last_shopper_position > c.answered_position
      and c.last_line_at <= coalesce(a.clock_at, ${answerableBefore})
    order by c.conversation_id
    limit ${limit}`
}

/** Episodes of an account whose Started event has waited since before `since`. */
export function unrecordedStarts(
  tx: Tx,
  accountId: string,
  since: Date,
  limit: number,
): Promise<{ conversationId: string; episode: number }[]> {
  return tx<{ conversationId: string; episode: number }[]>`
    select conversation_id as "conversationId", episode
    from conversation_episodes
    where account_id = ${accountId}
      and start_recorded_at is null
      and started_at <= ${since}
    order by started_at
    limit ${limit}`
}
