import { type Channel, type ConversationStatus, ROUTING_OUTCOMES } from '../contract/agent-words.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import type { Window } from './report-window.ts'

export interface ValuesRow {
  channel: Channel | null
  status: ConversationStatus | null
  volume: number
  resolved: number
}

/**
 * Conversations that began in the window, and how many of them the agent resolved alone: they stand
 * resolved, and no episode of them was ever escalated. Counts are for each channel or status, or
 * for all together when `by` is null.
 */
export function conversationValues(
  tx: Tx,
  accountId: string,
  window: Window,
  by: 'channel' | 'status' | null,
): Promise<ValuesRow[]> {
  return tx<ValuesRow[]>`
    with started as (
      ${startedConversations(tx, accountId, window)}
    )
    select ${by === 'channel' ? tx`s.channel` : tx`null`} as channel,
           ${by === 'status' ? tx`s.status` : tx`null`} as status,
           count(*)::int as volume,
           (count(*) filter (where s.is_resolved))::int as resolved
    from started s
    ${by === null ? tx`` : tx`group by s.${tx(by)}`}
    order by volume desc, 1, 2`
}

/** One row for each conversation whose first message came in the window. */
export function startedConversations(
  tx: Tx,
  accountId: string,
  { from, until }: Window,
  channel?: Channel,
): Fragment {
  return tx`
    select c.conversation_id, c.profile_id, c.channel, c.status, c.episode, e.started_at,
           c.status = 'resolved-by-ai' and not exists (
             select
             from conversation_episodes x
             where x.account_id = c.account_id
               and x.conversation_id = c.conversation_id
               and x.outcome = 'escalated'
           ) as is_resolved
    from conversation_episodes e
    join conversations c
      on c.account_id = e.account_id and c.conversation_id = e.conversation_id
    where e.account_id = ${accountId}
      and e.started_at >= ${from}
      and e.started_at < ${until}
      and e.episode = 1
      ${channel ? tx`and c.channel = ${channel}` : tx``}`
}

export interface SkillVolume {
  skill: string
  volume: number
}

/** How often each skill answered in the window; `skills` and `channels` null mean all. */
export function skillVolumes(
  tx: Tx,
  accountId: string,
  window: Window,
  only: { skills: readonly string[] | null; channels: readonly string[] | null },
): Promise<SkillVolume[]> {
  const { skills, channels } = only
  return tx<SkillVolume[]>`
    select t.skill, count(*)::int as volume
    from conversation_turns t
    ${channels ? ofConversation(tx) : tx``}
    where t.account_id = ${accountId}
      and t.at >= ${window.from}
      and t.at < ${window.until}
      and t.skill is not null
      and t.skill <> all (${[...ROUTING_OUTCOMES]})
      ${skills ? tx`and t.skill = any (${[...skills]})` : tx``}
      ${channels ? tx`and c.channel = any (${[...channels]})` : tx``}
    group by t.skill
    order by volume desc, t.skill`
}

/** Only asked for its channel: without the question, no conversation is looked up. */
function ofConversation(tx: Tx): Fragment {
  return tx`
    join conversations c
      on c.account_id = t.account_id and c.conversation_id = t.conversation_id`
}
