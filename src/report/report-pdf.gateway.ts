import { createRequire } from 'node:module'
import { wallText } from './report-csv.ts'
import type { ReportResult, ReportSeries, ReportWords } from './report-result.ts'
import { seriesName } from './report-result.ts'

const MARGIN = 42
const CHART_HEIGHT = 190
const LINE_HEIGHT = 15
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

/** The font goes into the file, as far as its letters are used: readers of PDF need not have it. */
const FONTS = {
  regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
}

/**
 * The report as a PDF of A4 pages: a chart, the totals, and a table of the intervals. Its letters are
 * those of all languages that are written in Latin, Greek or Cyrillic; others are shown as question marks.
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
  const packages = createRequire(import.meta.url)
  document.registerFont('regular', packages.resolve(FONTS.regular))
  document.registerFont('bold', packages.resolve(FONTS.bold))
  const parts: Buffer[] = []
  const ended = new Promise<void>((resolve, reject) => {
    document.on('data', (part: Buffer) => parts.push(part))
    document.on('end', resolve)
    document.on('error', reject)
  })
  const page = { document, result, words, series: result.series.slice(0, SERIES_MAX) }
  document.font('bold').fontSize(18).fillColor(INK).text(shownLetters(name))
  document
    .font('regular')
    .fontSize(10)
    .fillColor(QUIET)
    .text(shownLetters(period(result)))
  document.moveDown(1)
  drawChart(page)
  writeTotals(page)
  writeTables(page)
  const isCut =
    result.hasMoreGroups || result.series.length > SERIES_MAX || result.dates.length > LINES_MAX
  const notes = [...(isCut ? [words.more] : []), ...(hasUnknown(name, page) ? [words.letters] : [])]
  for (const note of notes) {
    document.moveDown(1).fontSize(9).fillColor(QUIET).text(shownLetters(note), MARGIN)
  }
  document.end()
  await ended
  return Buffer.concat(parts)
}

interface Sheet {
  document: PDFKit.PDFDocument
  result: ReportResult
  words: ReportWords
  series: readonly ReportSeries[]
}

function period({ from, until, timeZone }: ReportResult): string {
  const last = new Date(until.getTime() - 1_000)
  return `${wallText(from, timeZone).slice(0, 10)} – ${wallText(last, timeZone).slice(0, 10)} · ${timeZone}`
}

function drawChart({ document, result, series, words }: Sheet): void {
  const left = MARGIN + 40
  const width = document.page.width - MARGIN - left
  const top = document.y
  const highest = Math.max(1, ...series.flatMap((one) => one.values))
  const yOf = (value: number) => top + CHART_HEIGHT * (1 - value / highest)
  const last = Math.max(1, result.dates.length - 1)
  for (const share of [0, 0.5, 1]) {
    const y = yOf(highest * share)
    document
      .moveTo(left, y)
      .lineTo(left + width, y)
      .lineWidth(0.5)
      .stroke(RULE)
    document.fontSize(8).fillColor(QUIET)
    const label = numberText(highest * share, words)
    document.text(shownLetters(label), MARGIN, y - 4, {
      width: 34,
      align: 'right',
      lineBreak: false,
    })
  }
  series.forEach((one, nth) => {
    one.values.forEach((value, at) => {
      const x = left + (width * at) / last
      if (at === 0) document.moveTo(x, yOf(value))
      else document.lineTo(x, yOf(value))
    })
    document.lineWidth(1.4).stroke(colorOf(nth))
  })
  document.fontSize(8).fillColor(QUIET)
  const ends = [result.dates[0], result.dates.at(-1)]
  ends.forEach((date, nth) => {
    if (!date) return
    const text = wallText(date, result.timeZone)
    const align = nth === 0 ? 'left' : 'right'
    document.text(text, left, top + CHART_HEIGHT + 6, { width, align, lineBreak: false })
  })
  document.x = MARGIN
  document.y = top + CHART_HEIGHT + 28
}

function writeTotals({ document, series, words }: Sheet): void {
  const width = document.page.width - 2 * MARGIN
  series.forEach((one, nth) => {
    const y = document.y
    document.rect(MARGIN, y + 2, 8, 8).fill(colorOf(nth))
    document.fontSize(10).fillColor(INK)
    const name = cut(seriesName(one, words), 80)
    document.text(shownLetters(name), MARGIN + 14, y, { width: width - 120, lineBreak: false })
    const total = one.total === null ? '–' : numberText(one.total, words)
    document.text(shownLetters(total), MARGIN, y, { width, align: 'right', lineBreak: false })
    document.y = y + LINE_HEIGHT
  })
  document.x = MARGIN
  document.moveDown(1)
}

/** So many series side by side, and below them the next. */
function writeTables(sheet: Sheet): void {
  for (let first = 0; first < sheet.series.length; first += COLUMNS_MAX) {
    writeTable(sheet, sheet.series.slice(first, first + COLUMNS_MAX))
  }
}

function writeTable({ document, result, words }: Sheet, series: readonly ReportSeries[]): void {
  const dateWidth = 96
  const width = (document.page.width - 2 * MARGIN - dateWidth) / COLUMNS_MAX
  const bottom = document.page.height - MARGIN - LINE_HEIGHT
  const line = (cells: readonly string[], font: string) => {
    if (document.y > bottom) document.addPage()
    const y = document.y
    document.font(font).fontSize(8.5).fillColor(INK)
    cells.forEach((cell, nth) => {
      const at = nth === 0 ? MARGIN : MARGIN + dateWidth + (nth - 1) * width
      const align = nth === 0 ? 'left' : 'right'
      const size = nth === 0 ? dateWidth : width
      document.text(shownLetters(cell), at, y, { width: size - 6, align, lineBreak: false })
    })
    document.y = y + LINE_HEIGHT
  }
  line([words.date, ...series.map((one) => cut(seriesName(one, words), 26))], 'bold')
  result.dates.slice(0, LINES_MAX).forEach((date, at) => {
    const numbers = series.map((one) => numberText(one.values[at] ?? 0, words))
    line([wallText(date, result.timeZone), ...numbers], 'regular')
  })
  document.x = MARGIN
  document.moveDown(1)
}

function colorOf(nth: number): string {
  return COLORS[nth % COLORS.length] ?? INK
}

function numberText(value: number, { locale }: ReportWords): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value)
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text
}

/** What the font can show. Letters in one piece: it has few marks that stand alone. */
function hasUnknown(name: string, { series, words }: Pick<Sheet, 'series' | 'words'>): boolean {
  return [name, ...series.map((one) => seriesName(one, words))].some(
    (text) => shownLetters(text) !== text.normalize('NFC'),
  )
}

function shownLetters(text: string): string {
  return text.normalize('NFC').replaceAll(UNKNOWN, '?')
}

const UNKNOWN =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Mn}\u0020-\u007e\u00a0-\u00ff\u2010-\u2026\u2030-\u203a\u20a0-\u20bf\u2122\u2212]/gu
