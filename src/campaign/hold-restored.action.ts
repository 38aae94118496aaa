import { inEveryAccount, type Sql } from '../platform/sql.ts'
import { holdMessagesAtWork } from './campaign-messages.sql.ts'

/**
 * After the database was restored from a backup some recipients may have got what it says they wait
 * for: every message of a campaign at work asks before it goes on.
 *
 * @returns how many there are
 */
export function holdRestoredCampaigns(sql: Sql, now: Date): Promise<number> {
  const detail = 'The database was restored from a backup: some may have got it already.'
  const hold = { reason: 'restored', detail, groupId: null, since: now.toISOString() } as const
  return inEveryAccount(sql, (tx) => holdMessagesAtWork(tx, hold))
}
