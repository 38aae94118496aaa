import type { Tx } from '../platform/sql.ts'

/** Tags of an episode: those that the agent set in it, and all that people set. Sorted. */
export async function tagsOfEpisode(
  tx: Tx,
  accountId: string,
  conversationId: string,
  episode: number,
): Promise<string[]> {
  const rows = await tx<{ tag: string }[]>`
    select tag
    from conversation_tags
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      and not is_removed
      and (set_by = 'teammate' or episode = ${episode})
    order by tag`
  return rows.map((row) => row.tag)
}

/** The agent found these topics. What people set or took off stays as they left it. */
export async function setAgentTags(
  tx: Tx,
  accountId: string,
  conversationId: string,
  { tags, episode, now }: { tags: readonly string[]; episode: number; now: Date },
): Promise<void> {
  await tx`
    insert into conversation_tags as mine (
      account_id, conversation_id, tag, set_by, episode, at
    )
    select ${accountId}, ${conversationId}, tag, 'agent', ${episode}, ${now}::timestamptz
    from unnest(${[...tags]}::text[]) as tag
    on conflict (account_id, conversation_id, tag) do update
    set episode = excluded.episode, at = excluded.at
    where mine.set_by = 'agent' and not mine.is_removed`
}

/** A person decides which tags there are: the others are taken off for good. */
export async function setTeammateTags(
  tx: Tx,
  accountId: string,
  conversationId: string,
  change: { tags: readonly string[]; by: string; episode: number; now: Date },
): Promise<void> {
  const { tags, by, episode, now } = change
  await tx`
    update conversation_tags
    set is_removed = true, set_by = 'teammate', set_by_name = ${by}, at = ${now}
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      and not is_removed
      and tag <> all(${[...tags]}::text[])`
  await tx`
    insert into conversation_tags as mine (
      account_id, conversation_id, tag, set_by, set_by_name, episode, at
    )
    select ${accountId}, ${conversationId}, tag, 'teammate', ${by}, ${episode}, ${now}::timestamptz
    from unnest(${[...tags]}::text[]) as tag
    on conflict (account_id, conversation_id, tag) do update
    set is_removed = false, set_by = 'teammate', set_by_name = excluded.set_by_name,
        episode = excluded.episode, at = excluded.at
    where mine.is_removed`
}
