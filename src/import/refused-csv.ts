/** One record of a CSV file that spreadsheets open safely, with its line end. */
export function csvRecord(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/**
 * A cell that begins like a formula gets an apostrophe, or opening the report could run what a
 * stranger typed into a shop. Plain numbers are left alone, so that a corrected report loads again.
 */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) && !/^[+-]?[\d.,]+$/.test(text) ? `'${text}` : text
  return /[",\r\n;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
