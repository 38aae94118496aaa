import { Problem } from '../platform/problem.ts'
import { MINUTE_MS, SECOND_MS } from '../platform/time.ts'

/** Failed attempts allowed in a window. Many people may share one address of a company. */
export const SIGN_IN_LIMITS = { perEmail: 10, perAddress: 100, windowMs: 15 * MINUTE_MS }
/** Keys remembered of each kind. Beyond it the oldest is forgotten, in favour of the caller. */
const KEYS_MAX = 10_000

interface Window {
  endsAtMs: number
  attempts: number
}

/**
 * Counts attempts to sign in, in this process. An attempt counts when it begins, so that many at
 * once do not slip through, and is given back when it succeeds.
 */
export class SignInThrottle {
  private readonly emails = new Map<string, Window>()
  private readonly addresses = new Map<string, Window>()

  /**
   * @param emailKey compared form of the email, whether or not anybody has it
   * @throws Problem 429 when either has failed too often; it says when the window ends
   */
  begin(emailKey: string, ip: string, now: Date): void {
    const nowMs = now.getTime()
    const email = windowOf(this.emails, emailKey, nowMs)
    const address = windowOf(this.addresses, networkOf(ip), nowMs)
    refuseBeyond(email, SIGN_IN_LIMITS.perEmail, nowMs, 'with this email address')
    refuseBeyond(address, SIGN_IN_LIMITS.perAddress, nowMs, 'from this network')
    email.attempts += 1
    address.attempts += 1
  }

  succeed(emailKey: string, ip: string): void {
    this.emails.delete(emailKey)
    const address = this.addresses.get(networkOf(ip))
    if (address) address.attempts = Math.max(0, address.attempts - 1)
  }
}

function windowOf(windows: Map<string, Window>, key: string, nowMs: number): Window {
  const known = windows.get(key)
  if (known && known.endsAtMs > nowMs) return known
  const fresh = { endsAtMs: nowMs + SIGN_IN_LIMITS.windowMs, attempts: 0 }
  windows.delete(key)
  windows.set(key, fresh)
  const oldest = windows.size > KEYS_MAX ? windows.keys().next().value : undefined
  if (oldest !== undefined) windows.delete(oldest)
  return fresh
}

function refuseBeyond(window: Window, limit: number, nowMs: number, what: string): void {
  if (window.attempts < limit) return
  const seconds = Math.ceil((window.endsAtMs - nowMs) / SECOND_MS)
  throw new Problem(
    429,
    {
      code: 'throttled',
      title: 'Request was throttled.',
      detail: `Too many attempts to sign in ${what}. Expected available in ${seconds} seconds.`,
      fix: 'Wait, or sign in on a device where you still are and change the password there.',
    },
    seconds,
  )
}

/** One subscriber's line: an IPv4 address, or the /64 network of an IPv6 one. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped?.[1]) return mapped[1]
  if (!ip.includes(':')) return ip
  const [head = '', tail] = ip.split('::', 2)
  const front = head === '' ? [] : head.split(':')
  const back = tail ? tail.split(':') : []
  const gap = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length)
  return [...front, ...Array<string>(gap).fill('0'), ...back].slice(0, 4).join(':')
}
