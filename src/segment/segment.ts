import type { Definition } from '../contract/conditions.ts'

/** A segment as evaluators know it. */
export interface Segment {
  segmentId: string
  definition: Definition
  version: number
}

/**
 * Why a profile joined or left a group. Only data and time start flows. Merge: it went into another
 * profile, or was forgotten; history: it was subscribed to a list elsewhere before.
 */
export type ChangeCause = 'data' | 'time' | 'definition' | 'manual' | 'merge' | 'history'

export interface MemberChange {
  groupId: string
  profileId: string
  kind: 'joined' | 'left'
  at: Date
}

/** What was found about one profile and one segment, to be written. */
export interface Finding {
  segmentId: string
  profileId: string
  matches: boolean
  nextFlip: Date | null
  /** The moment it was found for. */
  at: Date
}

/** What has to be written to make that so. */
export interface Difference extends Finding {
  kind: 'joined' | 'left' | null
  /** Look again at `nextFlip`, or never again; null: as it is kept. */
  flip: 'set' | 'end' | null
}
