import { expect, test } from 'vitest'
import { FlowDefinition } from '../../../src/contract/flows.ts'
import { changesBetween, restored } from './flow-changes.ts'

const delay = (id: string, hours: number, next: string | null) => ({
  id,
  type: 'time-delay',
  links: { next },
  data: { unit: 'hours', value: hours },
})
const flow = (actions: object[], more: object = {}) =>
  FlowDefinition.parse({ triggers: [], entry_action_id: 'a', actions, ...more })

test('tells what was added, removed, changed and led elsewhere', () => {
  const before = flow([delay('a', 1, 'b'), delay('b', 2, null), delay('c', 3, null)])
  const after = flow([delay('a', 1, 'd'), delay('b', 9, null), delay('d', 4, null)])
  const found = changesBetween(before, after).map(({ kind, action, before: a, after: b }) => [
    kind,
    action?.id,
    a,
    b,
  ])
  expect(found).toEqual([
    ['relinked', 'a', undefined, undefined],
    ['changed', 'b', '{"value":2}', '{"value":9}'],
    ['added', 'd', undefined, undefined],
    ['removed', 'c', undefined, undefined],
  ])
  expect(changesBetween(after, after)).toEqual([])
})

test('tells that the trigger or the rules are others', () => {
  const before = flow([delay('a', 1, null)])
  const after = flow([delay('a', 1, null)], {
    triggers: [{ type: 'list', id: 'ListAA' }],
    reentry_criteria: { duration: 1, unit: 'day' },
  })
  expect(changesBetween(before, after).map(({ kind }) => kind)).toEqual(['trigger', 'rules'])
})

test('what was deleted since comes back as new steps', () => {
  const old = flow([delay('a', 1, 'b'), delay('b', 2, null)])
  const present = flow([delay('a', 5, null)])
  expect(restored(old, present).actions).toMatchObject([
    { id: 'a', data: { value: 1 }, links: { next: 'b' } },
    { id: null, temporary_id: 'b' },
  ])
})
