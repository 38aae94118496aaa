import { expect, test, vi } from 'vitest'
import { COMPANY, call, runningServer } from '../../test/running-server.ts'
import { inAccount } from '../platform/sql.ts'
import { loadAgentSetup } from './load-agent-setup.action.ts'

const server = await runningServer()

async function available(): Promise<string[]> {
  const setup = await inAccount(server.sql, COMPANY, (tx) => loadAgentSetup(tx, COMPANY))
  return setup.skills.filter((one) => one.isAvailable).map((one) => one.id)
}

const profile = (email: string, properties: object) => ({
  data: { type: 'profile', attributes: { email, properties } },
})

test('a skill is available as soon as one profile has what it needs', async () => {
  expect(await available()).toEqual([])
  await call(server, 'POST', '/api/profiles', profile('ada@shop.test', { size: 'M' }))
  await call(server, 'POST', '/api/profiles', profile('bo@shop.test', { 'Loyalty Points': 12 }))
  await vi.waitFor(async () => expect(await available()).toEqual(['loyalty']), 10_000)
  const changed = { subscriptions: [{ product: 'Coffee', status: 'active' }] }
  await call(server, 'POST', '/api/profile-import', profile('ada@shop.test', changed))
  await vi.waitFor(async () => expect(await available()).toContain('subscriptions'), 10_000)
}, 30_000)

test('orders make tracking available', async () => {
  await call(server, 'POST', '/api/events', {
    data: {
      type: 'event',
      attributes: {
        metric: { data: { type: 'metric', attributes: { name: 'Placed Order' } } },
        profile: { data: { type: 'profile', attributes: { email: 'ada@shop.test' } } },
        properties: { OrderId: '1001' },
      },
    },
  })
  await vi.waitFor(async () => expect(await available()).toContain('order_tracking'), 10_000)
}, 30_000)
