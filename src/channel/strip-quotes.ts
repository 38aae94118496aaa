/** Lines that are looked at; a mail with more has said it all before. */
const LINES_MAX = 5_000

/**
 * What the sender wrote, without the mail it answers and without the signature. When nothing is
 * left, what was written between the quotes; and when that is nothing, all of it.
 */
export function stripQuotes(text: string): string {
  const lines = text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u00a0\u200b]/g, ' ')
    .split('\n', LINES_MAX)
  const start = lines.findIndex((_, at) => beginsQuote(lines, at))
  const above = start === -1 ? lines : lines.slice(0, start)
  const written = tidy(withoutSignature(above.filter((line) => !isQuoted(line))))
  if (written !== '') return written
  const between = tidy(
    withoutSignature(lines.filter((line, at) => !isQuoted(line) && !beginsQuote(lines, at))),
  )
  return between === '' ? tidy(lines) : between
}

function isQuoted(line: string): boolean {
  return /^\s*>/.test(line)
}

const QUOTE_STARTS = [
  // "On 3 May 2026, Ada wrote:", also broken into two lines
  /^\s*(on|am|le|el|il|op|den|em)\s.{5,200}\s?(wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev|escreveu)\b.{0,120}:\s*$/i,
  /^\s*-{2,}\s*(original message|ursprüngliche nachricht|forwarded message|weitergeleitete nachricht|message d'origine)\s*-{2,}/i,
  /^\s*_{20,}\s*$/,
  /^\s*begin forwarded message:/i,
]
const HEADER_BLOCK_START = /^\s*\*?(from|von|de|da)\s*:\*?\s+\S.*[@<\w]/i
const HEADER_BLOCK_NEXT =
  /^\s*\*?(sent|gesendet|date|datum|to|an|subject|betreff|envoyé|cc)\s*:\*?/i

function beginsQuote(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? ''
  const next = lines[at + 1] ?? ''
  if (line.trim() === '') return false
  if (QUOTE_STARTS.some((start) => start.test(line) || start.test(`${line} ${next}`))) return true
  return HEADER_BLOCK_START.test(line) && HEADER_BLOCK_NEXT.test(next)
}

const SENT_FROM =
  /^\s*(sent from my |von meinem .{2,40} gesendet|gesendet mit der |get outlook for |envoyé de mon |diese nachricht wurde von .{2,60} gesendet)/i

function withoutSignature(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => /^-- ?$/.test(line) || SENT_FROM.test(line))
  return start === -1 ? [...lines] : lines.slice(0, start)
}

function tidy(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
