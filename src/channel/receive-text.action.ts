import { languageOf } from '../account/account.ts'
import { findAccount } from '../account/accounts.sql.ts'
import { isStopped } from '../consent/opt-outs.sql.ts'
import type { Language } from '../contract/agent-words.ts'
import { lockShopper } from '../conversation/conversations.sql.ts'
import { lineWithExternalId } from '../conversation/lines.sql.ts'
import { receiveMessage } from '../conversation/receive-message.action.ts'
import { isChannelOn } from '../conversation/settings.sql.ts'
import type { TextChannel } from '../message/outbox.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { readProfileInput } from '../profile/profile-input.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import { answerKeyword } from './answer-keyword.action.ts'
import { attachmentNote } from './attachment-note.ts'
import { type FoundKeyword, type Keyword, keywordOf } from './keywords.ts'
import { isKeywordKnown } from './text-keywords.sql.ts'

export interface InboundText {
  channel: TextChannel
  /** E.164, as the provider says: nobody else can send from it. */
  from: string
  body: string
  /** The provider's id of the message. */
  externalId: string
  attachments: number
  /** Set when the provider took the message for a keyword and has answered it. */
  answeredKeyword: Keyword | null
}

export type TextReceipt =
  | { outcome: 'message'; conversationId: string; isTurnDue: boolean }
  | { outcome: 'keyword' | 'repeat' | 'channel-off' | 'refused' }

/**
 * A text came in. The number proves who writes, so the profile is found or made by it.
 *
 * @param now the clock of the account
 */
export function receiveText(
  sql: Sql,
  accountId: string,
  text: InboundText,
  now: Date,
): Promise<TextReceipt> {
  return retryLostRaces(() => inAccount(sql, accountId, (tx) => receive(tx, accountId, text, now)))
}

async function receive(
  tx: Tx,
  accountId: string,
  text: InboundText,
  now: Date,
): Promise<TextReceipt> {
  const { channel, from, externalId } = text
  if (!(await isChannelOn(tx, accountId, channel))) return { outcome: 'channel-off' }
  // Deliveries of one message meet here: whether "yes" is a keyword depends on what came before.
  await lockShopper(tx, accountId, channel, from)
  const isKnown =
    (await isKeywordKnown(tx, accountId, channel, externalId)) ||
    (await lineWithExternalId(tx, accountId, channel, externalId)) !== undefined
  if (isKnown) return { outcome: 'repeat' }
  const stopped = await isStopped(tx, accountId, channel, from)
  const keyword = keywordIn(text, stopped)
  if (keyword) {
    await answerKeyword(tx, accountId, keyword, {
      ...text,
      isStopped: stopped,
      isAnswered: text.answeredKeyword !== null,
      now,
    })
    return { outcome: 'keyword' }
  }
  const profileId = await profileOf(tx, accountId, from, now)
  if (profileId === undefined) return { outcome: 'refused' }
  const { conversationId, isTurnDue, isRepeat } = await receiveMessage(tx, accountId, {
    channel,
    shopper: { profileId, address: from, verifiedBy: 'number' },
    text: await bodyOf(tx, accountId, text),
    externalId,
    now,
  })
  return isRepeat ? { outcome: 'repeat' } : { outcome: 'message', conversationId, isTurnDue }
}

function keywordIn({ body, answeredKeyword }: InboundText, stopped: boolean) {
  const found = keywordOf(body, stopped)
  if (answeredKeyword === null) return found
  const told: FoundKeyword = { keyword: answeredKeyword, language: found?.language ?? null }
  return told
}

async function bodyOf(tx: Tx, accountId: string, text: InboundText): Promise<string> {
  if (text.attachments === 0) return text.body
  const language = await accountLanguage(tx, accountId)
  return `${text.body}\n\n${attachmentNote(text.attachments, language)}`.trim()
}

async function accountLanguage(tx: Tx, accountId: string): Promise<Language> {
  return languageOf((await findAccount(tx, accountId))?.locale ?? 'en')
}

async function profileOf(
  tx: Tx,
  accountId: string,
  phoneNumber: string,
  now: Date,
): Promise<string | undefined> {
  const sent = { attributes: { phone_number: phoneNumber } }
  const input = readProfileInput(sent, '/data', 'event')
  const [result] = await upsertProfiles(tx, accountId, [input], now)
  return result && result.outcome !== 'refused' ? result.profileId : undefined
}
