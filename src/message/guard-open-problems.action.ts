import type { SkipReason } from '../contract/messages.ts'
import type { Tx } from '../platform/sql.ts'
import { profilesWithProblems } from '../segment/open-problems.sql.ts'
import type { QueuedMessage } from './message.ts'
import { findSendingSettings } from './sending-settings.sql.ts'

/** Who waits for the team gets no marketing, in accounts that want it so. */
export async function guardOpenProblems(
  tx: Tx,
  accountId: string,
  due: readonly QueuedMessage[],
): Promise<Map<string, SkipReason>> {
  const marketing = due.filter((one) => one.purpose === 'marketing' && one.source.kind !== 'test')
  if (marketing.length === 0) return new Map()
  const { settings } = await findSendingSettings(tx, accountId)
  if (!settings.excludesOpenProblems) return new Map()
  const profileIds = [...new Set(marketing.map((one) => one.profileId))]
  const waiting = await profilesWithProblems(tx, accountId, profileIds)
  return new Map(
    marketing.flatMap(({ messageId, profileId }) =>
      waiting.has(profileId) ? [[messageId, 'Open Problem'] as const] : [],
    ),
  )
}
