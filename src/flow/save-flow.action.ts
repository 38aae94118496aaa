import { type Actor, recordAudit } from '../account/audit.sql.ts'
import {
  ACTIONS_MAX,
  FLOWS_MAX,
  type FlowAction,
  type FlowDefinition,
  type FlowStatus,
} from '../contract/flows.ts'
import { deleteContent } from '../message/message-contents.sql.ts'
import { listMetricsById } from '../metric/metrics.sql.ts'
import { shortId } from '../platform/id.ts'
import {
  conflict,
  invalid,
  invalidDetail,
  notFound,
  Problem,
  type ProblemDetail,
  quote,
} from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { definitionProblems } from '../segment/check-definition.action.ts'
import { findGroup } from '../segment/groups.sql.ts'
import { alertAddresses, askNewRecipients } from './ask-alert-recipients.action.ts'
import { filtersOf, linkFaults } from './check-flow.ts'
import { endTestNow } from './end-tests.action.ts'
import {
  isActive,
  presentAction,
  relinked,
  type StoredAction,
  triggerOf,
  waysOf,
  withStatus,
} from './flow.ts'
import {
  actionsOfFlows,
  countFlows,
  deleteFlowRow,
  type FlowRow,
  findAction,
  findFlow,
  flowFrom,
  insertFlow,
  insertVersion,
  lockFlow,
  markActionsDeleted,
  messagesOfActions,
  redefineFlow,
  saveActions,
  saveMessages,
  setArchived,
  setFlowStatus,
} from './flows.sql.ts'
import { nameActions } from './name-actions.ts'
import { saveFlowMessages } from './save-messages.action.ts'

/** Whoever changes a flow, and when by the account's clock and by the wall's. */
export interface Editing {
  actor: Actor
  now: Date
  wallNow: Date
}

const DEFINITION = '/data/attributes/definition'

/**
 * A new flow, as a draft.
 * @throws Problem 400 with a pointer to each fault; 409 when there are too many flows
 */
export function createFlow(
  sql: Sql,
  accountId: string,
  wanted: { name: string; definition: FlowDefinition },
  editing: Editing,
): Promise<FlowRow> {
  return inAccount(sql, accountId, async (tx) => {
    if ((await countFlows(tx, accountId)) >= FLOWS_MAX) {
      throw conflict(
        'limit_reached',
        `The account has ${FLOWS_MAX} flows; more are not allowed.`,
        'Delete one that nobody needs.',
      )
    }
    await checkFlow(tx, accountId, wanted.definition)
    const flowId = shortId()
    const named = nameActions(wanted.definition, new Set(), shortId)
    const { actions, messages } = await saveFlowMessages(tx, accountId, named.actions, {
      now: editing.now,
      flowName: wanted.name,
      pointer: DEFINITION,
    })
    const { actions: _, ...rules } = named
    const { kind, key } = triggerOf(rules)
    const flow = { flowId, name: wanted.name, triggerKind: kind, triggerKey: key, rules }
    await insertFlow(tx, accountId, flow, editing.now)
    await saveActions(tx, accountId, flowId, withIds(actions), { version: 1, now: editing.now })
    await saveMessages(tx, accountId, messages, editing.now)
    await askNewRecipients(tx, accountId, alertAddresses(actions), editing.wallNow)
    await noteVersion(tx, accountId, { flowId, version: 1, rules, actions }, editing)
    await recordAudit(tx, editing.actor, editing.wallNow, {
      action: 'flow.created',
      subject: wanted.name,
    })
    return existing(tx, accountId, flowId)
  })
}

/**
 * Replace what a flow does. Actions that are left out are deleted; whoever waits in one goes on to
 * what came after it.
 *
 * @throws Problem 404; 400 with a pointer to each fault; 409 when another version was edited
 */
