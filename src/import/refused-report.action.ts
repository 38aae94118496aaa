import type { Cursor } from '../platform/page.ts'
import { readInAccount, type Sql } from '../platform/sql.ts'
import type { ImportRow } from './import.ts'
import { reportHeader, reportLine } from './refused-report.ts'
import { listRefusedRows, type RefusedRowStored } from './refused-rows.sql.ts'

const PAGE_ROWS = 1_000

/** All refused rows as CSV, page by page: the report of a large file is never whole in memory. */
export async function* refusedReport(
  sql: Sql,
  { accountId, importId }: { accountId: string; importId: string },
  row: Pick<ImportRow, 'shape'>,
): AsyncGenerator<string> {
  // A byte order mark tells spreadsheets that this is UTF-8.
  yield `\ufeff${reportHeader(row)}`
  for (let after: string | null = null; ; ) {
    const cursor: Cursor | null = after === null ? null : { key: '', id: after, backwards: false }
    const fetched: RefusedRowStored[] = await readInAccount(sql, accountId, (tx) =>
      listRefusedRows(tx, accountId, importId, { size: PAGE_ROWS, cursor }),
    )
    const rows = fetched.slice(0, PAGE_ROWS)
    yield rows.map(reportLine).join('')
    const last = rows.at(-1)
    if (!last || fetched.length <= PAGE_ROWS) return
    after = String(last.rowNumber)
  }
}
