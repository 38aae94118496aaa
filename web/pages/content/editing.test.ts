import { expect, test } from 'vitest'
import { edit, redo, STEPS_MAX, startEditing, undo } from './editing.ts'

test('steps are taken back and taken again', () => {
  const third = edit(edit(startEditing('a'), 'b'), 'c')
  expect(undo(third).present).toBe('b')
  expect(undo(undo(third)).present).toBe('a')
  expect(undo(undo(undo(third))).present).toBe('a')
  expect(redo(undo(third)).present).toBe('c')
  expect(redo(third)).toBe(third)
})

test('a step after going back forgets what was ahead', () => {
  const other = edit(undo(edit(startEditing('a'), 'b')), 'x')
  expect(redo(other).present).toBe('x')
  expect(undo(other).present).toBe('a')
})

test('typing is one step, and ends when something else is changed', () => {
  const typed = edit(edit(edit(startEditing(''), 'h', 'label'), 'hi', 'label'), 'hi!', 'link')
  expect(undo(typed).present).toBe('hi')
  expect(undo(undo(typed)).present).toBe('')
})

test('what changes nothing is no step', () => {
  const state = edit(startEditing('a'), 'b')
  expect(edit(state, 'b')).toBe(state)
})

test('old steps are forgotten', () => {
  let state = startEditing(0)
  for (let step = 1; step <= STEPS_MAX + 10; step++) state = edit(state, step)
  expect(state.past).toHaveLength(STEPS_MAX)
})
