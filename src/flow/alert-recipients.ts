import { z } from 'zod'
import type { ALERT_RECIPIENT_STATES } from '../contract/flows.ts'
import type { JobKind } from '../platform/job.ts'
import { readToken, signToken } from '../platform/signed-token.ts'
import { DAY_MS, MINUTE_MS } from '../platform/time.ts'

/** An address outside the account that was asked whether it wants alerts. */
export interface AlertRecipientRow {
  recipientId: string
  email: string
  emailKey: string
  askedAt: Date
  timesAsked: number
  confirmedAt: Date | null
  declinedAt: Date | null
}

export type AlertRecipientState = (typeof ALERT_RECIPIENT_STATES)[number]

/** Who was asked this lately is not asked again: the mail is still on its way. */
export const ASK_AGAIN_MS = 10 * MINUTE_MS
/** Mails that ask one address, ever: who does not answer does not want to. */
export const TIMES_ASKED_MAX = 5
/** Addresses that an account asks within a day: nobody floods strangers through it. */
export const ASKED_PER_DAY_MAX = 50
export const ASKED_WINDOW_MS = DAY_MS

export function stateOf({
  confirmedAt,
  declinedAt,
}: Pick<AlertRecipientRow, 'confirmedAt' | 'declinedAt'>): AlertRecipientState {
  if (confirmedAt) return 'confirmed'
  return declinedAt ? 'declined' : 'waiting'
}

// guid, not uuid: a ULID has no version bits.
const OfRecipient = z.strictObject({ accountId: z.string(), recipientId: z.guid() })

/** Mail an address the question whether it wants alerts. */
export const ASK_ALERT_RECIPIENT = {
  name: 'flow.ask-alert-recipient',
  payload: OfRecipient,
  key: ({ recipientId }) => recipientId,
  attemptsMax: 10,
} as const satisfies JobKind<typeof OfRecipient>

/** The link in the mail. It never expires: who said yes says no with it. */
export function alertsUrl(
  publicUrl: string,
  secret: Uint8Array,
  { accountId, recipientId }: z.output<typeof OfRecipient>,
): string {
  return `${publicUrl}/alerts/${signToken(secret, 'alerts', [accountId, recipientId])}`
}

/** Whom a link is for, or undefined when it is not one of ours. */
export function readAlertsToken(
  secret: Uint8Array,
  token: string,
): z.output<typeof OfRecipient> | undefined {
  const [accountId, recipientId] = readToken(secret, 'alerts', token) ?? []
  const read = OfRecipient.safeParse({ accountId, recipientId })
  return read.success ? read.data : undefined
}
