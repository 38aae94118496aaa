import { quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { groupsByIds } from '../segment/groups.sql.ts'
import type { Audience, Hold } from './campaign.ts'

export type AudienceHold = Omit<Hold, 'since'> & { groupId: string }

/**
 * What of an audience cannot be relied on. A group that is gone, switched off or still being built
 * would let people through that it should keep out, so nothing is sent until it is whole.
 */
export async function holdsOf(
  tx: Tx,
  accountId: string,
  { included, excluded }: Audience,
): Promise<AudienceHold[]> {
  const ids = [...excluded, ...included]
  const groups = new Map((await groupsByIds(tx, accountId, ids)).map((row) => [row.groupId, row]))
  return ids.flatMap((groupId): AudienceHold[] => {
    const group = groups.get(groupId)
    const side = excluded.includes(groupId) ? 'excluded' : 'included'
    if (!group) {
      const detail = `The ${side} group ${quote(groupId)} does not exist any more.`
      return [{ reason: 'group-missing', groupId, detail }]
    }
    if (!group.isActive) {
      const detail = `The ${side} segment ${quote(group.name)} is switched off, so nobody knows who is in it.`
      return [{ reason: 'segment-inactive', groupId, detail }]
    }
    if (group.isProcessing) {
      const detail = `The ${side} segment ${quote(group.name)} is still being built.`
      return [{ reason: 'segment-building', groupId, detail }]
    }
    return []
  })
}
