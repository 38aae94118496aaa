import type { ImportRow } from './import.ts'
import { csvRecord } from './refused-csv.ts'

/** The first line of the report of refused rows. Original columns keep their names. */
export function reportHeader({ shape }: Pick<ImportRow, 'shape'>): string {
  const columns = shape && shape.columns.length > 0 ? shape.columns : ['line']
  return csvRecord(['row_number', 'code', 'reason', 'fix', ...columns])
}

export function reportLine(row: {
  rowNumber: number
  code: string
  reason: string
  fix: string
  cells: readonly string[]
}): string {
  return csvRecord([String(row.rowNumber), row.code, row.reason, row.fix, ...row.cells])
}
