import { type Options, type Parser, parse } from 'csv-parse'
import { parse as parseSync } from 'csv-parse/sync'
import { Problem } from '../platform/problem.ts'
import { parseJsonBody } from '../platform/request-body.ts'
import type { FileShape } from './file-shape.ts'
import type { Refusal } from './refusal.ts'
import { windows1252 } from './windows-1252.ts'

/** Longest row, in bytes. A quote that nobody closes costs its line, not the rest of the file. */
export const ROW_BYTES_MAX = 512 * 1024

/** Values of one row by column. CSV has texts only; JSON Lines every JSON value. */
export type Values = ReadonlyMap<string, unknown>

export interface FileRow {
  /** As a spreadsheet counts: the header is row 1, and rows with several lines are one. */
  rowNumber: number
  /** Where the next row begins. */
  endsAt: number
  /** As in the file, for the report. */
  cells: string[]
  /** What is in the row, or why it cannot be read; null for a blank row. */
  content: { is: 'row'; values: Values } | { is: 'refused'; refusal: Refusal } | null
}

/** Between two rows: where reading begins and goes on. */
export interface Position {
  bytes: number
  rowNumber: number
}

export const FILE_START: Position = { bytes: 0, rowNumber: 0 }

/** The bytes of a file from an offset on, in chunks of any size. */
export type OpenFile = (fromByte: number) => AsyncIterable<Uint8Array>

/** The cells of the first row and where it ends, or undefined for an empty file. */
export async function readFirstRow(
  open: OpenFile,
  shape: FileShape,
): Promise<{ cells: string[]; end: Position } | undefined> {
  for await (const rows of readCsvCells(open, shape, FILE_START)) {
    for (const row of rows) {
      const end = { bytes: row.endsAt, rowNumber: row.rowNumber }
      if (row.refusal || !isBlank(row.cells)) return { cells: row.cells, end }
    }
  }
  return undefined
}

/**
 * The rows from a position on, in groups as they become available. A row that cannot be read is
 * refused by itself; the file goes on behind it.
 *
 * @param columns names of the columns of a CSV file; JSON Lines name their values themselves
 */
export async function* readRows(
  open: OpenFile,
  shape: FileShape,
  columns: readonly string[],
  from: Position,
): AsyncGenerator<FileRow[]> {
  if (shape.format === 'jsonl') {
    for await (const lines of readLines(open, from)) yield lines.map((line) => jsonRow(line, shape))
    return
  }
  for await (const rows of readCsvCells(open, shape, from)) {
    yield rows.map((row) => csvRow(row, columns, shape))
  }
}

interface CsvCells {
  rowNumber: number
  endsAt: number
  cells: string[]
  refusal: Refusal | null
}

function csvRow(row: CsvCells, columns: readonly string[], shape: FileShape): FileRow {
  const { rowNumber, endsAt, refusal } = row
  const cells = shape.encoding === 'windows-1252' ? row.cells.map(windows1252) : row.cells
  const place = { rowNumber, endsAt, cells: cells.map(storable) }
  if (refusal) return { ...place, content: { is: 'refused', refusal } }
  if (isBlank(cells)) return { ...place, content: null }
  // Spreadsheets like to add empty cells at the end.
  const isRagged =
    cells.length < columns.length || !cells.slice(columns.length).every((cell) => cell === '')
  if (isRagged) return { ...place, content: refused(cellCount(cells.length, columns.length)) }
  const unreadable = cells.find((cell) => cell.includes('\ufffd') || cell.includes('\u0000'))
  if (unreadable !== undefined) return { ...place, content: refused(NOT_TEXT) }
  return {
    ...place,
    content: { is: 'row', values: new Map(columns.map((name, at) => [name, cells[at] ?? ''])) },
  }
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '')
}

/** PostgreSQL keeps no NUL. */
function storable(cell: string): string {
  return cell.replaceAll('\u0000', '\ufffd').toWellFormed()
}

function refused(refusal: Refusal): { is: 'refused'; refusal: Refusal } {
  return { is: 'refused', refusal }
}

function cellCount(found: number, expected: number): Refusal {
  return {
    code: 'wrong-cell-count',
    reason: `The row has ${found} cells; the header has ${expected}.`,
    fix: 'Put cells that contain the delimiter in quotes, and add the missing ones.',
  }
}

const NOT_TEXT: Refusal = {
  code: 'not-text',
  reason: 'The row contains bytes that are not UTF-8 text.',
  fix: 'Save the file as UTF-8, or choose Windows-1252 as its encoding.',
}

const NOT_CLOSED: Refusal = {
  code: 'broken-row',
  reason: 'A quote is opened in this line and not closed.',
  fix: 'Close the quote, or write a quote inside a quoted cell twice.',
}

const TOO_LONG: Refusal = {
  code: 'broken-row',
  reason: `The row is longer than ${ROW_BYTES_MAX} bytes.`,
  fix: 'Shorten the row, or check that its quotes are closed.',
}

/**
 * The strict parser reads as long as it can. Where it gives up, the one line is read leniently or
 * refused, and a new parser goes on behind it.
 */
async function* readCsvCells(
  open: OpenFile,
  shape: FileShape,
  from: Position,
): AsyncGenerator<CsvCells[]> {
  let at = from
  for (;;) {
    const brokenAt = yield* parseWhileSound(open, shape, at)
    if (!brokenAt) return
    const line = await firstLine(open, brokenAt)
    if (!line) return
    yield [rescued(line, shape)]
    at = { bytes: line.endsAt, rowNumber: line.rowNumber }
  }
}

