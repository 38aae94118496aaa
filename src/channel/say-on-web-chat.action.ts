import type { Line } from '../conversation/lines.sql.ts'
import { readLines } from '../conversation/lines.sql.ts'
import { type MessageReceipt, receiveMessage } from '../conversation/receive-message.action.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { Problem } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import { externalIdOf } from './chat-line.ts'
import { findStanding } from './chat-standing.sql.ts'
import { visitorProfile } from './visitor-profile.ts'
import { refusedProfile } from './visitor-refusals.ts'
import { findWebChatSettings } from './web-chat-settings.sql.ts'
import { isConsentNeeded } from './web-chat-settings.ts'
import { lockVisitor, notifyVisit, updateVisitor, type Visitor } from './web-chat-visitors.sql.ts'

export interface VisitorMessage {
  visitorId: string
  /** The widget's; sent again, the message changes nothing. */
  clientId: string
  text: string
  page: { url: string; title: string } | null
  /** The shop's own id of this browser, so that what it saw and said belong together. */
  anonymousId: string | null
  /** Whose mail the visitor came from; UUID. It may have been passed on, so it proves nothing. */
  cameFromMailOf?: string | undefined
  /** The clock of the account. */
  now: Date
  wallNow: Date
}

export interface Said {
  receipt: MessageReceipt
  line: Line
}

/**
 * A visitor said something. Their profile begins here: until now there was nothing to remember.
 *
 * @throws Problem 403 `consent_required` before the visitor agreed to the note
 * @throws Problem 409 `channel_off` when web chat is off: then nothing is recorded
 */
export function sayOnWebChat(sql: Sql, accountId: string, message: VisitorMessage): Promise<Said> {
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const found = await lockVisitor(tx, accountId, message.visitorId, message.wallNow)
      await refuseWithoutConsent(tx, accountId, found)
      const visitor = { ...found, anonymousId: found.anonymousId ?? message.anonymousId }
      const receipt = await receive(tx, accountId, visitor, message)
      const { conversationId, position } = receipt
      if (conversationId !== found.conversationId) {
        await updateVisitor(tx, accountId, { ...visitor, conversationId, identity: null })
        await notifyVisit(tx, accountId, { visitorId: message.visitorId, conversationId })
      }
      const [line] = await readLines(tx, accountId, conversationId, position - 1, 1)
      if (!line) throw new Error(`line ${position} of ${conversationId} was not written`)
      return { receipt, line }
    }),
  )
}

/** What the visitor says in the conversation that is theirs, or in a new one: never in another's. */
export async function receive(
  tx: Tx,
  accountId: string,
  visitor: Visitor,
  message: Omit<VisitorMessage, 'anonymousId'>,
): Promise<MessageReceipt> {
  const { conversationId } = visitor
  const standing =
    conversationId === null ? undefined : await findStanding(tx, accountId, conversationId)
  const isSignedIn = visitor.signedInUntil !== null && visitor.signedInUntil > message.wallNow
  return receiveMessage(tx, accountId, {
    channel: 'web-chat',
    ...(standing ? { conversationId: standing.conversationId } : { isNewThread: true }),
    shopper: {
      profileId: standing?.profileId ?? (await profileOf(tx, accountId, visitor, message)),
      address: null,
      verifiedBy: isSignedIn ? 'sign-in' : null,
    },
    text: message.text,
    externalId: externalIdOf(visitor.visitorId, message.clientId),
    page: message.page,
    now: message.now,
  })
}

async function profileOf(
  tx: Tx,
  accountId: string,
  visitor: Visitor,
  { cameFromMailOf: id, now }: Pick<VisitorMessage, 'cameFromMailOf' | 'now'>,
): Promise<string> {
  if (id !== undefined && !visitor.identity) {
    const input = { ...visitorProfile(visitor), id }
    const [known] = await upsertProfiles(tx, accountId, [input], now)
    // A person who was forgotten meanwhile is a stranger again.
    if (known && known.outcome !== 'refused') return known.profileId
  }
  const [result] = await upsertProfiles(tx, accountId, [visitorProfile(visitor)], now)
  if (!result) throw new Error('one input has one result')
  if (result.outcome === 'refused') throw refusedProfile(result.reason)
  return result.profileId
}

async function refuseWithoutConsent(tx: Tx, accountId: string, visitor: Visitor): Promise<void> {
  const settings = await findWebChatSettings(tx, accountId)
  if (!isConsentNeeded(settings, visitor.consentedTo)) return
  throw new Problem(403, {
    code: 'consent_required',
    title: 'Consent required.',
    detail: 'The visitor has not agreed to the note of the web chat.',
    fix: 'Show the consent_note of GET /client/web-chat/look and POST /client/web-chat/consent.',
  })
}
