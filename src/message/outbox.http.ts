import * as contract from '../contract/channels.ts'
import type { FilterTerm } from '../contract/filter.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { isoSeconds } from '../platform/time.ts'
import { findMail, listMails, type MailRow } from './outbox-mails.sql.ts'
import { findText, listTexts, type TextRow } from './outbox-texts.sql.ts'

/** What was sent, waits to be sent, or is kept here because there is no provider. */
export const outboxRoutes: readonly Route[] = [
  implement(contract.getOutboxMails, async (call) => {
    const { page, filter } = call.query
    const fetched = await call.read((tx) =>
      listMails(tx, call.caller.accountId, wanted(filter), page),
    )
    const { rows, next, prev } = pageOf(fetched, page, (row) => ({
      key: row.createdAt.toISOString(),
      id: row.mailId,
    }))
    return { data: rows.map(mailResource), next, prev }
  }),

  implement(contract.getOutboxMail, async (call) => {
    const id = param(call, 'id')
    const mailId = uuidOf(id)
    const row = mailId && (await call.read((tx) => findMail(tx, call.caller.accountId, mailId)))
    if (!row) throw notFound('outbox-mail', id)
    return { data: mailResource(row) }
  }),

  implement(contract.getOutboxTexts, async (call) => {
    const { page, filter } = call.query
    const fetched = await call.read((tx) =>
      listTexts(tx, call.caller.accountId, wanted(filter), page),
    )
    const { rows, next, prev } = pageOf(fetched, page, (row) => ({
      key: row.createdAt.toISOString(),
      id: row.textId,
    }))
    return { data: rows.map(textResource), next, prev }
  }),

  implement(contract.getOutboxText, async (call) => {
    const id = param(call, 'id')
    const textId = uuidOf(id)
    const row = textId && (await call.read((tx) => findText(tx, call.caller.accountId, textId)))
    if (!row) throw notFound('outbox-text', id)
    return { data: textResource(row) }
  }),
]

function wanted(filter: readonly FilterTerm[]) {
  const valuesOf = (name: string) =>
    filter.filter(({ field }) => field === name).flatMap((term) => [term.value].flat().map(String))
  const states = valuesOf('state')
  return { to: valuesOf('to')[0], states: states.length === 0 ? undefined : states }
}

function mailResource(mail: MailRow): Resource {
  return {
    type: 'outbox-mail',
    id: ulidOf(mail.mailId),
    attributes: {
      to: mail.to,
      from: mail.from?.address ?? null,
      from_name: mail.from?.name ?? null,
      reply_to: mail.replyTo,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      headers: mail.headers,
      message_id: mail.messageId,
      purpose: mail.purpose,
      state: mail.state,
      failure: mail.failure,
      failure_detail: mail.failureDetail,
      attempts: mail.attempts,
      created_at: isoSeconds(mail.createdAt),
      finished_at: mail.finishedAt && isoSeconds(mail.finishedAt),
    },
  }
}

function textResource(text: TextRow): Resource {
  return {
    type: 'outbox-text',
    id: ulidOf(text.textId),
    attributes: {
      channel: text.channel,
      to: text.to,
      body: text.body,
      state: text.state,
      failure: text.failure,
      failure_detail: text.failureDetail,
      provider_id: text.providerId,
      provider_status: text.providerStatus,
      attempts: text.attempts,
      created_at: isoSeconds(text.createdAt),
      finished_at: text.finishedAt && isoSeconds(text.finishedAt),
    },
  }
}
