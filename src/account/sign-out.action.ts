import { inEveryAccount, type Sql } from '../platform/sql.ts'
import { recordAuditOfPerson } from './audit.sql.ts'
import { deleteSession } from './sessions.sql.ts'
import { findUser } from './users.sql.ts'

/** End one session of a person. Repeating it is harmless. */
export function signOut(
  sql: Sql,
  session: { userId: string; tokenHash: Buffer },
  now: Date,
): Promise<void> {
  return inEveryAccount(sql, async (tx) => {
    await deleteSession(tx, session.tokenHash)
    const user = await findUser(tx, session.userId)
    if (!user) return
    await recordAuditOfPerson(tx, user, now, { action: 'session.ended', subject: user.email })
  })
}
