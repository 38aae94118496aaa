import { databaseProblem } from '../platform/database-problem.ts'
import { enqueue, type JobDeps, job } from '../platform/job.ts'
import { isLostRace } from '../platform/lost-race.ts'
import { Problem } from '../platform/problem.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { failImport } from './fail-import.action.ts'
import { type FileRow, type Position, readRows } from './file-rows.ts'
import type { ImportRow } from './import.ts'
import { RUN_IMPORT } from './import-jobs.ts'
import {
  endReading,
  importOrders,
  importRows,
  STEP_ROWS_MAX,
  type StepOf,
} from './import-step.action.ts'
import { lockImport, setRunning } from './imports.sql.ts'
import { rowReader } from './read-row.ts'
import { storedFile } from './stored-file.sql.ts'

/**
 * Work on one import for a while, then queue the rest: other jobs get their turn, and a server that
 * stops does not have to wait long.
 */
const TURN_MS = 10_000

/** Import a file step by step. Safe to repeat: each step begins where the last commit ended. */
export const runImportJob = job({
  ...RUN_IMPORT,

  async run({ accountId, importId }, deps) {
    const { sql, log } = deps
    try {
      const row = await begin(sql, accountId, importId)
      if (!row) return
      const outcome = await workFor(TURN_MS, row, { accountId, importId }, deps)
      if (outcome === 'more') {
        await inAccount(sql, accountId, (tx) => enqueue(tx, RUN_IMPORT, { accountId, importId }))
      }
    } catch (error) {
      // Passing trouble: the queue tries again.
      if (databaseProblem(error) || isLostRace(error)) throw error
      if (!(error instanceof Problem)) log.error({ err: error, importId }, 'import failed')
      const now = await deps.clock.now(accountId)
      await failImport(sql, { accountId, importId, now }, error)
    }
  },
})

async function begin(
  sql: Sql,
  accountId: string,
  importId: string,
): Promise<ImportRow | undefined> {
  return inAccount(sql, accountId, async (tx) => {
    await setRunning(tx, accountId, importId, new Date())
    const row = await lockImport(tx, accountId, importId)
    return row?.status === 'running' ? row : undefined
  })
}

type Turn = 'finished' | 'more'

async function workFor(
  turnMs: number,
  row: ImportRow,
  of: Pick<StepOf, 'accountId' | 'importId'>,
  { sql, clock }: JobDeps,
): Promise<Turn> {
  const endsAt = performance.now() + turnMs
  const isOver = () => performance.now() >= endsAt
  const step = async (): Promise<StepOf> => ({
    ...of,
    now: await clock.now(of.accountId),
    workedAt: new Date(),
  })
  if (row.phase === 'read') {
    const turn = await readOn(row, { sql, step, isOver })
    if (turn !== 'read' || row.kind !== 'orders') return turn === 'more' ? 'more' : 'finished'
  }
  if (row.mapping?.kind !== 'orders') return 'finished'
  for (;;) {
    const outcome = await importOrders(sql, await step(), row.mapping)
    if (outcome !== 'done') return 'finished'
    if (isOver()) return 'more'
  }
}

interface Work {
  sql: Sql
  step: () => Promise<StepOf>
  isOver: () => boolean
}

/** `read` when the end of the file was reached, `stopped` when somebody cancelled. */
async function readOn(row: ImportRow, work: Work): Promise<'read' | 'stopped' | 'more'> {
  const { shape, format, kind, mapping } = row
  if (!shape) throw new Error('a started import has a shape')
  const { accountId, importId } = await work.step()
  const file = await storedFile(work.sql, accountId, importId)
  const read = rowReader(kind, mapping)
  let from: Position = { bytes: row.bytesRead, rowNumber: row.rowNumber }

  const advance = async (rows: readonly FileRow[]) => {
    const outcome = await importRows(work.sql, await work.step(), { from, rows, read })
    const last = rows.at(-1)
    if (last) from = { bytes: last.endsAt, rowNumber: last.rowNumber }
    return outcome
  }

  let waiting: FileRow[] = []
  for await (const group of readRows(file.open, { ...shape, format }, shape.columns, from)) {
    waiting.push(...group)
    while (waiting.length >= STEP_ROWS_MAX) {
      if ((await advance(waiting.slice(0, STEP_ROWS_MAX))) === 'stopped') return 'stopped'
      waiting = waiting.slice(STEP_ROWS_MAX)
      if (work.isOver()) return 'more'
    }
  }
  if (waiting.length > 0 && (await advance(waiting)) === 'stopped') return 'stopped'
  const ended = await endReading(work.sql, await work.step(), { bytesTotal: file.bytes })
  return ended === 'done' ? 'read' : 'stopped'
}
