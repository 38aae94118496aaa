import * as contract from '../contract/sending.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import {
  countMessages,
  findMessage,
  type ListedMessage,
  listMessages,
} from './list-messages.sql.ts'
import { type CopyRow, findCopies } from './message-copies.sql.ts'

/** What became of messages, and what they said. */
export const messageRoutes: readonly Route[] = [
  implement(contract.getMessages, (call) =>
    call.read(async (tx) => {
      const { filter, page } = call.query
      const rows = await listMessages(tx, call.caller.accountId, filter, page)
      const cut = pageOf(rows, page, (row) => ({ key: '', id: row.messageId }))
      const data = await resources(tx, call.caller.accountId, cut.rows, askedOf(call))
      return { data, next: cut.next, prev: cut.prev }
    }),
  ),

  implement(contract.getMessage, (call) =>
    call.read(async (tx) => {
      const id = param(call, 'id')
      const messageId = uuidOf(id)
      const { accountId } = call.caller
      const row = messageId && (await findMessage(tx, accountId, messageId))
      if (!row) throw notFound('message', id)
      const [data] = await resources(tx, accountId, [row], askedOf(call))
      if (!data) throw notFound('message', id)
      return { data }
    }),
  ),

  implement(contract.getMessageCounts, (call) =>
    call.read(async (tx) => {
      const rows = await countMessages(tx, call.caller.accountId, call.query.filter)
      return {
        data: rows.map(({ state, skipReason, count }) => ({
          type: 'message-count',
          id: skipReason === null ? state : `${state}: ${skipReason}`,
          attributes: { state, skip_reason: skipReason, count },
        })),
      }
    }),
  ),
]

function askedOf(call: {
  query: { additional: ReadonlyMap<string, ReadonlySet<string>> }
}): ReadonlySet<string> {
  return call.query.additional.get('message') ?? new Set()
}

async function resources(
  tx: Tx,
  accountId: string,
  rows: readonly ListedMessage[],
  asked: ReadonlySet<string>,
): Promise<Resource[]> {
  if (asked.size === 0) return rows.map(messageResource)
  const ids = rows.map((row) => row.messageId)
  const copies = new Map(
    (await findCopies(tx, accountId, ids)).map((copy) => [copy.messageId, copy]),
  )
  return rows.map((row) => {
    const resource = messageResource(row)
    const words = Object.entries(wordsOf(row, copies.get(row.messageId)))
    const said = Object.fromEntries(words.filter(([field]) => asked.has(field)))
    return { ...resource, attributes: { ...resource.attributes, ...said } }
  })
}

/** What was said, which only those who ask get: it may be long. */
function wordsOf({ providerReply }: ListedMessage, copy: CopyRow | undefined) {
  return {
    from: copy?.fromAddress ?? null,
    html: copy?.html ?? null,
    text: copy?.body ?? null,
    headers: copy?.headers ?? {},
    provider_reply: copy?.providerReply ?? providerReply,
  }
}

function messageResource(row: ListedMessage): Resource {
  const at = (instant: Date | null) => instant && isoSeconds(instant)
  return {
    type: 'message',
    id: ulidOf(row.messageId),
    attributes: {
      channel: row.channel,
      purpose: row.purpose,
      state: row.state,
      skip_reason: row.skipReason,
      detail: row.detail,
      source: row.source,
      flow_id: row.flowId,
      flow_action_id: row.actionId,
      campaign_id: row.campaignId,
      variation_id: row.variationId,
      content_id: row.contentId,
      name: row.name,
      subject: row.subject,
      to: row.to,
      attempts: row.attempts,
      opens: row.opens,
      clicks: row.clicks,
      due_at: isoSeconds(row.dueAt),
      queued_at: isoSeconds(row.queuedAt),
      attempted_at: at(row.attemptedAt),
      sent_at: at(row.sentAt),
      delivered_at: at(row.deliveredAt),
      opened_at: at(row.openedAt),
      clicked_at: at(row.clickedAt),
      bounced_at: at(row.bouncedAt),
      unsubscribed_at: at(row.unsubscribedAt),
      complained_at: at(row.complainedAt),
      finished_at: at(row.finishedAt),
    },
    relationships: { profile: { data: { type: 'profile', id: ulidOf(row.profileId) } } },
  }
}