export function replaceDefinition(
  sql: Sql,
  accountId: string,
  flowId: string,
  change: { name?: string | undefined; definition: FlowDefinition; version?: number | undefined },
  editing: Editing,
): Promise<FlowRow> {
  return inAccount(sql, accountId, async (tx) => {
    const row = await locked(tx, accountId, flowId)
    if (change.version !== undefined && change.version !== row.version) {
      throw conflict(
        'changed_meanwhile',
        `The flow is at version ${row.version} now; version ${change.version} was edited.`,
        'Load the flow again and repeat the change.',
      )
    }
    refuseOtherTrigger(row, change.definition)
    const stored = await actionsOfFlows(tx, accountId, [flowId])
    refuseOtherTypes(stored, change.definition)
    await checkFlow(tx, accountId, change.definition)
    return redefine(tx, accountId, row, { stored, ...change }, editing)
  })
}

async function redefine(
  tx: Tx,
  accountId: string,
  row: FlowRow,
  change: {
    name?: string | undefined
    definition: FlowDefinition
    stored: readonly StoredAction[]
    pointer?: string
  },
  editing: Editing,
): Promise<FlowRow> {
  const { flowId } = row
  const { stored } = change
  const present = stored.filter((one) => !one.isDeleted)
  const known = new Set(present.map((one) => one.actionId))
  const named = nameActions(change.definition, known, shortId)
  const name = change.name ?? row.name
  const { actions: saved, messages } = await saveFlowMessages(tx, accountId, named.actions, {
    now: editing.now,
    flowName: name,
    pointer: change.pointer ?? DEFINITION,
  })
  const actions = await endTestsSwitchedOff(tx, accountId, saved, present)
  const { actions: _, ...rules } = named
  const { kind, key } = triggerOf(rules)
  const version = row.version + 1
  await redefineFlow(
    tx,
    accountId,
    { flowId, name, triggerKind: kind, triggerKey: key, rules, version },
    editing.now,
  )
  await saveActions(tx, accountId, flowId, withIds(actions), { version, now: editing.now })
  await saveMessages(tx, accountId, messages, editing.now)
  await askNewRecipients(tx, accountId, alertAddresses(actions), editing.wallNow)
  const kept = new Set(actions.map((action) => action.id))
  const gone = [...known].filter((id) => !kept.has(id))
  await markActionsDeleted(tx, accountId, gone, editing.now)
  await noteVersion(tx, accountId, { flowId, version, rules, actions }, editing)
  await recordAudit(tx, editing.actor, editing.wallNow, {
    action: 'flow.changed',
    subject: name,
    detail: { version },
  })
  return existing(tx, accountId, flowId)
}

/** A test whose step is set to draft is over, as when the whole flow is. */
async function endTestsSwitchedOff(
  tx: Tx,
  accountId: string,
  actions: readonly FlowAction[],
  before: readonly StoredAction[],
): Promise<FlowAction[]> {
  const ran = new Set(
    before.flatMap(({ actionId, action }) =>
      action.type === 'ab-test' && isActive(action.data.status) ? [actionId] : [],
    ),
  )
  const left: FlowAction[] = []
  for (const action of actions) {
    const isOver =
      action.type === 'ab-test' && ran.has(action.id ?? '') && !isActive(action.data.status)
    left.push(isOver ? await endTestNow(tx, accountId, action) : action)
  }
  return left
}

function withIds(actions: readonly FlowAction[]) {
  return actions.map((action) => ({ actionId: action.id ?? '', action }))
}

async function noteVersion(
  tx: Tx,
  accountId: string,
  flow: {
    flowId: string
    version: number
    rules: FlowRow['rules']
    actions: readonly FlowAction[]
  },
  editing: Editing,
): Promise<void> {
  const { flowId, version, rules, actions } = flow
  const definition = { ...rules, actions }
  const madeBy = editing.actor.actorName
  await insertVersion(tx, accountId, { flowId, version, definition, madeBy }, editing.now)
}

