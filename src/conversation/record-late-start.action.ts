import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { applyDecision } from './apply-decision.action.ts'
import { lockConversation } from './conversations.sql.ts'
import { start } from './end-episode.ts'

/** Record that an episode started, without a skill, unless a routing decision was quicker. */
export function recordLateStart(
  sql: Sql,
  of: { accountId: string; conversationId: string; episode: number },
  now: Date,
): Promise<void> {
  const { accountId, conversationId } = of
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const found = await lockConversation(tx, accountId, conversationId)
      // A later episode exists only after this one ended, which recorded its start.
      if (!found?.episode || found.episode.episode !== of.episode) return
      const { conversation } = found
      const started = start(found.episode, null, now)
      if (started.events.length === 0) return
      await applyDecision(tx, accountId, { conversation, ...started, lines: [] }, now)
    }),
  )
}
