import { findAccount } from '../account/accounts.sql.ts'
import { SEND_CONFIRMATION } from '../consent/consent-jobs.ts'
import { confirmationToken, confirmationUrl } from '../consent/consent-links.ts'
import { findConsentPages } from '../consent/consent-pages.sql.ts'
import { findRequest } from '../consent/consent-requests.sql.ts'
import { lookOf } from '../consent/page-visit.action.ts'
import { type Job, job } from '../platform/job.ts'
import { inAccount } from '../platform/sql.ts'
import { findGroup } from '../segment/groups.sql.ts'
import { confirmationMail } from './confirmation-mail.ts'
import { enqueueMail } from './enqueue-mail.action.ts'

export interface ConfirmationServices {
  /** Of the installation: signs the link. */
  secret: Uint8Array
  /** Where readers reach this server, without a slash at its end. */
  linkBase: string
}

/** Mail the link that confirms a subscription. A request has one mail, however often this runs. */
export function sendConfirmationJob(
  services: ConfirmationServices,
): Job<(typeof SEND_CONFIRMATION)['payload']> {
  return job({
    ...SEND_CONFIRMATION,

    async run({ accountId, requestId }, { sql, clock }) {
      const now = await clock.now(accountId)
      await inAccount(sql, accountId, async (tx) => {
        const request = await findRequest(tx, accountId, requestId)
        const account = await findAccount(tx, accountId)
        if (!request || !account || request.confirmedAt || request.expiresAt <= now) return
        const { listId, email, locale, profileId } = request
        const list = listId === null ? undefined : await findGroup(tx, accountId, listId)
        const pages = await findConsentPages(tx, accountId)
        const look = lookOf(account, pages, locale, undefined)
        const token = confirmationToken(services.secret, { accountId, requestId })
        await enqueueMail(tx, accountId, {
          to: email,
          ...confirmationMail(look.language, {
            to: list?.name ?? look.shop,
            text: pages.texts.confirm,
            url: confirmationUrl(services.linkBase, token),
          }),
          dedupeKey: `confirm ${requestId}`,
          purpose: 'transactional',
          ...(profileId === null ? {} : { profileId }),
          now,
        })
      })
    },
  })
}
