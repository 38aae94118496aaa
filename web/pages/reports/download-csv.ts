/** Characters that make a spreadsheet take a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** Hand a table to the reader as a file. */
export function downloadCsv(
  name: string,
  rows: readonly (readonly (string | number | null)[])[],
): void {
  const text = rows.map((row) => row.map(cell).join(',')).join('\r\n')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`${text}\r\n`], { type: 'text/csv' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