/** Source: the type of a trigger is chosen once; what it names may change. */
function refuseOtherTrigger(row: FlowRow, definition: FlowDefinition): void {
  const { kind } = triggerOf(definition)
  if (row.triggerKind === 'none' || kind === 'none' || kind === row.triggerKind) return
  throw invalid(
    `${DEFINITION}/triggers/0/type`,
    `The flow starts with a ${row.triggerKind} trigger; it cannot become ${kind}.`,
    'Create another flow for another kind of trigger.',
  )
}

function refuseOtherTypes(stored: readonly StoredAction[], definition: FlowDefinition): void {
  const types = new Map(stored.map((one) => [one.actionId, one.action.type]))
  const details = definition.actions.flatMap((action, at) => {
    const type = action.id === null ? undefined : types.get(action.id)
    if (type === undefined || type === action.type) return []
    return [
      invalidDetail(
        `${DEFINITION}/actions/${at}/type`,
        `The action ${quote(action.id)} is of type ${type}; it cannot become ${action.type}.`,
        'Leave it out, and add an action with a temporary_id.',
      ),
    ]
  })
  if (details.length > 0) throw new Problem(400, details)
}

/** Events about our own messages would start flows that send messages. */
const METRICS_THAT_START_NOTHING = ['Opened Email', 'Clicked Email', 'Received Email']

/** @throws Problem 400 with a pointer to each fault */
export async function checkFlow(
  tx: Tx,
  accountId: string,
  definition: FlowDefinition,
): Promise<void> {
  const details: ProblemDetail[] = linkFaults(definition).map((fault) =>
    invalidDetail(`${DEFINITION}${fault.pointer}`, fault.detail, fault.fix),
  )
  const placed = filtersOf(definition).map((one) => ({
    ...one,
    pointer: `${DEFINITION}${one.pointer}`,
  }))
  details.push(...(await definitionProblems(tx, accountId, placed)))
  details.push(...(await triggerProblems(tx, accountId, definition)))
  for (const [at, action] of definition.actions.entries()) {
    if (action.type !== 'list-update' || action.data.list_id === null) continue
    const group = await findGroup(tx, accountId, action.data.list_id)
    if (group?.kind === 'list') continue
    details.push(missing(`${DEFINITION}/actions/${at}/data/list_id`, 'list', action.data.list_id))
  }
  if (details.length > 0) throw new Problem(400, details)
}

async function triggerProblems(
  tx: Tx,
  accountId: string,
  { triggers }: FlowDefinition,
): Promise<ProblemDetail[]> {
  const [trigger] = triggers
  if (!trigger || !('id' in trigger) || trigger.id === null) return []
  const pointer = `${DEFINITION}/triggers/0/id`
  if (trigger.type !== 'metric') {
    const group = await findGroup(tx, accountId, trigger.id)
    return group?.kind === trigger.type ? [] : [missing(pointer, trigger.type, trigger.id)]
  }
  const [metric] = await listMetricsById(tx, accountId, [trigger.id])
  if (!metric) return [missing(pointer, 'metric', trigger.id)]
  if (!METRICS_THAT_START_NOTHING.includes(metric.name)) return []
  return [
    invalidDetail(
      pointer,
      `${quote(metric.name)} cannot start a flow: it happens because a message was sent.`,
      'Start with what the person does, and ask for this in a split.',
    ),
  ]
}

function missing(pointer: string, noun: string, id: string): ProblemDetail {
  return invalidDetail(
    pointer,
    `A ${noun} with id ${quote(id)} does not exist.`,
    `Use an id from GET /api/${noun}s.`,
  )
}

/**
 * Set the status of a flow and of all its actions; `paused` and `resume` leave the actions as they
 * are.
 *
 * @throws Problem 404; 409 for a change that its state does not allow
 */
