import type { RenderScope } from './render-scope.ts'
import type { Expression, ExpressionReader } from './template-expression.ts'
import { syntaxProblem } from './template-problem.ts'
import {
  ELEMENT_COST,
  holds,
  isDictionary,
  isSame,
  order,
  plain,
  weightOf,
} from './template-values.ts'

/** What `{% if %}` asks. */
export type Condition = (scope: RenderScope) => boolean

/** `not` before `not` before `not`: more than anyone writes. */
const NOTS_MAX = 20

/** Reads a condition: `or` binds least, then `and`, `not`, and comparisons most. */
export function readCondition(reader: ExpressionReader): Condition {
  const condition = readOr(reader)
  reader.end()
  return condition
}

function readOr(reader: ExpressionReader): Condition {
  const all = [readAnd(reader)]
  while (reader.take('or')) all.push(readAnd(reader))
  const [only] = all
  return all.length === 1 && only ? only : (scope) => all.some((each) => each(scope))
}

function readAnd(reader: ExpressionReader): Condition {
  const all = [readNot(reader)]
  while (reader.take('and')) all.push(readNot(reader))
  const [only] = all
  return all.length === 1 && only ? only : (scope) => all.every((each) => each(scope))
}

function readNot(reader: ExpressionReader): Condition {
  let nots = 0
  while (reader.take('not')) nots += 1
  if (nots > NOTS_MAX) throw syntaxProblem(`"not" stands ${nots} times in a row.`)
  const condition = readComparison(reader)
  return nots % 2 === 1 ? (scope) => !condition(scope) : condition
}

type Compare = (left: unknown, right: unknown) => boolean

const COMPARISONS: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ['==', (left, right) => isSame(left, right)],
  ['!=', (left, right) => !isSame(left, right)],
  ['>=', (left, right) => (order(left, right) ?? -1) >= 0],
  ['<=', (left, right) => (order(left, right) ?? 1) <= 0],
  ['>', (left, right) => (order(left, right) ?? -1) > 0],
  ['<', (left, right) => (order(left, right) ?? 1) < 0],
])

function readComparison(reader: ExpressionReader): Condition {
  const left = reader.value()
  for (const [sign, compare] of COMPARISONS) {
    if (reader.take(sign)) return comparing(left, reader.value(), compare)
  }
  if (reader.take('in')) {
    return comparing(left, reader.value(), (item, all) => holds(all, item))
  }
  if (reader.take('not')) {
    if (!reader.take('in')) throw reader.unexpected()
    return comparing(left, reader.value(), (item, all) => canHold(all) && !holds(all, item))
  }
  if (reader.take('is')) {
    const isNot = reader.take('not')
    return comparing(left, reader.value(), (one, other) => isSame(one, other) !== isNot)
  }
  return (scope) => scope.isTrue(left(scope))
}

/** In Django a question that cannot be asked is answered with no, whichever way it was put. */
function canHold(all: unknown): boolean {
  const bare = plain(all)
  return typeof bare === 'string' || Array.isArray(bare) || isDictionary(bare)
}

function comparing(left: Expression, right: Expression, compare: Compare): Condition {
  return (scope) => {
    const one = left(scope)
    const other = right(scope)
    scope.step()
    scope.charge(weightOf(one, ELEMENT_COST) + weightOf(other, ELEMENT_COST))
    return compare(one, other)
  }
}
