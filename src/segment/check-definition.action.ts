import type { Definition, MetricFilter, ValueFilter } from '../contract/conditions.ts'
import { listMetricsById } from '../metric/metrics.sql.ts'
import { invalidDetail, Problem, type ProblemDetail, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { groupsByIds } from './groups.sql.ts'
import { needsOf } from './needs.ts'
import { patternProblem } from './pattern.ts'
import { groupsLeadingTo } from './segments.sql.ts'

/**
 * Refuse what the contract cannot see: metrics, lists and segments that do not exist, patterns that
 * cannot be read, and segments that would name themselves.
 *
 * @param ownId the segment that is edited
 * @throws Problem 400 with a pointer to each
 */
export async function checkDefinition(
  tx: Tx,
  accountId: string,
  definition: Definition,
  ownId?: string,
): Promise<void> {
  const needs = needsOf(definition)
  const [metrics, groups, leadsBack] = await Promise.all([
    listMetricsById(tx, accountId, [...needs.metrics.keys()]),
    groupsByIds(tx, accountId, [...needs.groups]),
    ownId === undefined ? new Set() : groupsLeadingTo(tx, accountId, ownId),
  ])
  const metricIds = new Set(metrics.map((metric) => metric.metricId))
  const groupIds = new Set(groups.map((group) => group.groupId))
  const details: ProblemDetail[] = []
  for (const { pointer, kind, id } of mentions(definition)) {
    if (kind === 'metric' && !metricIds.has(id)) {
      details.push(
        invalidDetail(
          pointer,
          `A metric with id ${quote(id)} does not exist.`,
          'Use an id from GET /api/metrics.',
        ),
      )
    }
    if (kind === 'group' && !groupIds.has(id)) {
      details.push(
        invalidDetail(
          pointer,
          `A list or segment with id ${quote(id)} does not exist.`,
          'Use an id from GET /api/lists or GET /api/segments.',
        ),
      )
    }
    if (kind === 'group' && ownId && leadsBack.has(id)) {
      details.push(
        invalidDetail(
          pointer,
          `The segment would depend on itself through ${quote(id)}.`,
          'Name a list or segment that does not depend on this one.',
        ),
      )
    }
  }
  for (const { pointer, pattern } of patterns(definition)) {
    const problem = patternProblem(pattern)
    if (problem) {
      details.push(
        invalidDetail(
          pointer,
          `The regular expression ${quote(pattern)} ${problem}.`,
          'Use RE2 syntax: no look-around and no back-references.',
        ),
      )
    }
  }
  if (details.length > 0) throw new Problem(400, details)
}

type Mention = { pointer: string; kind: 'metric' | 'group'; id: string }

function* mentions(definition: Definition): Generator<Mention> {
  for (const [place, condition] of places(definition)) {
    if (condition.type === 'profile-metric') {
      yield { pointer: `${place}/metric_id`, kind: 'metric', id: condition.metric_id }
    } else if (condition.type === 'profile-metric-funnel') {
      for (const [at, step] of condition.steps.entries()) {
        yield { pointer: `${place}/steps/${at}/metric_id`, kind: 'metric', id: step.metric_id }
      }
    } else if (condition.type === 'profile-group-membership') {
      for (const [at, id] of condition.group_ids.entries()) {
        yield { pointer: `${place}/group_ids/${at}`, kind: 'group', id }
      }
    }
  }
}

function* patterns(definition: Definition): Generator<{ pointer: string; pattern: string }> {
  for (const [place, condition] of places(definition)) {
    if (condition.type === 'profile-property') {
      yield* patternIn(`${place}/filter`, condition.filter)
    } else if (condition.type === 'profile-metric') {
      yield* patternsIn(`${place}/metric_filters`, condition.metric_filters)
    } else if (condition.type === 'profile-metric-funnel') {
      for (const [at, step] of condition.steps.entries()) {
        yield* patternsIn(`${place}/steps/${at}/metric_filters`, step.metric_filters)
      }
    }
  }
}

function* patternsIn(place: string, filters: readonly MetricFilter[] | null | undefined) {
  for (const [at, { filter }] of (filters ?? []).entries()) {
    yield* patternIn(`${place}/${at}/filter`, filter)
  }
}

function* patternIn(place: string, filter: ValueFilter) {
  if (filter.type !== 'string') return
  if (filter.operator !== 'regex' && filter.operator !== 'nregex') return
  if (filter.value !== null) yield { pointer: `${place}/value`, pattern: filter.value }
}

function* places(definition: Definition) {
  for (const [g, group] of definition.condition_groups.entries()) {
    for (const [c, condition] of group.conditions.entries()) {
      const place = `/data/attributes/definition/condition_groups/${g}/conditions/${c}`
      yield [place, condition] as const
    }
  }
}
