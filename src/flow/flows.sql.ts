import type { FilterTerm } from '../contract/filter.ts'
import { FlowAction, type FlowStatus } from '../contract/flows.ts'
import {
  instantTerm,
  type ListQuery,
  orderedPage,
  passing,
  type SortColumn,
  textTerm,
} from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { taggedTerm } from '../tag/tags.sql.ts'
import type { Flow, FlowRules, StoredAction, TriggerKind } from './flow.ts'
import { triggerTypeSql } from './trigger-type.sql.ts'

export interface FlowRow {
  flowId: string
  name: string
  status: FlowStatus
  resumeStatus: 'manual' | 'live' | null
  resumedAt: Date | null
  archived: boolean
  triggerKind: TriggerKind
  triggerKey: string
  /** Checked when it was saved. */
  rules: FlowRules
  version: number
  duplicates: number
  /** Of flows that dates start: up to when they are planned. */
  datesUntil: Date | null
  /** When it last began to let people in; null of drafts, and of what runs since 0038. */
  runningSince: Date | null
  createdAt: Date
  updatedAt: Date
}

export type ListedFlow = FlowRow & { sortKey: string | Date }

function columns(tx: Tx): Fragment {
  return tx`
    f.flow_id as "flowId", f.name, f.status, f.resume_status as "resumeStatus",
    f.resumed_at as "resumedAt", f.archived, f.trigger_kind as "triggerKind",
    f.trigger_key as "triggerKey", f.definition as rules, f.version, f.duplicates,
    f.dates_until as "datesUntil", f.running_since as "runningSince",
    f.created_at as "createdAt", f.updated_at as "updatedAt"`
}

/** One more than a page of flows that pass all terms, from the cursor on; the newest come first. */
export function listFlows(tx: Tx, accountId: string, list: ListQuery): Promise<ListedFlow[]> {
  const sort = list.sort ?? { key: 'created', descending: true }
  const sorted = sortColumn(tx, sort.key)
  const id = { column: tx`f.flow_id`, type: tx`text` }
  return tx<ListedFlow[]>`
    select ${columns(tx)}, ${sorted.column} as "sortKey"
    from flows f
    where f.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => termSql(tx, accountId, term))}
      ${orderedPage(tx, { ...list, sort }, sorted, id)}`
}

function sortColumn(tx: Tx, key: string): SortColumn {
  switch (key) {
    case 'created':
      return { column: tx`f.created_at`, type: tx`timestamptz` }
    case 'updated':
      return { column: tx`f.updated_at`, type: tx`timestamptz` }
    case 'id':
      return { column: tx`f.flow_id`, type: tx`text` }
    case 'status':
      return { column: tx`f.status collate "C"`, type: tx`text` }
    case 'trigger_type':
      return { column: triggerTypeSql(tx), type: tx`text` }
    default:
      return { column: tx`f.name collate "C"`, type: tx`text` }
  }
}

function termSql(tx: Tx, accountId: string, term: FilterTerm): Fragment {
  const values = [term.value].flat()
  const texts = values.map(String)
  switch (term.field) {
    case 'id':
      return tx`f.flow_id = any (${texts})`
    case 'name':
      return textTerm(tx, tx`f.name`, term)
    case 'status':
      return tx`f.status = any (${texts})`
    case 'archived':
      return tx`f.archived::text = any (${texts})`
    case 'trigger_type':
      return tx`${triggerTypeSql(tx)} = any (${texts})`
    case 'created':
      return instantTerm(tx, tx`f.created_at`, term)
    case 'updated':
      return instantTerm(tx, tx`f.updated_at`, term)
    case 'tags.id':
      return taggedTerm(tx, tx`f.flow_id`, { accountId, kinds: ['flow'], value: term.value })
    default:
      throw new Error(`the contract has no filter on ${term.field}`)
  }
}

export async function findFlow(
  tx: Tx,
  accountId: string,
  flowId: string,
): Promise<FlowRow | undefined> {
  const [row] = await tx<FlowRow[]>`
    select ${columns(tx)}
    from flows f
    where f.account_id = ${accountId}
      and f.flow_id = ${flowId}`
  return row
}

