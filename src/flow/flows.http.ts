import { templateResource } from '../content/content-resources.ts'
import { currentHtml } from '../content/template-source.action.ts'
import { findTemplate } from '../content/templates.sql.ts'
import {
  createFlow as createFlowEndpoint,
  deleteFlowAction,
  deleteFlow as deleteFlowEndpoint,
  flowsTriggeredByList,
  flowsTriggeredByMetric,
  flowsTriggeredBySegment,
  getActionForFlowMessage,
  getActionIdForFlowMessage,
  getActionIdsForFlow,
  getActionsForFlow,
  getFlow,
  getFlowAction,
  getFlowForFlowAction,
  getFlowIdForFlowAction,
  getFlowMessage,
  getFlows,
  getMessageIdsForFlowAction,
  getMessagesForFlowAction,
  getTemplateForFlowMessage,
  getTemplateIdForFlowMessage,
  pauseFlow,
  replaceFlowDefinition,
  updateFlow,
  updateFlowAction,
} from '../contract/flows.ts'
import { listMetricsById } from '../metric/metrics.sql.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { cursorKey } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { findGroup } from '../segment/groups.sql.ts'
import { statusOf } from './flow.ts'
import {
  actionResource,
  filterNamesOf,
  flowResource,
  messageResource,
  messagesOf,
  templateOf,
} from './flow-resource.ts'
import {
  type ActionRow,
  actionsOfFlows,
  type FlowRow,
  findAction,
  findFlow,
  findMessage,
  flowsTriggeredBy,
  listFlows,
  type MessageRow,
  messagesOfActions,
} from './flows.sql.ts'
import { pageInMemory } from './list-in-memory.action.ts'
import {
  changeAction,
  createFlow,
  deleteAction,
  deleteFlow,
  type Editing,
  replaceDefinition,
  setStatus,
} from './save-flow.action.ts'

type Looking = Pick<Call<never, unknown>, 'caller' | 'query'>

const DEFINED: ReadonlySet<string> = new Set(['definition'])

