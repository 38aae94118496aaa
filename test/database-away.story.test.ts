import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { API_HEADERS, serverProcess } from './server-process.ts'

const server = await serverProcess({ PARLEY_RATE_LIMITS: 'off' })
afterAll(() => server.dispose(), 120_000)

function post(id: string): Promise<Response> {
  return fetch(`${server.url}/api/events`, {
    method: 'POST',
    headers: API_HEADERS,
    body: JSON.stringify({
      data: {
        type: 'event',
        attributes: {
          metric: { data: { type: 'metric', attributes: { name: 'Outage' } } },
          profile: { data: { type: 'profile', attributes: { email: 'ada@outage.test' } } },
          properties: { id },
          unique_id: id,
        },
      },
    }),
  })
}

async function storedIds(): Promise<string[]> {
  const answer = await fetch(`${server.url}/api/events?page[size]=1000`, { headers: API_HEADERS })
  const body = (await answer.json()) as {
    data: { attributes: { event_properties: { id: string } } }[]
  }
  return body.data.map((one) => one.attributes.event_properties.id)
}

test('while PostgreSQL is away callers are told to come back, and then all goes on by itself', async () => {
  await server.start()
  expect((await post('before')).status).toBe(202)

  const pidFile = await readFile(join(server.dataDir, 'postgres', 'postmaster.pid'), 'utf8')
  process.kill(Number(pidFile.split('\n', 1)[0]), 'SIGKILL')

  const accepted: string[] = ['before']
  const refusals: Response[] = []
  let sent = 0
  await expect
    .poll(
      async () => {
        sent += 1
        const answer = await post(`during-${sent}`).catch((error: unknown) => {
          throw new Error(`the server is gone:\n${server.output()}`, { cause: error })
        })
        if (answer.status === 202) accepted.push(`during-${sent}`)
        else refusals.push(answer)
        return refusals.length > 0 && answer.status === 202
      },
      { timeout: 60_000, interval: 20 },
    )
    .toBe(true)

  expect(new Set(refusals.map((one) => one.status))).toEqual(new Set([503]))
  expect(refusals[0]?.headers.get('retry-after')).toMatch(/^\d+$/)
  const problem = (await refusals[0]?.json()) as {
    errors: { code: string; meta: { fix: string } }[]
  }
  expect(problem.errors[0]).toMatchObject({ code: 'service_unavailable' })
  expect(problem.errors[0]?.meta.fix).toContain('Retry-After')

  const stored = await storedIds()
  expect(stored).toEqual(expect.arrayContaining(accepted))
  expect(new Set(stored).size).toBe(stored.length)
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
}, 150_000)
