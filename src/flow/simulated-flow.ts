import type { FlowDefinition } from '../contract/flows.ts'
import { callNameOf } from './check-flow.ts'
import { type Flow, type StoredAction, statusOf, withStatus } from './flow.ts'

/**
 * A definition as a flow that can be simulated: new actions keep the names that the definition gives
 * them, and messages that were never saved are called as their action.
 *
 * When everything is a draft, it is simulated as if it were live: who asks wants to know what it would do.
 */
export function simulatedFlow(flowId: string, definition: FlowDefinition): Flow {
  const { actions, ...rules } = definition
  const isDraft = actions.every(
    (action) => statusOf(action) !== 'live' && statusOf(action) !== 'manual',
  )
  const at = new Date(0)
  const stored = actions.map((own): StoredAction => {
    const actionId = callNameOf(own) ?? ''
    const action = withMessageIds(isDraft ? withStatus(own, 'live') : own, actionId)
    return { actionId, action, sinceVersion: 1, createdAt: at, updatedAt: at, isDeleted: false }
  })
  return {
    flowId,
    status: 'live',
    version: 1,
    resumedAt: null,
    runningSince: null,
    rules,
    actions: new Map(stored.map((one) => [one.actionId, one])),
  }
}

type Action = StoredAction['action']

function withMessageIds(action: Action, name: string): Action {
  switch (action.type) {
    case 'send-email':
      return { ...action, data: { ...action.data, message: named(action.data.message, name) } }
    case 'send-sms':
      return { ...action, data: { ...action.data, message: named(action.data.message, name) } }
    case 'send-whatsapp':
      return { ...action, data: { ...action.data, message: named(action.data.message, name) } }
    case 'ab-test': {
      const { main_action: main, current_experiment: experiment } = action.data
      const variations = experiment?.variations.map((one, at) => withId(one, `${name}-${at}`)) ?? []
      return {
        ...action,
        data: {
          ...action.data,
          main_action: withId(main, name),
          current_experiment: experiment && { ...experiment, variations },
        },
      }
    }
    default:
      return action
  }
}

type Tested = Extract<Action, { type: 'ab-test' }>['data']['main_action']

function withId(one: Tested, name: string): Tested {
  return one.type === 'send-email'
    ? { ...one, data: { ...one.data, message: named(one.data.message, name) } }
    : { ...one, data: { ...one.data, message: named(one.data.message, name) } }
}

function named<Message extends { id: string | null }>(message: Message, name: string): Message {
  return { ...message, id: message.id ?? name }
}
