import { expect, test } from 'vitest'
import { FlowDefinition } from '../../../src/contract/flows.ts'
import { checkFlow, refusedToSave } from './flow-checks.ts'
import { newAction } from './new-action.ts'
import { blankFlow } from './recipes.ts'

test('a blank flow cannot run, but can be saved', () => {
  const found = checkFlow(blankFlow())
  expect(found.map((one) => one.finding)).toEqual(['noTrigger', 'noSteps'])
  expect(found.every((one) => one.isRed)).toBe(true)
  expect(refusedToSave(found)).toBe(false)
})

test('a mail without template and subject is red, a step that nothing leads to yellow', () => {
  const definition = FlowDefinition.parse({
    triggers: [{ type: 'metric', id: 'm' }],
    entry_action_id: 'a',
    actions: [newAction('send-email', 'a'), newAction('time-delay', 'b')],
  })
  expect(checkFlow(definition)).toEqual([
    { step: 'a', finding: 'noTemplate', isRed: true },
    { step: 'a', finding: 'noSubject', isRed: true },
    { step: 'b', finding: 'notReached', isRed: false },
  ])
})

test('what is still to be chosen cannot be saved', () => {
  const wait = newAction('wait-until-event', 'w')
  const definition = { ...blankFlow(), entry_action_id: 'w', actions: [wait] }
  expect(refusedToSave(checkFlow(definition))).toBe(true)
})
