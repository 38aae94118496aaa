import type { Condition, Definition, MetricFilter } from '../contract/conditions.ts'

/** What of a profile and its history a definition looks at. */
export interface Needs {
  /** Metric → whether the events' properties are looked at as well. */
  metrics: ReadonlyMap<string, { properties: boolean }>
  /** Lists and segments. */
  groups: ReadonlySet<string>
  /** Anything kept on the profile itself. */
  profile: boolean
  /** When the profile was first or last active, which events change. */
  activity: boolean
}

const ACTIVITY_PROPERTIES: readonly string[] = ['first_active', 'last_active']

export function needsOf(definition: Definition): Needs {
  const metrics = new Map<string, { properties: boolean }>()
  const groups = new Set<string>()
  let profile = false
  let activity = false
  const note = (metric: string, filters: readonly MetricFilter[] | null | undefined) => {
    const properties = metrics.get(metric)?.properties || (filters?.length ?? 0) > 0
    metrics.set(metric, { properties })
  }
  for (const condition of conditionsOf(definition)) {
    if (condition.type === 'profile-metric') note(condition.metric_id, condition.metric_filters)
    else if (condition.type === 'profile-metric-funnel') {
      for (const step of condition.steps) note(step.metric_id, step.metric_filters)
    } else if (condition.type === 'profile-group-membership') {
      for (const group of condition.group_ids) groups.add(group)
    } else if (
      condition.type === 'profile-property' &&
      ACTIVITY_PROPERTIES.includes(condition.property)
    ) {
      activity = true
    } else profile = true
  }
  return { metrics, groups, profile, activity }
}

/** What several definitions need together. */
export function allNeeds(needs: readonly Needs[]): Needs {
  const metrics = new Map<string, { properties: boolean }>()
  for (const [metric, { properties }] of needs.flatMap((one) => [...one.metrics])) {
    metrics.set(metric, { properties: properties || (metrics.get(metric)?.properties ?? false) })
  }
  return {
    metrics,
    groups: new Set(needs.flatMap((one) => [...one.groups])),
    profile: needs.some((one) => one.profile),
    activity: needs.some((one) => one.activity),
  }
}

export function conditionsOf(definition: Definition): Condition[] {
  return definition.condition_groups.flatMap((group) => group.conditions)
}