export function flowsByIds(
  tx: Tx,
  accountId: string,
  flowIds: readonly string[],
): Promise<FlowRow[]> {
  return tx<FlowRow[]>`
    select ${columns(tx)}
    from flows f
    where f.account_id = ${accountId}
      and f.flow_id = any (${[...flowIds]})`
}

/** Locked until the transaction ends: one change of a flow at a time. */
export async function lockFlow(
  tx: Tx,
  accountId: string,
  flowId: string,
): Promise<FlowRow | undefined> {
  const [row] = await tx<FlowRow[]>`
    select ${columns(tx)}
    from flows f
    where f.account_id = ${accountId}
      and f.flow_id = ${flowId}
    for no key update`
  return row
}

/** Flows of a kind of trigger; of all keys unless some are given. */
export function flowsTriggeredBy(
  tx: Tx,
  accountId: string,
  kind: TriggerKind,
  keys: readonly string[] | null = null,
): Promise<FlowRow[]> {
  return tx<FlowRow[]>`
    select ${columns(tx)}
    from flows f
    where f.account_id = ${accountId}
      and f.trigger_kind = ${kind}
      ${keys ? tx`and f.trigger_key = any (${[...keys]})` : tx``}
    order by f.name collate "C", f.flow_id`
}

/** Those that profiles can enter: paused ones as well, whose queue grows meanwhile. */
export function runningFlows(
  tx: Tx,
  accountId: string,
  kind: TriggerKind,
  keys: readonly string[],
): Promise<FlowRow[]> {
  return tx<FlowRow[]>`
    select ${columns(tx)}
    from flows f
    where f.account_id = ${accountId}
      and f.trigger_kind = ${kind}
      and f.trigger_key = any (${[...keys]})
      and f.status <> 'draft'`
}

/** Running flows that dates start. Needs a scope over every account. */
export function dateFlows(
  tx: Tx,
): Promise<{ accountId: string; flowId: string; datesUntil: Date | null }[]> {
  return tx<{ accountId: string; flowId: string; datesUntil: Date | null }[]>`
    select f.account_id as "accountId", f.flow_id as "flowId", f.dates_until as "datesUntil"
    from accounts a
    join flows f on f.account_id = a.account_id
    where f.trigger_kind = 'date'
      and f.status <> 'draft'`
}

/** Flows with a test that may end by itself. Needs a scope over every account. */
export function runningTests(tx: Tx): Promise<{ accountId: string; flowId: string }[]> {
  return tx<{ accountId: string; flowId: string }[]>`
    select distinct f.account_id as "accountId", f.flow_id as "flowId"
    from accounts a
    join flows f on f.account_id = a.account_id
    join flow_actions t on t.account_id = f.account_id and t.flow_id = f.flow_id
    where f.status <> 'draft'
      and t.deleted_at is null
      and t.definition ->> 'type' = 'ab-test'
      and t.definition #>> '{data,experiment_status}' = 'live'
      and t.definition #>> '{data,current_experiment,automatic_winner_selection_settings,enabled}'
          = 'true'`
}

export async function setDatesUntil(
  tx: Tx,
  accountId: string,
  flowId: string,
  until: Date,
): Promise<void> {
  await tx`
    update flows
    set dates_until = ${until}
    where account_id = ${accountId}
      and flow_id = ${flowId}`
}

/** The next profiles of an account, in the order of their ids. */
export async function profilesAfter(
  tx: Tx,
  accountId: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await tx<{ profileId: string }[]>`
    select p.profile_id as "profileId"
    from profiles p
    where p.account_id = ${accountId}
      ${after === null ? tx`` : tx`and p.profile_id > ${after}`}
    order by p.profile_id
    limit ${limit}`
  return rows.map((row) => row.profileId)
}

