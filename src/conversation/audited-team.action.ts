import { type Actor, recordAudit } from '../account/audit.sql.ts'
import type { Tx } from '../platform/sql.ts'
import type { Teammate } from './decide-team.ts'
import { close, returnToAgent, type TeamResult, takeOver } from './team.action.ts'

/** Who asks, and when. A call of the API is one. */
export interface Asking {
  caller: Actor
  now: Date
  wallNow: Date
}

/** A person, or the name of the program that acts for the team. */
export function teammateOf({ kind, actorId, actorName }: Actor): Teammate {
  return { userId: kind === 'user' ? actorId : null, name: actorName }
}

/** As `takeOver`, and written down. */
export async function takeOverConversation(
  tx: Tx,
  { caller, now, wallNow }: Asking,
  conversationId: string,
): Promise<TeamResult> {
  const done = await takeOver(tx, caller.accountId, conversationId, teammateOf(caller), now)
  if (done.isChanged) {
    const entry = { action: 'conversation.taken-over', subject: conversationId } as const
    await recordAudit(tx, caller, wallNow, entry)
  }
  return done
}

/** As `returnToAgent`, and written down. */
export async function returnConversation(
  tx: Tx,
  { caller, now, wallNow }: Asking,
  conversationId: string,
): Promise<TeamResult> {
  const done = await returnToAgent(tx, caller.accountId, conversationId, teammateOf(caller), now)
  if (done.isChanged) {
    const entry = { action: 'conversation.returned', subject: conversationId } as const
    await recordAudit(tx, caller, wallNow, entry)
  }
  return done
}

/** As `close`, and written down. */
export async function closeConversation(
  tx: Tx,
  { caller, now, wallNow }: Asking,
  conversationId: string,
): Promise<TeamResult> {
  const done = await close(tx, caller.accountId, conversationId, teammateOf(caller), now)
  if (done.isChanged) {
    const entry = { action: 'conversation.closed', subject: conversationId } as const
    await recordAudit(tx, caller, wallNow, entry)
  }
  return done
}
