import { difference } from '../account/account.ts'
import { lockAccount } from '../account/accounts.sql.ts'
import { type Actor, recordAudit } from '../account/audit.sql.ts'
import { enqueue } from '../platform/job.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { RECOMPUTE } from './attribution-jobs.ts'
import { findAttribution, saveSettings } from './attribution-settings.sql.ts'
import type { AttributionSettings } from './attribution-settings.ts'

/** Change what is credited with what people do, and recompute history; nothing to do when nothing changes. */
export function changeAttribution(
  sql: Sql,
  actor: Actor,
  change: (before: AttributionSettings) => AttributionSettings,
  { now, wallNow }: { now: Date; wallNow: Date },
): Promise<void> {
  const { accountId } = actor
  return inAccount(sql, accountId, async (tx) => {
    await lockAccount(tx, accountId)
    const { settings: before } = await findAttribution(tx, accountId)
    const settings = change(before)
    const detail = difference({ ...before }, { ...settings })
    if (Object.keys(detail.after).length === 0) return
    await saveSettings(tx, accountId, settings, { now, wallNow })
    await enqueue(tx, RECOMPUTE, { accountId })
    await recordAudit(tx, actor, wallNow, {
      action: 'attribution-settings.changed',
      subject: accountId,
      detail,
    })
  })
}
