import { notifyFollowers } from '../platform/follower.ts'
import type { Tx } from '../platform/sql.ts'
import { profileLog } from '../profile/profile-log.ts'
import { logChanges } from '../profile/upsert.sql.ts'
import { keepOpenProblem } from '../segment/open-problems.sql.ts'
import type { ConversationState } from './conversation.ts'

/**
 * Let segments, flows and sending know whether a conversation waits for the team. It is an open
 * problem from being handed to the team until it is closed or given back.
 */
export async function noteOpenProblem(
  tx: Tx,
  accountId: string,
  { conversationId, profileId, status, statusAt }: ConversationState,
  now: Date,
): Promise<void> {
  const since = status === 'routed-to-team' ? statusAt : null
  const changed = await keepOpenProblem(tx, accountId, { conversationId, profileId, since })
  if (changed.length === 0) return
  await logChanges(
    tx,
    accountId,
    changed.map((id) => ({ profileId: id, kind: 'updated', fields: ['open_problem'] })),
    now,
  )
  await notifyFollowers(tx, [profileLog])
}
