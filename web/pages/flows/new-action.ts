import { FlowAction, type FlowActionOf } from '../../../src/contract/flows.ts'

/** The steps that can be put in here. Others are kept, and changed as JSON. */
export const NEW_ACTIONS = [
  'send-email',
  'send-sms',
  'time-delay',
  'wait-until-event',
  'conditional-split',
  'multi-branch-split',
  'update-profile',
  'list-update',
  'send-webhook',
] as const
export type NewActionType = (typeof NEW_ACTIONS)[number]

const EMPTY: Record<NewActionType, unknown> = {
  'send-email': { message: {} },
  'send-sms': { message: { body: '' } },
  'time-delay': { unit: 'hours', value: 2 },
  // What it waits for is chosen next: until then there is none.
  'wait-until-event': { metric_id: 'x', unit: 'days', value: 1 },
  'conditional-split': {},
  'multi-branch-split': {
    name: '',
    branches: [
      { branch_id: 'branch-1', order: 0, name: 'A', links: { next: null } },
      { branch_id: 'else', order: 1, is_else: true, links: { next: null } },
    ],
  },
  'update-profile': { profile_operations: [] },
  'list-update': { name: '', on_execution: true, list_id: null },
  'send-webhook': { message: { url: null } },
}

/** A step with what is asked for most; what has to be chosen is empty. */
export function newAction<Type extends NewActionType>(
  type: Type,
  temporary_id: string,
): FlowActionOf<Type> {
  const action = FlowAction.parse({ type, temporary_id, data: EMPTY[type] })
  if (action.type === 'wait-until-event') action.data.metric_id = ''
  if (!isOf(action, type)) throw new Error(`no action of type ${type}`)
  return action
}

function isOf<Type extends NewActionType>(
  action: FlowAction,
  type: Type,
): action is FlowActionOf<Type> {
  return action.type === type
}
