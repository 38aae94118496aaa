import { handoffText } from '../agent/call-person.ts'
import { loadAgentSetup } from '../agent/load-agent-setup.action.ts'
import { findOfficeHours } from '../agent/office-hours.sql.ts'
import { availability } from '../agent/office-hours.ts'
import { phrasesFor } from '../agent/phrases.ts'
import type { Language } from '../contract/agent-words.ts'
import { findConversation } from '../conversation/conversations.sql.ts'
import { completeHandoff } from '../conversation/hand-off.action.ts'
import type { MessageReceipt } from '../conversation/receive-message.action.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
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
      const words = await wordsFor(tx, accountId, language, now)
      const receipt = await receive(tx, accountId, visitor, {
        visitorId,
        clientId: `handoff-${lastPosition}`,
        text: isAccepted ? words.yes : words.no,
        page: null,
        now,
        wallNow,
      })
      if (!isAccepted) return receipt
      const text = words.handedOff
      await completeHandoff(tx, accountId, receipt.conversationId, { text, now })
      return { ...receipt, isTurnDue: false }
    }),
  )
}

/** What the buttons say for the shopper, and what the agent says to a yes. */
async function wordsFor(
  tx: Tx,
  accountId: string,
  chosen: Language | null,
  now: Date,
): Promise<{ yes: string; no: string; handedOff: string }> {
  const [setup, hours] = await Promise.all([
    loadAgentSetup(tx, accountId),
    findOfficeHours(tx, accountId),
  ])
  const language = chosen ?? setup.defaultLanguage
  const phrases = phrasesFor(language, setup.tone)
  const handedOff = handoffText({
    channel: 'web-chat',
    language,
    phrases,
    availability: availability(hours, now),
    closedMessage: hours.closedMessage[language],
  })
  return { yes: phrases.yesConnect, no: phrases.noConnect, handedOff }
}
