import { type Definition, UNANSWERABLE_TYPES } from '../contract/conditions.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import type { GroupRow } from './groups.sql.ts'

const NOTHING: ReadonlySet<string> = new Set()

export interface Extras {
  asked: ReadonlySet<string>
  count: number | undefined
}

export function listResource(row: GroupRow, extras?: Extras): Resource {
  const asked = extras?.asked ?? NOTHING
  return {
    type: 'list',
    id: row.groupId,
    attributes: {
      name: row.name,
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      opt_in_process: row.optInProcess,
      ...(asked.has('profile_count') ? { profile_count: extras?.count ?? 0 } : {}),
    },
  }
}

export function segmentResource(row: GroupRow, extras?: Extras): Resource {
  const asked = extras?.asked ?? NOTHING
  return {
    type: 'segment',
    id: row.groupId,
    attributes: {
      name: row.name,
      definition: row.definition,
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      is_active: row.isActive,
      is_processing: row.isProcessing,
      is_starred: row.isStarred,
      ...(asked.has('profile_count') ? { profile_count: extras?.count ?? 0 } : {}),
      ...(asked.has('build')
        ? {
            build: {
              profiles_done: row.buildDone,
              profiles_total: row.buildTotal,
              failure: row.buildFailure,
            },
          }
        : {}),
      ...(asked.has('warnings') ? { warnings: warningsOf(row.definition) } : {}),
    },
  }
}

/** Conditions that are kept and that nobody passes, because this server has no such data. */
export function warningsOf(definition: Definition | Record<string, unknown> | null) {
  const groups = Array.isArray(definition?.condition_groups) ? definition.condition_groups : []
  return groups.flatMap((group, g) =>
    (group?.conditions ?? []).flatMap((condition: { type?: unknown }, c: number) => {
      const type = UNANSWERABLE_TYPES.find((one) => one === condition.type)
      if (!type) return []
      return [
        {
          pointer: `/condition_groups/${g}/conditions/${c}`,
          detail: `Conditions of type ${type} are kept, but this server has no data to answer them: nobody passes.`,
        },
      ]
    }),
  )
}
