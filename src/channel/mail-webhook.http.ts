import type { RawRoute } from '../platform/raw-routes.ts'
import { secretHash } from '../platform/secret.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { accountOfMailWebhook } from './email-channels.sql.ts'
import type { MailDoorServices } from './mail-door.action.ts'
import { MAIL_BYTES_MAX } from './read-mail.action.ts'
import { receiveMail } from './receive-mail.action.ts'

const RETRY_AFTER_SECONDS = 600

/** Whole mails, posted by a mail server or a service that receives for it. */
export function mailWebhookRoute(services: MailDoorServices): RawRoute {
  return {
    id: 'receiveMail',
    path: '/webhooks/mail/{token}',
    bodyBytesMax: MAIL_BYTES_MAX,
    handle: async ({ params, body }) => {
      const hash = secretHash(params['token'] ?? '')
      const accountId = await inEveryAccount(services.sql, (tx) => accountOfMailWebhook(tx, hash))
      if (accountId === undefined) return { status: 404, body: 'No such webhook.\n' }
      const receipt = await receiveMail(services, accountId, body, { from: null, recipients: [] })
      if (receipt === 'unreadable') return { status: 422, body: 'This is not a mail.\n' }
      if (receipt.outcome === 'rate-limited') {
        return {
          status: 429,
          body: 'Too many mails from this sender.\n',
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        }
      }
      if (receipt.isTurnDue && receipt.conversationId !== null) {
        services.onTurnDue(accountId, receipt.conversationId)
      }
      return {
        status: 200,
        contentType: 'application/json',
        body: JSON.stringify({ outcome: receipt.outcome }),
      }
    },
  }
}
