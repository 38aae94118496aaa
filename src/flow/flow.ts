import {
  type ActionStatus,
  type FlowAction,
  type FlowDefinition,
  type FlowStatus,
  type FlowTrigger,
  type PropertyDateTrigger,
  type TRIGGER_TYPES,
  UNRUNNABLE_ACTIONS,
} from '../contract/flows.ts'

/** What a definition says beside its actions. */
export type FlowRules = Omit<FlowDefinition, 'actions'>

/** A flow as it is run: its rules, and all actions there ever were. */
export interface Flow {
  flowId: string
  status: FlowStatus
  version: number
  /** End of the last pause: what came due meanwhile counts as due then. */
  resumedAt: Date | null
  /** When it last began to let people in; null when that is unknown. */
  runningSince: Date | null
  rules: FlowRules
  actions: ReadonlyMap<string, StoredAction>
}

export interface StoredAction {
  actionId: string
  action: FlowAction
  /** The version of the flow that it came with. */
  sinceVersion: number
  createdAt: Date
  updatedAt: Date
  isDeleted: boolean
}

/** Whether the flow let people in at a time by the account's clock. */
export function ranAt({ runningSince }: Pick<Flow, 'runningSince'>, at: Date): boolean {
  return runningSince === null || at >= runningSince
}

/** One way out of an action. */
export interface Way {
  /** `next`, `yes`, `no`, or the id of a branch. */
  name: string
  to: string | null
}

/** The ways out of an action; the first is the one taken when nothing decides. */
export function waysOf(action: FlowAction): Way[] {
  switch (action.type) {
    case 'conditional-split':
    case 'trigger-split':
    case 'wait-until-event':
      return [
        { name: 'yes', to: action.links.next_if_true },
        { name: 'no', to: action.links.next_if_false },
      ]
    case 'multi-branch-split':
      return branchesOf(action).map((branch) => ({
        name: branch.branch_id,
        to: branch.links.next,
      }))
    case 'send-mobile-push':
    case 'content-experiment':
    case 'action-output-split':
    case 'internal-service':
    case 'code': {
      const links = action.links ?? {}
      const isSplit = 'next_if_true' in links || 'next_if_false' in links
      return isSplit
        ? [
            // Nothing is known of what it asks about, so it is not so.
            { name: 'no', to: links.next_if_false ?? null },
            { name: 'yes', to: links.next_if_true ?? null },
          ]
        : [{ name: 'next', to: links.next ?? null }]
    }
    default:
      return [{ name: 'next', to: action.links.next }]
  }
}

type MultiBranch = Extract<FlowAction, { type: 'multi-branch-split' }>

/** In the order in which they are tried; what takes the rest is last. */
export function branchesOf(action: MultiBranch): MultiBranch['data']['branches'] {
  const place = (branch: MultiBranch['data']['branches'][number]) =>
    branch.is_else ? Number.POSITIVE_INFINITY : (branch.order ?? 0)
  return action.data.branches.toSorted((a, b) => {
    const [own, other] = [place(a), place(b)]
    return own === other ? 0 : own - other
  })
}

/**
 * The same action with its ways leading elsewhere.
 * @param to where a way leads, by where it led and its name
 */
export function relinked(
  action: FlowAction,
  to: (id: string | null, way: string) => string | null,
): FlowAction {
  switch (action.type) {
    case 'conditional-split':
    case 'trigger-split':
    case 'wait-until-event':
      return {
        ...action,
        links: {
          next_if_true: to(action.links.next_if_true, 'yes'),
          next_if_false: to(action.links.next_if_false, 'no'),
        },
      }
    case 'multi-branch-split':
      return {
        ...action,
        data: {
          ...action.data,
          branches: action.data.branches.map((branch) => ({
            ...branch,
            links: { next: to(branch.links.next, branch.branch_id) },
          })),
        },
      }
    case 'send-mobile-push':
    case 'content-experiment':
    case 'action-output-split':
    case 'internal-service':
    case 'code': {
      if (!action.links) return action
      const links = Object.fromEntries(
        Object.entries(action.links).map(([name, id]) => [
          name,
          typeof id === 'string' || id === null ? to(id, WAY_NAMES[name] ?? name) : id,
        ]),
      )
      return { ...action, links }
    }
    default:
      return { ...action, links: { next: to(action.links.next, 'next') } }
  }
}