export const flowRoutes: readonly Route[] = [
  implement(getFlows, (call) =>
    call.read(async (tx) => {
      const { filter, sort, page } = call.query
      const fetched = await listFlows(tx, call.caller.accountId, { filter, sort, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: cursorKey(row.sortKey),
        id: row.flowId,
      }))
      const actions = await actionsOf(tx, call, rows)
      const asked = call.query.additional.get('flow')
      return {
        data: rows.map((row) => flowResource(row, actions, asked)),
        ...(await includedActions(tx, call, actions)),
        next,
        prev,
      }
    }),
  ),

  implement(getFlow, (call) =>
    call.read(async (tx) => {
      const row = await existingFlow(tx, call, param(call, 'id'))
      const actions = await actionsOf(tx, call, [row])
      return {
        data: flowResource(row, actions, call.query.additional.get('flow')),
        ...(await includedActions(tx, call, actions)),
      }
    }),
  ),

  implement(createFlowEndpoint, async (call) => {
    const { name, definition } = call.body.data.attributes
    const { accountId } = call.caller
    const row = await createFlow(call.sql, accountId, { name, definition }, editingOf(call))
    return call.read(async (tx) => ({
      data: await shownFlow(tx, call, row, DEFINED),
    }))
  }),

  implement(updateFlow, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { status } = call.body.data.attributes
    const row = await setStatus(call.sql, call.caller.accountId, id, status, editingOf(call))
    return call.read(async (tx) => ({ data: await shownFlow(tx, call, row) }))
  }),

  implement(deleteFlowEndpoint, (call) =>
    deleteFlow(call.sql, call.caller.accountId, param(call, 'id'), editingOf(call)),
  ),

  implement(replaceFlowDefinition, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const change = call.body.data.attributes
    const row = await replaceDefinition(
      call.sql,
      call.caller.accountId,
      id,
      change,
      editingOf(call),
    )
    return call.read(async (tx) => ({
      data: await shownFlow(tx, call, row, DEFINED),
    }))
  }),

  implement(pauseFlow, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { is_paused: isPaused } = call.body.data.attributes
    const status = isPaused ? 'paused' : 'resume'
    const row = await setStatus(call.sql, call.caller.accountId, id, status, editingOf(call))
    return call.read(async (tx) => ({ data: await shownFlow(tx, call, row) }))
  }),

  // — Actions

  implement(getActionsForFlow, (call) =>
    call.read(async (tx) => {
      const { rows, next, prev } = await actionPage(tx, call, param(call, 'id'))
      return { data: await shownActions(tx, call, rows), next, prev }
    }),
  ),

  implement(getActionIdsForFlow, (call) =>
    call.read(async (tx) => {
      const { rows, next, prev } = await actionPage(tx, call, param(call, 'id'))
      const linkage = rows.map(({ actionId }) => ({ type: 'flow-action', id: actionId }))
      return { linkage, next, prev }
    }),
  ),

  implement(getFlowAction, (call) =>
    call.read(async (tx) => {
      const row = await existingAction(tx, call, param(call, 'id'))
      const { accountId } = call.caller
      const { include } = call.query
      const messages = await messagesOfActions(tx, accountId, [row.actionId])
      const flow = include.has('flow') ? await existingFlow(tx, call, row.flowId) : null
      return {
        data: actionResource(row, messages),
        included: [
          ...(flow ? [await shownFlow(tx, call, flow)] : []),
          ...(include.has('flow-messages')
            ? messages.map((message) => messageResource(message, row.action))
            : []),
        ],
      }
    }),
  ),

  implement(updateFlowAction, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { accountId } = call.caller
    const { definition } = call.body.data.attributes
    await changeAction(call.sql, accountId, id, definition, editingOf(call))
    return call.read(async (tx) => {
      const row = await existingAction(tx, call, id)
      return { data: actionResource(row, await messagesOfActions(tx, accountId, [id])) }
    })
  }),

  implement(deleteFlowAction, (call) =>
    deleteAction(call.sql, call.caller.accountId, param(call, 'id'), editingOf(call)),
  ),

  implement(getFlowForFlowAction, (call) =>
    call.read(async (tx) => {
      const { flowId } = await existingAction(tx, call, param(call, 'id'))
      const row = await existingFlow(tx, call, flowId)
      return { data: await shownFlow(tx, call, row) }
    }),
  ),

  implement(getFlowIdForFlowAction, (call) =>
    call.read(async (tx) => {
      const { flowId } = await existingAction(tx, call, param(call, 'id'))
      return { linkage: { type: 'flow', id: flowId } }
    }),
  ),

  // — Messages

  implement(getMessagesForFlowAction, (call) =>
    call.read(async (tx) => {
      const { action, rows, next, prev } = await messagePage(tx, call, param(call, 'id'))
      return { data: rows.map((row) => messageResource(row, action)), next, prev }
    }),
  ),

  implement(getMessageIdsForFlowAction, (call) =>
    call.read(async (tx) => {
      const { rows, next, prev } = await messagePage(tx, call, param(call, 'id'))
      const linkage = rows.map(({ messageId }) => ({ type: 'flow-message', id: messageId }))
      return { linkage, next, prev }
    }),
  ),

  implement(getFlowMessage, (call) =>
    call.read(async (tx) => {
      const { message, action } = await existingMessage(tx, call, param(call, 'id'))
      const { include } = call.query
      const template = include.has('template') ? await templateFor(tx, call, message, action) : null
      return {
        data: messageResource(message, action.action),
        included: [
          ...(include.has('flow-action') ? await shownActions(tx, call, [action]) : []),
          ...(template ? [template] : []),
        ],
      }
    }),
  ),

  implement(getTemplateForFlowMessage, (call) =>
    call.read(async (tx) => {
      const { message, action } = await existingMessage(tx, call, param(call, 'id'))
      const template = await templateFor(tx, call, message, action)
      if (!template) throw notFound('template', message.messageId)
      return { data: template }
    }),
  ),

  implement(getTemplateIdForFlowMessage, (call) =>
    call.read(async (tx) => {
      const { message, action } = await existingMessage(tx, call, param(call, 'id'))
      const id = templateOf(message, action.action)
      if (!id) throw notFound('template', message.messageId)
      return { linkage: { type: 'template', id } }
    }),
  ),

  implement(getActionForFlowMessage, (call) =>
    call.read(async (tx) => {
      const { action } = await existingMessage(tx, call, param(call, 'id'))
      const messages = await messagesOfActions(tx, call.caller.accountId, [action.actionId])
      return { data: actionResource(action, messages) }
    }),
  ),

  implement(getActionIdForFlowMessage, (call) =>
    call.read(async (tx) => {
      const { action } = await existingMessage(tx, call, param(call, 'id'))
      return { linkage: { type: 'flow-action', id: action.actionId } }
    }),
  ),

  // — By what starts them

  ...(
    [
      ['list', flowsTriggeredByList],
      ['metric', flowsTriggeredByMetric],
      ['segment', flowsTriggeredBySegment],
    ] as const
  ).flatMap(([kind, endpoints]) => [
    implement(endpoints.flows, (call) =>
      call.read(async (tx) => {
        const rows = await flowsOf(tx, call, kind, param(call, 'id'))
        const actions = await actionsOf(tx, call, rows)
        const asked = call.query.additional.get('flow')
        return { data: rows.map((row) => flowResource(row, actions, asked)) }
      }),
    ),
    implement(endpoints.ids, (call) =>
      call.read(async (tx) => {
        const rows = await flowsOf(tx, call, kind, param(call, 'id'))
        return { linkage: rows.map((row) => ({ type: 'flow', id: row.flowId })) }
      }),
    ),
  ]),
]

