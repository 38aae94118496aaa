import { List, Segment } from '../contract/groups.ts'
import { uuidOf } from '../platform/id.ts'
import type { Including } from '../platform/including.ts'
import { type GroupKind, groupsAmong, groupsOfProfile } from './groups.sql.ts'
import { showGroups } from './show-groups.action.ts'

/** The lists that one profile is on, or the segments that it is in. */
function groupsOfOneProfile(kind: GroupKind): Including {
  return {
    name: `${kind}s`,
    of: ['profile'],
    inLists: false,
    type: kind === 'list' ? List : Segment,
    access: kind === 'list' ? 'lists:read' : 'segments:read',
    find: async (tx, call, [profile]) => {
      const id = profile?.id ?? ''
      const rows = await groupsOfProfile(tx, call.caller.accountId, uuidOf(id) ?? id, kind)
      return (await showGroups(tx, call, rows)).map((resource) => ({ of: id, resource }))
    },
  }
}

/** The list that an import puts its profiles on. */
const listOfImport: Including = {
  name: 'lists',
  of: ['profile-bulk-import-job'],
  inLists: false,
  type: List,
  access: 'lists:read',
  find: async (tx, call, [job]) => {
    const ids = [job?.relationships?.['lists']?.data ?? []].flat().map(({ id }) => id)
    const rows = await groupsAmong(tx, call.caller.accountId, 'list', ids)
    const shown = await showGroups(tx, call, rows)
    return shown.map((resource) => ({ of: job?.id ?? '', resource }))
  },
}

export const includedGroups: readonly Including[] = [
  groupsOfOneProfile('list'),
  groupsOfOneProfile('segment'),
  listOfImport,
]
