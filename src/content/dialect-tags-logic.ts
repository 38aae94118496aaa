import type { Template } from 'liquidjs'
import type { TagCall, TagDefinition, TagRun } from './dialect-parser.ts'
import { BoundedEmitter, type RenderScope } from './render-scope.ts'
import { type Condition, readCondition } from './template-condition.ts'
import type { Expression } from './template-expression.ts'
import { syntaxProblem } from './template-problem.ts'
import {
  ELEMENT_COST,
  elementsOf,
  isSame,
  numberOf,
  plain,
  readKey,
  SafeText,
  sizeOf,
  weightOf,
} from './template-values.ts'

/** Renders pieces apart from the output. */
function* captured(run: TagRun, nodes: Template[]): Generator<unknown, string, unknown> {
  const emitter = new BoundedEmitter(run.scope)
  yield run.render(nodes, emitter)
  return emitter.buffer
}

const ifTag: TagDefinition = (call) => {
  const branches: { condition: Condition; nodes: Template[] }[] = []
  let otherwise: Template[] = []
  let condition = readCondition(call.reader)
  for (;;) {
    const block = call.parser.within([], () => call.block('elif', 'else', 'endif'))
    branches.push({ condition, nodes: block.nodes })
    if (block.end === 'elif') condition = readCondition(block.reader)
    if (block.end === 'endif') break
    if (block.end === 'else') {
      refuseCondition(block.reader)
      otherwise = call.parser.within([], () => call.block('endif')).nodes
      break
    }
  }
  return function* ({ scope, render }) {
    const taken = branches.find((branch) => branch.condition(scope))
    yield render(taken?.nodes ?? otherwise)
  }
}

function refuseCondition(reader: TagCall['reader']): void {
  if (!reader.isAtEnd()) throw syntaxProblem('{% else %} takes no condition: write {% elif … %}.')
}

/** Names before `in`: one, or several that each element is taken apart into. */
function readNames({ reader }: TagCall): string[] {
  const names = [reader.name('The name after "for"')]
  while (reader.take(',')) names.push(reader.name('The name after the comma'))
  if (!reader.take('in')) throw syntaxProblem('A loop is written {% for item in list %}.')
  return names
}

interface Loop {
  counter: number
  counter0: number
  revcounter: number
  revcounter0: number
  first: boolean
  last: boolean
  length: number
  parentloop: unknown
}

function passage(at: number, length: number, parentloop: unknown): Loop {
  return {
    counter: at + 1,
    counter0: at,
    revcounter: length - at,
    revcounter0: length - at - 1,
    first: at === 0,
    last: at === length - 1,
    length,
    parentloop,
  }
}

function* bindings(names: readonly string[], item: unknown): Generator<readonly [string, unknown]> {
  const [only] = names
  if (names.length === 1 && only !== undefined) yield [only, item]
  else for (const [at, name] of names.entries()) yield [name, readKey(item, String(at))]
}

const forTag: TagDefinition = (call) => {
  const names = readNames(call)
  const list = call.reader.value()
  const isReversed = call.reader.take('reversed')
  call.reader.end()
  const body = call.parser.within([...names, 'forloop'], () =>
    call.block('empty', 'else', 'endfor'),
  )
  if (body.end === 'else') throw syntaxProblem('What stands for an empty list follows {% empty %}.')
  const empty = body.end === 'empty' ? call.block('endfor').nodes : []
  return function* ({ scope, render }) {
    const value = list(scope)
    scope.charge(sizeOf(value) * (typeof plain(value) === 'string' ? ELEMENT_COST : 1))
    const all = elementsOf(value)
    const items = isReversed ? all.toReversed() : all
    if (items.length === 0) {
      yield render(empty)
      return
    }
    const parentloop = scope.lookUp('forloop')
    scope.pushLoop()
    try {
      for (const [at, item] of items.entries()) {
        scope.iterate()
        scope.push(bindings(names, item))
        scope.bind('forloop', passage(at, items.length, parentloop))
        try {
          yield render(body.nodes)
        } finally {
          scope.pop()
        }
      }
    } finally {
      scope.popLoop()
    }
  }
}

