// A process to be killed: answers one shopper again and again, each turn with events. With `apart`
// the events come in a transaction of their own, as they must not.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { line } from '../src/conversation/conversation.ts'
import { answer, NOON, RECOMMENDATION, write } from '../src/conversation/conversation-fixtures.ts'
import { lockConversation } from '../src/conversation/conversations.sql.ts'
import { insertLines } from '../src/conversation/lines.sql.ts'
import { connectSql, inAccount } from '../src/platform/sql.ts'

const [url, accountId, profileId, mode] = process.argv.slice(2)
if (!url || !accountId || !profileId) {
  throw new Error('usage: commit-turns.ts URL ACCOUNT PROFILE together|apart')
}
const sql = connectSql(url, { max: 1 })
const shop = { sql, accountId, profileId }

for (;;) {
  const externalId = randomUUID()
  const { conversationId } = await write(shop, 'Something blue', { isNewThread: true, externalId })
  if (mode === 'apart') await replyFirst(conversationId)
  else await answer(shop, conversationId, RECOMMENDATION)
  process.stdout.write('answered\n')
}

async function replyFirst(conversationId: string): Promise<void> {
  await inAccount(sql, accountId ?? '', async (tx) => {
    const found = await lockConversation(tx, accountId ?? '', conversationId)
    if (!found) throw new Error('no conversation')
    const after = { ...found.conversation, lastPosition: found.conversation.lastPosition + 1 }
    await insertLines(tx, accountId ?? '', after, [line('agent', 'message', 'This one.')], NOON)
  })
  // Its events would be recorded here.
  await pause(20)
}
