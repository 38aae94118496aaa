import type {
  AnyDefinition,
  Definition,
  MetricFilter,
  ValueFilter,
} from '../contract/conditions.ts'
import { listMetricsById } from '../metric/metrics.sql.ts'
import { invalidDetail, Problem, type ProblemDetail, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { groupsByIds } from './groups.sql.ts'
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
  const own = { pointer: '/data/attributes/definition', definition }
  const details = await definitionProblems(tx, accountId, [own])
  const leadsBack =
    ownId === undefined ? new Set<string>() : await groupsLeadingTo(tx, accountId, ownId)
  for (const { pointer, kind, id } of mentions(own)) {
    if (kind === 'group' && leadsBack.has(id)) {
      details.push(
        invalidDetail(
          pointer,
          `The segment would depend on itself through ${quote(id)}.`,
          'Name a list or segment that does not depend on this one.',
        ),
      )
    }
  }
  if (details.length > 0) throw new Problem(400, details)
}

/** A definition, and where in the request it stands. */
export interface PlacedDefinition {
  pointer: string
  definition: AnyDefinition
}

/** What of these definitions leads nowhere or cannot be read. */
export async function definitionProblems(
  tx: Tx,
  accountId: string,
  placed: readonly PlacedDefinition[],
): Promise<ProblemDetail[]> {
  const named = placed.flatMap((one) => [...mentions(one)])
  const idsOf = (kind: Mention['kind']) => [
    ...new Set(named.filter((one) => one.kind === kind).map((one) => one.id)),
  ]
  const [metrics, groups] = await Promise.all([
    listMetricsById(tx, accountId, idsOf('metric')),
    groupsByIds(tx, accountId, idsOf('group')),
  ])
  const metricIds = new Set(metrics.map((metric) => metric.metricId))
  const groupIds = new Set(groups.map((group) => group.groupId))
  const details: ProblemDetail[] = []
  for (const { pointer, kind, id } of named) {
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
  }
  for (const { pointer, pattern } of placed.flatMap((one) => [...patterns(one)])) {
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
  return details
}

type Mention = { pointer: string; kind: 'metric' | 'group'; id: string }

function* mentions(placed: PlacedDefinition): Generator<Mention> {
  for (const [place, condition] of places(placed)) {
    if (condition.type === 'profile-metric') {
      yield { pointer: `${place}/metric_id`, kind: 'metric', id: condition.metric_id }
    } else if (condition.type === 'metric-property' && condition.metric_id) {
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

function* patterns(placed: PlacedDefinition): Generator<{ pointer: string; pattern: string }> {
  for (const [place, condition] of places(placed)) {
    if (
      condition.type === 'profile-property' ||
      condition.type === 'metric-property' ||
      condition.type === 'price-drop-property' ||
      condition.type === 'low-inventory-property'
    ) {
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

function* places({ pointer, definition }: PlacedDefinition) {
  for (const [g, group] of definition.condition_groups.entries()) {
    for (const [c, condition] of group.conditions.entries()) {
      const place = `${pointer}/condition_groups/${g}/conditions/${c}`
      yield [place, condition] as const
    }
  }
}
