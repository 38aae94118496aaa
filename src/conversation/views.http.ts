import { knownUuid } from '../account/known-uuid.ts'
import * as contract from '../contract/conversations.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { newUlidUuid } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { conflict, invalid, notFound } from '../platform/problem.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { countConversations } from './list-conversations.sql.ts'
import { readSearch } from './read-search.sql.ts'
import { deleteView, listViews, lockView, saveView, type ViewRow } from './views.sql.ts'
import { BUILT_IN_FILTERS, readConversationFilter } from './views.ts'

type Asked = Pick<Call<never, unknown>, 'caller' | 'now'>

const POINTER = { pointer: '/data/attributes/filter' }

/** Filters of the inbox that have a name. */
export const viewRoutes: readonly Route[] = [
  implement(contract.getConversationViews, (call) =>
    call.read(async (tx) => {
      const data: Resource[] = []
      for (const id of contract.BUILT_IN_VIEWS) data.push(await builtInView(tx, call, id))
      const rows = await listViews(tx, call.caller.accountId)
      for (const row of rows) data.push(await viewResource(tx, call, row))
      return { data }
    }),
  ),

  implement(contract.createConversationView, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const { accountId, actorName } = call.caller
      const { attributes } = call.body.data
      readConversationFilter(attributes.filter, POINTER)
      const present = await listViews(tx, accountId)
      if (present.length >= contract.VIEWS_MAX) throw tooMany()
      const view: ViewRow = {
        viewId: newUlidUuid(call.now),
        ...attributes,
        createdBy: actorName,
        createdAt: call.now,
        updatedAt: call.now,
      }
      await saveView(tx, accountId, view)
      return { data: await viewResource(tx, call, view) }
    }),
  ),

  implement(contract.updateConversationView, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const { accountId } = call.caller
      const id = knownUuid('conversation-view', param(call, 'id'))
      const { id: named, attributes } = call.body.data
      if (named.toLowerCase() !== id) {
        throw invalid('/data/id', `The id must be that of the address, got '${named}'.`)
      }
      if (attributes.filter !== undefined) readConversationFilter(attributes.filter, POINTER)
      const view = await lockView(tx, accountId, id)
      if (!view) throw notFound('conversation-view', id)
      const changed: ViewRow = {
        ...view,
        name: attributes.name ?? view.name,
        filter: attributes.filter ?? view.filter,
        search: attributes.search ?? view.search,
        sort: attributes.sort ?? view.sort,
        updatedAt: call.now,
      }
      await saveView(tx, accountId, changed)
      return { data: await viewResource(tx, call, changed) }
    }),
  ),

  implement(contract.deleteConversationView, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const id = knownUuid('conversation-view', param(call, 'id'))
      const isDeleted = await deleteView(tx, call.caller.accountId, id)
      if (!isDeleted) throw notFound('conversation-view', id)
    }),
  ),
]

async function builtInView(
  tx: Tx,
  call: Asked,
  id: (typeof contract.BUILT_IN_VIEWS)[number],
): Promise<Resource> {
  const filter = BUILT_IN_FILTERS[id]
  return {
    type: 'conversation-view',
    id,
    attributes: {
      name: id,
      filter,
      search: '',
      sort: '-last_line_at',
      is_built_in: true,
      count: await count(tx, call, filter, ''),
      created_by: null,
      created_at: null,
      updated_at: null,
    },
  }
}

async function viewResource(tx: Tx, call: Asked, row: ViewRow): Promise<Resource> {
  return {
    type: 'conversation-view',
    id: row.viewId,
    attributes: {
      name: row.name,
      filter: row.filter,
      search: row.search,
      sort: row.sort,
      is_built_in: false,
      count: await count(tx, call, row.filter, row.search),
      created_by: row.createdBy,
      created_at: isoSeconds(row.createdAt),
      updated_at: isoSeconds(row.updatedAt),
    },
  }
}

async function count(
  tx: Tx,
  { caller, now }: Asked,
  filter: string,
  search: string,
): Promise<number> {
  const question = {
    filter: readConversationFilter(filter, POINTER),
    ...(await readSearch(tx, caller.accountId, search)),
    askedBy: caller.kind === 'user' ? caller.actorId : null,
    now,
  }
  return countConversations(tx, caller.accountId, question, contract.VIEW_COUNT_MAX)
}

function tooMany() {
  return conflict(
    'too_many_views',
    `The account has ${contract.VIEWS_MAX} saved views, which is the most there can be.`,
    'Delete one that nobody uses.',
  )
}
