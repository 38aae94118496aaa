import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { CATALOG_JOBS_UNFINISHED_MAX } from '../contract/catalogs.ts'
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

test('so many unfinished jobs of a kind, and no more', async () => {
  const kind = { noun: 'category', verb: 'delete' } as const
  const other = { noun: 'category', verb: 'update' } as const
  await inAccount(sql, SHOP, async (tx) => {
    await tx`
      insert into catalog_jobs (
        account_id, job_id, noun, verb, rows, total_count, created_at, expires_at, status,
        completed_at
      )
      select ${SHOP}, gen_random_uuid(), 'category', 'delete', '[]', 0, ${now}, ${now},
             case when n = 0 then 'complete' else 'queued' end, case when n = 0 then ${now}::timestamptz end
      from generate_series(0, ${CATALOG_JOBS_UNFINISHED_MAX - 1}) n`
  })
  const { jobId } = await queueCatalogJob(sql, SHOP, { ...kind, rows: [] }, now)
  await expect(queueCatalogJob(sql, SHOP, { ...kind, rows: [] }, now)).rejects.toMatchObject({
    status: 409,
    details: [{ code: 'too_many_jobs' }],
  })
  await queueCatalogJob(sql, SHOP, { ...other, rows: [] }, now)
  await step(jobId)
  await queueCatalogJob(sql, SHOP, { ...kind, rows: [] }, now)
})