export function setStatus(
  sql: Sql,
  accountId: string,
  flowId: string,
  status: FlowStatus | 'resume',
  editing: Editing,
): Promise<FlowRow> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const row = await locked(tx, accountId, flowId)
    const resumedAt = row.status === 'paused' ? now : row.resumedAt
    if (status === 'paused') {
      if (row.status === 'paused') return row
      if (row.status === 'draft') {
        throw conflict('not_running', 'A draft cannot be paused.', 'Set it live or manual first.')
      }
      const change = { status, resumeStatus: row.status, resumedAt: row.resumedAt }
      await setFlowStatus(tx, accountId, flowId, change, now)
    } else if (status === 'resume') {
      if (row.status !== 'paused' || row.resumeStatus === null) {
        throw conflict('not_paused', `The flow is ${row.status}, not paused.`)
      }
      const change = { status: row.resumeStatus, resumeStatus: null, resumedAt }
      await setFlowStatus(tx, accountId, flowId, change, now)
    } else {
      if (row.archived && status !== 'draft') {
        throw conflict('archived', 'The flow is archived.', 'Take it back first.')
      }
      await switchActions(tx, accountId, row, status, now)
      await setFlowStatus(tx, accountId, flowId, { status, resumeStatus: null, resumedAt }, now)
    }
    await recordAudit(tx, editing.actor, editing.wallNow, {
      action: 'flow.changed',
      subject: row.name,
      detail: { status },
    })
    return existing(tx, accountId, flowId)
  })
}

async function switchActions(
  tx: Tx,
  accountId: string,
  row: FlowRow,
  status: 'draft' | 'manual' | 'live',
  now: Date,
): Promise<void> {
  if (status !== 'draft' && (row.triggerKind === 'none' || isUnnamed(row))) {
    throw conflict(
      'no_trigger',
      'The flow has no trigger: nobody could enter.',
      'Choose the metric, list or segment that starts it.',
    )
  }
  const actions = await actionsOfFlows(tx, accountId, [row.flowId])
  const switched: { actionId: string; action: FlowAction }[] = []
  for (const { actionId, action, isDeleted } of actions) {
    if (isDeleted) continue
    // A test that is switched off is over.
    const isOver = action.type === 'ab-test' && status === 'draft' && row.status !== 'draft'
    const left = isOver ? await endTestNow(tx, accountId, action) : action
    switched.push({ actionId, action: withStatus(left, status) })
  }
  await saveActions(tx, accountId, row.flowId, switched, { version: row.version, now })
}

function isUnnamed({ triggerKind, triggerKey }: FlowRow): boolean {
  return ['metric', 'list', 'segment'].includes(triggerKind) && triggerKey === ''
}

/**
 * Put a flow aside, or take it back.
 * @throws Problem 404; 409 for one that runs
 */
export function archiveFlow(
  sql: Sql,
  accountId: string,
  flowId: string,
  archived: boolean,
  editing: Editing,
): Promise<FlowRow> {
  return inAccount(sql, accountId, async (tx) => {
    const row = await locked(tx, accountId, flowId)
    if (archived && row.status !== 'draft') {
      throw conflict('running', `The flow is ${row.status}.`, 'Set it to draft first.')
    }
    await setArchived(tx, accountId, flowId, archived, editing.now)
    await recordAudit(tx, editing.actor, editing.wallNow, {
      action: 'flow.changed',
      subject: row.name,
      detail: { archived },
    })
    return existing(tx, accountId, flowId)
  })
}

/** @throws Problem 404 */
export function deleteFlow(
  sql: Sql,
  accountId: string,
  flowId: string,
  editing: Editing,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const row = await locked(tx, accountId, flowId)
    const actions = await actionsOfFlows(tx, accountId, [flowId])
    const messages = await messagesOfActions(
      tx,
      accountId,
      actions.map((one) => one.actionId),
    )
    for (const { messageId } of messages) await deleteContent(tx, accountId, messageId)
    await deleteFlowRow(tx, accountId, flowId)
    await recordAudit(tx, editing.actor, editing.wallNow, {
      action: 'flow.deleted',
      subject: row.name,
    })
  })
}

/**
 * Change one action. Its type and links stay as they are.
 * @throws Problem 404; 400 with a pointer to each fault
 */
