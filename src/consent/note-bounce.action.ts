import type { Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { changeConsent } from './change-consent.action.ts'
import { countSoftBounces, deleteSoftBounces, insertSoftBounce } from './soft-bounces.sql.ts'

/** An address is given up after more soft bounces in a row than this. */
export const SOFT_BOUNCES_MAX = 7
/** Older bounces are forgiven. */
export const SOFT_BOUNCE_MEMORY_MS = 2 * 365 * DAY_MS

export interface MailFailure {
  /** UUID. */
  profileId: string
  /** UUID of the message; null when it is not known. */
  messageId: string | null
  /** What the provider said, short. */
  detail: string | null
  now: Date
}

/**
 * A mail came back. A hard bounce bars the address at once, a soft one when it was one too many in
 * a row. Safe to repeat: a message counts once.
 *
 * @returns whether the address is barred because of it
 */
export async function noteBounce(
  tx: Tx,
  accountId: string,
  bounce: MailFailure & { isHard: boolean },
): Promise<{ isSuppressed: boolean }> {
  const { profileId, messageId, isHard, now } = bounce
  if (!isHard) {
    const bounceId = messageId ?? now.toISOString()
    await insertSoftBounce(tx, accountId, { profileId, bounceId, at: now })
    const since = new Date(now.getTime() - SOFT_BOUNCE_MEMORY_MS)
    const count = await countSoftBounces(tx, accountId, profileId, since)
    if (count <= SOFT_BOUNCES_MAX) return { isSuppressed: false }
  }
  const [result] = await suppress(tx, accountId, bounce, 'HARD_BOUNCE')
  await deleteSoftBounces(tx, accountId, [profileId])
  return { isSuppressed: result?.outcome === 'recorded' }
}

/** A mail arrived: soft bounces before it were not in a row. */
export async function noteDelivered(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<void> {
  if (profileIds.length > 0) await deleteSoftBounces(tx, accountId, profileIds)
}

/** The person called a mail spam. */
export async function noteComplaint(
  tx: Tx,
  accountId: string,
  complaint: MailFailure,
): Promise<void> {
  await suppress(tx, accountId, complaint, 'SPAM_COMPLAINT')
}

function suppress(
  tx: Tx,
  accountId: string,
  { profileId, messageId, detail, now }: MailFailure,
  reason: 'HARD_BOUNCE' | 'SPAM_COMPLAINT',
) {
  const method = reason === 'SPAM_COMPLAINT' ? 'spam_complaint' : 'mailbox_provider'
  return changeConsent(
    tx,
    accountId,
    [
      {
        profileId,
        channel: 'email',
        kind: 'suppress',
        reason,
        method,
        methodDetail: detail,
        source: 'mail',
        messageId,
      },
    ],
    { now },
  )
}
