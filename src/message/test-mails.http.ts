import { previewMail } from '../content/preview-mail.action.ts'
import { sendTestMail } from '../contract/templates.ts'
import { implement } from '../platform/http.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { invalid } from '../platform/problem.ts'
import { inAccount } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { enqueueMail } from './enqueue-mail.action.ts'

/** Says in the list of mails that this one is none of the shop's. */
const MARK = '[Test]'

/** A mail as a person would get it, sent to the people who made it: no person's history knows it. */
export const testMailRoute = implement(sendTestMail, async ({ body, caller, sql, now }) => {
  const { recipients, ...asked } = body.data.attributes
  const testId = ulidOf(newUlidUuid(now))
  await inAccount(sql, caller.accountId, async (tx) => {
    const { mail, skipReason } = await previewMail(tx, caller.accountId, asked, now)
    if (!mail) {
      throw invalid(
        '/data/attributes',
        `This person would not get the mail: ${skipReason ?? 'it cannot be rendered'}.`,
        'Choose another person or event.',
      )
    }
    for (const to of new Set(recipients)) {
      await enqueueMail(tx, caller.accountId, {
        to,
        subject: `${MARK} ${mail.subject}`.trim(),
        html: mail.html,
        text: mail.text,
        dedupeKey: `test ${testId} ${to}`.slice(0, 200),
        now,
      })
    }
  })
  return {
    data: {
      type: 'test-mail',
      id: testId,
      attributes: { recipients, created_at: isoSeconds(now) },
    },
    status: 202,
  }
})
