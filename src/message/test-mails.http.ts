import { type PreviewRequest, previewMail } from '../content/preview-mail.action.ts'
import { findTemplate } from '../content/templates.sql.ts'
import { createTemplatePreviewSendJob, sendTestMail } from '../contract/templates.ts'
import { type Call, implement, type Route } from '../platform/http.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { invalid, notFound } from '../platform/problem.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { enqueueMail } from './enqueue-mail.action.ts'

/** Says in the list of mails that this one is none of the shop's. */
const MARK = '[Test]'

/** A mail as a person would get it, sent to the people who made it: no person's history knows it. */
export const testMailRoutes: readonly Route[] = [
  implement(sendTestMail, async (call) => {
    const { recipients, ...asked } = call.body.data.attributes
    const id = await sendTest(call, recipients, async () => asked)
    const attributes = { recipients, created_at: isoSeconds(call.now) }
    return { data: { type: 'test-mail', id, attributes }, status: 202 }
  }),

  implement(createTemplatePreviewSendJob, async (call) => {
    const { attributes, relationships } = call.body.data
    const templateId = relationships.template.data.id
    const id = await sendTest(call, attributes.recipients, async (tx) => {
      const template = await findTemplate(tx, call.caller.accountId, templateId)
      if (!template) throw notFound('template', templateId)
      return {
        template_id: templateId,
        // Templates have no subject. Curly brackets in a name are no variables.
        subject: template.name.replaceAll(/[{}]/g, ''),
        profile_id: relationships.profile?.data.id,
        context: attributes.context,
      }
    })
    return {
      data: {
        type: 'template-preview-send-job',
        id,
        attributes: { status: 'queued', created_at: isoSeconds(call.now) },
      },
      status: 202,
    }
  }),
]

/**
 * @returns the id of the test
 * @throws Problem 400 when the mail cannot be rendered, or would be skipped
 */
async function sendTest(
  { caller: { accountId }, sql, now }: Pick<Call<unknown, unknown>, 'caller' | 'sql' | 'now'>,
  recipients: readonly string[],
  askedFor: (tx: Tx) => Promise<PreviewRequest>,
): Promise<string> {
  const testId = ulidOf(newUlidUuid(now))
  await inAccount(sql, accountId, async (tx) => {
    const { mail, skipReason } = await previewMail(tx, accountId, await askedFor(tx), now)
    if (!mail) {
      throw invalid(
        '/data/attributes',
        `This person would not get the mail: ${skipReason ?? 'it cannot be rendered'}.`,
        'Choose another person or event.',
      )
    }
    for (const to of new Set(recipients)) {
      await enqueueMail(tx, accountId, {
        to,
        subject: `${MARK} ${mail.subject}`.trim(),
        html: mail.html,
        text: mail.text,
        dedupeKey: `test ${testId} ${to}`.slice(0, 200),
        now,
      })
    }
  })
  return testId
}
