import { MINUTE_MS } from '../platform/time.ts'

/** Windows remembered at once. Beyond it the oldest are forgotten, in favour of the caller. */
const WINDOWS_MAX = 20_000

/** Counts calls by whoever makes them, in windows of a minute. In this process; never throws. */
export class FloodGuard {
  private readonly counts = new Map<string, { minute: number; count: number }>()
  private readonly isOn: boolean

  /** @param isOn false counts nothing and allows everything */
  constructor(isOn: boolean) {
    this.isOn = isOn
  }

  /**
   * Count one call.
   * @returns 0 when it is allowed, else the seconds to wait
   */
  count(key: string, perMinute: number, nowMs: number): number {
    if (!this.isOn) return 0
    const minute = Math.floor(nowMs / MINUTE_MS)
    const known = this.counts.get(key)
    const window = known?.minute === minute ? known : { minute, count: 0 }
    window.count += 1
    // Deleted and set again, so that the first key is the one that was quiet for longest.
    this.counts.delete(key)
    this.counts.set(key, window)
    if (this.counts.size > WINDOWS_MAX) {
      const [oldest] = this.counts.keys()
      if (oldest !== undefined) this.counts.delete(oldest)
    }
    if (window.count <= perMinute) return 0
    return Math.ceil((MINUTE_MS - (nowMs % MINUTE_MS)) / 1_000)
  }
}
