import * as contract from '../contract/channels.ts'
import { implement, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { isoSeconds } from '../platform/time.ts'
import { listInboundMails } from './mail-threads.sql.ts'

/** What came in by mail, also what was not answered, and why. */
export const inboundMailRoute: Route = implement(contract.getInboundMails, async (call) => {
  const { page } = call.query
  const fetched = await call.read((tx) => listInboundMails(tx, call.caller.accountId, page))
  const { rows, next, prev } = pageOf(fetched, page, (row) => ({
    key: row.receivedAt.toISOString(),
    id: row.messageId,
  }))
  return {
    data: rows.map((row) => ({
      type: 'inbound-mail',
      id: row.messageId,
      attributes: {
        sender: row.sender,
        outcome: row.outcome,
        conversation_id: row.conversationId,
        received_at: isoSeconds(row.receivedAt),
      },
    })),
    next,
    prev,
  }
})
