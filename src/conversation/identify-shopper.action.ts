import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import type { ProfileInput, RefusalReason } from '../profile/plan-upserts.ts'
import { isAnonymous } from '../profile/profile.ts'
import { loadProfiles } from '../profile/save-profiles.action.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import type { VerifiedBy } from './conversation.ts'
import { lockConversation, notifyConversation, saveConversation } from './conversations.sql.ts'
import { noteOpenProblem } from './note-open-problem.action.ts'

export type Identification =
  /** The conversation is this person's; an anonymous profile went into theirs, with its events. */
  | { outcome: 'identified'; profileId: string }
  /**
   * It was somebody else's until now: from here on it is this person's. What was recorded before
   * stays with the other one.
   */
  | { outcome: 'changed'; profileId: string }
  | { outcome: 'refused'; reason: RefusalReason }

/**
 * It is known now who the shopper is. An anonymous profile is merged into the known one, so that
 * everything it did belongs to that person, at the times at which it happened.
 *
 * @param verifiedBy what proved it; null when the shopper only says so
 * @throws LostRace see `retryLostRaces`
 */
export async function identifyShopper(
  tx: Tx,
  accountId: string,
  conversationId: string,
  { profile, verifiedBy, now }: { profile: ProfileInput; verifiedBy: VerifiedBy | null; now: Date },
): Promise<Identification> {
  const found = await lockConversation(tx, accountId, conversationId)
  if (!found) throw notFound('conversation', conversationId)
  const { conversation } = found
  const present = (await loadProfiles(tx, accountId, [conversation.profileId])).get(
    conversation.profileId,
  )
  const anonymousId = present && isAnonymous(present) ? anAnonymousId(present) : undefined
  const identifiers =
    anonymousId === undefined
      ? profile.identifiers
      : { ...profile.identifiers, anonymous_id: anonymousId }
  const [result] = await upsertProfiles(tx, accountId, [{ ...profile, identifiers }], now)
  if (!result || result.outcome === 'refused') {
    return { outcome: 'refused', reason: result?.reason ?? 'no-identifier' }
  }
  const { profileId } = result
  const isSomebodyElses =
    anonymousId === undefined && present !== undefined && present.profileId !== profileId
  const after = {
    ...conversation,
    profileId,
    verifiedBy: verifiedBy ?? (isSomebodyElses ? null : conversation.verifiedBy),
    memory: isSomebodyElses ? {} : conversation.memory,
  }
  await saveConversation(tx, accountId, after, now)
  await noteOpenProblem(tx, accountId, after, now)
  await notifyConversation(tx, accountId, conversationId)
  return { outcome: isSomebodyElses ? 'changed' : 'identified', profileId }
}

function anAnonymousId(profile: {
  identifiers: ReadonlyMap<string, { kind: string; value: string }>
}): string | undefined {
  for (const { kind, value } of profile.identifiers.values()) {
    if (kind === 'anonymous_id') return value
  }
  return undefined
}
