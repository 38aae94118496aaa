import { findAccount } from '../account/accounts.sql.ts'
import { findConsentPages } from '../consent/consent-pages.sql.ts'
import { html } from '../consent/page-html.ts'
import { lookOf } from '../consent/page-visit.action.ts'
import { enqueueMail } from '../message/enqueue-mail.action.ts'
import { type Job, job } from '../platform/job.ts'
import { inAccount } from '../platform/sql.ts'
import { findAlertRecipient } from './alert-recipients.sql.ts'
import { ASK_ALERT_RECIPIENT, alertsUrl } from './alert-recipients.ts'
import { alertWords } from './alert-words.ts'

/** Mail the link with which an address says yes to alerts. Each time it is asked it gets one mail. */
export function askAlertRecipientJob({
  secret,
  linkBase,
}: {
  /** Of the installation: signs the link. */
  secret: Uint8Array
  /** Where readers reach this server, without a slash at its end. */
  linkBase: string
}): Job<(typeof ASK_ALERT_RECIPIENT)['payload']> {
  return job({
    ...ASK_ALERT_RECIPIENT,

    async run({ accountId, recipientId }, { sql, clock }) {
      const now = await clock.now(accountId)
      await inAccount(sql, accountId, async (tx) => {
        const recipient = await findAlertRecipient(tx, accountId, recipientId)
        const account = await findAccount(tx, accountId)
        if (!recipient || !account || recipient.confirmedAt || recipient.declinedAt) return
        const { language, shop } = lookOf(
          account,
          await findConsentPages(tx, accountId),
          null,
          undefined,
        )
        const words = alertWords(language)
        const url = alertsUrl(linkBase, secret, { accountId, recipientId })
        await enqueueMail(tx, accountId, {
          to: recipient.email,
          subject: words.mailSubject(shop),
          text: [words.mailText(shop), url, words.mailIgnore].join('\n\n'),
          html: html`<!doctype html>
<html lang="${language}">
<body style="font-family: system-ui, sans-serif; font-size: 16px; line-height: 1.5">
<p>${words.mailText(shop)}</p>
<p><a href="${url}" style="font-weight: 600">${words.askTitle}</a></p>
<p>${words.mailIgnore}</p>
</body>
</html>
`.html,
          dedupeKey: `alert-recipient ${recipientId} ${recipient.timesAsked}`,
          now,
        })
      })
    },
  })
}