function editingOf({ caller, now, wallNow }: Call<unknown, unknown>): Editing {
  return { actor: caller, now, wallNow }
}

function actionsOf(tx: Tx, { caller }: Looking, rows: readonly FlowRow[]): Promise<ActionRow[]> {
  return actionsOfFlows(
    tx,
    caller.accountId,
    rows.map((row) => row.flowId),
  )
}

/** The flow with the costly attributes that were asked for, and those that are always shown. */
async function shownFlow(
  tx: Tx,
  call: Looking,
  row: FlowRow,
  always: ReadonlySet<string> = new Set(),
): Promise<Resource> {
  const asked = new Set([...always, ...(call.query.additional.get('flow') ?? [])])
  return flowResource(row, await actionsOf(tx, call, [row]), asked)
}

async function includedActions(
  tx: Tx,
  call: Looking,
  actions: readonly ActionRow[],
): Promise<{ included?: Resource[] }> {
  if (!call.query.include.has('flow-actions')) return {}
  return { included: await shownActions(tx, call, actions) }
}

async function shownActions(tx: Tx, { caller }: Looking, rows: readonly ActionRow[]) {
  const present = rows.filter((row) => !row.isDeleted)
  const messages = await messagesOfActions(
    tx,
    caller.accountId,
    present.map((row) => row.actionId),
  )
  return present.map((row) => actionResource(row, messages))
}

async function actionPage(tx: Tx, call: Looking, flowId: string) {
  const flow = await existingFlow(tx, call, flowId)
  const rows = (await actionsOf(tx, call, [flow])).filter((row) => !row.isDeleted)
  return pageInMemory(
    {
      rows,
      idOf: (row) => row.actionId,
      values: {
        id: (row) => row.actionId,
        action_type: (row) => filterNamesOf(row.action.type),
        status: (row) => statusOf(row.action),
        created: (row) => row.createdAt,
        updated: (row) => row.updatedAt,
      },
    },
    call.query,
  )
}

async function messagePage(tx: Tx, call: Looking, actionId: string) {
  const { action } = await existingAction(tx, call, actionId)
  const rows = await messagesOfActions(tx, call.caller.accountId, [actionId])
  const page = pageInMemory(
    {
      rows,
      idOf: (row) => row.messageId,
      values: {
        id: (row) => row.messageId,
        name: (row) =>
          messagesOf(action).find((message) => message.id === row.messageId)?.name ?? null,
        created: (row) => row.createdAt,
        updated: (row) => row.updatedAt,
      },
    },
    call.query,
  )
  return { ...page, action }
}

/** @throws Problem 404 when there is no such list, metric or segment */
async function flowsOf(
  tx: Tx,
  { caller }: Looking,
  kind: 'list' | 'metric' | 'segment',
  id: string,
): Promise<FlowRow[]> {
  const { accountId } = caller
  const isThere =
    kind === 'metric'
      ? (await listMetricsById(tx, accountId, [id])).length > 0
      : (await findGroup(tx, accountId, id))?.kind === kind
  if (!isThere) throw notFound(kind, id)
  return flowsTriggeredBy(tx, accountId, kind, [id])
}

/** @throws Problem 404 */
async function existingFlow(tx: Tx, { caller }: Looking, flowId: string): Promise<FlowRow> {
  const row = await findFlow(tx, caller.accountId, flowId)
  if (!row) throw notFound('flow', flowId)
  return row
}

async function existingAction(tx: Tx, { caller }: Looking, actionId: string): Promise<ActionRow> {
  const row = await findAction(tx, caller.accountId, actionId)
  if (!row) throw notFound('flow-action', actionId)
  return row
}

/** The template of a message, which may have none. */
async function templateFor(tx: Tx, call: Looking, message: MessageRow, { action }: ActionRow) {
  const { accountId } = call.caller
  const id = templateOf(message, action)
  const row = id ? await findTemplate(tx, accountId, id) : undefined
  if (!row) return null
  const html = await currentHtml(tx, accountId, row)
  return templateResource({ ...row, html }, call.query.additional.get('template'))
}

async function existingMessage(tx: Tx, call: Looking, messageId: string) {
  const message = await findMessage(tx, call.caller.accountId, messageId)
  const action = message && (await findAction(tx, call.caller.accountId, message.actionId))
  if (!message || !action) throw notFound('flow-message', messageId)
  return { message, action }
}
