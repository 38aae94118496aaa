import { z } from 'zod'
import { proofEndpoints } from './proofs.ts'
import { Instant } from './values.ts'

export const GROUP_NUMBERS = ['joined', 'left', 'net', 'size'] as const
export type GroupNumber = (typeof GROUP_NUMBERS)[number]

/** How lists and segments grew, and how large they are. */
export const groupProof = proofEndpoints({
  kind: 'group',
  name: 'Group',
  numbers: 'a number of the growth of a list or segment',
  access: 'segments:read',
  query: {
    group_id: z.string().min(1).max(100),
    /** `size`: at the end of the time. */
    number: z.enum(GROUP_NUMBERS),
    /** Without both: the last 30 days until now. */
    from: Instant.optional(),
    /** Excluded. */
    until: Instant.optional(),
  },
  rate: 'M',
})