export async function countFlows(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from flows
    where account_id = ${accountId}`
  return row?.count ?? 0
}

export async function insertFlow(
  tx: Tx,
  accountId: string,
  flow: Pick<FlowRow, 'flowId' | 'name' | 'triggerKind' | 'triggerKey' | 'rules'>,
  now: Date,
): Promise<void> {
  await tx`
    insert into flows (account_id, flow_id, name, trigger_kind, trigger_key, definition,
                       created_at, updated_at)
    values (${accountId}, ${flow.flowId}, ${flow.name}, ${flow.triggerKind}, ${flow.triggerKey},
            ${JSON.stringify(flow.rules)}::text::jsonb, ${now}, ${now})`
}

/** A new version of a flow. */
export async function redefineFlow(
  tx: Tx,
  accountId: string,
  flow: Pick<FlowRow, 'flowId' | 'name' | 'triggerKind' | 'triggerKey' | 'rules' | 'version'>,
  now: Date,
): Promise<void> {
  await tx`
    update flows
    set name = ${flow.name}, trigger_kind = ${flow.triggerKind},
        trigger_key = ${flow.triggerKey}, definition = ${JSON.stringify(flow.rules)}::text::jsonb,
        version = ${flow.version}, dates_until = ${now}, updated_at = ${now}
    where account_id = ${accountId}
      and flow_id = ${flow.flowId}`
}

export async function setFlowStatus(
  tx: Tx,
  accountId: string,
  flowId: string,
  change: Pick<FlowRow, 'status' | 'resumeStatus' | 'resumedAt'>,
  now: Date,
): Promise<void> {
  await tx`
    update flows
    set status = ${change.status}, resume_status = ${change.resumeStatus},
        resumed_at = ${change.resumedAt}, updated_at = ${now},
        dates_until = case when status = 'draft' then ${now} else dates_until end,
        running_since = case
          when ${change.status}::text = 'draft' then null
          when status = 'draft' then ${now}
          else running_since
        end
    where account_id = ${accountId}
      and flow_id = ${flowId}`
}

export async function deleteFlowRow(tx: Tx, accountId: string, flowId: string): Promise<boolean> {
  const deleted = await tx`
    delete from flows
    where account_id = ${accountId}
      and flow_id = ${flowId}`
  return deleted.count > 0
}

export async function insertVersion(
  tx: Tx,
  accountId: string,
  version: { flowId: string; version: number; definition: unknown; madeBy: string },
  now: Date,
): Promise<void> {
  await tx`
    insert into flow_versions (account_id, flow_id, version, definition, made_by, created_at)
    values (${accountId}, ${version.flowId}, ${version.version},
            ${JSON.stringify(version.definition)}::text::jsonb, ${version.madeBy}, ${now})`
}

export interface VersionRow {
  version: number
  definition: Record<string, unknown>
  madeBy: string
  createdAt: Date
}

/** One more than a page of what a flow was, newest first. */
export function listVersions(
  tx: Tx,
  accountId: string,
  flowId: string,
  { cursor, size }: Page,
): Promise<VersionRow[]> {
  const isUp = cursor?.backwards ?? false
  return tx<VersionRow[]>`
    select v.version, v.definition, v.made_by as "madeBy", v.created_at as "createdAt"
    from flow_versions v
    where v.account_id = ${accountId}
      and v.flow_id = ${flowId}
      ${cursor ? tx`and v.version ${isUp ? tx`>` : tx`<`} ${cursor.id}::text::int` : tx``}
    order by v.version ${isUp ? tx`asc` : tx`desc`}
    limit ${size + 1}`
}

export async function setArchived(
  tx: Tx,
  accountId: string,
  flowId: string,
  archived: boolean,
  now: Date,
): Promise<void> {
  await tx`
    update flows
    set archived = ${archived}, updated_at = ${now}
    where account_id = ${accountId}
      and flow_id = ${flowId}`
}

// — Actions

export interface ActionRow extends StoredAction {
  flowId: string
}

type RawAction = Omit<ActionRow, 'action'> & { definition: unknown }

function actionColumns(tx: Tx): Fragment {
  return tx`
    a.flow_id as "flowId", a.action_id as "actionId", a.definition,
    a.since_version as "sinceVersion", a.created_at as "createdAt", a.updated_at as "updatedAt",
    a.deleted_at is not null as "isDeleted"`
}

/** Definitions were checked when they were saved. */
function actionFrom({ definition, ...row }: RawAction): ActionRow {
  return { ...row, action: FlowAction.parse(definition) }
}

/** All actions of these flows, deleted ones as well, in the order of the definition. */
export async function actionsOfFlows(
  tx: Tx,
  accountId: string,
  flowIds: readonly string[],
): Promise<ActionRow[]> {
  const rows = await tx<RawAction[]>`
    select ${actionColumns(tx)}
    from flow_actions a
    where a.account_id = ${accountId}
      and a.flow_id = any (${[...flowIds]})
    order by a.flow_id, a.place, a.action_id`
  return rows.map(actionFrom)
}

export async function findAction(
  tx: Tx,
  accountId: string,
  actionId: string,
): Promise<ActionRow | undefined> {
  const [row] = await tx<RawAction[]>`
    select ${actionColumns(tx)}
    from flow_actions a
    where a.account_id = ${accountId}
      and a.action_id = ${actionId}
      and a.deleted_at is null`
  return row && actionFrom(row)
}

/** Write actions as they are now; those that are new come with this version. */
export async function saveActions(
  tx: Tx,
  accountId: string,
  flowId: string,
  actions: readonly { actionId: string; action: FlowAction }[],
  at: { version: number; now: Date },
): Promise<void> {
  const rows = actions.map(({ actionId, action }, place) => ({
    action_id: actionId,
    definition: action,
    place,
  }))
  await tx`
    insert into flow_actions as a (account_id, flow_id, action_id, definition, place,
                                   since_version, created_at, updated_at)
    select ${accountId}, ${flowId}, r.action_id, r.definition, r.place, ${at.version}, ${at.now},
           ${at.now}
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      action_id text, definition jsonb, place integer)
    on conflict (account_id, action_id) do update
    set definition = excluded.definition, place = excluded.place,
        updated_at = case when a.definition = excluded.definition
                          then a.updated_at else excluded.updated_at end`
}

export async function markActionsDeleted(
  tx: Tx,
  accountId: string,
  actionIds: readonly string[],
  now: Date,
): Promise<void> {
  await tx`
    update flow_actions
    set deleted_at = ${now}
    where account_id = ${accountId}
      and action_id = any (${[...actionIds]})
      and deleted_at is null`
}

/** The flow as it is run. */
export function flowFrom(row: FlowRow, actions: readonly ActionRow[]): Flow {
  return {
    flowId: row.flowId,
    status: row.status,
    version: row.version,
    resumedAt: row.resumedAt,
    runningSince: row.runningSince,
    rules: row.rules,
    actions: new Map(
      actions
        .filter((action) => action.flowId === row.flowId)
        .map((action) => [action.actionId, action]),
    ),
  }
}

// — Messages

export interface MessageRow {
  messageId: string
  actionId: string
  channel: string
  createdAt: Date
  updatedAt: Date
}

export function messagesOfActions(
  tx: Tx,
  accountId: string,
  actionIds: readonly string[],
): Promise<MessageRow[]> {
  return tx<MessageRow[]>`
    select m.message_id as "messageId", m.action_id as "actionId", m.channel,
           m.created_at as "createdAt", m.updated_at as "updatedAt"
    from flow_messages m
    where m.account_id = ${accountId}
      and m.action_id = any (${[...actionIds]})
    order by m.created_at, m.message_id`
}

export async function findMessage(
  tx: Tx,
  accountId: string,
  messageId: string,
): Promise<MessageRow | undefined> {
  const [row] = await tx<MessageRow[]>`
    select m.message_id as "messageId", m.action_id as "actionId", m.channel,
           m.created_at as "createdAt", m.updated_at as "updatedAt"
    from flow_messages m
    where m.account_id = ${accountId}
      and m.message_id = ${messageId}`
  return row
}

export async function saveMessages(
  tx: Tx,
  accountId: string,
  messages: readonly { messageId: string; actionId: string; channel: string }[],
  now: Date,
): Promise<void> {
  if (messages.length === 0) return
  const rows = messages.map((one) => ({
    message_id: one.messageId,
    action_id: one.actionId,
    channel: one.channel,
  }))
  await tx`
    insert into flow_messages (account_id, message_id, action_id, channel, created_at, updated_at)
    select ${accountId}, r.message_id, r.action_id, r.channel, ${now}, ${now}
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      message_id text, action_id text, channel text)
    on conflict (account_id, message_id) do update
    set updated_at = excluded.updated_at`
}
