import { loadAgentSetup } from '../agent/load-agent-setup.action.ts'
import { type Phrases, phrasesFor } from '../agent/phrases.ts'
import { findConversation } from '../conversation/conversations.sql.ts'
import { completeHandoff } from '../conversation/hand-off.action.ts'
import type { MessageReceipt } from '../conversation/receive-message.action.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { retryLostRaces } from '../profile/lost-race.ts'
import { receive } from './say-on-web-chat.action.ts'
import { nothingSaid } from './visitor-refusals.ts'
import { lockVisitor } from './web-chat-visitors.sql.ts'

export interface HandoffAnswer {
  visitorId: string
  isAccepted: boolean
  /** The clock of the account. */
  now: Date
  wallNow: Date
}

/**
 * The visitor pressed yes or no under an offered handoff. The answer stands in the transcript as
 * their words; yes hands over in the same transaction, no leaves the agent to go on.
 *
 * @returns undefined when nothing is offered any more, as for a second press
 * @throws Problem 409 before the first message
 */
export function answerHandoff(
  sql: Sql,
  accountId: string,
  answer: HandoffAnswer,
): Promise<MessageReceipt | undefined> {
  const { visitorId, isAccepted, now, wallNow } = answer
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const visitor = await lockVisitor(tx, accountId, visitorId, wallNow)
      if (visitor.conversationId === null) throw nothingSaid()
      const found = await findConversation(tx, accountId, visitor.conversationId)
      if (!found || found.conversation.offer === null) return undefined
      const { language, lastPosition } = found.conversation
      const phrases = await phrasesOf(tx, accountId, language)
      const receipt = await receive(tx, accountId, visitor, {
        visitorId,
        clientId: `handoff-${lastPosition}`,
        text: isAccepted ? phrases.yesConnect : phrases.noConnect,
        page: null,
        now,
        wallNow,
      })
      if (!isAccepted) return receipt
      const text = phrases.connecting(false)
      await completeHandoff(tx, accountId, receipt.conversationId, { text, now })
      return { ...receipt, isTurnDue: false }
    }),
  )
}

async function phrasesOf(
  tx: Tx,
  accountId: string,
  language: 'en' | 'de' | null,
): Promise<Phrases> {
  const setup = await loadAgentSetup(tx, accountId)
  return phrasesFor(language ?? setup.defaultLanguage, setup.tone)
}
