import {
  createUniversalContent as createEndpoint,
  deleteUniversalContent as deleteEndpoint,
  getAllUniversalContent,
  getUniversalContent,
  updateUniversalContent as updateEndpoint,
} from '../contract/templates.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { cursorKey } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { universalContentResource } from './content-resources.ts'
import {
  changeUniversalContent,
  createUniversalContent,
  existingUniversalContent,
  removeUniversalContent,
} from './save-universal-content.action.ts'
import { listUniversalContents } from './universal-contents.sql.ts'

export const universalContentRoutes: readonly Route[] = [
  implement(getAllUniversalContent, (call) =>
    call.read(async (tx) => {
      const fetched = await listUniversalContents(tx, call.caller.accountId, call.query)
      const { rows, next, prev } = pageOf(fetched, call.query.page, (row) => ({
        key: cursorKey(row.sortKey),
        id: row.contentId,
      }))
      return { data: rows.map(universalContentResource), next, prev }
    }),
  ),

  implement(getUniversalContent, (call) =>
    call.read(async (tx) => {
      const row = await existingUniversalContent(tx, call.caller.accountId, param(call, 'id'))
      return { data: universalContentResource(row) }
    }),
  ),

  implement(createEndpoint, async ({ sql, caller, body, now }) => {
    const row = await createUniversalContent(sql, caller.accountId, body.data.attributes, now)
    return { data: universalContentResource(row) }
  }),

  implement(updateEndpoint, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { name, definition } = call.body.data.attributes
    const change = { name: name ?? undefined, definition: definition ?? undefined }
    const row = await changeUniversalContent(call.sql, call.caller.accountId, id, change, call.now)
    return { data: universalContentResource(row) }
  }),

  implement(deleteEndpoint, (call) =>
    removeUniversalContent(call.sql, call.caller.accountId, param(call, 'id')),
  ),
]
