import { Problem } from '../platform/problem.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { isUnderWay } from './import.ts'
import { lockImport, setFinished } from './imports.sql.ts'

/** Mark an import as failed and say why. What it recorded stays; starting it again goes on. */
export async function failImport(
  sql: Sql,
  of: { accountId: string; importId: string; now: Date },
  error: unknown,
): Promise<void> {
  const { accountId, importId, now } = of
  await inAccount(sql, accountId, async (tx) => {
    const row = await lockImport(tx, accountId, importId)
    if (!row || !isUnderWay(row)) return
    const what =
      error instanceof Problem
        ? error.message
        : `Something went wrong on our side after row ${row.rowNumber}. The log of the server has the cause under the import's id.`
    await setFinished(tx, accountId, importId, { status: 'failed', error: what, now })
  })
}
