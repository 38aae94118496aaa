import { noteReport } from '../message/note-report.action.ts'
import { messageOfProvider } from '../message/tracked-messages.sql.ts'
import type { Clock } from '../platform/clock.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { failDelivery } from './deliveries.sql.ts'
import { deliveryOf } from './delivery-key.ts'
import { lockTextOfProvider, setTextStatus } from './text-status.sql.ts'

/** In the order in which they follow each other; callbacks may arrive in another one. */
const STATUSES = ['accepted', 'queued', 'sending', 'sent', 'delivered', 'read']
const FAILED = ['failed', 'undelivered', 'canceled']

/** What a status means for a message of marketing; others say nothing new. */
const MESSAGE_REPORTS: Readonly<Record<string, 'delivered' | 'read'>> = {
  delivered: 'delivered',
  read: 'read',
}

/** The provider says what became of a text of ours. What it does not know, or says late, is ignored. */
export async function noteTextStatus(
  { sql, clock }: { sql: Sql; clock: Clock },
  accountId: string,
  report: { providerId: string; status: string; errorCode: string | null },
): Promise<void> {
  const { providerId, status, errorCode } = report
  const isFailure = FAILED.includes(status)
  if (providerId === '' || (!isFailure && !STATUSES.includes(status))) return
  const messageId = await inAccount(sql, accountId, (tx) =>
    messageOfProvider(tx, accountId, providerId),
  )
  if (messageId !== undefined) {
    const kind = isFailure ? 'failed' : MESSAGE_REPORTS[status]
    if (kind) await noteReport(sql, { accountId, messageId, kind, detail: errorCode })
    return
  }
  const now = await clock.now(accountId)
  await inAccount(sql, accountId, async (tx) => {
    const text = await lockTextOfProvider(tx, accountId, providerId)
    if (!text || FAILED.includes(text.status ?? '')) return
    const isLate = STATUSES.indexOf(status) <= STATUSES.indexOf(text.status ?? '')
    if (!isFailure && isLate) return
    const failure = isFailure
      ? `${status}${errorCode ? ` (error ${errorCode.slice(0, 20)})` : ''}`
      : null
    await setTextStatus(tx, accountId, text.textId, { status, failure })
    const delivery = deliveryOf(text.dedupeKey)
    if (failure !== null && delivery) {
      await failDelivery(tx, accountId, { ...delivery, error: failure, now })
    }
  })
}
