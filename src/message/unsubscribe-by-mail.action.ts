import { changeConsent } from '../consent/change-consent.action.ts'
import { nowIn } from '../platform/clock.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { noteUnsubscribed } from './note-unsubscribed.action.ts'
import { findTracked } from './tracked-messages.sql.ts'

/** The person of a message wants no more marketing by email, as their mailbox or our provider tells us. */
export async function unsubscribeByMail(
  sql: Sql,
  { accountId, messageId }: { accountId: string; messageId: string },
  source: 'mail' | 'provider',
): Promise<void> {
  await retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const message = await findTracked(tx, accountId, messageId)
      if (!message) return
      const { profileId } = message
      const now = await nowIn(tx, accountId)
      const eventProperties = await noteUnsubscribed(tx, accountId, { messageId, now })
      await changeConsent(
        tx,
        accountId,
        [
          {
            profileId,
            channel: 'email',
            kind: 'unsubscribe',
            method: 'mailbox_provider',
            source,
            messageId,
            eventProperties,
          },
        ],
        { now },
      )
    }),
  )
}
