import { loadPdfFonts, type PdfFonts } from './pdf-fonts.gateway.ts'
import { type Pen, penOf, registerFonts } from './pdf-pen.gateway.ts'
import { wallText } from './report-csv.ts'
import type { ReportResult, ReportSeries, ReportWords } from './report-result.ts'
import { seriesName } from './report-result.ts'
import { clustersOf, visibleLetters } from './text-runs.ts'

const MARGIN = 42
const CHART_HEIGHT = 190
const LINE_HEIGHT = 15
/** Two lines. */
const NOTE_HEIGHT = 30
/** Series of one PDF, the largest first; lines of its table. What is beyond is in the console. */
const SERIES_MAX = 8
const LINES_MAX = 400
const COLUMNS_MAX = 4
const COLORS = [
  '#0f6e66',
  '#c8793a',
  '#4a5fa5',
  '#8a4f7d',
  '#5b7f2b',
  '#9a3b3b',
  '#3b8aa0',
  '#75663d',
]
const INK = '#1d1d1b'
const QUIET = '#66655f'
const RULE = '#d9d7d0'

/**
 * The report as a PDF of A4 pages: a chart, the totals, and a table of the intervals. Its fonts go into
 * the file, as far as their letters are used. Letters that no font has are question marks, and it says so.
 */
export async function reportPdf(
  name: string,
  result: ReportResult,
  words: ReportWords,
): Promise<Buffer> {
  // Loaded when the first PDF is made: fonts and their tables take their time, and most servers need none.
  const { default: PdfDocument } = await import('pdfkit')
  const document = new PdfDocument({
    size: 'A4',
    margin: MARGIN,
    info: { Title: name, CreationDate: result.until },
  })
  const series = result.series.slice(0, SERIES_MAX)
  const names = [name, ...series.map((one) => seriesName(one, words))]
  const fonts = await loadPdfFonts(names)
  registerFonts(document, fonts)
  const parts: Buffer[] = []
  const ended = new Promise<void>((resolve, reject) => {
    document.on('data', (part: Buffer) => parts.push(part))
    document.on('end', resolve)
    document.on('error', reject)
  })
  const pen = penOf(document, fonts, { size: 10, weight: 'regular', color: INK })
  const sheet = { document, pen, result, words, series }
  const title = pen.with({ size: 18, weight: 'bold' })
  document.y += title.paragraph(name, whole(document), 'auto')
  document.y += pen.with({ color: QUIET }).paragraph(period(result), whole(document))
  document.y += LINE_HEIGHT
  drawChart(sheet)
  writeTotals(sheet)
  writeTables(sheet)
  const isCut =
    result.hasMoreGroups || result.series.length > SERIES_MAX || result.dates.length > LINES_MAX
  const notes = [
    ...(isCut ? [words.more] : []),
    ...(hasUnknown(names, fonts) ? [words.letters] : []),
  ]
  const small = pen.with({ size: 9, color: QUIET })
  for (const note of notes) {
    if (document.y > document.page.height - MARGIN - NOTE_HEIGHT) document.addPage()
    document.y += small.paragraph(note, whole(document)) + LINE_HEIGHT
  }
  document.end()
  await ended
  return Buffer.concat(parts)
}

interface Sheet {
  document: PDFKit.PDFDocument
  pen: Pen
  result: ReportResult
  words: ReportWords
  series: readonly ReportSeries[]
}

function whole(document: PDFKit.PDFDocument) {
  return { x: MARGIN, y: document.y, width: document.page.width - 2 * MARGIN }
}

function period({ from, until, timeZone }: ReportResult): string {
  const last = new Date(until.getTime() - 1_000)
  return `${wallText(from, timeZone).slice(0, 10)} – ${wallText(last, timeZone).slice(0, 10)} · ${timeZone}`
}

