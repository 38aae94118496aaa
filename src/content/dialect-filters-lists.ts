import { languageOf } from '../account/account.ts'
import type { RenderScope } from './render-scope.ts'
import type { DialectFilter } from './template-expression.ts'
import {
  ELEMENT_COST,
  elementsOf,
  isDictionary,
  numberOf,
  order,
  PRINT_COST,
  plain,
  readKey,
  SafeText,
  textOf,
} from './template-values.ts'

/** What sorting costs for each element, against the limit of work. */
const SORT_COST = 100

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

/** What stands under a path of names with dots. */
function readPath(value: unknown, path: string): unknown {
  return path.split('.').reduce(readKey, value)
}

/** Numbers before texts, texts by their characters; what has no order stays where it is. */
function compareValues(left: unknown, right: unknown): number {
  const known = order(left, right)
  if (known !== undefined) return known
  return rankOf(left) - rankOf(right)
}

function rankOf(value: unknown): number {
  const bare = plain(value)
  if (bare === undefined || bare === null) return 2
  return typeof bare === 'string' ? 1 : 0
}

function sorted(
  value: unknown,
  key: unknown,
  scope: RenderScope,
  compare: (left: unknown, right: unknown) => number,
  by: (value: unknown) => unknown,
): unknown {
  const list = listOf(value)
  if (!list) return value
  scope.charge(list.length * SORT_COST)
  const path = key === undefined ? undefined : textOf(key)
  return list
    .map((item) => ({ item, by: by(path === undefined ? item : readPath(item, path)) }))
    .toSorted((left, right) => compare(left.by, right.by))
    .map(({ item }) => item)
}

/** Python's slice: 'from:to:step', each of which may be left out or negative. */
function slice(value: unknown, arg: unknown): unknown {
  const items: readonly unknown[] | undefined =
    typeof value === 'string' ? Array.from(value) : listOf(value)
  if (!items) return value
  const given = textOf(arg)
  const parts = given.split(':').map((part) => part.trim())
  const numbers = parts.map((part) => (part === '' ? undefined : numberOf(part)))
  const isReadable = parts.length <= 3 && parts.every((part) => /^(?:[+-]?\d{1,9})?$/.test(part))
  if (!isReadable) return value
  const [first, second, step = 1] = numbers
  if (step === 0) return value
  const taken =
    parts.length === 1 ? items.slice(0, first) : steps(items, first, second, Math.trunc(step))
  return typeof value === 'string' ? taken.join('') : taken
}

function steps(
  items: readonly unknown[],
  from: number | undefined,
  to: number | undefined,
  step: number,
): unknown[] {
  const { length } = items
  const absolute = (at: number) => (at < 0 ? at + length : at)
  const taken: unknown[] = []
  if (step > 0) {
    const end = Math.min(length, absolute(to ?? length))
    for (let at = Math.max(0, absolute(from ?? 0)); at < end; at += step) taken.push(items[at])
  } else {
    const end = to === undefined ? -1 : Math.max(-1, absolute(to))
    const start = Math.min(length - 1, absolute(from ?? length - 1))
    for (let at = start; at > end; at += step) taken.push(items[at])
  }
  return taken
}

/** Texts and numbers of a list with something between; escaped where the output is, unless HTML. */
function join(value: unknown, arg: unknown, scope: RenderScope): unknown {
  const list = listOf(value)
  if (!list) return value
  const between = arg instanceof SafeText ? arg.text : scope.print(arg)
  scope.charge(list.length * PRINT_COST)
  const texts = list.map((item) => scope.print(item))
  scope.charge(texts.reduce((sum, text) => sum + text.length + between.length, 0))
  const text = texts.join(between)
  return scope.escapes ? new SafeText(text) : text
}

/** 'apple, banana and orange'. */
function inWords(value: unknown, scope: RenderScope): unknown {
  const list = listOf(value)
  if (!list) return value
  scope.charge(list.length * PRINT_COST)
  const texts = list.map((item) => scope.text(item))
  scope.charge(texts.reduce((sum, text) => sum + text.length + 2, 0))
  const last = texts.at(-1) ?? ''
  if (texts.length < 2) return last
  const and = languageOf(scope.settings.locale) === 'de' ? 'und' : 'and'
  return `${texts.slice(0, -1).join(', ')} ${and} ${last}`
}

type Test = (difference: number | undefined, isEqual: boolean) => boolean

/** Longer signs first, so that `<=` is not read as `<`. */
const TESTS: readonly (readonly [string, Test])[] = [
  ['<=', (difference) => difference !== undefined && difference <= 0],
  ['>=', (difference) => difference !== undefined && difference >= 0],
  ['=>', (difference) => difference !== undefined && difference >= 0],
  ['==', (_, isEqual) => isEqual],
  ['!=', (_, isEqual) => !isEqual],
  ['<', (difference) => difference !== undefined && difference < 0],
  ['>', (difference) => difference !== undefined && difference > 0],
  ['=', (_, isEqual) => isEqual],
]

