import type { Fragment, Tx } from '../platform/sql.ts'

/**
 * Whether a message `m` was delivered, for everybody who counts it: mail that was taken and did not bounce,
 * texts that were reported as delivered, and what stays in the outbox where there is no provider.
 */
export function isDelivered(tx: Tx): Fragment {
  return tx`(m.state in ('delivered', 'kept') or (m.channel = 'email' and m.state = 'sent'))`
}
