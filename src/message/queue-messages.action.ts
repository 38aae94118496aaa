import { newUlidUuid } from '../platform/id.ts'
import type { Tx } from '../platform/sql.ts'
import { type MessageSource, sourceColumns } from './message.ts'
import { contentsByIds } from './message-contents.sql.ts'
import { insertMessages, messagesOfCauses, type NewMessageRow } from './messages.sql.ts'

export interface MessageToQueue {
  profileId: string
  contentId: string
  /** Names the cause, at most 200 characters: one cause has one message, however often it is asked for. */
  dedupeKey: string
  /** Not sent before, by the account's clock. */
  dueAt: Date
  now: Date
  /** The triggering event, by its position in the log. */
  eventId: string | null
  flowStart: Date | null
  /** The lists it goes to: who left all of them gets nothing, see `consentRefusal`. */
  listIds: readonly string[]
  source: MessageSource
}

/** Messages of one call. Who has more calls again, so that no transaction grows without bound. */
export const MESSAGES_QUEUED_MAX = 10_000

/**
 * Queue messages, in the transaction of what causes them: they are sent only if that commits. All
 * checks are made right before each is sent, so what holds now need not be checked here.
 *
 * @returns the message of each cause by its dedupe key, also when it was there already; causes whose
 *   content does not exist are missing
 * @throws RangeError for more than `MESSAGES_QUEUED_MAX`: that is our bug
 */
export async function queueMessages(
  tx: Tx,
  accountId: string,
  messages: readonly MessageToQueue[],
): Promise<Map<string, string>> {
  if (messages.length === 0) return new Map()
  if (messages.length > MESSAGES_QUEUED_MAX) {
    throw new RangeError(`${messages.length} messages at once; ${MESSAGES_QUEUED_MAX} are allowed`)
  }
  const contentIds = [...new Set(messages.map((one) => one.contentId))]
  const contents = new Map(
    (await contentsByIds(tx, accountId, contentIds)).map((row) => [row.contentId, row]),
  )
  const rows = messages.flatMap((message): NewMessageRow[] => {
    const content = contents.get(message.contentId)
    if (!content) return []
    return [
      {
        messageId: newUlidUuid(message.now),
        dedupeKey: message.dedupeKey,
        profileId: message.profileId,
        contentId: message.contentId,
        channel: content.channel,
        purpose: content.isTransactional ? 'transactional' : 'marketing',
        eventId: message.eventId,
        flowStart: message.flowStart,
        listIds: message.listIds,
        ...sourceColumns(message.source),
        dueAt: message.dueAt,
        queuedAt: message.now,
      },
    ]
  })
  const queued = await insertMessages(tx, accountId, rows)
  if (queued.size === rows.length) return queued
  const known = await messagesOfCauses(
    tx,
    accountId,
    rows.flatMap(({ dedupeKey }) => (queued.has(dedupeKey) ? [] : [dedupeKey])),
  )
  return new Map([...queued, ...known])
}
