import type { AnyDefinition, MetricFilter, NotSentCondition } from '../contract/conditions.ts'
import type { ReceivedChannel } from './facts.ts'

/** What of a profile and its history a definition looks at. */
export interface Needs {
  /** Metric → whether more of its events is looked at than their time: value or properties. */
  metrics: ReadonlyMap<string, { details: boolean }>
  /** Lists and segments. */
  groups: ReadonlySet<string>
  /** Anything kept on the profile itself. */
  profile: boolean
  /** When the profile was first or last active, which events change. */
  activity: boolean
  /** Channels of which is asked whether a message came. */
  received?: ReadonlySet<ReceivedChannel>
  /** Whether is asked if the profile waits for the team. */
  openProblem?: boolean
}

const ACTIVITY_PROPERTIES: readonly string[] = ['first_active', 'last_active']

const known = new WeakMap<AnyDefinition, Needs>()

/** What a definition looks at. Worked out once for each that stays in memory. */
export function needsOf(definition: AnyDefinition): Needs {
  const needs = known.get(definition) ?? workOut(definition)
  known.set(definition, needs)
  return needs
}

function workOut(definition: AnyDefinition): Needs {
  const metrics = new Map<string, { details: boolean }>()
  const groups = new Set<string>()
  let profile = false
  let activity = false
  const received = new Set<ReceivedChannel>()
  let openProblem = false
  const note = (
    metric: string,
    filters: readonly MetricFilter[] | null | undefined,
    hasValue = false,
  ) => {
    const details = metrics.get(metric)?.details || hasValue || (filters?.length ?? 0) > 0
    metrics.set(metric, { details })
  }
  for (const condition of conditionsOf(definition)) {
    if (condition.type === 'profile-metric') {
      const { metric_id, metric_filters, measurement } = condition
      note(metric_id, metric_filters, measurement !== 'count')
    } else if (condition.type === 'profile-metric-funnel') {
      for (const step of condition.steps) note(step.metric_id, step.metric_filters)
    } else if (condition.type === 'profile-group-membership') {
      for (const group of condition.group_ids) groups.add(group)
    } else if (
      condition.type === 'profile-property' &&
      ACTIVITY_PROPERTIES.includes(condition.property)
    ) {
      activity = true
    } else if (
      condition.type === 'profile-not-sent-email' ||
      condition.type === 'profile-not-sent-sms' ||
      condition.type === 'profile-not-sent-push'
    ) {
      received.add(receivedChannelOf(condition))
    } else {
      profile = true
      openProblem ||= condition.type === 'profile-open-problem'
    }
  }
  return {
    metrics,
    groups,
    profile,
    activity,
    ...(received.size > 0 ? { received } : {}),
    ...(openProblem ? { openProblem } : {}),
  }
}

/** What several definitions need together. */
export function allNeeds(needs: readonly Needs[]): Needs {
  const metrics = new Map<string, { details: boolean }>()
  for (const [metric, { details }] of needs.flatMap((one) => [...one.metrics])) {
    metrics.set(metric, { details: details || (metrics.get(metric)?.details ?? false) })
  }
  return {
    metrics,
    groups: new Set(needs.flatMap((one) => [...one.groups])),
    profile: needs.some((one) => one.profile),
    activity: needs.some((one) => one.activity),
    received: new Set(needs.flatMap((one) => [...(one.received ?? [])])),
    openProblem: needs.some((one) => one.openProblem),
  }
}

/** The same, with all that is known of each event: for showing it. */
export function inDetail(needs: Needs): Needs {
  const metrics = [...needs.metrics.keys()].map((metric) => [metric, { details: true }] as const)
  return { ...needs, metrics: new Map(metrics) }
}

export function conditionsOf<One>(definition: {
  condition_groups: readonly { conditions: readonly One[] }[]
}): One[] {
  return definition.condition_groups.flatMap((group) => group.conditions)
}

export function receivedChannelOf({ type }: NotSentCondition): ReceivedChannel {
  switch (type) {
    case 'profile-not-sent-email':
      return 'email'
    case 'profile-not-sent-sms':
      return 'sms'
    case 'profile-not-sent-push':
      return 'push'
  }
}
