import type { z } from 'zod'
import {
  CATALOG_JOBS_UNFINISHED_MAX,
  CatalogCategoryChange,
  CatalogDeletion,
  CatalogItemChange,
  type CatalogNoun,
  CatalogVariantChange,
  type CatalogVerb,
  catalogRows,
  NewCatalogCategory,
  NewCatalogItem,
  NewCatalogVariant,
} from '../contract/catalogs.ts'
import { newUlidUuid } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { conflict, invalid, type Problem, type ProblemDetail } from '../platform/problem.ts'
import { bodyProblem } from '../platform/request-body.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import {
  advanceCatalogJob,
  type CatalogJobError,
  type CatalogJobKind,
  type CatalogJobRow,
  countUnfinishedJobs,
  findCatalogJob,
  insertCatalogJob,
  lockCatalogJob,
} from './catalog-jobs.sql.ts'
import { RUN_CATALOG_JOB } from './catalog-jobs.ts'
import { inCatalog } from './in-catalog.action.ts'
import type { RowResult } from './refusals.ts'
import { changeCategories, createCategories, deleteCategories } from './save-categories.action.ts'
import { changeItems, createItems, deleteItems } from './save-items.action.ts'
import { changeVariants, createVariants, deleteVariants } from './save-variants.action.ts'

/** Rows of one commit: callers see the counts grow, and others wait for locks only briefly. */
const STEP_ROWS = 25

/**
 * Store the rows of a bulk job and queue it. Rows are checked later, one by one.
 * @throws Problem 409 while too many of the kind are not finished
 */
export function queueCatalogJob(
  sql: Sql,
  accountId: string,
  job: CatalogJobKind & { rows: readonly object[] },
  now: Date,
): Promise<CatalogJobRow> {
  const jobId = newUlidUuid(now)
  return inAccount(sql, accountId, async (tx) => {
    const unfinished = await countUnfinishedJobs(tx, accountId, job, CATALOG_JOBS_UNFINISHED_MAX)
    if (unfinished >= CATALOG_JOBS_UNFINISHED_MAX) throw tooManyJobs(job)
    await insertCatalogJob(tx, accountId, { ...job, jobId }, now)
    await enqueue(tx, RUN_CATALOG_JOB, { accountId, jobId })
    const row = await findCatalogJob(tx, accountId, job, jobId)
    if (!row) throw new Error('the job was just stored')
    return row
  })
}

function tooManyJobs({ noun, verb }: CatalogJobKind): Problem {
  return conflict(
    'too_many_jobs',
    `${CATALOG_JOBS_UNFINISHED_MAX} jobs of the kind catalog-${noun}-bulk-${verb}-job are not finished, which is the most there can be.`,
    'Wait until one is complete, then send this again.',
  )
}

/**
 * Take a bulk job one step further: some rows and their count in one transaction, so that a crash
 * repeats nothing and loses nothing.
 *
 * @returns true when the job is finished, was cancelled or is gone
 */
export function catalogJobStep(
  sql: Sql,
  { accountId, jobId, now }: { accountId: string; jobId: string; now: Date },
): Promise<boolean> {
  return inCatalog(sql, accountId, async (tx) => {
    const job = await lockCatalogJob(tx, accountId, jobId)
    if (!job || job.status === 'complete' || job.status === 'cancelled') return true
    const from = job.doneCount
    const part = job.rows.slice(from, from + STEP_ROWS)
    const results = await OPERATIONS[job.noun][job.verb](tx, accountId, part, now)
    const doneIds = results.flatMap((result) => ('id' in result ? [result.id] : []))
    const errors = results.flatMap((result, at): CatalogJobError[] =>
      'refused' in result ? [errorOf(result.refused.details[0], job.noun, from + at)] : [],
    )
    const isLast = from + part.length >= job.rows.length
    await advanceCatalogJob(tx, accountId, jobId, { doneIds, errors, isLast }, now)
    return isLast
  })
}

type Operation = (
  tx: Tx,
  accountId: string,
  rows: readonly unknown[],
  now: Date,
) => Promise<RowResult[]>

const OPERATIONS: Record<CatalogNoun, Record<CatalogVerb, Operation>> = {
  item: {
    create: checked(NewCatalogItem, createItems),
    update: checked(CatalogItemChange, changeItems),
    delete: checked(CatalogDeletion, byId(deleteItems)),
  },
  variant: {
    create: checked(NewCatalogVariant, createVariants),
    update: checked(CatalogVariantChange, changeVariants),
    delete: checked(CatalogDeletion, byId(deleteVariants)),
  },
  category: {
    create: checked(NewCatalogCategory, createCategories),
    update: checked(CatalogCategoryChange, changeCategories),
    delete: checked(CatalogDeletion, byId(deleteCategories)),
  },
}

/** An operation that gets the rows that have the right shape; the others are refused. */
function checked<Row extends z.ZodType>(
  shape: Row,
  save: (
    tx: Tx,
    accountId: string,
    rows: readonly z.output<Row>[],
    now: Date,
  ) => Promise<RowResult[]>,
): Operation {
  return async (tx, accountId, rows, now) => {
    const parsed = rows.map((row) => ({ row, ...shape.safeParse(row) }))
    const good = parsed.flatMap((one) => (one.success ? [one.data] : []))
    const saved = await save(tx, accountId, good, now)
    const results = saved.values()
    return parsed.map((one): RowResult => {
      if (!one.success) return { refused: bodyProblem(one.error, one.row) }
      const { value } = results.next()
      if (!value) throw new Error('every row has a result')
      return value
    })
  }
}

function byId(
  remove: (tx: Tx, accountId: string, ids: readonly string[], now: Date) => Promise<RowResult[]>,
) {
  return (
    tx: Tx,
    accountId: string,
    rows: readonly z.output<typeof CatalogDeletion>[],
    now: Date,
  ) =>
    remove(
      tx,
      accountId,
      rows.map(({ id }) => id),
      now,
    )
}

function errorOf(
  given: ProblemDetail | undefined,
  noun: CatalogNoun,
  row: number,
): CatalogJobError {
  const pointer = `/data/attributes/${catalogRows(noun)}/data/${row}`
  const detail = given ?? invalid(pointer, 'The row is not acceptable.').details[0]
  const source = detail?.source
  const within = source && 'pointer' in source && source.pointer !== '/data' ? source.pointer : ''
  return {
    code: detail?.code ?? 'invalid',
    title: detail?.title ?? 'Invalid input.',
    detail: [detail?.detail, detail?.fix].filter((text) => text !== undefined).join(' '),
    pointer: pointer + within,
  }
}
