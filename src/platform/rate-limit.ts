import type { RateTier } from '../contract/endpoint.ts'
import { MINUTE_MS, SECOND_MS } from './time.ts'

export type RatePolicy = 'off' | 'generous' | 'klaviyo'

/** Calls per second and per minute, as the hosted API publishes them. */
const PUBLISHED: Record<RateTier, { burst: number; steady: number }> = {
  XS: { burst: 1, steady: 15 },
  S: { burst: 3, steady: 60 },
  M: { burst: 10, steady: 150 },
  L: { burst: 75, steady: 750 },
  XL: { burst: 350, steady: 3_500 },
}

/** A shop's own server has no neighbours to protect, only itself. */
const GENEROUS: Record<RateTier, { burst: number; steady: number }> = {
  XS: { burst: 50, steady: 1_500 },
  S: { burst: 100, steady: 3_000 },
  M: { burst: 500, steady: 15_000 },
  L: { burst: 2_000, steady: 60_000 },
  XL: { burst: 50_000, steady: 2_000_000 },
}

/** Windows remembered at once. Beyond it the oldest is forgotten, in favour of the caller. */
const WINDOWS_MAX = 10_000

interface Window {
  second: number
  minute: number
  inSecond: number
  inMinute: number
}

export interface RateVerdict {
  allowed: boolean
  limit: number
  remaining: number
  /** Whole seconds until the limiting window ends, at least 1 when refused. */
  resetSeconds: number
}

/** Fixed windows per key, in this process. Never throws. */
export class RateLimiter {
  private readonly windows = new Map<string, Window>()
  private readonly policy: RatePolicy
  constructor(policy: RatePolicy) {
    this.policy = policy
  }

  /** Count one call at `nowMs`. Undefined when limits are off. */
  count(key: string, tier: RateTier, nowMs: number): RateVerdict | undefined {
    if (this.policy === 'off') return undefined
    const { burst, steady } = (this.policy === 'klaviyo' ? PUBLISHED : GENEROUS)[tier]
    const window = this.windowOf(key, nowMs)
    const allowed = window.inSecond < burst && window.inMinute < steady
    if (allowed) {
      window.inSecond += 1
      window.inMinute += 1
    }
    const untilMinuteEnds = Math.ceil((MINUTE_MS - (nowMs % MINUTE_MS)) / SECOND_MS)
    return {
      allowed,
      limit: steady,
      remaining: Math.max(0, steady - window.inMinute),
      resetSeconds: !allowed && window.inMinute < steady ? 1 : untilMinuteEnds,
    }
  }

  private windowOf(key: string, nowMs: number): Window {
    const second = Math.floor(nowMs / SECOND_MS)
    const minute = Math.floor(nowMs / MINUTE_MS)
    const known = this.windows.get(key)
    if (!known) {
      const fresh = { second, minute, inSecond: 0, inMinute: 0 }
      this.windows.set(key, fresh)
      const oldest = this.windows.size > WINDOWS_MAX ? this.windows.keys().next().value : undefined
      if (oldest !== undefined) this.windows.delete(oldest)
      return fresh
    }
    if (known.second !== second) {
      known.second = second
      known.inSecond = 0
    }
    if (known.minute !== minute) {
      known.minute = minute
      known.inMinute = 0
    }
    return known
  }
}
