import { expect, test } from 'vitest'
import { FlowAction, FlowDefinition } from '../../../src/contract/flows.ts'
import { edit, startEditing, undo } from '../content/editing.ts'
import {
  connect,
  copy,
  ENTRY,
  freshName,
  insert,
  move,
  neighbouringPlace,
  problemsByStep,
  readingOrder,
  remove,
  waysOf,
} from './flow-edits.ts'

function delay(name: string, next: string | null = null) {
  return FlowAction.parse({
    type: 'time-delay',
    temporary_id: name,
    links: { next },
    data: { unit: 'hours', value: 2 },
  })
}

function split(name: string, yes: string | null = null, no: string | null = null) {
  return FlowAction.parse({
    type: 'conditional-split',
    temporary_id: name,
    links: { next_if_true: yes, next_if_false: no },
    data: {},
  })
}

function flow(entry: string | null, ...actions: FlowAction[]): FlowDefinition {
  return FlowDefinition.parse({ triggers: [], entry_action_id: entry, actions })
}

function linksOf(definition: FlowDefinition | undefined) {
  const entries = definition?.actions.map((action) => [
    action.temporary_id,
    waysOf(action).map((way) => way.to),
  ])
  return { entry: definition?.entry_action_id, ...Object.fromEntries(entries ?? []) }
}

const straight = flow('a', delay('a', 'b'), delay('b', 'c'), delay('c'))
const forked = flow('s', split('s', 'a', 'b'), delay('a', 'c'), delay('b'), delay('c'))

test('a step is put in at the beginning, between two and at the end', () => {
  expect(linksOf(insert(flow(null), ENTRY, delay('x')))).toEqual({ entry: 'x', x: [null] })
  expect(linksOf(insert(straight, ENTRY, delay('x')))).toMatchObject({ entry: 'x', x: ['a'] })
  const between = insert(straight, { from: 'a', way: 'next' }, delay('x'))
  expect(linksOf(between)).toMatchObject({ a: ['x'], x: ['b'] })
  const last = insert(straight, { from: 'c', way: 'next' }, delay('x'))
  expect(linksOf(last)).toMatchObject({ c: ['x'], x: [null] })
})

test('a split that is put in leads on by its first way', () => {
  const next = insert(straight, { from: 'a', way: 'next' }, split('x', 'old', 'old'))
  expect(linksOf(next)).toMatchObject({ a: ['x'], x: ['b', null] })
})

test('a step goes, and what led to it leads on', () => {
  expect(linksOf(remove(straight, 'b'))).toEqual({ entry: 'a', a: ['c'], c: [null] })
  expect(linksOf(remove(straight, 'a'))).toMatchObject({ entry: 'b' })
})

test('a split goes with the steps that only its other ways led to', () => {
  expect(linksOf(remove(forked, 's'))).toEqual({ entry: 'a', a: ['c'], c: [null] })
  const joined = flow('s', split('s', 'a', 'b'), delay('a', 'c'), delay('b', 'c'), delay('c'))
  expect(linksOf(remove(joined, 's'))).toEqual({ entry: 'a', a: ['c'], c: [null] })
})

test('a step changes places with its neighbours', () => {
  const up = neighbouringPlace(straight, 'b', 'up')
  expect(linksOf(up && move(straight, 'b', up))).toEqual({
    entry: 'b',
    a: ['c'],
    b: ['a'],
    c: [null],
  })
  const down = neighbouringPlace(straight, 'b', 'down')
  expect(linksOf(down && move(straight, 'b', down))).toEqual({
    entry: 'a',
    a: ['c'],
    c: ['b'],
    b: [null],
  })
  expect(neighbouringPlace(straight, 'a', 'up')).toBeUndefined()
  expect(neighbouringPlace(straight, 'c', 'down')).toBeUndefined()
})

test('a split moves with what hangs on it, and never below itself', () => {
  const definition = flow('x', delay('x', 's'), split('s', 'a', 'b'), delay('a'), delay('b'))
  expect(linksOf(move(definition, 's', ENTRY))).toEqual({
    entry: 's',
    s: ['a', 'b'],
    a: ['x'],
    b: [null],
    x: [null],
  })
  expect(move(definition, 's', { from: 'a', way: 'next' })).toBeUndefined()
})

test('a copy lies behind its original and is new to the server', () => {
  const saved = { ...delay('a', 'b'), id: '17', temporary_id: null }
  const next = copy(flow('17', saved, delay('b')), '17')
  expect(readingOrder(next)).toEqual(['17', 'new-3', 'b'])
  expect(next.actions.at(-1)).toMatchObject({ id: null, temporary_id: 'new-3' })
})

test('ways come together, but never go round', () => {
  expect(linksOf(connect(forked, { from: 'b', way: 'next' }, 'c'))).toMatchObject({ b: ['c'] })
  expect(connect(forked, { from: 'c', way: 'next' }, 's')).toBeUndefined()
})

test('new names do not meet those that are there', () => {
  expect(freshName(flow('new-2', delay('new-2')))).toBe('new-3')
})

test('edits leave what was as it was, so that they can be taken back', () => {
  const before = JSON.stringify(forked)
  const editing = edit(startEditing(forked), remove(forked, 's'))
  expect(JSON.stringify(forked)).toBe(before)
  expect(undo(editing).present).toBe(forked)
})

test('what the server says about an action is found at its step', () => {
  const pointer = '/data/attributes/definition/actions/1/data/message'
  const found = problemsByStep(straight, [
    { pointer, detail: 'no' },
    { pointer: '/data/attributes/definition/triggers/0/id', detail: 'what' },
  ])
  expect([...found]).toEqual([
    ['b', ['no']],
    [null, ['what']],
  ])
})
