import type { BounceKind } from './judge-bounce.ts'
import { bounceKind } from './judge-bounce.ts'
import type { MessageEventKind } from './message-events.ts'
import type { EndedMessage } from './messages.sql.ts'
import { type Attempt, judge } from './outbox.ts'

/** What a try leads to: what is written down, and what it says about the person's address. */
export interface SendEnd {
  ended: EndedMessage
  event: MessageEventKind | null
  bounce: BounceKind | null
}

/**
 * What follows from a try to hand a message over.
 *
 * @param of the message: tries so far, this one included
 * @param wallNow from which the next try is counted
 */
export function endOfSend(
  attempt: Attempt,
  of: {
    messageId: string
    channel: 'email' | 'sms' | 'whatsapp'
    tries: number
    mayRepeat: boolean
  },
  wallNow: Date,
): SendEnd {
  const { messageId, channel, tries, mayRepeat } = of
  const verdict = judge(attempt, tries, mayRepeat)
  const ended: EndedMessage = {
    messageId,
    state: 'sent',
    detail: null,
    retryAt: null,
    providerId: null,
    reply: 'detail' in verdict ? verdict.detail : null,
  }
  switch (verdict.state) {
    case 'sent': {
      const { providerId, reply } = verdict
      const event = channel === 'email' ? 'received' : 'sent'
      return { ended: { ...ended, providerId, reply }, event, bounce: null }
    }
    case 'kept':
      // The outbox is the mailbox of an installation without a mail server.
      return { ended: { ...ended, state: 'kept' }, event: 'received', bounce: null }
    case 'queued': {
      const retryAt = new Date(wallNow.getTime() + verdict.dueInMs)
      return { ended: { ...ended, state: 'queued', retryAt }, event: null, bounce: null }
    }
    case 'uncertain': {
      const detail = 'The answer of the provider was lost.'
      return { ended: { ...ended, state: 'uncertain', detail }, event: null, bounce: null }
    }
    case 'failed':
      return failed(attempt, channel, { ...ended, state: 'failed', detail: verdict.failure })
  }
}

function failed(attempt: Attempt, channel: string, ended: EndedMessage): SendEnd {
  if (channel !== 'email') return { ended, event: 'failed', bounce: null }
  if (attempt.outcome === 'refused' && attempt.isAboutRecipient) {
    const bounce = bounceKind(attempt.detail)
    return { ended: { ...ended, state: 'bounced', detail: bounce }, event: 'bounced', bounce }
  }
  return { ended, event: 'dropped', bounce: null }
}