export function changeAction(
  sql: Sql,
  accountId: string,
  actionId: string,
  wanted: FlowAction,
  editing: Editing,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const { row, stored } = await lockedAction(tx, accountId, actionId)
    const own = stored.find((one) => one.actionId === actionId)
    if (!own) throw notFound('flow-action', actionId)
    if (own.action.type !== wanted.type) {
      throw invalid(
        `${DEFINITION}/type`,
        `The action is of type ${own.action.type}; it cannot become ${wanted.type}.`,
        'Delete it and add another to the definition.',
      )
    }
    const definition = definitionOf(row, stored, (action) =>
      action.id === actionId ? withLinksOf(wanted, action) : action,
    )
    await checkFlow(tx, accountId, definition)
    await redefine(tx, accountId, row, { stored, definition }, editing)
  })
}

/** The structure of a flow cannot be changed action by action. */
function withLinksOf(wanted: FlowAction, known: FlowAction): FlowAction {
  const targets = new Map(waysOf(known).map((way) => [way.name, way.to]))
  const linked = relinked(wanted, (_, way) => targets.get(way) ?? null)
  return { ...linked, id: known.id }
}

/**
 * Delete one action: what led to it leads to what came after it. Of a split the first way is kept;
 * actions that only the others led to are deleted as well.
 *
 * @throws Problem 404
 */
export function deleteAction(
  sql: Sql,
  accountId: string,
  actionId: string,
  editing: Editing,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const { row, stored } = await lockedAction(tx, accountId, actionId)
    const without = stored.map((one) =>
      one.actionId === actionId ? { ...one, isDeleted: true } : one,
    )
    const flow = flowFrom(row, [])
    const actions = new Map(without.map((one) => [one.actionId, one]))
    const past = (id: string | null) => presentAction({ ...flow, actions }, id)?.actionId ?? null
    const whole = definitionOf(row, without, (action) => relinked(action, past))
    const definition = { ...whole, entry_action_id: past(row.rules.entry_action_id) }
    const reached = reachable(definition)
    const wasReached = reachable(definitionOf(row, stored))
    // What nothing led to before either is kept: somebody is still drawing it.
    const kept = definition.actions.filter(
      ({ id }) => reached.has(id ?? '') || !wasReached.has(id ?? ''),
    )
    await redefine(
      tx,
      accountId,
      row,
      { stored, definition: { ...definition, actions: kept } },
      editing,
    )
  })
}

function reachable(definition: FlowDefinition): Set<string> {
  const actions = new Map(definition.actions.map((action) => [action.id ?? '', action]))
  const seen = new Set<string>()
  const open = [definition.entry_action_id]
  while (open.length > 0 && seen.size <= ACTIONS_MAX) {
    const id = open.pop() ?? null
    const action = id === null ? undefined : actions.get(id)
    if (id === null || !action || seen.has(id)) continue
    seen.add(id)
    open.push(...waysOf(action).map((way) => way.to))
  }
  return seen
}

/** The definition with all keys, as it is shown and saved again. */
export function definitionOf(
  row: Pick<FlowRow, 'rules'>,
  stored: readonly StoredAction[],
  change: (action: FlowAction) => FlowAction = (action) => action,
): FlowDefinition {
  return {
    ...row.rules,
    actions: stored.filter((one) => !one.isDeleted).map((one) => change(one.action)),
  }
}

async function lockedAction(tx: Tx, accountId: string, actionId: string) {
  const action = await findAction(tx, accountId, actionId)
  if (!action) throw notFound('flow-action', actionId)
  const row = await locked(tx, accountId, action.flowId)
  return { row, stored: await actionsOfFlows(tx, accountId, [action.flowId]) }
}

/** @throws Problem 404 */
async function locked(tx: Tx, accountId: string, flowId: string): Promise<FlowRow> {
  const row = await lockFlow(tx, accountId, flowId)
  if (!row) throw notFound('flow', flowId)
  return row
}

async function existing(tx: Tx, accountId: string, flowId: string): Promise<FlowRow> {
  const row = await findFlow(tx, accountId, flowId)
  if (!row) throw notFound('flow', flowId)
  return row
}
