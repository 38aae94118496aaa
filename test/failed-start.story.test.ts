import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { freePort, serverProcess } from './server-process.ts'

const mailPort = await freePort()
const server = await serverProcess({ PARLEY_INBOUND_SMTP_PORT: String(mailPort) })
afterAll(() => server.dispose(), 120_000)

const START_TIMEOUT_MS = 120_000

test('a start that fails half-way ends with a reason, takes its database along, and works once mended', {
  timeout: 2 * START_TIMEOUT_MS,
}, async () => {
  const other = createServer().listen(mailPort, '127.0.0.1')
  await once(other, 'listening')
  // By then the database runs, and followers, jobs and timers of the server with it.
  await expect(server.start()).rejects.toThrow('the server ended')
  expect(server.exitCode()).toBe(1)
  await expect
    .poll(() => server.output())
    .toContain(`Nobody can listen for mail on port ${mailPort} of 127.0.0.1`)
  expect(server.output()).toContain('Choose another PARLEY_INBOUND_SMTP_PORT')
  await expect(access(join(server.dataDir, 'postgres', 'postmaster.pid'))).rejects.toThrow('ENOENT')

  other.close()
  await once(other, 'close')
  await server.start()
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
})
