import { FlowAction, type FlowActionOf } from '../../../src/contract/flows.ts'

/** The steps that can be put in here. Others are kept, and changed as JSON. */
export const NEW_ACTIONS = [
  'send-email',
  'send-sms',
  'send-whatsapp',
  'ab-test',
  'time-delay',
  'wait-until-event',
  'back-in-stock-delay',
  'countdown-delay',
  'target-date',
  'conditional-split',
  'trigger-split',
  'multi-branch-split',
  'update-profile',
  'list-update',
  'send-webhook',
  'send-internal-alert',
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
  'send-whatsapp': { message: { body: '' } },
  'ab-test': {
    main_action: { type: 'send-email', temporary_id: 'main', data: { message: {} } },
    current_experiment: { variations: [], winner_metric: 'unique-clicks' },
  },
  'back-in-stock-delay': undefined,
  'countdown-delay': { unit: 'days', value: 1 },
  'target-date': {},
  'trigger-split': { trigger_id: '', trigger_type: 'metric' },
  'send-internal-alert': {
    message: { from_email: null, from_label: null, to_emails: [], subject_line: null },
  },
}

/** A step with what is asked for most; what has to be chosen is empty. */
export function newAction<Type extends NewActionType>(
  type: Type,
  temporary_id: string,
): FlowActionOf<Type> {
  const data = EMPTY[type]
  const action = FlowAction.parse({ type, temporary_id, ...(data === undefined ? {} : { data }) })
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
