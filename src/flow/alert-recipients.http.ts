import { listMembers } from '../account/members.sql.ts'
import { emailKeyOf } from '../account/user.ts'
import { askAlertRecipient, getAlertRecipients } from '../contract/flows.ts'
import { implement, type Route } from '../platform/http.ts'
import { inAccount } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { listAlertRecipients } from './alert-recipients.sql.ts'
import { type AlertRecipientRow, stateOf } from './alert-recipients.ts'
import { askRecipient } from './ask-alert-recipients.action.ts'

/** Whom alerts may go to, and asking somebody. */
export const alertRecipientRoutes: Route[] = [
  implement(getAlertRecipients, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const members = await listMembers(tx, accountId)
      const working = new Set(members.map((member) => emailKeyOf(member.email)))
      const asked = (await listAlertRecipients(tx, accountId)).filter(
        (row) => !working.has(row.emailKey),
      )
      const data = [
        ...members.map(({ userId, email }) => ({
          type: 'alert-recipient' as const,
          id: userId,
          attributes: { email, state: 'member' as const, asked: null },
        })),
        ...asked.map(resourceOf),
      ]
      return {
        data: data.toSorted((a, b) =>
          emailKeyOf(a.attributes.email) < emailKeyOf(b.attributes.email) ? -1 : 1,
        ),
      }
    }),
  ),

  implement(askAlertRecipient, async (call) => {
    const { email } = call.body.data.attributes
    const { accountId } = call.caller
    const row = await inAccount(call.sql, accountId, (tx) =>
      askRecipient(tx, accountId, email, call.wallNow),
    )
    return { data: resourceOf(row) }
  }),
]

function resourceOf(row: AlertRecipientRow) {
  return {
    type: 'alert-recipient' as const,
    id: row.recipientId,
    attributes: { email: row.email, state: stateOf(row), asked: isoSeconds(row.askedAt) },
  }
}
