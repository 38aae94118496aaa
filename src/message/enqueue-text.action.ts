import { newUlidUuid } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { type Purpose, storable, type TextChannel } from './outbox.ts'
import { SEND_TEXT } from './outbox-jobs.ts'
import { insertText, textOfCause } from './outbox-texts.sql.ts'

export interface TextToSend {
  channel: TextChannel
  /** E.164. */
  to: string
  /** One message; split long ones before, see `splitText`. */
  body: string
  /** Names the cause, at most 200 characters: one cause has one text. */
  dedupeKey: string
  profileId?: string
  purpose?: Purpose
  now: Date
}

/** What providers take as one message, in characters. */
export const TEXT_LENGTH_MAX = 1_600
const E164 = /^\+[0-9]{5,15}$/

/**
 * Put a text into the outbox, in the caller's transaction: it is sent only if that commits.
 *
 * @returns the text of this cause, also when it was there already
 * @throws RangeError when the recipient is no number or the body too long: that is our bug
 */
export async function enqueueText(
  tx: Tx,
  accountId: string,
  text: TextToSend,
): Promise<{ textId: string }> {
  if (!E164.test(text.to)) throw new RangeError(`${quote(text.to)} is not a number in E.164`)
  if (text.body.length > TEXT_LENGTH_MAX) {
    throw new RangeError(`${text.body.length} characters in one text; ${TEXT_LENGTH_MAX} fit`)
  }
  const textId = newUlidUuid(text.now)
  const isNew = await insertText(tx, {
    accountId,
    textId,
    dedupeKey: text.dedupeKey,
    purpose: text.purpose ?? 'transactional',
    profileId: text.profileId ?? null,
    channel: text.channel,
    to: text.to,
    body: storable(text.body),
    createdAt: text.now,
  })
  if (isNew) {
    await enqueue(tx, SEND_TEXT, { accountId, textId })
    return { textId }
  }
  const known = await textOfCause(tx, accountId, text.dedupeKey)
  if (known === undefined) {
    throw new Error(`the text ${quote(text.dedupeKey)} was removed meanwhile`)
  }
  return { textId: known }
}
