import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { clustersOf, type FontOf, visibleLetters } from './text-runs.ts'

/** The font of most letters: all of Latin, Greek and Cyrillic. */
export const BASE_FONT = 'noto-sans'
const BASE_FILES = {
  regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
}
const WEIGHTS = { regular: 400, bold: 700 }
export type FontWeight = keyof typeof WEIGHTS

/** Of the letters that the base font lacks, and in this order. Each font lies in pieces of some hundred letters. */
const OTHER_FONTS = [
  // Noto writes the dots of Arabic letters as marks, which whoever copies text out of the PDF gets as spaces.
  'vazirmatn',
  'noto-sans-hebrew',
  'noto-sans-armenian',
  'noto-sans-georgian',
  'noto-sans-devanagari',
  'noto-sans-thai',
  'noto-sans-sc',
  'noto-sans-jp',
  'noto-sans-kr',
  'noto-emoji',
]

/** Where a font lies, or what is in its file. */
type FontFiles = Record<FontWeight, string | Buffer>

export interface PdfFonts {
  fontOf: FontOf
  /** By the id of a font; of all but the base font no more than the letters asked for. */
  files: ReadonlyMap<string, FontFiles>
  /** Above the base line, as a share of the size. */
  baseAscent: number
}

const packages = createRequire(import.meta.url)

/** The base font, and fonts for what these texts have besides. Only the pieces with their letters are read. */
export async function loadPdfFonts(texts: readonly string[]): Promise<PdfFonts> {
  const base = await openBase()
  const files = new Map<string, FontFiles>([[BASE_FONT, base.files]])
  const fontIds = new Map<string, string>()
  const open = new Set(texts.flatMap(clustersOf).filter((cluster) => !hasAll(base.font, cluster)))
  for (const font of fontsInOrder(open)) {
    if (open.size === 0) break
    for (const [piece, clusters] of await piecesFor(font, open)) {
      const { has, weights } = await loadPiece(font, piece, clusters)
      const fontId = `${font}/${piece}`
      for (const cluster of clusters.filter(has)) {
        files.set(fontId, weights)
        fontIds.set(cluster, fontId)
        open.delete(cluster)
      }
    }
  }
  const fontOf = (cluster: string) =>
    fontIds.get(cluster) ?? (hasAll(base.font, cluster) ? BASE_FONT : null)
  return { fontOf, files, baseAscent: base.ascent }
}

async function openBase() {
  const files = {
    regular: packages.resolve(BASE_FILES.regular),
    bold: packages.resolve(BASE_FILES.bold),
  }
  const font = await openFont(await readFile(files.regular))
  return { files, font, ascent: font.ascent / font.unitsPerEm }
}

async function openFont(file: Buffer) {
  // Loaded when the first PDF is made, as the library that writes it.
  const { create } = await import('fontkit')
  const font = create(file)
  if (!('hasGlyphForCodePoint' in font)) throw new Error('A font file holds several fonts.')
  return font
}

type Font = Awaited<ReturnType<typeof openFont>>

function hasAll(font: Font, cluster: string): boolean {
  return codePointsOf(cluster).every((letter) => font.hasGlyphForCodePoint(letter))
}

function codePointsOf(cluster: string): number[] {
  return Array.from(visibleLetters(cluster), (letter) => letter.codePointAt(0) ?? 0)
}

/** Chinese, Japanese and Korean share characters and draw them differently: what else is written tells which it is. */
function fontsInOrder(clusters: ReadonlySet<string>): string[] {
  const letters = [...clusters].join('')
  const first = [
    ...(/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letters) ? ['noto-sans-jp'] : []),
    ...(/\p{Script=Hangul}/u.test(letters) ? ['noto-sans-kr'] : []),
  ]
  return [...new Set([...first, ...OTHER_FONTS])]
}

/** Which pieces say that they have these clusters. They say now and then more than is true. */
async function piecesFor(
  font: string,
  clusters: ReadonlySet<string>,
): Promise<Map<string, string[]>> {
  const path = packages.resolve(`@fontsource-variable/${font}/unicode.json`)
  const ranges: Record<string, string> = JSON.parse(await readFile(path, 'utf8'))
  const pieces = Object.entries(ranges).map(([name, text]) => ({
    name: name.replaceAll(/[[\]]/g, ''),
    ranges: text.split(',').map(rangeOf),
  }))
  const found = new Map<string, string[]>()
  for (const cluster of clusters) {
    const letters = codePointsOf(cluster)
    const piece = pieces.find((one) =>
      letters.every((letter) => one.ranges.some(([from, to]) => from <= letter && letter <= to)),
    )
    if (piece) found.set(piece.name, [...(found.get(piece.name) ?? []), cluster])
  }
  return found
}

/** `U+0600-06FF` or `U+0600` */
function rangeOf(text: string): [number, number] {
  const [from = '', to = from] = text.slice(2).split('-')
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)]
}

async function loadPiece(font: string, piece: string, clusters: readonly string[]) {
  const path = `@fontsource-variable/${font}/files/${font}-${piece}-wght-normal.woff2`
  const file = await readFile(packages.resolve(path))
  const { default: subsetFont } = await import('subset-font')
  const ofWeight = (wght: number) =>
    subsetFont(file, clusters.join(''), { targetFormat: 'truetype', variationAxes: { wght } })
  const weights = { regular: await ofWeight(WEIGHTS.regular), bold: await ofWeight(WEIGHTS.bold) }
  const opened = await openFont(weights.regular)
  // Without any letter it has no table to look them up in, only the box for unknown ones.
  const isEmpty = opened.numGlyphs <= 1
  return { weights, has: (cluster: string) => !isEmpty && hasAll(opened, cluster) }
}
