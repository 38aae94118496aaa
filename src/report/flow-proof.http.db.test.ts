import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { proven } from '../../test/proven.ts'
import { COMPANY, call, runningServer } from '../../test/running-server.ts'
import { newShopper } from '../conversation/conversation-fixtures.ts'
import { inAccount } from '../platform/sql.ts'

const server = await runningServer()
const { sql } = server
let flowId = ''

/** At step MAIL: two wait, two were done, one was skipped at its turn, one mail when it was to be sent. */
beforeAll(async () => {
  const made = await call(server, 'POST', '/api/flows', {
    data: {
      type: 'flow',
      attributes: {
        name: 'Counted',
        definition: { triggers: [], profile_filter: null, entry_action_id: null, actions: [] },
      },
    },
  })
  expect([made.status, made.body.errors]).toEqual([201, undefined])
  flowId = made.body.data.id
  for (const outcome of [null, null, 'done', 'done', 'skipped', 'queued']) await pass(outcome)
})

async function pass(outcome: string | null): Promise<void> {
  const profileId = await newShopper(sql, COMPANY)
  const id = randomUUID()
  const at = '2026-05-04T12:00:00Z'
  await inAccount(sql, COMPANY, async (tx) => {
    await tx`
      insert into flow_enrolments (account_id, enrolment_id, flow_id, profile_id, trigger_key,
                                   flow_start, version, action_id, due_at, ended_at, end_reason)
      values (${COMPANY}, ${id}, ${flowId}, ${profileId}, ${id}, ${at}, 1,
              ${outcome ? null : 'MAIL'}, ${outcome ? null : '2099-01-01'},
              ${outcome ? at : null}, ${outcome ? 'completed' : null})`
    if (outcome === null) return
    await tx`
      insert into flow_steps (account_id, enrolment_id, action_id, flow_id, outcome, reason, taken_at)
      values (${COMPANY}, ${id}, 'MAIL', ${flowId}, ${outcome},
              ${outcome === 'skipped' ? 'Smart Sending' : null}, ${at})`
    if (outcome !== 'queued') return
    await tx`
      insert into messages (account_id, message_id, dedupe_key, profile_id, content_id, channel,
                            purpose, list_ids, source, flow_id, action_id, enrolment_id, state,
                            skip_reason, due_at, queued_at)
      values (${COMPANY}, ${randomUUID()}, ${id}, ${profileId}, 'CONTENT', 'email', 'marketing', '{}',
              'flow', ${flowId}, 'MAIL', ${id}, 'skipped', 'Smart Sending', ${at}, ${at})`
  })
}

test.each([
  ['waiting', '', ['waiting', 'waiting']],
  ['outcome', 'done', ['done', 'done']],
  ['outcome', 'queued', ['queued']],
  ['skip_reason', 'Smart Sending', ['skipped', 'skipped']],
])('%s %s is the count of the step, and has its passages', async (number, value, states) => {
  const counts = await call(server, 'GET', `/api/x/flows/${flowId}/flow-step-counts`)
  const step = counts.body.data.find((one) => one.id === 'MAIL')?.attributes as unknown as {
    waiting: number
    outcomes: Record<string, number>
    skip_reasons: Record<string, number>
  }
  const counted = { waiting: step.waiting, ...step.outcomes, ...step.skip_reasons }[value || number]
  const more = value ? `&value=${encodeURIComponent(value)}` : ''
  const proof = await proven(server, 'flow', {
    question: `flow_id=${flowId}&action_id=MAIL&number=${number}${more}`,
    pageSize: 1,
  })
  expect([proof.value, counted]).toEqual([states.length, states.length])
  expect(proof.rows.map((row) => row.attributes['state'])).toEqual(states)
})

test('a flow that is not there is not found; an outcome has to be named', async () => {
  for (const path of ['flow-proof', 'flow-proof-rows']) {
    const ask = (query: string) => call(server, 'GET', `/api/x/${path}?action_id=MAIL&${query}`)
    expect((await ask('flow_id=NOBODY&number=waiting')).status).toBe(404)
    const { status, body } = await ask(`flow_id=${flowId}&number=outcome`)
    expect([status, body.errors[0]?.source]).toEqual([400, { parameter: 'value' }])
  }
})