async function* parseWhileSound(
  open: OpenFile,
  shape: FileShape,
  from: Position,
): AsyncGenerator<CsvCells[], Position | undefined> {
  let last = from
  let found: CsvCells[] = []
  const parser = parse({
    ...csvOptions(shape),
    bom: from.bytes === 0,
    max_record_size: ROW_BYTES_MAX,
    on_record: (cells: string[], info) => {
      last = { bytes: from.bytes + info.bytes, rowNumber: last.rowNumber + 1 }
      found.push({ rowNumber: last.rowNumber, endsAt: last.bytes, cells, refusal: null })
      return null
    },
  })
  // Errors come to the callbacks below; without a listener they would end the process.
  parser.on('error', () => {})
  parser.resume()
  let isSound = true
  for await (const chunk of open(from.bytes)) {
    isSound = await written(parser, chunk)
    if (found.length > 0) yield found
    found = []
    if (!isSound) return last
  }
  isSound = await ended(parser)
  if (found.length > 0) yield found
  return isSound ? undefined : last
}

function csvOptions(shape: FileShape): Options {
  return {
    delimiter: shape.delimiter,
    encoding: shape.encoding === 'utf-8' ? 'utf8' : 'latin1',
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
  }
}

function written(parser: Parser, chunk: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    parser.write(chunk, (error) => resolve(!error))
  })
}

function ended(parser: Parser): Promise<boolean> {
  return new Promise((resolve) => {
    parser.on('error', () => resolve(false))
    parser.on('end', () => resolve(true))
    parser.end()
  })
}

function rescued(line: Line, shape: FileShape): CsvCells {
  const { rowNumber, endsAt } = line
  const encoding = shape.encoding === 'utf-8' ? 'utf8' : 'latin1'
  const whole = line.bytes === null ? '' : line.bytes.toString(encoding)
  const broken = (refusal: Refusal) => ({ rowNumber, endsAt, cells: [whole], refusal })
  if (line.bytes === null) return broken(TOO_LONG)
  try {
    const [cells] = parseSync(line.bytes, { ...csvOptions(shape), relax_quotes: true, bom: true })
    return { rowNumber, endsAt, cells: cells ?? [], refusal: null }
  } catch {
    return broken(NOT_CLOSED)
  }
}

interface Line {
  rowNumber: number
  endsAt: number
  /** Without its end; null when the line is too long to keep. */
  bytes: Buffer | null
}

async function firstLine(open: OpenFile, from: Position): Promise<Line | undefined> {
  for await (const lines of readLines(open, from)) {
    const [first] = lines
    if (first) return first
  }
  return undefined
}

const LINE_FEED = 10
const CARRIAGE_RETURN = 13

async function* readLines(open: OpenFile, from: Position): AsyncGenerator<Line[]> {
  let { bytes: endsAt, rowNumber } = from
  let rest: Buffer[] = []
  let restBytes = 0
  const line = (tail: Uint8Array, breakBytes: number): Line => {
    const bytes = restBytes + tail.length
    endsAt += bytes + breakBytes
    rowNumber += 1
    const isShort = bytes <= ROW_BYTES_MAX
    const whole = isShort ? withoutReturn(Buffer.concat([...rest, tail])) : null
    rest = []
    restBytes = 0
    return { rowNumber, endsAt, bytes: whole }
  }
  for await (const chunk of open(from.bytes)) {
    const lines: Line[] = []
    let start = 0
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, start)) {
      lines.push(line(chunk.subarray(start, at), 1))
      start = at + 1
    }
    restBytes += chunk.length - start
    // What is too long is only counted.
    rest = restBytes <= ROW_BYTES_MAX ? [...rest, Buffer.from(chunk.subarray(start))] : []
    if (lines.length > 0) yield lines
  }
  if (restBytes > 0) yield [line(new Uint8Array(), 0)]
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line
}

function jsonRow(line: Line, shape: FileShape): FileRow {
  const { rowNumber, endsAt } = line
  if (line.bytes === null) return { rowNumber, endsAt, cells: [], content: refused(TOO_LONG) }
  const text = line.bytes.toString(shape.encoding === 'utf-8' ? 'utf8' : 'latin1')
  const shown = shape.encoding === 'utf-8' ? text.replace(/^\ufeff/, '') : windows1252(text)
  const place = { rowNumber, endsAt, cells: [storable(shown)] }
  if (shown.trim() === '') return { ...place, content: null }
  const value = jsonValue(shape.encoding === 'utf-8' ? line.bytes : Buffer.from(shown))
  if ('refusal' in value) return { ...place, content: refused(value.refusal) }
  return { ...place, content: { is: 'row', values: flatValues(value.object) } }
}

function jsonValue(bytes: Buffer): { object: object } | { refusal: Refusal } {
  const broken = (reason: string, fix: string): { refusal: Refusal } => ({
    refusal: { code: 'broken-row', reason, fix },
  })
  try {
    const value = parseJsonBody(withoutMark(bytes))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { object: value }
    }
    return broken('The line is not a JSON object.', 'Write one object a line: {"email": "…", …}.')
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const [detail] = error.details
    const what = detail?.detail ?? error.message
    return broken(what.replace('The body', 'The line'), 'Write one JSON object a line, in UTF-8.')
  }
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/** Nested values by their paths, `customer.email`; the objects themselves stay as well. */
function flatValues(object: object): Map<string, unknown> {
  const values = new Map<string, unknown>()
  const walk = (inner: object, prefix: string) => {
    for (const [key, value] of Object.entries(inner)) {
      values.set(prefix + key, value)
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        walk(value, `${prefix}${key}.`)
      }
    }
  }
  walk(object, '')
  return values
}
