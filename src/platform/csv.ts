/** What a spreadsheet would take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/
const QUOTABLE = /[",\r\n]/

/**
 * One line of a CSV file (RFC 4180), line end included. Numbers and truth values are written as
 * they are; objects and lists as JSON; null and undefined as an empty cell. Text that a spreadsheet
 * would run as a formula gets an apostrophe in front.
 */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return QUOTABLE.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
