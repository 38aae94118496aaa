import { z } from 'zod'
import type { JobKind } from '../platform/job.ts'

// guid, not uuid: a ULID has no version bits.
const ofDelivery = z.strictObject({ accountId: z.string(), deliveryId: z.guid() })

/** Wake a worker for one handoff; what it does is in send-handoffs.job.ts. */
export const SEND_HANDOFF = {
  name: 'channel.send-handoff',
  payload: ofDelivery,
  key: ({ deliveryId }) => deliveryId,
  attemptsMax: 5,
} satisfies JobKind<typeof ofDelivery>
