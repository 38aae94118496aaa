import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { Import } from '../contract/imports.ts'
import { createImport, startImport, storePart } from '../import/change-import.action.ts'
import { isUnderWay } from '../import/import.ts'
import { importResource } from '../import/import-resource.ts'
import { findImport } from '../import/imports.sql.ts'
import { refusedReport } from '../import/refused-report.action.ts'
import { runImportJob } from '../import/run-import.job.ts'
import { accountClock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { openDatabase } from '../platform/database.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import { drainJobs } from '../platform/job.ts'
import { migrate } from '../platform/migrate.ts'
import { OperatorError } from '../platform/operator-error.ts'
import { Problem } from '../platform/problem.ts'
import { connectSql, inEveryAccount, readInAccount, type Sql } from '../platform/sql.ts'
import type { ImportDoor } from './import-door.ts'
import { say } from './print.ts'

const POOL_MAX = 4
const ACCOUNTS_SHOWN_MAX = 20
const RETRY_MS = 500

/**
 * Import without a server: opens the database, or joins the one of a server that runs, and does the
 * work in this process. A server that runs may take part; no step is done twice.
 *
 * @param companyId the account; null when the installation has only one
 * @throws OperatorError when the account cannot be told
 */
export async function importIntoDatabase(
  config: Config,
  companyId: string | null,
): Promise<ImportDoor> {
  const database = await openDatabase(config, { join: true, progress: say })
  await migrate(database.url)
  const sql = connectSql(database.url, { max: POOL_MAX, applicationName: 'parley import' })
  const log = pino({ level: config.logLevel }, pino.destination(2))
  let working: Promise<void> = Promise.resolve()
  let trouble: unknown
  const close = async () => {
    await working
    await sql.end()
    await database.stop()
  }
  const accountId = await accountOf(sql, companyId).catch(async (error: unknown) => {
    await close()
    throw error
  })
  const clock = accountClock(sql)
  const refOf = (id: string) => ({ accountId, importId: uuidOf(id) ?? '', shownId: id })
  const times = async () => ({ now: await clock.now(accountId), wallNow: new Date() })
  const rowOf = async (id: string) => {
    const { importId } = refOf(id)
    const row = await readInAccount(sql, accountId, (tx) => findImport(tx, accountId, importId))
    if (!row) throw new OperatorError(`The import ${id} was deleted.`, 'Start it again.')
    return row
  }

  async function work(id: string): Promise<void> {
    for (;;) {
      await drainJobs(database.url, [runImportJob], { sql, clock, log })
      if (!isUnderWay(await rowOf(id))) return
      // A server has taken the job, or it waits to be tried again.
      await pause(RETRY_MS)
    }
  }

  return {
    create: (wishes) =>
      plainly(async () => {
        const settings = { ...wishes, listId: null, createdBy: 'parley import' }
        const row = await createImport(sql, accountId, settings, await times())
        return ulidOf(row.importId)
      }),
    putPart: (id, number, content) =>
      plainly(async () => void (await storePart(sql, refOf(id), { number, content }))),
    start: (id) =>
      plainly(async () => {
        await startImport(sql, refOf(id), await times())
        working = work(id).catch((error: unknown) => {
          trouble = error
        })
      }),
    look: async (id) => {
      if (trouble !== undefined) throw trouble
      return Import.attributes.parse(importResource(await rowOf(id)).attributes)
    },
    report: async function* (id) {
      yield* refusedReport(sql, refOf(id), await rowOf(id))
    },
    close,
  }
}

/** A problem as an API caller would read it, for the person at the terminal. */
async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new OperatorError(error.message, error.details[0]?.fix ?? 'Correct it and try again.')
  }
}

async function accountOf(sql: Sql, companyId: string | null): Promise<string> {
  const accounts = await inEveryAccount(
    sql,
    (tx) => tx<Array<{ accountId: string; name: string }>>`
      select a.account_id as "accountId", a.name
      from accounts a
      order by a.created_at, a.account_id
      limit ${ACCOUNTS_SHOWN_MAX}`,
  )
  const [first, second] = accounts
  if (!first) {
    throw new OperatorError(
      'This installation has no account yet.',
      'Start the server with parley start and create the first one.',
    )
  }
  if (companyId === null && !second) return first.accountId
  const names = accounts.map((one) => `${one.accountId} (${one.name})`).join(', ')
  if (companyId === null) {
    throw new OperatorError('There are several accounts.', `Choose one by --company-id: ${names}.`)
  }
  const [found] = await inEveryAccount(
    sql,
    (tx) => tx<Array<{ accountId: string }>>`
      select a.account_id as "accountId"
      from accounts a
      where a.account_id = ${companyId}`,
  )
  if (found) return found.accountId
  throw new OperatorError(`There is no account ${companyId}.`, `There are: ${names}.`)
}
