import { emailKeyOf } from '../account/user.ts'
import { plainTextOf } from '../content/plain-text.ts'
import { TemplateProblem } from '../content/render-template.ts'
import { templateForSending } from '../content/template-source.action.ts'
import type { FlowInternalAlert } from '../contract/flows.ts'
import { isEmail } from '../contract/values.ts'
import { enqueueMail } from '../message/enqueue-mail.action.ts'
import type { Tx } from '../platform/sql.ts'
import { alertStates, askNewRecipients } from './ask-alert-recipients.action.ts'
import { failSteps, noteOnSteps, skipSteps } from './enrolments.sql.ts'
import { rendererFor } from './render-for.action.ts'

export interface AlertToSend {
  enrolmentId: string
  profileId: string
  eventId: string | null
  actionId: string
  message: FlowInternalAlert
  at: Date
}

/**
 * Mail the shop's own people about a profile, in the transaction of what causes it. Addresses that are
 * no members' get nothing before they said yes.
 */
export async function sendAlerts(
  tx: Tx,
  accountId: string,
  alerts: readonly AlertToSend[],
  wallNow: Date,
): Promise<void> {
  const emails = [...new Set(alerts.flatMap(({ message }) => message.to_emails.filter(isEmail)))]
  const states = await alertStates(tx, accountId, emails)
  const isUnasked = (email: string) => !states.has(emailKeyOf(email))
  await askNewRecipients(tx, accountId, emails.filter(isUnasked), wallNow)
  const mayGet = (email: string) => {
    const state = states.get(emailKeyOf(email))
    return state === 'member' || state === 'confirmed'
  }
  for (const alert of alerts) {
    const { to_emails: all } = alert.message
    const recipients = all.filter((email) => isEmail(email) && mayGet(email))
    const others = all.filter((email) => !recipients.includes(email))
    const without = others.length > 0 ? `not confirmed: ${others.join(', ')}` : null
    if (recipients.length === 0) {
      await skipSteps(tx, accountId, [alert], 'No Confirmed Recipients', without)
      continue
    }
    const problem = await sendAlert(tx, accountId, alert, recipients)
    if (problem !== null) await failSteps(tx, accountId, [alert], problem)
    else if (without !== null) await noteOnSteps(tx, accountId, [alert], without)
  }
}

/** @returns what is wrong with the alert, if it cannot be sent */
async function sendAlert(
  tx: Tx,
  accountId: string,
  alert: AlertToSend,
  recipients: readonly string[],
): Promise<string | null> {
  const { message, enrolmentId, actionId, at } = alert
  const source =
    message.template_id === null
      ? undefined
      : await templateForSending(tx, accountId, message.template_id)
  try {
    const render = await rendererFor(tx, accountId, { ...alert, now: at })
    const subject = await render(message.subject_line ?? 'Alert', 'none')
    const html = source ? await render(source.html, 'html') : null
    const text = source?.text
      ? await render(source.text, 'none')
      : html === null
        ? subject
        : plainTextOf(html)
    for (const to of recipients) {
      await enqueueMail(tx, accountId, {
        to,
        ...(message.from_email && isEmail(message.from_email)
          ? { from: { address: message.from_email, name: message.from_label } }
          : {}),
        subject,
        text,
        ...(html === null ? {} : { html }),
        dedupeKey: `flow-alert:${enrolmentId}:${actionId}:${to}`.slice(0, 200),
        profileId: alert.profileId,
        now: at,
      })
    }
    return null
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error
    return `the alert cannot be rendered: ${error.message}`
  }
}
