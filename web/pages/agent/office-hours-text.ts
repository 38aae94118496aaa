/** From and until, such as 09:00 and 17:00. */
export type Opening = [string, string]

const TIME = /^([01]?\d|2[0-4])(?:[:.]([0-5]\d))?$/

/** "09:00–12:30, 13:00–17:00"; empty for a day without people. */
export function openingsText(day: readonly (readonly string[])[]): string {
  return day.map(([from = '', until = '']) => `${from}–${until}`).join(', ')
}

/** What openingsText writes and people type, such as "9-17"; undefined when it is none. */
export function readOpenings(text: string): Opening[] | undefined {
  const parts = text.split(/[,;]/).filter((part) => part.trim() !== '')
  const openings = parts.map((part): Opening | undefined => {
    const [from, until, ...more] = part.split(/[-–—]|\bto\b|\bbis\b/).map(readTime)
    return from && until && more.length === 0 && from < until ? [from, until] : undefined
  })
  const read = openings.filter((one) => one !== undefined)
  return read.length === openings.length ? read : undefined
}

function readTime(text: string): string | undefined {
  const [, hour, minute = '00'] = TIME.exec(text.trim()) ?? []
  if (hour === undefined || (hour === '24' && minute !== '00')) return undefined
  return `${hour.padStart(2, '0')}:${minute}`
}
