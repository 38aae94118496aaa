import type { FilterTerm } from '../contract/filter.ts'
import {
  getProfile,
  getProfileIdentifiers,
  getProfiles,
  searchProfiles,
} from '../contract/profiles.ts'
import { type Answer, type Call, implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import type { Cursor } from '../platform/page.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { withoutTokens } from './follow-tokens.action.ts'
import { type ProfileRow, profileResource } from './profile-resource.ts'
import { cursorKeyOf, listProfiles, profileById, profilesByIds } from './profiles.sql.ts'
import { identifiersShown, searchProfileIds } from './search-profiles.sql.ts'

type Looking = Pick<Call<never, unknown>, 'caller' | 'params' | 'query'>

const one = implement(getProfile, (call) =>
  call.read(async (tx) => ({ data: profileResource(await existing(tx, call), additional(call)) })),
)

const search = implement(searchProfiles, (call) =>
  call.read(async (tx) => {
    const text = call.plain.search?.trim() ?? ''
    if (text === '') return newestFirst(tx, call)
    const { page } = call.query
    const found = await searchProfileIds(tx, call.caller.accountId, { text, page })
    const { rows, next, prev } = pageOf(found, page, ({ profileId }) => ({
      key: '',
      id: profileId,
    }))
    const ids = rows.map(({ profileId }) => profileId)
    return { data: await inOrder(tx, call, ids), next, prev }
  }),
)

const identifiers = implement(getProfileIdentifiers, (call) =>
  call.read(async (tx) => {
    const { profileId } = await existing(tx, call)
    const rows = await identifiersShown(tx, call.caller.accountId, profileId)
    return {
      data: rows.map(({ kind, value, isPrimary, addedAt }) => {
        const shown = kind === 'merged_profile' ? ulidOf(value) : value
        return {
          type: 'profile-identifier',
          id: `${kind}:${shown}`,
          parentId: ulidOf(profileId),
          attributes: {
            kind,
            value: shown,
            is_primary: isPrimary,
            added_at: isoSeconds(addedAt),
          },
        }
      }),
    }
  }),
)

/** Reading profiles: lists, one, search, and what leads to one. */
export function profileReadRoutes({ secret }: { secret: Uint8Array }): Route[] {
  const list = implement(getProfiles, (call) =>
    call.read(async (tx) => {
      const asked = { accountId: call.caller.accountId, secret, idField: 'id' }
      const filter = await withoutTokens(tx, asked, call.query.filter)
      return listed(tx, call, { ...call.query, filter })
    }),
  )
  return [list, one, search, identifiers]
}

async function listed(
  tx: Tx,
  call: Looking,
  query: Pick<Looking['query'], 'page' | 'sort'> & { filter: readonly FilterTerm[] },
): Promise<{
  data: ReturnType<typeof profileResource>[]
  next: Cursor | null
  prev: Cursor | null
}> {
  const { filter, sort, page } = query
  const fetched = await listProfiles(tx, call.caller.accountId, { filter, sort, page })
  const { rows, next, prev } = pageOf(fetched, page, (row) => ({
    key: cursorKeyOf(row),
    id: row.profileId,
  }))
  return { data: rows.map((row) => profileResource(row, additional(call))), next, prev }
}

function newestFirst(tx: Tx, call: Looking): Promise<Answer> {
  return listed(tx, call, { ...call.query, sort: { key: 'created', descending: true } })
}

async function inOrder(tx: Tx, call: Looking, ids: readonly string[]) {
  const rows = await profilesByIds(tx, call.caller.accountId, ids)
  const byId = new Map(rows.map((row) => [row.profileId, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [profileResource(row, additional(call))] : []
  })
}

async function existing(tx: Tx, call: Looking): Promise<ProfileRow> {
  const id = param(call, 'id')
  const uuid = uuidOf(id)
  const row = uuid === undefined ? undefined : await profileById(tx, call.caller.accountId, uuid)
  if (!row) throw notFound('profile', id)
  return row
}

function additional(call: Looking): ReadonlySet<string> {
  return call.query.additional.get('profile') ?? new Set()
}
