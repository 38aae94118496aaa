import type { AnyDefinition } from '../contract/conditions.ts'
import type { FlowAction, FlowDefinition, FlowTrigger } from '../contract/flows.ts'
import { branchesOf, isUnrunnable, waysOf } from './flow.ts'

/** What is wrong with a definition, and where, below the definition itself. */
export interface Fault {
  pointer: string
  detail: string
  fix: string
}

/** How the definition calls an action: by the id it has, or the temporary one. */
export function callNameOf(action: FlowAction): string | null {
  return action.id ?? action.temporary_id
}

/** Faults in the way actions are linked: names that lead nowhere, that come twice, and circles. */
export function linkFaults(definition: FlowDefinition): Fault[] {
  const names = new Map<string, FlowAction>()
  const faults: Fault[] = []
  for (const [at, action] of definition.actions.entries()) {
    const name = callNameOf(action)
    if (name === null) {
      faults.push({
        pointer: `/actions/${at}`,
        detail: 'This action has neither an id nor a temporary_id.',
        fix: 'Give new actions a temporary_id of your choice; links name it.',
      })
    } else if (names.has(name)) {
      faults.push({
        pointer: `/actions/${at}`,
        detail: `Another action is called '${name}' as well.`,
        fix: 'Give each action a name of its own.',
      })
    } else names.set(name, action)
  }
  const refuse = (pointer: string, name: string) =>
    faults.push({
      pointer,
      detail: `There is no action '${name}' in this definition.`,
      fix: 'Use the id or temporary_id of an action, or null for the end.',
    })
  const { entry_action_id: entry } = definition
  if (entry !== null && !names.has(entry)) refuse('/entry_action_id', entry)
  for (const [at, action] of definition.actions.entries()) {
    for (const { to } of waysOf(action)) {
      if (to !== null && !names.has(to)) refuse(`/actions/${at}/links`, to)
    }
    if (action.type === 'multi-branch-split') {
      const elses = branchesOf(action).filter((branch) => branch.is_else)
      if (elses.length > 1) {
        faults.push({
          pointer: `/actions/${at}/data/branches`,
          detail: 'More than one branch takes the rest.',
          fix: 'Set is_else for one branch only.',
        })
      }
    }
  }
  if (faults.length === 0) faults.push(...circles(definition, names))
  return faults
}

/** Whoever entered a circle would never leave it. */
function circles(definition: FlowDefinition, names: ReadonlyMap<string, FlowAction>): Fault[] {
  const done = new Set<string>()
  for (const start of names.keys()) {
    // Depth first, without recursion: a flow may be as long as it has actions.
    const path = new Set<string>()
    const open: { name: string; isLeaving: boolean }[] = [{ name: start, isLeaving: false }]
    while (open.length > 0) {
      const { name, isLeaving } = open.pop() ?? { name: '', isLeaving: true }
      if (isLeaving) {
        path.delete(name)
        done.add(name)
        continue
      }
      if (path.has(name)) {
        const at = definition.actions.findIndex((action) => callNameOf(action) === name)
        return [
          {
            pointer: `/actions/${at}`,
            detail: `What follows the action '${name}' leads back to it.`,
            fix: 'Let every way end: a flow goes forward only.',
          },
        ]
      }
      const action = names.get(name)
      if (!action || done.has(name)) continue
      path.add(name)
      open.push({ name, isLeaving: true })
      for (const { to } of waysOf(action)) {
        if (to !== null) open.push({ name: to, isLeaving: false })
      }
    }
  }
  return []
}

/** Every filter of a definition, with its place. */
export function filtersOf(
  definition: FlowDefinition,
): { pointer: string; definition: AnyDefinition }[] {
  const found: { pointer: string; definition: AnyDefinition }[] = []
  const note = (pointer: string, filter: AnyDefinition | null | undefined) => {
    if (filter) found.push({ pointer, definition: filter })
  }
  for (const [at, trigger] of definition.triggers.entries()) {
    if ('trigger_filter' in trigger) {
      note(`/triggers/${at}/trigger_filter`, trigger.trigger_filter)
    }
  }
  note('/profile_filter', definition.profile_filter)
  note('/exit_filter', definition.exit_filter)
  for (const [at, action] of definition.actions.entries()) {
    for (const [place, filter] of actionFilters(action)) note(`/actions/${at}${place}`, filter)
  }
  return found
}

export function actionFilters(
  action: FlowAction,
): (readonly [string, AnyDefinition | null | undefined])[] {
  switch (action.type) {
    case 'send-email':
    case 'send-sms':
    case 'send-whatsapp':
      return [['/data/message/additional_filters', action.data.message.additional_filters]]
    case 'conditional-split':
      return [['/data/profile_filter', action.data.profile_filter]]
    case 'trigger-split':
      return [['/data/trigger_filter', action.data.trigger_filter]]
    case 'multi-branch-split':
      return action.data.branches.map(
        (branch, at) => [`/data/branches/${at}/branch_filter`, branch.branch_filter] as const,
      )
    case 'ab-test':
      return testedOf(action).map(
        ([place, tested]) =>
          [
            `${place}/data/message/additional_filters`,
            tested.data.message.additional_filters,
          ] as const,
      )
    case 'wait-until-event':
      return [
        [
          '/data',
          {
            condition_groups: [
              {
                conditions: [
                  {
                    type: 'profile-metric',
                    metric_id: action.data.metric_id,
                    measurement: 'count',
                    measurement_filter: {
                      type: 'numeric',
                      operator: 'greater-than-or-equal',
                      value: 1,
                    },
                    timeframe_filter: { type: 'date', operator: 'alltime' },
                    metric_filters: action.data.metric_filters,
                  },
                ],
              },
            ],
          },
        ],
      ]
    default:
      return []
  }
}

type AbTest = Extract<FlowAction, { type: 'ab-test' }>

/** The messages that a test chooses among, with their places. */
export function testedOf({ data }: AbTest): [string, AbTest['data']['main_action']][] {
  return [
    ['/data/main_action', data.main_action],
    ...(data.current_experiment?.variations ?? []).map(
      (variation, at): [string, AbTest['data']['main_action']] => [
        `/data/current_experiment/variations/${at}`,
        variation,
      ],
    ),
  ]
}

/** What is kept and has no effect here. */
export function warningsOf(definition: FlowDefinition): { pointer: string; detail: string }[] {
  const [trigger] = definition.triggers
  const isOwnDate = trigger?.type === 'date' && trigger.date_field_type === 'profile-property'
  const unheard = trigger && !isOwnDate ? UNHEARD[trigger.type] : undefined
  return [
    ...(unheard === undefined ? [] : [{ pointer: '/triggers/0', detail: unheard }]),
    ...definition.actions.flatMap((action, at) =>
      isUnrunnable(action)
        ? [
            {
              pointer: `/actions/${at}`,
              detail: `Actions of type ${action.type} are kept, but this server cannot run them: profiles pass them.`,
            },
          ]
        : [],
    ),
  ]
}

/** Triggers that are kept and that start nothing. */
const UNHEARD: Partial<Record<FlowTrigger['type'], string>> = {
  date: 'There are no custom objects on this server: nobody enters.',
}
