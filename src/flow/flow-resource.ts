import type { FlowAction } from '../contract/flows.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import { testedOf, warningsOf } from './check-flow.ts'
import { type FlowRules, reentryOf, type StoredAction, triggerTypeOf } from './flow.ts'
import type { ActionRow, FlowRow, MessageRow } from './flows.sql.ts'

export function flowResource(
  row: FlowRow,
  actions: readonly ActionRow[],
  asked: ReadonlySet<string> = new Set(),
): Resource {
  const present = actions.filter((one) => one.flowId === row.flowId && !one.isDeleted)
  return {
    type: 'flow',
    id: row.flowId,
    attributes: {
      name: row.name,
      status: row.status,
      archived: row.archived,
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      trigger_type: triggerTypeOf(row.triggerKind, row.triggerKey),
      ...(asked.has('definition') ? { definition: shownDefinition(row, present) } : {}),
      ...(asked.has('version') ? { version: row.version } : {}),
      ...(asked.has('warnings')
        ? { warnings: warningsOf({ ...row.rules, actions: present.map((one) => one.action) }) }
        : {}),
    },
    relationships: {
      'flow-actions': {
        data: present.map(({ actionId }) => ({ type: 'flow-action', id: actionId })),
      },
    },
  }
}

/** With every key that the public API has, and ours where they are used. */
function shownDefinition(
  { rules }: { rules: FlowRules },
  actions: readonly StoredAction[],
): Record<string, unknown> {
  const { triggers, profile_filter, entry_action_id, exit_filter } = rules
  return {
    triggers,
    profile_filter,
    actions: actions.map((one) => one.action),
    entry_action_id,
    reentry_criteria: reentryOf(rules),
    ...(exit_filter ? { exit_filter } : {}),
  }
}

export function actionResource(row: ActionRow, messages: readonly MessageRow[]): Resource {
  return {
    type: 'flow-action',
    id: row.actionId,
    attributes: {
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      definition: row.action,
    },
    relationships: {
      flow: { data: { type: 'flow', id: row.flowId } },
      'flow-messages': {
        data: messages
          .filter((one) => one.actionId === row.actionId)
          .map(({ messageId }) => ({ type: 'flow-message', id: messageId })),
      },
    },
  }
}

export function messageResource(row: MessageRow, action: FlowAction): Resource {
  const message = messageOf(row, action)
  const template = templateOf(row, action)
  return {
    type: 'flow-message',
    id: row.messageId,
    attributes: {
      channel: row.channel,
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      definition: message ?? {},
    },
    relationships: {
      'flow-action': { data: { type: 'flow-action', id: row.actionId } },
      ...(template ? { template: { data: { type: 'template', id: template } } } : {}),
    },
  }
}

function messageOf(row: MessageRow, action: FlowAction) {
  return messagesOf(action).find((one) => one.id === row.messageId)
}

/** The id of the template that a message is made from, if it is a mail that has one. */
export function templateOf(row: MessageRow, action: FlowAction): string | null {
  const message = messageOf(row, action)
  return message && 'template_id' in message ? message.template_id : null
}

/** What the messages of an action say: one, or several in a test. */
export function messagesOf(action: FlowAction) {
  switch (action.type) {
    case 'send-email':
    case 'send-sms':
    case 'send-whatsapp':
    case 'send-webhook':
    case 'send-internal-alert':
      return [action.data.message]
    case 'ab-test':
      return testedOf(action).map(([, tested]) => tested.data.message)
    default:
      return []
  }
}

/** `SEND_EMAIL`: how filters of the API call a type. Its own name is understood as well. */
export function filterNamesOf(type: string): string[] {
  return [type.toUpperCase().replaceAll('-', '_'), type]
}
