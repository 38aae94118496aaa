import type { Tx } from '../platform/sql.ts'
import { applyDecision } from './apply-decision.action.ts'
import { lockConversation } from './conversations.sql.ts'
import { confirmHandoff } from './decide-team.ts'

export type HandoffCompletion =
  | 'handed-off'
  /** The team has it already. */
  | 'already-routed'
  /** No handoff is offered, so there is nothing to say yes to. */
  | 'nothing-offered'
  | 'unknown-conversation'

/**
 * The shopper confirmed the handoff that was offered: the conversation goes to the team, and only
 * now counts as escalated, with the reason of the offer.
 *
 * @param text what the agent says to it, such as when somebody will answer; null for nothing
 */
export async function completeHandoff(
  tx: Tx,
  accountId: string,
  conversationId: string,
  { text = null, now }: { text?: string | null; now: Date },
): Promise<HandoffCompletion> {
  const found = await lockConversation(tx, accountId, conversationId)
  if (!found) return 'unknown-conversation'
  if (found.conversation.status === 'routed-to-team') return 'already-routed'
  const decision = confirmHandoff(found, text, now)
  if (!decision) return 'nothing-offered'
  await applyDecision(tx, accountId, decision, now)
  return 'handed-off'
}
