import type { TaggedKind, Tagging } from '../contract/tags.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { existingTag } from './existing-tag.action.ts'
import { type KnownThings, putTag, takeTagOff } from './put-tag.action.ts'
import { refuseWithout } from './refuse-without.ts'
import { taggedThings } from './taggings.sql.ts'
import { tagsOf } from './tags-of.action.ts'

/** What a kind of thing has to do with tags, both ways. The slice that owns the kind lists it. */
export function taggingRoutes(endpoints: Tagging, known: KnownThings): readonly Route[] {
  const { kind } = endpoints
  const shown = (call: Call<never, unknown>) =>
    call.read(async (tx) => {
      refuseWithout(call, `${kind}s:read`)
      const { accountId } = call.caller
      const id = param(call, 'id')
      if ((await known(tx, accountId, [id])).length === 0) throw notFound(kind, id)
      return (await tagsOf(tx, accountId, [kind], [id])).map(({ resource }) => resource)
    })
  return [
    implement(endpoints.ids, (call) =>
      call.read(async (tx) => {
        refuseWithout(call, `${kind}s:read`)
        const { accountId } = call.caller
        const { tagId } = await existingTag(tx, accountId, param(call, 'id'))
        const { page } = call.query
        const fetched = await taggedThings(tx, accountId, { tagId, kind }, page)
        const { rows, next, prev } = pageOf(fetched, page, (id) => ({ key: '', id }))
        return { linkage: rows.map((id) => ({ type: kind, id })), next, prev }
      }),
    ),

    implement(endpoints.add, (call) => {
      refuseWithout(call, `${kind}s:write`)
      return putTag(call.sql, call.caller.accountId, wantedOf(call, kind), known)
    }),

    implement(endpoints.remove, (call) => {
      refuseWithout(call, `${kind}s:write`)
      return takeTagOff(call.sql, call.caller.accountId, wantedOf(call, kind), known)
    }),

    implement(endpoints.tags, async (call) => ({ data: await shown(call) })),

    implement(endpoints.tagIds, async (call) => ({
      linkage: (await shown(call)).map(({ id }) => ({ type: 'tag', id })),
    })),
  ]
}

function wantedOf(call: Call<{ data: readonly { id: string }[] }, unknown>, kind: TaggedKind) {
  return { tagId: param(call, 'id'), kind, thingIds: call.body.data.map((one) => one.id) }
}
