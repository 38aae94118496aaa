import type { FontWeight, PdfFonts } from './pdf-fonts.gateway.ts'
import { BASE_FONT } from './pdf-fonts.gateway.ts'
import { clustersOf, type TextDirection, type TextRun, visualRuns } from './text-runs.ts'

/** Height of a line, as a share of the size of its letters. */
const LINE_SHARE = 1.36
/** Letters of one line: more than fit in the smallest size, and few enough to be measured. */
const LINE_CLUSTERS_MAX = 500
const LINE_UNITS_MAX = 4 * LINE_CLUSTERS_MAX
/** Lines of one paragraph; more is cut. */
const PARAGRAPH_LINES_MAX = 12

export interface Place {
  x: number
  y: number
  width: number
  align?: 'left' | 'right'
}

export interface Pen {
  /** One line, cut where it is too long. */
  line: (text: string, place: Place) => void
  /** At the right end of its place, and beyond its left end rather than cut. */
  number: (text: string, place: Place) => void
  /** As many lines as it needs. @returns their height */
  paragraph: (text: string, place: Place, direction?: TextDirection) => number
  with: (style: Partial<Style>) => Pen
}

interface Style {
  size: number
  weight: FontWeight
  color: string
}

/** Writes in several fonts and both directions, which pdfkit's own text does not. */
export function penOf(
  document: PDFKit.PDFDocument,
  fonts: PdfFonts,
  style: Style = { size: 10, weight: 'regular', color: '#000000' },
): Pen {
  const take = (fontId: string) =>
    document.font(fontName(fontId, style.weight)).fontSize(style.size)
  const runsOf = (text: string, direction: TextDirection) =>
    visualRuns(text, direction, { baseFontId: BASE_FONT, fontOf: fonts.fontOf })
  const widthOf = (run: TextRun) => take(run.fontId).widthOfString(run.text, optionsOf(run))
  const widthOfText = (text: string) =>
    runsOf(text, 'ltr').reduce((sum, run) => sum + widthOf(run), 0)
  const draw = (text: string, { x, y, width, align }: Place, direction: TextDirection) => {
    const runs = runsOf(text, direction).map((run) => ({ run, width: widthOf(run) }))
    const total = runs.reduce((sum, one) => sum + one.width, 0)
    let at = align === 'right' ? x + width - total : x
    for (const one of runs) {
      const base = y + fonts.baseAscent * style.size
      take(one.run.fontId)
        .fillColor(style.color)
        .text(one.run.text, at, base, {
          ...optionsOf(one.run),
          baseline: 'alphabetic',
          lineBreak: false,
        })
      at += one.width
    }
  }
  return {
    line: (text, place) => draw(cutToWidth(text, place.width, widthOfText), place, 'ltr'),
    number: (text, place) => draw(text, { ...place, align: 'right' }, 'ltr'),
    paragraph: (text, place, direction = 'ltr') => {
      const lines = linesOf(text, place.width, widthOfText)
      const height = style.size * LINE_SHARE
      lines.forEach((line, nth) => {
        draw(line, { ...place, y: place.y + nth * height }, direction)
      })
      return lines.length * height
    },
    with: (change) => penOf(document, fonts, { ...style, ...change }),
  }
}

/** Register the fonts under the names by which the pen asks for them. */
export function registerFonts(document: PDFKit.PDFDocument, fonts: PdfFonts): void {
  for (const [fontId, weights] of fonts.files) {
    document.registerFont(fontName(fontId, 'regular'), weights.regular)
    document.registerFont(fontName(fontId, 'bold'), weights.bold)
  }
}

function fontName(fontId: string, weight: FontWeight): string {
  return `${fontId} ${weight}`
}

/** With features named, even none, a run is laid out as a whole; word by word the words of Hebrew would go left to right. */
function optionsOf(run: TextRun): PDFKit.Mixins.TextOptions {
  return run.isRightToLeft ? { features: [] } : {}
}

function cutToWidth(text: string, width: number, widthOf: (text: string) => number): string {
  const clusters = clustersOf(text).slice(0, LINE_CLUSTERS_MAX + 1)
  if (clusters.length <= LINE_CLUSTERS_MAX && widthOf(text) <= width) return text
  const cutAt = (length: number) => `${clusters.slice(0, length).join('')}…`
  let fits = 0
  let tooLong = clusters.length
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2)
    if (widthOf(cutAt(middle)) <= width) fits = middle
    else tooLong = middle
  }
  return cutAt(fits)
}

function linesOf(text: string, width: number, widthOf: (text: string) => number): string[] {
  const words = new Intl.Segmenter('und', { granularity: 'word' })
  const lines: string[] = []
  let line = ''
  for (const { segment } of words.segment(text)) {
    const isFull = line.length + segment.length > LINE_UNITS_MAX
    if (line !== '' && (isFull || widthOf(`${line}${segment}`.trimEnd()) > width)) {
      lines.push(line.trimEnd())
      if (lines.length === PARAGRAPH_LINES_MAX) break
      line = ''
    }
    line += line === '' ? segment.trimStart() : segment
  }
  if (lines.length < PARAGRAPH_LINES_MAX) lines.push(line.trimEnd())
  return lines.map((one) => cutToWidth(one, width, widthOf))
}
