import { outboundFetch } from '../platform/outbound.ts'
import { HOUR_MS, SECOND_MS } from '../platform/time.ts'

/** Amazon SNS, as far as we ask it. Both may only be given URLs of SNS itself. */
export interface SnsGateway {
  /** The certificate, as PEM. @throws OutboundFailed and OutboundRefused */
  certificate: (url: string) => Promise<string>
  /** Say that a topic's posts are wanted. */
  confirm: (url: string) => Promise<void>
}

const TIMEOUT_MS = 10 * SECOND_MS
const BYTES_MAX = 64 * 1024
/** There is one certificate for each region, changed every few months. */
const KEPT_MAX = 20
const KEPT_MS = 24 * HOUR_MS

export function snsGateway(): SnsGateway {
  const kept = new Map<string, { pem: string; at: number }>()
  const ask = async (url: string): Promise<string> => {
    const answer = await outboundFetch(url, new Set(), {
      timeoutMs: TIMEOUT_MS,
      bytesMax: BYTES_MAX,
    })
    if (answer.status !== 200) throw new Error(`SNS answered ${answer.status}`)
    return answer.body.toString('utf8')
  }
  return {
    async certificate(url) {
      const found = kept.get(url)
      if (found && performance.now() - found.at < KEPT_MS) return found.pem
      const pem = await ask(url)
      const [oldest] = kept.keys()
      if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest)
      kept.set(url, { pem, at: performance.now() })
      return pem
    },
    async confirm(url) {
      await ask(url)
    },
  }
}
