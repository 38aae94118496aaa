import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { readInAccount } from '../platform/sql.ts'
import type { ImportRow } from './import.ts'
import { openShop, orderMapping, uploaded, worked } from './import-fixtures.ts'
import { findImport } from './imports.sql.ts'

const KILLS = Number(process.env['CRASH_KILLS'] ?? 8)
const CHILD = join(import.meta.dirname, '../../test/work-on-import.ts')
const LINES = 6_000

const { sql, url } = await testDatabase()

/** Orders whose lines lie far apart in the file, and some lines without a customer. */
function manyLines(): string {
  const lines = [
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
  ]
  for (let n = 0; n < LINES; n += 1) {
    const order = (n * 7_919) % 1_500
    const customer = order % 10 === 3 ? '' : String(order % 211)
    const minute = String(n % 60).padStart(2, '0')
    lines.push(
      `${order % 13 === 0 ? 'C' : ''}${order},S${n % 17},"Thing, ${n % 17}",${(n % 9) - 2},` +
        `05-01-2026 10:${minute},${(n % 700) / 100},${customer},Land ${order % 5}`,
    )
  }
  return lines.join('\n')
}

async function result(accountId: string) {
  return readInAccount(
    sql,
    accountId,
    (tx) => tx`
      select m.name, e.unique_id, e.occurred_at, e.value::text, e.properties, p.external_id,
             p.location
      from events e
      join metrics m using (account_id, metric_id)
      join profiles p using (account_id, profile_id)
      where e.account_id = ${accountId}
      order by m.name, e.unique_id`,
  )
}

function numbers(row: ImportRow) {
  const { status, rowsRead, rowsRefused, refusedByCode, recorded, recordedByMetric } = row
  const { alreadyKnown, profilesCreated, linesStaged, linesRecorded } = row
  return {
    status,
    rowsRead,
    rowsRefused,
    refusedByCode,
    recorded,
    recordedByMetric,
    alreadyKnown,
    profilesCreated,
    linesStaged,
    linesRecorded,
  }
}

test(`an import that is killed ${KILLS} times ends as one that was left alone`, async () => {
  const upload = { kind: 'orders' as const, content: manyLines(), mapping: orderMapping }
  await openShop(sql, 'CALM01')
  const calm = await worked(sql, await uploaded(sql, upload, 'CALM01'), 'CALM01')
  expect(calm).toMatchObject({ status: 'complete', rowsRead: LINES })

  const shop = 'WILD01'
  await openShop(sql, shop)
  const { importId } = await uploaded(sql, upload, shop)
  const now = async () => {
    const row = await readInAccount(sql, shop, (tx) => findImport(tx, shop, importId))
    return row!
  }
  const done = async () => {
    const row = await now()
    return row.rowsRead + row.linesRecorded
  }

  let killedMidway = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawn(process.execPath, [CHILD, url, shop, importId], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    const goal = (await done()) + Math.floor((Math.random() * 2 * 2 * LINES) / KILLS)
    while (child.exitCode === null && (await done()) < goal) await pause(2)
    await pause(Math.random() * 30)
    if (child.exitCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
      if ((await now()).status === 'running') killedMidway += 1
    }
  }
  const wild = await worked(sql, { importId }, shop)

  expect(killedMidway).toBeGreaterThan(KILLS / 4)
  expect(numbers(wild)).toEqual(numbers(calm))
  expect(await result(shop)).toEqual(await result('CALM01'))
}, 300_000)

test('two workers on one import do not do anything twice', async () => {
  const upload = { kind: 'orders' as const, content: manyLines(), mapping: orderMapping }
  await openShop(sql, 'TWIN01')
  const row = await uploaded(sql, upload, 'TWIN01')
  const [one, other] = await Promise.all([
    worked(sql, row, 'TWIN01'),
    worked(sql, row, 'TWIN01').then(() => worked(sql, row, 'TWIN01')),
  ])
  expect(one.status).toBe('complete')
  expect(other).toMatchObject({ status: 'complete', rowsRead: LINES, alreadyKnown: 0 })
  expect(await result('TWIN01')).toEqual(await result('CALM01'))
}, 120_000)
