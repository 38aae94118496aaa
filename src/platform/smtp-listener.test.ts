import { connect } from 'node:net'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { listenSmtp, type SmtpListenerOptions } from './smtp-listener.ts'

const options: SmtpListenerOptions = {
  port: 0,
  host: '127.0.0.1',
  tls: null,
  bytesMax: 1_000,
  log: pino({ level: 'silent' }),
  accepts: async () => undefined,
  take: async () => undefined,
}

test('a port that is taken is named, with what to do', async () => {
  const first = await listenSmtp(options)
  await expect(listenSmtp({ ...options, port: first.port })).rejects.toMatchObject({
    name: 'OperatorError',
    message: expect.stringContaining(`port ${first.port}`),
    remedy: expect.stringContaining('PARLEY_INBOUND_SMTP_PORT'),
  })
  await first.stop()
})

test('a certificate that cannot be read is named', async () => {
  const tls = { cert: '/no/such.pem', key: '/no/such.key' }
  await expect(listenSmtp({ ...options, tls })).rejects.toThrow('/no/such.pem')
})

test('stops although somebody stays connected', async () => {
  const listener = await listenSmtp(options)
  const client = connect(listener.port, '127.0.0.1')
  client.on('error', () => {})
  const greeting = await new Promise<string>((resolve) => {
    client.once('data', (data) => resolve(String(data)))
  })
  expect(greeting).toMatch(/^220 /)
  const started = performance.now()
  await listener.stop()
  expect(performance.now() - started).toBeLessThan(5_000)
  client.destroy()
})
