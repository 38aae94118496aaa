import { randomInt } from 'node:crypto'
import { enqueueMail } from '../message/enqueue-mail.action.ts'
import { newUlidUuid } from '../platform/id.ts'
import type { Tx } from '../platform/sql.ts'
import { HOUR_MS } from '../platform/time.ts'
import { comparedEmail } from '../profile/identifiers.ts'
import { findProfiles } from '../profile/upsert.sql.ts'
import type { Phrases } from './phrase-book.ts'
import {
  CODE_DIGITS,
  CODE_VALID_MS,
  CODES_PER_HOUR_MAX,
  codeHash,
  emailHash,
  provesAddress,
} from './verification.ts'
import {
  countCodes,
  countTry,
  forgetCodes,
  insertCode,
  lockUnusedCode,
  spendCodes,
} from './verification-codes.sql.ts'

export interface CodeWish {
  conversationId: string
  email: string
  shopName: string
  phrases: Phrases
  /** The installation's secret. */
  key: Buffer
  now: Date
}

/**
 * Send a one-time code to an address, if it is a known profile's. Whoever asks learns nothing: the
 * same is stored and the same is answered for an address that nobody has, and for one that was
 * asked about too often.
 *
 * @returns false when this conversation has asked for as many codes as it may within an hour
 */
export async function requestCode(tx: Tx, accountId: string, wish: CodeWish): Promise<boolean> {
  const { conversationId, key, now } = wish
  const since = new Date(now.getTime() - HOUR_MS)
  await forgetCodes(tx, accountId, since)
  const compared = comparedEmail(wish.email)
  const hash = emailHash(key, accountId, compared)
  const asked = await countCodes(tx, accountId, { conversationId, emailHash: hash, since })
  if (asked.inConversation >= CODES_PER_HOUR_MAX) return false
  const [known] = await findProfiles(tx, accountId, {
    identifiers: [{ kind: 'email', value: compared }],
    ids: [],
  })
  const isSent = known !== undefined && asked.forEmail < CODES_PER_HOUR_MAX
  // Only the newest code of a conversation counts, however close in time another was asked for.
  await spendCodes(tx, accountId, conversationId, now)
  const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0')
  const codeId = newUlidUuid(now)
  await insertCode(tx, {
    accountId,
    codeId,
    conversationId,
    emailHash: hash,
    profileId: isSent ? known.profileId : null,
    codeHash: codeHash(key, codeId, code),
    createdAt: now,
    expiresAt: new Date(now.getTime() + CODE_VALID_MS),
  })
  if (isSent) {
    await enqueueMail(tx, accountId, {
      to: wish.email,
      subject: wish.phrases.codeMailSubject(wish.shopName),
      text: wish.phrases.codeMail({ code, shop: wish.shopName }),
      dedupeKey: `verification-code ${codeId}`,
      profileId: known.profileId,
      now,
    })
  }
  return true
}

/**
 * Try a code. Every try counts against the newest code of the conversation; a right one is used up.
 *
 * @returns the profile whose address is proved; undefined for a code that is wrong, too old, used,
 *   or tried too often, which all look the same from outside
 */
export async function checkCode(
  tx: Tx,
  accountId: string,
  tried: { conversationId: string; code: string; key: Buffer; now: Date },
): Promise<string | undefined> {
  const issued = await lockUnusedCode(tx, accountId, tried.conversationId)
  if (!issued) return undefined
  if (!provesAddress(tried.key, issued, tried.code, tried.now)) {
    await countTry(tx, accountId, issued.codeId)
    return undefined
  }
  await spendCodes(tx, accountId, tried.conversationId, tried.now)
  return issued.profileId
}
