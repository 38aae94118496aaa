import type { GroupNumber } from '../contract/group-proof.ts'
import type { ProvenSum } from './proof.ts'

type Meaning = Pick<ProvenSum, 'name' | 'definition'>

/** What is counted of a list or segment. */
export const GROUP_SUMS: Record<GroupNumber | 'start', Meaning> = {
  joined: {
    name: 'membersJoined',
    definition: 'Every time that somebody joined in the window, for whatever reason.',
  },
  left: {
    name: 'membersLeft',
    definition: 'Every time that somebody left in the window, for whatever reason.',
  },
  net: {
    name: 'membersNet',
    definition: 'Who joined in the window counts 1, who left counts −1.',
  },
  start: {
    name: 'membersAtStart',
    definition: 'Members at the beginning of the window.',
  },
  size: {
    name: 'membersAtEnd',
    definition:
      'Members at the end of the window: those at its beginning, with who joined and without who left. The log of joining and leaving does not know those who were members before it began; they count from the start. Members who were deleted left when they were.',
  },
}
