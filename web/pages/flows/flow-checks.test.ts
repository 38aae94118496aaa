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

test('a test says what is missing of what it sends, once', () => {
  const test = newAction('ab-test', 't')
  const definition = { ...blankFlow(), entry_action_id: 't', actions: [test] }
  const findings = () => checkFlow(definition).flatMap((one) => (one.step ? [one.finding] : []))
  expect(findings()).toEqual(['noTemplate', 'noSubject'])
  const { main_action: main } = test.data
  if (main.type !== 'send-email') throw new Error('a new test sends mails')
  const message = { ...main.data.message, template_id: 'T', subject_line: 'Hello' }
  const whole = { ...main, data: { ...main.data, message } }
  test.data = { ...test.data, main_action: whole }
  expect(findings()).toEqual([])

  const current = test.data.current_experiment
  if (!current) throw new Error('a new test compares nothing yet')
  const variations = [main, main, whole]
  test.data = {
    ...test.data,
    experiment_status: 'live',
    current_experiment: { ...current, variations },
  }
  expect(findings()).toEqual(['noTemplate', 'noSubject'])
})

test('what is still to be chosen cannot be saved', () => {
  const wait = newAction('wait-until-event', 'w')
  const definition = { ...blankFlow(), entry_action_id: 'w', actions: [wait] }
  expect(refusedToSave(checkFlow(definition))).toBe(true)
})
