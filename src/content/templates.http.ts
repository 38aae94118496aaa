import {
  cloneTemplate as cloneEndpoint,
  createTemplate as createEndpoint,
  deleteTemplate as deleteEndpoint,
  getTemplate,
  getTemplates,
  renderTemplate as renderEndpoint,
  updateTemplate as updateEndpoint,
} from '../contract/templates.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { cursorKey } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { templateResource } from './content-resources.ts'
import { renderStored } from './render-stored.action.ts'
import {
  changeTemplate,
  cloneTemplate,
  createTemplate,
  removeTemplate,
} from './save-template.action.ts'
import type { TemplateRow } from './template.ts'
import { currentHtml } from './template-source.action.ts'
import { findTemplate, listTemplates } from './templates.sql.ts'

export const templateRoutes: readonly Route[] = [
  implement(getTemplates, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const fetched = await listTemplates(tx, accountId, call.query)
      const { rows, next, prev } = pageOf(fetched, call.query.page, (row) => ({
        key: cursorKey(row.sortKey),
        id: row.templateId,
      }))
      const data = []
      for (const row of rows) data.push(await shown(tx, call, row))
      return { data, next, prev }
    }),
  ),

  implement(getTemplate, (call) =>
    call.read(async (tx) => {
      const id = param(call, 'id')
      const row = await findTemplate(tx, call.caller.accountId, id)
      if (!row) throw notFound('template', id)
      return { data: await shown(tx, call, row) }
    }),
  ),

  implement(createEndpoint, async (call) => {
    const { name, editor_type: editorType, ...sources } = call.body.data.attributes
    const wanted = { name, editorType, ...sources }
    const row = await createTemplate(call.sql, call.caller.accountId, wanted, call.now)
    return { data: templateResource(row, wantedOf(call)) }
  }),

  implement(updateEndpoint, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { name, ...sources } = call.body.data.attributes
    const change = { name: name ?? undefined, ...sources }
    const row = await changeTemplate(call.sql, call.caller.accountId, id, change, call.now)
    return { data: await call.read((tx) => shown(tx, call, row)) }
  }),

  implement(deleteEndpoint, (call) =>
    removeTemplate(call.sql, call.caller.accountId, param(call, 'id')),
  ),

  implement(cloneEndpoint, async (call) => {
    const { id, attributes } = call.body.data
    const name = attributes.name ?? undefined
    const row = await cloneTemplate(call.sql, call.caller.accountId, id, name, call.now)
    return { data: templateResource(row, wantedOf(call)) }
  }),

  implement(renderEndpoint, (call) =>
    call.read(async (tx) => {
      const { id, attributes } = call.body.data
      const row = await findTemplate(tx, call.caller.accountId, id)
      if (!row) throw notFound('template', id)
      const rendered = await renderStored(tx, call.caller.accountId, row, {
        context: attributes.context,
        now: call.now,
      })
      return { data: templateResource({ ...row, ...rendered }, wantedOf(call)) }
    }),
  ),
]

type Asked = Pick<Call<never, never>, 'caller' | 'query'>

/** A template with what its shared blocks are now. */
async function shown(tx: Tx, call: Asked, row: TemplateRow) {
  const html = await currentHtml(tx, call.caller.accountId, row)
  return templateResource({ ...row, html }, wantedOf(call))
}

/** Costly attributes are shown when they are asked for, as additional ones or by name. */
function wantedOf({ query }: Pick<Asked, 'query'>): ReadonlySet<string> {
  const named = [...(query.fields.get('template') ?? [])].map((name) => name.split('.')[0] ?? '')
  return new Set([...(query.additional.get('template') ?? []), ...named])
}
