import type { TouchVerdict } from '../contract/attribution.ts'
import { HOUR_MS } from '../platform/time.ts'
import type { AttributionSettings } from './attribution-settings.ts'
import { rankOf, type Touch } from './touch.ts'

export interface JudgedTouch<One extends Touch> {
  touch: One
  verdict: TouchVerdict
  startsAt: Date
  /** Excluded; null: this kind counts for nothing. */
  endsAt: Date | null
}

/**
 * Which touch of a person an event is credited to, and why the others are not. The last one counts
 * whose window is open: it includes its start, not its end.
 *
 * @returns in the order in which they would count, newest first
 */
export function judgeTouches<One extends Touch>(
  occurredAt: Date,
  touches: readonly One[],
  settings: AttributionSettings,
): JudgedTouch<One>[] {
  let isCredited = false
  return touches.toSorted(byTurn).map((touch) => {
    const hours = settings.windowHours[touch.kind]
    const startsAt = settings.windowStart === 'receipt' ? touch.receivedAt : touch.at
    const endsAt = hours === 0 ? null : new Date(startsAt.getTime() + hours * HOUR_MS)
    const refusal = refusalOf(touch, { occurredAt, endsAt, settings })
    const verdict = refusal ?? (isCredited ? 'later-touch' : 'credited')
    if (verdict === 'credited') isCredited = true
    return { touch, verdict, startsAt, endsAt }
  })
}

function refusalOf(
  touch: Touch,
  at: { occurredAt: Date; endsAt: Date | null; settings: AttributionSettings },
): TouchVerdict | undefined {
  if (touch.at > at.occurredAt) return 'after-event'
  if (touch.isBot && at.settings.excludesBots) return 'bot'
  if (touch.isProxy && at.settings.excludesPrivacyProxies) return 'privacy-proxy'
  if (at.endsAt === null) return 'not-counted'
  return at.endsAt <= at.occurredAt ? 'window-closed' : undefined
}

/** Newest first; within a second by rank, then by what was recorded last. */
function byTurn(a: Touch, b: Touch): number {
  return (
    b.at.getTime() - a.at.getTime() ||
    rankOf(a.kind) - rankOf(b.kind) ||
    b.nth - a.nth ||
    (a.source < b.source ? -1 : 1)
  )
}