const WAY_NAMES: Readonly<Record<string, string>> = { next_if_true: 'yes', next_if_false: 'no' }

/** Whether a split decides where one goes on. */
export function isSplit(action: FlowAction): boolean {
  return ['conditional-split', 'trigger-split', 'multi-branch-split'].includes(action.type)
}

/** Null: actions of this type have no status; they are passed whatever happens. */
export function statusOf(action: FlowAction): ActionStatus | null {
  switch (action.type) {
    case 'send-email':
    case 'send-sms':
    case 'send-whatsapp':
    case 'send-webhook':
    case 'send-internal-alert':
    case 'update-profile':
    case 'list-update':
    case 'ab-test':
      return action.data.status
    default:
      return null
  }
}

export function withStatus(action: FlowAction, status: ActionStatus): FlowAction {
  switch (action.type) {
    case 'send-email':
      return { ...action, data: { ...action.data, status } }
    case 'send-sms':
      return { ...action, data: { ...action.data, status } }
    case 'send-whatsapp':
      return { ...action, data: { ...action.data, status } }
    case 'send-webhook':
      return { ...action, data: { ...action.data, status } }
    case 'send-internal-alert':
      return { ...action, data: { ...action.data, status } }
    case 'update-profile':
      return { ...action, data: { ...action.data, status } }
    case 'list-update':
      return { ...action, data: { ...action.data, status } }
    case 'ab-test':
      return { ...action, data: { ...action.data, status } }
    default:
      return action
  }
}

export function isActive(status: ActionStatus | null): boolean {
  return status === 'live' || status === 'manual'
}

export function isUnrunnable(action: FlowAction): boolean {
  return UNRUNNABLE_ACTIONS.some((type) => type === action.type)
}

/**
 * The action that an id leads to now: of one that was deleted, what came after it. Null: the end.
 */
export function presentAction(flow: Pick<Flow, 'actions'>, id: string | null): StoredAction | null {
  const seen = new Set<string>()
  let at = id
  while (at !== null && !seen.has(at)) {
    seen.add(at)
    const stored = flow.actions.get(at)
    if (!stored) return null
    if (!stored.isDeleted) return stored
    at = waysOf(stored.action)[0]?.to ?? null
  }
  return null
}

/** Whether something that is switched on can still come, from an action on. */
export function hasActiveAhead(flow: Pick<Flow, 'actions'>, id: string | null): boolean {
  const seen = new Set<string>()
  const open = [id]
  while (open.length > 0) {
    const stored = presentAction(flow, open.pop() ?? null)
    if (!stored || seen.has(stored.actionId)) continue
    seen.add(stored.actionId)
    if (isActive(statusOf(stored.action))) return true
    open.push(...waysOf(stored.action).map((way) => way.to))
  }
  return false
}

export type TriggerKind = FlowTrigger['type'] | 'none'

/** What starts a flow, as it is looked up. */
export function triggerOf(rules: FlowRules): { kind: TriggerKind; key: string } {
  const [trigger] = rules.triggers
  if (!trigger) return { kind: 'none', key: '' }
  const id = 'id' in trigger ? trigger.id : null
  return { kind: trigger.type, key: id ?? '' }
}

export function triggerTypeOf(kind: TriggerKind, key: string): (typeof TRIGGER_TYPES)[number] {
  switch (kind) {
    case 'metric':
      return key === '' ? 'Unconfigured' : 'Metric'
    case 'list':
    case 'segment':
      return key === '' ? 'Unconfigured' : 'Added to List'
    case 'date':
      return 'Date Based'
    case 'price-drop':
      return 'Price Drop'
    case 'low-inventory':
      return 'Low Inventory'
    case 'none':
      return 'Unconfigured'
  }
}

/** Who enters a list or segment flow does so once, unless it is said otherwise. */
export function reentryOf(rules: FlowRules): NonNullable<FlowRules['reentry_criteria']> {
  if (rules.reentry_criteria) return rules.reentry_criteria
  const isOnce = ['list', 'segment'].includes(triggerOf(rules).kind)
  return { duration: isOnce ? 1 : 0, unit: 'alltime' }
}

/** What starts a flow by dates of profiles, or null. */
export function dateTriggerOf({ rules }: Pick<Flow, 'rules'>): PropertyDateTrigger | null {
  const [trigger] = rules.triggers
  return trigger?.type === 'date' && trigger.date_field_type === 'profile-property' ? trigger : null
}