/** `{% with a=1 b=2 %}` and the older `{% with 1 as a %}`. */
const withTag: TagDefinition = (call) => {
  const bound: [string, Expression][] = []
  for (;;) {
    const key = call.reader.takeKey()
    if (key === undefined) break
    bound.push([key, call.reader.value()])
  }
  if (bound.length === 0) {
    const value = call.reader.value()
    if (!call.reader.take('as')) {
      throw syntaxProblem('Names are bound with {% with name=value %} or {% with value as name %}.')
    }
    bound.push([call.reader.name('The name after "as"'), value])
  }
  call.reader.end()
  const names = bound.map(([name]) => name)
  const { nodes } = call.parser.within(names, () => call.block('endwith'))
  return function* ({ scope, render }) {
    scope.push(bound.map(([name, value]) => [name, value(scope)]))
    try {
      yield render(nodes)
    } finally {
      scope.pop()
    }
  }
}

const comment: TagDefinition = (call) => {
  call.block('endcomment')
  return () => undefined
}

const verbatim: TagDefinition = (call) => {
  const { nodes } = call.block('endverbatim')
  return function* ({ render }) {
    yield render(nodes)
  }
}

/** Takes out the blanks between tags of HTML, in one passage. */
function withoutGaps(html: string): string {
  return html
    .trim()
    .split('>')
    .map((part, at) => (at > 0 && /^\s*</.test(part) ? part.trimStart() : part))
    .join('>')
}

const spaceless: TagDefinition = (call) => {
  const { nodes } = call.block('endspaceless')
  return function* (run) {
    const html = yield* captured(run, nodes)
    run.scope.charge(html.length)
    return withoutGaps(html)
  }
}

const autoescape: TagDefinition = (call) => {
  const isOn = call.reader.take('on')
  if (!isOn && !call.reader.take('off')) {
    throw syntaxProblem('Write {% autoescape on %} or {% autoescape off %}.')
  }
  call.reader.end()
  const { nodes } = call.block('endautoescape')
  return function* ({ scope, render }) {
    const before = scope.escapes
    scope.escapes = isOn && scope.settings.escape === 'html'
    try {
      yield render(nodes)
    } finally {
      scope.escapes = before
    }
  }
}

/** Values one after another, up to the end or `as`. */
function readValues({ reader }: TagCall, what: string): Expression[] {
  const values: Expression[] = []
  while (!reader.isAtEnd() && reader.peekName() !== 'as') {
    values.push(reader.value())
    reader.take(',')
  }
  if (values.length === 0) throw syntaxProblem(`{% ${what} %} needs a value.`)
  return values
}

/** Binds the result to the name after `as`, or gives it out. */
function result(scope: RenderScope, name: string | undefined, value: unknown): string {
  if (name === undefined) return scope.print(value)
  scope.bind(name, value)
  return ''
}

const firstOf: TagDefinition = (call) => {
  const values = readValues(call, 'firstof')
  const name = call.as()
  call.reader.end()
  return ({ scope }) => {
    for (const each of values) {
      const value = each(scope)
      if (scope.isTrue(value)) return result(scope, name, value)
    }
    return result(scope, name, '')
  }
}

const cycle: TagDefinition = (call) => {
  const values = readValues(call, 'cycle')
  const name = call.as()
  const isSilent = name !== undefined && call.reader.take('silent')
  call.reader.end()
  const key = {}
  return ({ scope }) => {
    const state = scope.wholeState()
    const turn = numberOf(state.get(key)) ?? 0
    state.set(key, turn + 1)
    const value = values[turn % values.length]?.(scope)
    if (name !== undefined) scope.bind(name, value)
    return isSilent ? '' : scope.print(value)
  }
}

