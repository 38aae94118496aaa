import { languageOf } from '../account/account.ts'
import { findAccount } from '../account/accounts.sql.ts'
import { startNumber, stopNumber } from '../consent/stop-number.action.ts'
import { enqueueText } from '../message/enqueue-text.action.ts'
import type { TextChannel } from '../message/outbox.ts'
import type { Tx } from '../platform/sql.ts'
import { type FoundKeyword, type Keyword, keywordAnswer } from './keywords.ts'
import { insertKeyword } from './text-keywords.sql.ts'

export interface KeywordMessage {
  channel: TextChannel
  /** E.164. */
  from: string
  externalId: string
  body: string
  isStopped: boolean
  /** The provider has answered the shopper itself, so we do not. */
  isAnswered: boolean
  now: Date
}

const WRITTEN_LENGTH_MAX = 40

/**
 * Do what a keyword asks: note it in the ledger, stop or start the number, and answer once. No
 * conversation hears of it. A number that is silent gets the one confirmation of that, no more.
 */
export async function answerKeyword(
  tx: Tx,
  accountId: string,
  found: FoundKeyword,
  message: KeywordMessage,
): Promise<void> {
  const { channel, from, externalId, body, now } = message
  const hadEffect = await apply(tx, accountId, found.keyword, message)
  await insertKeyword(tx, accountId, {
    channel,
    externalId,
    phoneNumber: from,
    keyword: found.keyword,
    writtenAs: body.trim().slice(0, WRITTEN_LENGTH_MAX),
    hadEffect,
    at: now,
  })
  if (!hadEffect || message.isAnswered) return
  const account = await findAccount(tx, accountId)
  if (!account) return
  const language = found.language ?? languageOf(account.locale)
  await enqueueText(tx, accountId, {
    channel,
    to: from,
    body: keywordAnswer(found.keyword, language, {
      name: account.contact.organization_name || account.name,
      email: account.contact.default_sender_email || null,
      website: account.contact.website_url ?? null,
    }),
    dedupeKey: `keyword ${channel} ${externalId}`,
    purpose: found.keyword === 'stop' ? 'opt-out-notice' : 'transactional',
    now,
  })
}

async function apply(
  tx: Tx,
  accountId: string,
  keyword: Keyword,
  { channel, from, body, isStopped, now }: KeywordMessage,
): Promise<boolean> {
  const writtenAs = body.trim().slice(0, WRITTEN_LENGTH_MAX)
  switch (keyword) {
    case 'stop':
      return stopNumber(tx, accountId, { channel, phoneNumber: from, writtenAs, now })
    case 'start':
      return startNumber(tx, accountId, { channel, phoneNumber: from, writtenAs, now })
    case 'help':
      return !isStopped
  }
}
