import { parse } from 'csv-parse/sync'
import {
  COLUMN_NAME_LENGTH_MAX,
  IMPORT_COLUMNS_MAX,
  type IMPORT_DELIMITERS,
  type IMPORT_ENCODINGS,
  type ImportFormat,
} from '../contract/imports.ts'
import { invalid, type Problem } from '../platform/problem.ts'

export type Encoding = Exclude<(typeof IMPORT_ENCODINGS)[number], 'auto'>
export type Delimiter = Exclude<(typeof IMPORT_DELIMITERS)[number], 'auto'>

/** How the bytes of a file become rows. Nothing in it is a guess any more. */
export interface FileShape {
  format: ImportFormat
  encoding: Encoding
  delimiter: Delimiter
  hasHeader: boolean
}

/** What the importing person said about the file; `auto` is found out. */
export interface FileWishes {
  format: ImportFormat
  encoding: (typeof IMPORT_ENCODINGS)[number]
  delimiter: (typeof IMPORT_DELIMITERS)[number]
  hasHeader: boolean
}

/** Bytes of the beginning that detection looks at. */
export const HEAD_BYTES = 1024 * 1024

/**
 * Find out what was left open, from the beginning of the file.
 *
 * @param head the first `HEAD_BYTES`, or the whole file
 * @throws Problem 400 for a file that is not text, such as a workbook or UTF-16
 */
export function shapeOf(head: Uint8Array, wishes: FileWishes): FileShape {
  refuseOtherFiles(head)
  const encoding = wishes.encoding === 'auto' ? detectEncoding(head) : wishes.encoding
  const { format, hasHeader } = wishes
  const delimiter =
    format === 'jsonl'
      ? ','
      : wishes.delimiter === 'auto'
        ? detectDelimiter(head)
        : wishes.delimiter
  return { format, encoding, delimiter, hasHeader: format === 'csv' && hasHeader }
}

function refuseOtherFiles(head: Uint8Array): void {
  const starts = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte)
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) {
    throw notAFile('UTF-16 text', 'Save it as UTF-8.')
  }
  if (starts(0x50, 0x4b, 3, 4)) {
    throw notAFile('a workbook or an archive', 'Save the sheet as CSV (UTF-8).')
  }
  if (head.includes(0)) throw notAFile('binary data', 'Choose a CSV or JSON Lines file.')
}

function notAFile(what: string, fix: string): Problem {
  return invalid('/data', `The file is ${what}, not plain text.`, fix)
}

function detectEncoding(head: Uint8Array): Encoding {
  try {
    // As a stream: the head may end in the middle of a character.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|']
const DETECT_ROWS = 20

/** The delimiter that cuts the first rows into the most columns, the same number in each. */
function detectDelimiter(head: Uint8Array): Delimiter {
  const scores = DELIMITERS.map((delimiter) => ({ delimiter, score: evenness(head, delimiter) }))
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a))
  return best.delimiter
}

function evenness(head: Uint8Array, delimiter: Delimiter): number {
  const widths = firstRecords(head, delimiter).map((cells) => cells.length)
  const [first] = widths
  if (first === undefined || first < 2) return 0
  const even = widths.filter((width) => width === first).length / widths.length
  return even * first
}

function firstRecords(head: Uint8Array, delimiter: Delimiter): string[][] {
  const cutLine = head.lastIndexOf(10)
  const whole = cutLine === -1 ? head : head.subarray(0, cutLine + 1)
  try {
    return parse(whole, {
      delimiter,
      bom: true,
      to: DETECT_ROWS,
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
    })
  } catch {
    return []
  }
}

/**
 * Names of the columns: those of the header, made unique (`Price (2)`) and complete (`Column 3`).
 *
 * @throws Problem 400 when there are none, too many, or one is longer than any name
 */
export function columnNames(first: readonly string[], hasHeader: boolean): string[] {
  if (first.length > IMPORT_COLUMNS_MAX) {
    throw invalid(
      '/data',
      `The file has ${first.length} columns; ${IMPORT_COLUMNS_MAX} are allowed.`,
      'Remove columns, or choose the delimiter that the file uses.',
    )
  }
  const taken = new Set<string>()
  return first.map((cell, at) => {
    const name = hasHeader && cell.trim() !== '' ? cell.trim() : `Column ${at + 1}`
    if (name.length > COLUMN_NAME_LENGTH_MAX - 6) {
      throw invalid(
        '/data',
        `The name of column ${at + 1} is ${name.length} characters long: ${name.slice(0, 80)}…`,
        'Check that the first row names the columns, or say that there is no header.',
      )
    }
    let unique = name
    for (let n = 2; taken.has(unique); n += 1) unique = `${name} (${n})`
    taken.add(unique)
    return unique
  })
}
