import { REVIEWS_PER_REQUEST_MAX } from '../contract/flows.ts'
import { queueMessages } from '../message/queue-messages.action.ts'
import { notFound } from '../platform/problem.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { messageKey } from './apply-walks.action.ts'
import { triggerOf } from './flow.ts'
import { findFlow } from './flows.sql.ts'
import { lockReviews, settleReviews } from './passages-list.sql.ts'

/** A review, by its parts: one action of one passage. */
export interface ReviewId {
  enrolmentId: string
  actionId: string
}

/**
 * Send or cancel messages that wait for review. All of an action, or of the flow, go in batches, each
 * a transaction of its own. Filters and consent are looked at again when each is sent.
 *
 * @param reviews null: all
 * @throws Problem 404 for the flow
 */
export async function decideReviews(
  sql: Sql,
  accountId: string,
  flowId: string,
  wanted: {
    decision: 'send' | 'cancel'
    reviews: readonly ReviewId[] | null
    actionId: string | null
  },
  now: Date,
): Promise<void> {
  let decided = REVIEWS_PER_REQUEST_MAX
  while (decided === REVIEWS_PER_REQUEST_MAX) {
    decided = await inAccount(sql, accountId, async (tx) => {
      const flow = await findFlow(tx, accountId, flowId)
      if (!flow) throw notFound('flow', flowId)
      const { reviews, actionId } = wanted
      const limit = REVIEWS_PER_REQUEST_MAX
      const locked = await lockReviews(tx, accountId, flowId, { reviews, actionId, limit })
      const outcome = wanted.decision === 'send' ? 'queued' : 'cancelled'
      await settleReviews(tx, accountId, locked, outcome)
      if (wanted.decision === 'cancel') return locked.length
      const { kind, key } = triggerOf(flow.rules)
      await queueMessages(
        tx,
        accountId,
        locked.map(
          ({ enrolmentId, actionId: action, profileId, contentId, eventId, flowStart }) => ({
            profileId,
            contentId,
            dedupeKey: messageKey(enrolmentId, action),
            dueAt: now,
            now,
            eventId,
            flowStart,
            listIds: kind === 'list' ? [key] : [],
            source: { kind: 'flow', flowId, actionId: action, enrolmentId },
          }),
        ),
      )
      return locked.length
    })
  }
}
