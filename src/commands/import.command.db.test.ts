import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { accountApp, bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { orderMapping, worked } from '../import/import-fixtures.ts'
import { importRoutes } from '../import/imports.http.ts'
import { inEveryAccount } from '../platform/sql.ts'

const ROOT = join(import.meta.dirname, '../..')
const SAMPLE = join(ROOT, 'test/data/orders-sample.csv')
const KEY = 'pk_test_0123456789abcdefghij'

const { sql, url } = await testDatabase()
await bootstrap(sql, { apiKey: KEY, companyId: 'Shop01' })
const folder = await mkdtemp(join(tmpdir(), 'parley-import-'))
afterAll(() => rm(folder, { recursive: true }))

const suggestion = ['--zone', 'Europe/London', '--currency', 'GBP']
const mapping = join(folder, 'mapping.json')
await writeFile(mapping, JSON.stringify(orderMapping))

async function parley(args: readonly string[]) {
  const child = spawn(process.execPath, ['src/cli.ts', 'import', ...args], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: url, PARLEY_API_KEY: KEY, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const [code] = await once(child, 'close')
  return { code, out, err }
}

describe('into the database', () => {
  test('a file is loaded, summed up and reported; again, nothing is new', async () => {
    const report = join(folder, 'refused.csv')
    const first = await parley([SAMPLE, '--mapping', mapping, '--report', report])
    expect(first.err).toBe('')
    expect(first.out).toContain('✓ orders-sample.csv complete: 49 rows')
    expect(first.out).toContain('52 recorded, 0 known before')
    expect(first.out).toContain('Placed Order: 15')
    expect(first.out).toContain('no-profile: 11')
    expect(first.code).toBe(0)
    expect((await readFile(report, 'utf8')).split('\r\n')).toHaveLength(13)

    const again = await parley([SAMPLE, '--mapping', mapping, '--company-id', 'Shop01'])
    expect(again.out).toContain('0 recorded, 52 known before')
    expect(again.out).toContain('0 profiles created, 0 changed')
    expect(again.code).toBe(0)
  }, 60_000)

  test('a mapping is suggested without a database', async () => {
    const { out, code } = await parley([
      SAMPLE,
      '--kind',
      'orders',
      '--mapping',
      'suggest',
      ...suggestion,
    ])
    expect(JSON.parse(out)).toEqual(orderMapping)
    expect(code).toBe(0)
  })

  test('ends with 1 when nothing could be recorded, or something is missing', async () => {
    const empty = join(folder, 'empty.csv')
    await writeFile(empty, 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,')
    const wrong = await parley([empty, '--mapping', mapping])
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('no column') })

    const nobody = join(folder, 'nobody.csv')
    await writeFile(
      nobody,
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n' +
        '1,2,3,4,05-05-2026 10:00,6,,8\n',
    )
    const refused = await parley([nobody, '--mapping', mapping])
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('1 rows refused') })

    expect(await parley(['missing.csv', '--mapping', mapping])).toMatchObject({
      code: 1,
      err: expect.stringContaining('missing.csv cannot be read'),
    })
    expect(await parley([SAMPLE, '--kind', 'orders'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no mapping yet'),
    })
    expect(await parley([SAMPLE, '--mapping', mapping, '--account', 'Nobody'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no account Nobody'),
    })
  }, 60_000)
})

test('through the API of a server', async () => {
  const { app } = await accountApp(sql, { routes: importRoutes })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const server = `http://127.0.0.1:${port}`
  let running = true
  // The worker that such a server has.
  const worker = (async () => {
    while (running) {
      const queued = await inEveryAccount(
        sql,
        (tx) => tx<{ importId: string }[]>`
          select import_id as "importId" from imports where status = 'queued'`,
      )
      for (const one of queued) await worked(sql, one, 'Shop01')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()
  const report = join(folder, 'api-refused.csv')
  const { code, out, err } = await parley([
    SAMPLE,
    '--mapping',
    mapping,
    '--url',
    server,
    '--report',
    report,
  ])
  expect(err).toBe('')
  expect(out).toContain('0 recorded, 52 known before')
  expect(code).toBe(0)
  expect((await readFile(report, 'utf8')).split('\r\n')).toHaveLength(13)

  const bad = await parley([SAMPLE, '--mapping', mapping, '--url', server, '--api-key', 'pk_no'])
  expect(bad.code).toBe(1)
  running = false
  await worker
  await app.close()
}, 60_000)
