import { analyzeNewTables } from '../platform/early-statistics.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import type { ProblemDetail } from '../platform/problem.ts'
import { DatabaseRefusal, inAccount, inSavepoint, type Sql, type Tx } from '../platform/sql.ts'
import { leadsOfTokens } from './follow-tokens.action.ts'
import { type ImportRow, readImportRow, rowPointer, tokenOfRow } from './import-row.ts'
import type { UpsertResult } from './plan-upserts.ts'
import type { JsonObject } from './profile.ts'
import {
  addJobErrors,
  addJobProfiles,
  advanceJob,
  completeJob,
  type JobErrorRow,
  lockJob,
} from './profile-jobs.sql.ts'
import { refusalProblem } from './refusals.ts'
import { upsertProfiles } from './upsert-profiles.action.ts'

/** Rows of one commit. More would hold the followers of the change log back. */
export const IMPORT_STEP_ROWS = 500

/** Puts imported profiles on the lists that the import names, in its transaction. */
export type JoinLists = (
  tx: Tx,
  accountId: string,
  joining: { profileIds: readonly string[]; listIds: readonly string[]; now: Date },
) => Promise<void>

export interface ImportServices {
  joinLists: JoinLists
  /** The installation's: tokens of links are signed with it. */
  secret: Uint8Array
}

export interface Import extends ImportServices {
  accountId: string
  jobId: string
  rows: readonly JsonObject[]
  now: Date
}

/**
 * Take an import one step further: up to IMPORT_STEP_ROWS rows and their count in one transaction,
 * so that a crash repeats nothing and loses nothing.
 *
 * @returns true when the import is finished, or was cancelled
 */
export async function importStep(sql: Sql, work: Import): Promise<boolean> {
  try {
    return await retryLostRaces(() => step(sql, work, IMPORT_STEP_ROWS))
  } catch (error) {
    if (!isAboutData(error)) throw error
    // The database cannot store some row. One at a time, the others still go in.
    return retryLostRaces(() => step(sql, work, 1))
  }
}

async function step(sql: Sql, work: Import, rowsMax: number): Promise<boolean> {
  const { accountId, jobId, rows, now } = work
  return inAccount(sql, accountId, async (tx) => {
    const locked = await lockJob(tx, accountId, jobId)
    if (!locked || locked.status === 'complete' || locked.status === 'cancelled') return true

    const from = locked.doneCount
    const part = rows.slice(from, from + rowsMax)
    const outcome = await importRows(tx, work, part, from)
    const { profileIds } = outcome
    if (profileIds.length > 0) {
      await addJobProfiles(tx, accountId, jobId, profileIds)
      await work.joinLists(tx, accountId, { profileIds, listIds: locked.listIds, now })
    }
    if (outcome.errors.length > 0) await addJobErrors(tx, accountId, jobId, outcome.errors)
    const failed = outcome.errors.length
    await advanceJob(tx, accountId, jobId, { completed: part.length - failed, failed }, now)
    if (from === 0) await analyzeNewTables(tx)
    if (from + part.length < rows.length) return false
    await completeJob(tx, accountId, jobId, now)
    return true
  })
}

async function importRows(
  tx: Tx,
  { accountId, secret, now }: Import,
  part: readonly JsonObject[],
  from: number,
): Promise<{ profileIds: string[]; errors: JobErrorRow[] }> {
  const tokens = part.flatMap(tokenOfRow)
  const leads = await leadsOfTokens(tx, accountId, secret, tokens)
  const read = part.map((sent, at) => readImportRow(sent, from + at, leads))
  const good = read.flatMap((row) => (row.is === 'good' ? [row] : []))
  const results = await upsertOrRefuse(
    tx,
    accountId,
    good.map(({ input }) => input),
    now,
  )
  const resultOf = new Map(good.map((row, at) => [row, results[at]]))
  const errors = read.flatMap((row, at): JobErrorRow[] => {
    const detail = whatIsWrong(row, row.is === 'good' ? resultOf.get(row) : undefined, from + at)
    return detail ? [errorRow(detail, from + at, part[at] ?? {})] : []
  })
  const done = results.flatMap((result) =>
    typeof result === 'object' && result.outcome !== 'refused' ? [result.profileId] : [],
  )
  return { profileIds: [...new Set(done)], errors }
}

type RowResult = UpsertResult | 'unstorable'

/** A single row that the database refuses is reported instead of thrown. */
async function upsertOrRefuse(
  tx: Tx,
  accountId: string,
  inputs: Parameters<typeof upsertProfiles>[2],
  now: Date,
): Promise<RowResult[]> {
  if (inputs.length !== 1) return upsertProfiles(tx, accountId, inputs, now)
  try {
    return await inSavepoint(tx, (part) => upsertProfiles(part, accountId, inputs, now))
  } catch (error) {
    if (!isAboutData(error)) throw error
    return ['unstorable']
  }
}

function whatIsWrong(
  row: ImportRow,
  result: RowResult | undefined,
  number: number,
): ProblemDetail | undefined {
  if (row.is === 'bad') return row.detail
  if (result === 'unstorable') {
    return {
      code: 'invalid',
      title: 'Invalid input.',
      detail: 'The profile cannot be stored.',
      source: { pointer: rowPointer(number) },
    }
  }
  if (result?.outcome !== 'refused') return undefined
  return refusalProblem(result, row.id, rowPointer(number)).details[0]
}

function errorRow(detail: ProblemDetail, rowNumber: number, original: JsonObject): JobErrorRow {
  const { source } = detail
  return {
    rowNumber,
    code: detail.code,
    detail: detail.fix === undefined ? detail.detail : `${detail.detail} ${detail.fix}`,
    pointer: source && 'pointer' in source ? source.pointer : rowPointer(rowNumber),
    original,
  }
}

// Data exceptions and limits of the database. 23503 is a lost race, and retried before.
function isAboutData(error: unknown): boolean {
  return error instanceof DatabaseRefusal && /^(22|54|23514)/.test(error.code)
}