/** Renders when something is not as it was in the passage before. */
const ifChanged: TagDefinition = (call) => {
  const watched = call.reader.isAtEnd() ? undefined : readValues(call, 'ifchanged')
  call.reader.end()
  const body = call.block('else', 'endifchanged')
  const otherwise = body.end === 'else' ? call.block('endifchanged').nodes : []
  const key = {}
  return function* (run) {
    const { scope, render } = run
    const state = scope.loopState()
    const html = watched ? undefined : yield* captured(run, body.nodes)
    const now = watched ? watched.map((value) => value(scope)) : html
    scope.charge(weightOf(now, ELEMENT_COST))
    const isNew = !state.has(key) || !isSame(state.get(key), now)
    state.set(key, now)
    if (isNew && html !== undefined) return html
    yield render(isNew ? body.nodes : otherwise)
    return ''
  }
}

/** value / most × width, to the nearest whole number. */
const widthRatio: TagDefinition = (call) => {
  const [value, most, width] = [call.reader.value(), call.reader.value(), call.reader.value()]
  const name = call.as()
  call.reader.end()
  return ({ scope }) => {
    const [part, whole, size] = [value, most, width].map((each) => numberOf(each(scope)))
    const isNumeric = part !== undefined && whole !== undefined && size !== undefined
    if (!isNumeric) return result(scope, name, '')
    return result(scope, name, whole === 0 ? 0 : Math.round((part / whole) * size))
  }
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['openblock', '{%'],
  ['closeblock', '%}'],
  ['openvariable', '{{'],
  ['closevariable', '}}'],
  ['openbrace', '{'],
  ['closebrace', '}'],
  ['opencomment', '{#'],
  ['closecomment', '#}'],
])

const templateTag: TagDefinition = (call) => {
  const name = call.reader.name('The name of a sign')
  call.reader.end()
  const sign = SIGNS.get(name)
  if (sign === undefined) {
    throw syntaxProblem(`{% templatetag %} knows ${[...SIGNS.keys()].join(', ')}.`)
  }
  return () => sign
}

/** Puts what a block renders through filters. */
const filterTag: TagDefinition = (call) => {
  const { nodes, filtered } = filterBlock(call)
  return function* (run) {
    const html = yield* captured(run, nodes)
    run.scope.push([[BLOCK, new SafeText(html)]])
    try {
      return run.scope.print(filtered(run.scope))
    } finally {
      run.scope.pop()
    }
  }
}

/** Name under which a filter block finds its content; no template can write it. */
const BLOCK = 'filter block'

function filterBlock(call: TagCall): { nodes: Template[]; filtered: Expression } {
  const filtered = call.reader.filtersOf(BLOCK)
  call.reader.end()
  return { filtered, nodes: call.block('endfilter').nodes }
}

/** Neighbours of a list with the same value, together: `{% regroup people by city as cities %}`. */
const regroup: TagDefinition = (call) => {
  const list = call.reader.value()
  if (!call.reader.take('by')) throw syntaxProblem('Write {% regroup list by name as groups %}.')
  const path = [call.reader.name('The name to group by')]
  while (call.reader.take('.')) path.push(call.reader.name('The name after the point'))
  const name = call.as()
  if (name === undefined) throw syntaxProblem('Write {% regroup list by name as groups %}.')
  call.reader.end()
  return ({ scope }) => {
    const groups: { grouper: unknown; list: unknown[] }[] = []
    const value = list(scope)
    scope.charge(sizeOf(value))
    for (const item of elementsOf(value)) {
      const grouper = path.reduce(readKey, item)
      scope.charge(weightOf(grouper, ELEMENT_COST))
      const last = groups.at(-1)
      if (last && isSame(last.grouper, grouper)) last.list.push(item)
      else groups.push({ grouper, list: [item] })
    }
    scope.bind(name, groups)
  }
}

/** Tags that decide, repeat and name. */
export const LOGIC_TAGS: readonly (readonly [string, TagDefinition])[] = [
  ['if', ifTag],
  ['for', forTag],
  ['with', withTag],
  ['comment', comment],
  ['verbatim', verbatim],
  ['spaceless', spaceless],
  ['autoescape', autoescape],
  ['firstof', firstOf],
  ['cycle', cycle],
  ['ifchanged', ifChanged],
  ['widthratio', widthRatio],
  ['templatetag', templateTag],
  ['filter', filterTag],
  ['regroup', regroup],
]
