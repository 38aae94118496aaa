import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, inEveryAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { applyDecision } from './apply-decision.action.ts'
import { START_WAIT_MS } from './conversation.ts'
import { lockConversation } from './conversations.sql.ts'
import { judgeSilence } from './decide-silence.ts'
import { type DueConversation, silentConversations, silentIn, unrecordedStarts } from './due.sql.ts'
import { recordLateStart } from './record-late-start.action.ts'
import { channelSettings } from './settings.sql.ts'

const BATCH = 200
/** Silences judged in one go; the next run takes the rest. */
const JUDGED_MAX = 20_000

/**
 * End the episodes of all accounts in which nobody has spoken for the channel's time.
 * @returns how many silences were judged
 */
export async function judgeInactive(sql: Sql, wallNow: Date): Promise<number> {
  let judged = 0
  while (judged < JUDGED_MAX) {
    const due = await inEveryAccount(sql, (tx) => silentConversations(tx, wallNow, BATCH))
    for (const one of due) await judgeOne(sql, one, later(one.dueAt, wallNow))
    judged += due.length
    if (due.length < BATCH) break
  }
  return judged
}

/**
 * Do what came due in an account whose clock was moved. Each silence is judged at the moment at
 * which it was due, so that one long move does what many short ones would.
 */
export async function settleConversations(sql: Sql, accountId: string, now: Date): Promise<void> {
  const since = new Date(now.getTime() - START_WAIT_MS)
  const starts = await readInAccount(sql, accountId, (tx) =>
    unrecordedStarts(tx, accountId, since, JUDGED_MAX),
  )
  for (const start of starts) await recordLateStart(sql, { accountId, ...start }, now)
  for (let judged = 0; judged < JUDGED_MAX; ) {
    const due = await readInAccount(sql, accountId, (tx) => silentIn(tx, accountId, now, BATCH))
    for (const one of due) await judgeOne(sql, one, one.dueAt)
    judged += due.length
    if (due.length === 0) return
  }
}

function judgeOne(sql: Sql, due: DueConversation, at: Date): Promise<void> {
  const { accountId, conversationId } = due
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const found = await lockConversation(tx, accountId, conversationId)
      if (!found) return
      const settings = await channelSettings(tx, accountId, found.conversation.channel)
      const decision = judgeSilence(found, settings, at)
      if (decision) await applyDecision(tx, accountId, decision, at)
    }),
  )
}

/** A moved clock may stand ahead of the wall; what is due there is judged at its own time. */
function later(dueAt: Date, wallNow: Date): Date {
  return dueAt > wallNow ? dueAt : wallNow
}
