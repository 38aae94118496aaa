import * as contract from '../contract/accounts.ts'
import { implement, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { isoSeconds } from '../platform/time.ts'
import { type AuditRow, listAuditEntries } from './audit.sql.ts'

/** Who changed what. */
export function auditRoutes(): Route[] {
  return [
    implement(contract.getAuditEntries, async (call) => {
      const { page, filter } = call.query
      const value = filter.find(({ field }) => field === 'action')?.value
      const action = typeof value === 'string' ? value : undefined
      const fetched = await call.read((tx) =>
        listAuditEntries(tx, call.caller.accountId, action, page),
      )
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({ key: '', id: row.entryId }))
      return { data: rows.map(auditResource), next, prev }
    }),
  ]
}

function auditResource({ entryId, at, actorKind, actorName, action, subject, detail }: AuditRow) {
  return {
    type: 'audit-entry',
    id: entryId,
    attributes: {
      at: isoSeconds(at),
      actor_kind: actorKind,
      actor_name: actorName,
      action,
      subject,
      detail,
    },
  }
}