function drawChart({ document, pen, result, series, words }: Sheet): void {
  const left = MARGIN + 40
  const width = document.page.width - MARGIN - left
  const top = document.y
  const highest = Math.max(1, ...series.flatMap((one) => one.values))
  const yOf = (value: number) => top + CHART_HEIGHT * (1 - value / highest)
  const last = Math.max(1, result.dates.length - 1)
  const small = pen.with({ size: 8, color: QUIET })
  for (const share of [0, 0.5, 1]) {
    const y = yOf(highest * share)
    document
      .moveTo(left, y)
      .lineTo(left + width, y)
      .lineWidth(0.5)
      .stroke(RULE)
    const place = { x: MARGIN, y: y - 6, width: 34 }
    small.number(numberText(highest * share, words), place)
  }
  series.forEach((one, nth) => {
    one.values.forEach((value, at) => {
      const x = left + (width * at) / last
      if (at === 0) document.moveTo(x, yOf(value))
      else document.lineTo(x, yOf(value))
    })
    document.lineWidth(1.4).stroke(colorOf(nth))
  })
  const ends = [result.dates[0], result.dates.at(-1)]
  ends.forEach((date, nth) => {
    if (!date) return
    const align = nth === 0 ? 'left' : 'right'
    const place = { x: left, y: top + CHART_HEIGHT + 6, width, align } as const
    small.line(wallText(date, result.timeZone), place)
  })
  document.x = MARGIN
  document.y = top + CHART_HEIGHT + 28
}

function writeTotals({ document, pen, series, words }: Sheet): void {
  const width = document.page.width - 2 * MARGIN
  series.forEach((one, nth) => {
    const y = document.y
    document.rect(MARGIN, y + 3, 8, 8).fill(colorOf(nth))
    pen.line(seriesName(one, words), { x: MARGIN + 14, y, width: width - 120 })
    const total = one.total === null ? '–' : numberText(one.total, words)
    pen.number(total, { x: MARGIN, y, width })
    document.y = y + LINE_HEIGHT
  })
  document.y += LINE_HEIGHT
}

/** So many series side by side, and below them the next. */
function writeTables(sheet: Sheet): void {
  for (let first = 0; first < sheet.series.length; first += COLUMNS_MAX) {
    writeTable(sheet, sheet.series.slice(first, first + COLUMNS_MAX))
  }
}

function writeTable({ document, pen, result, words }: Sheet, series: readonly ReportSeries[]) {
  const dateWidth = 96
  const width = (document.page.width - 2 * MARGIN - dateWidth) / COLUMNS_MAX
  const bottom = document.page.height - MARGIN - LINE_HEIGHT
  const columnOf = (nth: number) => MARGIN + dateWidth + nth * width
  const table = pen.with({ size: 8.5 })
  const line = (write: (y: number) => void) => {
    if (document.y > bottom) document.addPage()
    const y = document.y
    write(y)
    document.y = y + LINE_HEIGHT
  }
  line((y) => {
    const head = table.with({ weight: 'bold' })
    head.line(words.date, { x: MARGIN, y, width: dateWidth - 6 })
    series.forEach((one, nth) => {
      const place = { x: columnOf(nth), y, width: width - 6, align: 'right' } as const
      head.line(seriesName(one, words), place)
    })
  })
  result.dates.slice(0, LINES_MAX).forEach((date, at) => {
    line((y) => {
      table.line(wallText(date, result.timeZone), { x: MARGIN, y, width: dateWidth - 6 })
      series.forEach((one, nth) => {
        const place = { x: columnOf(nth), y, width: width - 6 }
        table.number(numberText(one.values[at] ?? 0, words), place)
      })
    })
  })
  document.y += LINE_HEIGHT
}

function colorOf(nth: number): string {
  return COLORS[nth % COLORS.length] ?? INK
}

function numberText(value: number, { locale }: ReportWords): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value)
}

function hasUnknown(names: readonly string[], fonts: PdfFonts): boolean {
  return names
    .flatMap(clustersOf)
    .some((cluster) => visibleLetters(cluster) !== '' && fonts.fontOf(cluster) === null)
}
