import * as contract from '../contract/channels.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { isoSeconds } from '../platform/time.ts'
import { MAILS, type MailRow } from './outbox-mails.sql.ts'
import { findRow, listRows, type OutboxTable } from './outbox-rows.sql.ts'
import { TEXTS, type TextRow } from './outbox-texts.sql.ts'

/** What was sent, waits to be sent, or is kept here because there is no provider. */
export const outboxRoutes: readonly Route[] = [
  implement(contract.getOutboxMails, (call) =>
    listed<MailRow>(call, MAILS, ({ mailId }) => mailId, mailResource),
  ),
  implement(contract.getOutboxMail, (call) => one<MailRow>(call, MAILS, mailResource)),
  implement(contract.getOutboxTexts, (call) =>
    listed<TextRow>(call, TEXTS, ({ textId }) => textId, textResource),
  ),
  implement(contract.getOutboxText, (call) => one<TextRow>(call, TEXTS, textResource)),
]

type Reading = Pick<Call<never, unknown>, 'caller' | 'params' | 'query' | 'read'>

async function listed<Row extends { createdAt: Date }>(
  { caller, query, read }: Reading,
  of: OutboxTable,
  idOf: (row: Row) => string,
  resourceOf: (row: Row) => Resource,
) {
  const fetched = await read((tx) => listRows<Row>(tx, of, caller.accountId, query))
  const { rows, next, prev } = pageOf(fetched, query.page, (row) => ({
    key: row.createdAt.toISOString(),
    id: idOf(row),
  }))
  return { data: rows.map(resourceOf), next, prev }
}

async function one<Row extends object>(
  call: Reading,
  of: OutboxTable,
  resourceOf: (row: Row) => Resource,
) {
  const id = param(call, 'id')
  const { accountId } = call.caller
  const uuid = uuidOf(id)
  const row = uuid && (await call.read((tx) => findRow<Row>(tx, of, accountId, uuid)))
  if (!row) throw notFound(of === MAILS ? 'outbox-mail' : 'outbox-text', id)
  return { data: resourceOf(row) }
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