/** Dictionaries of a list that pass a test such as 'price>2' or 'color==red'; texts match numbers. */
function passing(value: unknown, arg: unknown, scope: RenderScope): unknown {
  const list = listOf(value)
  if (!list) return value
  const question = textOf(arg)
  const found = TESTS.map(([sign, test]) => ({ sign, test, at: question.indexOf(sign) }))
    .filter(({ at }) => at > 0)
    .toSorted((left, right) => left.at - right.at || right.sign.length - left.sign.length)[0]
  if (!found) return []
  const name = question.slice(0, found.at).trim()
  const wanted = question.slice(found.at + found.sign.length).trim()
  scope.charge(list.length * ELEMENT_COST)
  return list.filter((item) => {
    const is = readPath(item, name)
    const [left, right] = [numberOf(is), numberOf(wanted)]
    const isNumeric = left !== undefined && right !== undefined
    const difference = isNumeric ? left - right : order(is, wanted)
    return found.test(difference, isNumeric ? left === right : scope.text(is) === wanted)
  })
}

function unique(value: unknown, key: unknown, scope: RenderScope): unknown {
  const list = listOf(value)
  if (!list) return value
  const seen = new Set<string>()
  return list.filter((item) => {
    const by = key === undefined ? item : readPath(item, textOf(key))
    const text = `${typeof plain(by) === 'string'}${scope.text(by)}`
    scope.charge(text.length + ELEMENT_COST)
    if (seen.has(text)) return false
    seen.add(text)
    return true
  })
}

function concat(value: unknown, arg: unknown): unknown {
  const list = listOf(value)
  if (!list) return textOf(value) + textOf(arg)
  const other = plain(arg)
  return Array.isArray(other) ? [...list, ...other] : [...list, other]
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.toReversed()
  return typeof value === 'string' ? Array.from(value).toReversed().join('') : value
}

/** The elements, paid for: a dictionary is listed to have any. */
function listed(value: unknown, scope: RenderScope): readonly unknown[] {
  const all = elementsOf(value)
  if (isDictionary(value)) scope.charge(all.length * ELEMENT_COST)
  return all
}

const length: DialectFilter = {
  args: [0, 0],
  run: (value, _, scope) => listed(value, scope).length,
}

/** A filter that sorts, by what stands under a name if there is one. */
function sorting(compare: typeof compareValues, isFolded = false): DialectFilter {
  return {
    args: [0, 1],
    run: (value, [key], scope) => {
      const by = (each: unknown) => (isFolded ? scope.text(each).toLowerCase() : each)
      return sorted(value, key, scope, compare, by)
    },
  }
}

/** Filters of lists and dictionaries. */
export const LIST_FILTERS: readonly (readonly [string, DialectFilter])[] = [
  ['count', length],
  ['length', length],
  ['size', length],
  [
    'length_is',
    { args: [1, 1], run: (value, [arg], scope) => listed(value, scope).length === numberOf(arg) },
  ],
  [
    'compact',
    {
      args: [0, 0],
      run: (value) => listOf(value)?.filter((item) => item !== null && item !== undefined) ?? value,
    },
  ],
  ['concat', { args: [1, 1], run: (value, [arg]) => concat(value, arg) }],
  ['join', { args: [0, 1], run: (value, [arg], scope) => join(value, arg ?? '', scope) }],
  ['list_to_string', { args: [0, 0], run: (value, _, scope) => inWords(value, scope) }],
  ['list_where', { args: [1, 1], run: (value, [arg], scope) => passing(value, arg, scope) }],
  ['dictfilter', { args: [1, 1], run: (value, [arg], scope) => passing(value, arg, scope) }],
  [
    'map',
    {
      args: [1, 1],
      run: (value, [arg]) => listOf(value)?.map((item) => readPath(item, textOf(arg))) ?? value,
    },
  ],
  ['reverse', { args: [0, 0], run: (value) => reversed(value) }],
  ['slice', { args: [1, 1], keepsSafe: true, run: (value, [arg]) => slice(value, arg) }],
  ['sort', sorting(compareValues)],
  ['sort_natural', sorting(compareValues, true)],
  ['dictsort', sorting(compareValues)],
  ['dictsortreversed', sorting((left, right) => compareValues(right, left))],
  ['uniq', { args: [0, 1], run: (value, [key], scope) => unique(value, key, scope) }],
  ['first', { args: [0, 0], run: (value, _, scope) => listed(value, scope)[0] }],
  ['last', { args: [0, 0], run: (value, _, scope) => listed(value, scope).at(-1) }],
  ['lookup', { args: [1, 1], run: (value, [key]) => readKey(value, textOf(key)) }],
  [
    'make_list',
    {
      args: [0, 0],
      run: (value, _, scope) => {
        const text = scope.text(value)
        scope.charge(text.length * ELEMENT_COST)
        return Array.from(text)
      },
    },
  ],
  [
    'safeseq',
    {
      args: [0, 0],
      run: (value) => listOf(value)?.map((item) => new SafeText(textOf(item))) ?? value,
    },
  ],
]
