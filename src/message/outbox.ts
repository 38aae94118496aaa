import type { OUTBOX_FAILURES, OUTBOX_STATES } from '../contract/channels.ts'
import { MINUTE_MS, SECOND_MS } from '../platform/time.ts'

export type OutboxState = (typeof OUTBOX_STATES)[number]

export const TEXT_CHANNELS = ['sms', 'whatsapp'] as const
export type TextChannel = (typeof TEXT_CHANNELS)[number]

/** `opt-out-notice`: the one confirmation that a number still gets after it asked for silence. */
export type Purpose = 'transactional' | 'marketing' | 'opt-out-notice'

export type OutboxFailure = (typeof OUTBOX_FAILURES)[number]

/** What became of one try to hand something to a provider. */
export type Attempt =
  | { outcome: 'sent'; reply: string; providerId: string | null }
  /** There is no provider: it stays here, to be read. */
  | { outcome: 'kept' }
  /** Certainly not taken, and worth trying again. */
  | { outcome: 'retry'; detail: string }
  /** Certainly not taken, and it never will be. */
  | {
      outcome: 'refused'
      failure: OutboxFailure
      detail: string
      /** The provider spoke of the recipient, not of what was sent. */
      isAboutRecipient?: boolean
    }
  /** It may have been taken. */
  | { outcome: 'uncertain'; detail: string }

export type Verdict =
  | { state: 'sent'; reply: string; providerId: string | null }
  | { state: 'kept' }
  | { state: 'queued'; dueInMs: number; detail: string }
  | { state: 'failed' | 'uncertain'; failure: OutboxFailure; detail: string }

/** What is written down after a try. */
export interface OutboxEnd {
  state: OutboxState
  /** Wall clock; for what is queued again. */
  dueAt: Date | null
  failure: OutboxFailure | null
  detail: string | null
  /** The provider's last word. */
  reply: string | null
  providerId: string | null
  /** The account's clock; null while it is not over. */
  finishedAt: Date | null
}

/** One worker's claim on what is due. */
export interface Lease {
  lease: string
  until: Date
  wallNow: Date
  limit: number
}

/** Longest time a try may take, at the provider's side of the door. */
export const TRY_TIMEOUT_MS = 45 * SECOND_MS

/** Waits between tries: a provider that is away for a night is no reason to lose a mail. */
export const RETRY_WAITS_MS = [
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  60 * MINUTE_MS,
  180 * MINUTE_MS,
  360 * MINUTE_MS,
  720 * MINUTE_MS,
] as const

/**
 * What follows from a try.
 *
 * @param attempts tries so far, this one included
 * @param mayRepeat whether receiving it twice does no harm: mails carry the same Message-ID each
 *   time, so transactional ones are sent again when the answer was lost
 */
export function judge(attempt: Attempt, attempts: number, mayRepeat: boolean): Verdict {
  switch (attempt.outcome) {
    case 'sent':
      return { state: 'sent', reply: attempt.reply, providerId: attempt.providerId }
    case 'kept':
      return { state: 'kept' }
    case 'refused':
      return { state: 'failed', failure: attempt.failure, detail: attempt.detail }
    case 'uncertain':
      if (!mayRepeat) return { state: 'uncertain', failure: 'answer-lost', detail: attempt.detail }
      return again(attempt.detail, attempts, { state: 'uncertain', failure: 'answer-lost' })
    case 'retry':
      return again(attempt.detail, attempts, { state: 'failed', failure: 'unreachable' })
  }
}

function again(
  detail: string,
  attempts: number,
  end: { state: 'failed' | 'uncertain'; failure: OutboxFailure },
): Verdict {
  const dueInMs = RETRY_WAITS_MS[attempts - 1]
  return dueInMs === undefined ? { ...end, detail } : { state: 'queued', dueInMs, detail }
}

const DETAIL_LENGTH_MAX = 500

/** What a provider said, short enough to keep. */
export function shortDetail(text: string): string {
  return storable(text).slice(0, DETAIL_LENGTH_MAX).toWellFormed()
}

/** Text as PostgreSQL can keep it: no NUL, no half surrogate pairs. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed()
}

/** One line, for headers: what looks like a line break must not begin a header of its own. */
export function oneLine(text: string): string {
  return storable(text)
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
}
