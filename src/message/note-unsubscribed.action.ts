import type { OnUnsubscribed } from '../consent/page-visit.action.ts'
import { markUnsubscribed } from './unsubscribed.sql.ts'

/**
 * Somebody unsubscribed by the link in a message: note it with the message, and tell the events which
 * message it was.
 */
export const noteUnsubscribed: OnUnsubscribed = async (tx, accountId, { messageId, now }) => {
  const message = await markUnsubscribed(tx, accountId, messageId, now)
  if (!message) return {}
  const { contentId, flowId, actionId, campaignId, variationId } = message
  return {
    $message: contentId,
    ...(flowId === null ? {} : { $flow: flowId, $flow_action: actionId }),
    ...(campaignId === null ? {} : { $campaign: campaignId }),
    ...(variationId === null ? {} : { $variation: variationId }),
  }
}
