import type { OnOutboxEnd } from '../message/send-due.action.ts'
import { failDelivery } from './deliveries.sql.ts'
import { deliveryOf } from './delivery-key.ts'

/** A line whose mail or text did not leave, or perhaps did not, is shown as failed. */
export const noteUndelivered: OnOutboxEnd = async (tx, accountId, { dedupeKey, end }) => {
  const line = deliveryOf(dedupeKey)
  if (!line || end.finishedAt === null) return
  if (end.state !== 'failed' && end.state !== 'uncertain') return
  const error = [end.failure, end.detail].filter((part) => part !== null).join(': ')
  await failDelivery(tx, accountId, { ...line, error, now: end.finishedAt })
}
