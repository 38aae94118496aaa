import type { Page } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'
import type { Refusal } from './refusal.ts'

export interface RefusedRow extends Refusal {
  rowNumber: number
  cells: string[]
}

export async function insertRefusedRows(
  tx: Tx,
  accountId: string,
  importId: string,
  rows: readonly RefusedRow[],
): Promise<void> {
  if (rows.length === 0) return
  const stored = rows.map(({ rowNumber, ...row }) => ({ row_number: rowNumber, ...row }))
  await tx`
    insert into import_refused_rows (account_id, import_id, row_number, code, reason, fix, cells)
    select ${accountId}, ${importId}, r.row_number, r.code, r.reason, r.fix, r.cells
    from json_to_recordset(${JSON.stringify(stored)}::text::json)
      as r (row_number integer, code text, reason text, fix text, cells jsonb)
    on conflict do nothing`
}

/** As stored: of a code that an earlier version may have named. */
export type RefusedRowStored = Omit<RefusedRow, 'code'> & { code: string }

/** In the order of the file, one more than the page holds. */
export function listRefusedRows(
  tx: Tx,
  accountId: string,
  importId: string,
  page: Page,
): Promise<RefusedRowStored[]> {
  const { cursor, size } = page
  const backwards = cursor?.backwards ?? false
  const after = cursor
    ? tx`and r.row_number ${backwards ? tx`<` : tx`>`} ${Number(cursor.id)}`
    : tx``
  return tx<RefusedRowStored[]>`
    select r.row_number as "rowNumber", r.code, r.reason, r.fix, r.cells
    from import_refused_rows r
    where r.account_id = ${accountId}
      and r.import_id = ${importId}
      ${after}
    order by r.row_number ${backwards ? tx`desc` : tx`asc`}
    limit ${size + 1}`
}
