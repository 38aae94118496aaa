import { recordAudit } from '../account/audit.sql.ts'
import { exportConversations } from '../contract/conversations.ts'
import { type Call, implement, type Route } from '../platform/http.ts'
import type { Cursor } from '../platform/page.ts'
import { inAccount } from '../platform/sql.ts'
import { listEpisodes } from './conversations.sql.ts'
import { csvConversation, exportHeader, jsonConversation } from './export-lines.ts'
import { READ_LINES_MAX, readLines } from './lines.sql.ts'
import {
  type ConversationQuestion,
  type ListedConversation,
  listConversations,
} from './list-conversations.sql.ts'
import { readSearch } from './read-search.sql.ts'
import { readConversationFilter } from './views.ts'

/** Conversations in memory at once while a file is written. */
const EXPORT_ROWS = 200

type Exporting = Pick<Call<never, unknown>, 'read' | 'caller'>

export const exportConversationsRoute: Route = implement(exportConversations, async (call) => {
  const { accountId } = call.caller
  const { format, filter = '', search, is_redacted: isRedacted } = call.body.data.attributes
  const terms = readConversationFilter(filter, { pointer: '/data/attributes/filter' })
  const meant = await inAccount(call.sql, accountId, async (tx) => {
    await recordAudit(tx, call.caller, call.wallNow, {
      action: 'conversation.exported',
      subject: isRedacted ? `${format}, redacted` : format,
      detail: { filter, search },
    })
    return readSearch(tx, accountId, search)
  })
  const question = {
    filter: terms,
    ...meant,
    askedBy: call.caller.kind === 'user' ? call.caller.actorId : null,
    now: call.now,
  }
  return format === 'csv'
    ? {
        file: csvFile(call, question, isRedacted),
        name: 'conversations.csv',
        contentType: 'text/csv; charset=utf-8',
      }
    : {
        file: jsonFile(call, question, isRedacted),
        name: 'conversations.jsonl',
        contentType: 'application/jsonl; charset=utf-8',
      }
})

/** In the order of creation, which nothing that happens meanwhile can change. */
async function* batches(
  { read, caller }: Exporting,
  question: ConversationQuestion,
): AsyncGenerator<ListedConversation[]> {
  let cursor: Cursor | null = null
  for (;;) {
    const page = { size: EXPORT_ROWS, cursor }
    const sort = { key: 'created_at', descending: true }
    const fetched: ListedConversation[] = await read((tx) =>
      listConversations(tx, caller.accountId, question, { sort, page }),
    )
    const rows = fetched.slice(0, EXPORT_ROWS)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (fetched.length <= EXPORT_ROWS || !last) return
    cursor = { key: '', id: last.conversationId, backwards: false }
  }
}

async function* csvFile(call: Exporting, question: ConversationQuestion, isRedacted: boolean) {
  yield exportHeader()
  for await (const rows of batches(call, question)) {
    yield rows.map((row) => csvConversation(row, isRedacted)).join('')
  }
}

async function* jsonFile(call: Exporting, question: ConversationQuestion, isRedacted: boolean) {
  const { accountId } = call.caller
  for await (const rows of batches(call, question)) {
    for (const row of rows) {
      const { conversationId } = row
      const history = await call.read(async (tx) => ({
        episodes: await listEpisodes(tx, accountId, conversationId),
        lines: await allLines((after) =>
          readLines(tx, accountId, conversationId, after, READ_LINES_MAX, true),
        ),
      }))
      yield jsonConversation(row, history, isRedacted)
    }
  }
}

async function allLines<L extends { position: number }>(
  read: (after: number) => Promise<L[]>,
): Promise<L[]> {
  const all: L[] = []
  for (;;) {
    const lines = await read(all.at(-1)?.position ?? 0)
    all.push(...lines)
    if (lines.length < READ_LINES_MAX) return all
  }
}
