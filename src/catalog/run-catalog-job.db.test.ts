import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { inAccount, inEveryAccount, readInAccount } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { deleteExpiredCatalogJobs, findCatalogJob } from './catalog-jobs.sql.ts'
import { forgetWords } from './item-index.sql.ts'
import { catalogJobStep, queueCatalogJob } from './run-catalog-job.action.ts'
import { deleteItems } from './save-items.action.ts'

const { sql } = await testDatabase()
const SHOP = 'Shop01'
const now = new Date('2026-03-01T12:00:00Z')
await createRawAccount(sql, { id: SHOP, createdAt: now }, [], [])

const KIND = { noun: 'item', verb: 'create' } as const

function row(id: string, title = `Title of ${id}`) {
  return {
    type: 'catalog-item',
    attributes: { external_id: id, title, description: '', url: '/p' },
  }
}

const job = (jobId: string) =>
  readInAccount(sql, SHOP, (tx) => findCatalogJob(tx, SHOP, KIND, jobId))
const step = (jobId: string) => catalogJobStep(sql, { accountId: SHOP, jobId, now })
const itemCount = () =>
  readInAccount(sql, SHOP, async (tx) => (await tx`select item_id from catalog_items`).length)

test('a job goes step by step, and after a crash goes on where the last commit ended', async () => {
  const rows = Array.from({ length: 60 }, (_, at) => row(`A-${at}`))
  const { jobId } = await queueCatalogJob(sql, SHOP, { ...KIND, rows }, now)
  expect(await job(jobId)).toMatchObject({ status: 'queued', totalCount: 60, completedCount: 0 })

  expect(await step(jobId)).toBe(false)
  expect(await job(jobId)).toMatchObject({ status: 'processing', completedCount: 25 })
  expect(await itemCount()).toBe(25)

  // The process died here; another one takes the job up.
  expect(await step(jobId)).toBe(false)
  expect(await step(jobId)).toBe(true)
  expect(await job(jobId)).toMatchObject({ status: 'complete', completedCount: 60, failedCount: 0 })
  expect(await itemCount()).toBe(60)
  expect(await step(jobId)).toBe(true)
  expect(await itemCount()).toBe(60)
})

test('two workers with one job do each row once', async () => {
  const rows = Array.from({ length: 50 }, (_, at) => row(`B-${at}`))
  const { jobId } = await queueCatalogJob(sql, SHOP, { ...KIND, rows }, now)
  await Promise.all([step(jobId), step(jobId)])
  expect(await step(jobId)).toBe(true)
  expect(await job(jobId)).toMatchObject({ completedCount: 50, failedCount: 0 })
})

test('what is wrong with a row is said where it lies, and costs only itself', async () => {
  const rows = [
    row('C-1'),
    row('C-1'),
    row('C-2', ''),
    { type: 'catalog-item', attributes: 'none' },
    {
      ...row('C-3'),
      relationships: {
        categories: { data: [{ type: 'catalog-category', id: '$custom:::$default:::nope' }] },
      },
    },
    row('C-4', 'Zebra'),
  ]
  const { jobId } = await queueCatalogJob(sql, SHOP, { ...KIND, rows }, now)
  await step(jobId)
  const done = await job(jobId)
  expect(done).toMatchObject({ completedCount: 2, failedCount: 4, doneIds: ['C-1', 'C-4'] })
  expect(done?.errors.map(({ code, pointer }) => [code, pointer])).toEqual([
    ['duplicate', '/data/attributes/items/data/1'],
    ['invalid', '/data/attributes/items/data/2/attributes/title'],
    ['invalid', '/data/attributes/items/data/3/attributes'],
    ['not_found', '/data/attributes/items/data/4'],
  ])
})

test('expired jobs are forgotten, and words that no product has any more', async () => {
  const later = new Date(now.getTime() + 8 * DAY_MS)
  expect(await inEveryAccount(sql, (tx) => deleteExpiredCatalogJobs(tx, later))).toBe(3)
  await inAccount(sql, SHOP, (tx) => deleteItems(tx, SHOP, ['$custom:::$default:::C-4'], now))
  const words = () =>
    readInAccount(sql, SHOP, async (tx) =>
      (await tx<{ term: string }[]>`select term from catalog_words`).map(({ term }) => term),
    )
  const before = await words()
  expect(before).toContain('zebra')
  await inEveryAccount(sql, forgetWords)
  expect(await words()).toEqual(before.filter((word) => word !== 'zebra'))
})
