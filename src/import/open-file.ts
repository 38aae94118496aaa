import { invalid } from '../platform/problem.ts'
import {
  FILE_START,
  type FileRow,
  type OpenFile,
  type Position,
  readFirstRow,
  readRows,
} from './file-rows.ts'
import { columnNames, type FileShape, type FileWishes, shapeOf } from './file-shape.ts'
import type { StoredShape } from './import.ts'

/** A file of which it is known how to read it. */
export interface OpenedFile {
  shape: FileShape
  /** Of a CSV file; JSON Lines name their values themselves. */
  columns: string[]
  /** Behind the header. */
  start: Position
}

/**
 * Find out how a file is to be read.
 *
 * @throws Problem 400 when it is empty or not text
 */
export async function openFile(
  open: OpenFile,
  head: Uint8Array,
  wishes: FileWishes,
): Promise<OpenedFile> {
  const shape = shapeOf(head, wishes)
  if (shape.format === 'jsonl') return { shape, columns: [], start: FILE_START }
  const first = await readFirstRow(open, shape)
  if (!first) throw invalid('/data', 'The file is empty.', 'Upload a file with at least one row.')
  const columns = columnNames(first.cells, shape.hasHeader)
  return { shape, columns, start: shape.hasHeader ? first.end : FILE_START }
}

/** What is stored of it, and back. */
export function storedShape({ shape, columns }: OpenedFile): StoredShape {
  const { encoding, delimiter, hasHeader } = shape
  return { encoding, delimiter, hasHeader, columns }
}

/** The first filled rows, at most `max`, and whether there are more. */
export async function firstRows(
  open: OpenFile,
  { shape, columns, start }: OpenedFile,
  max: number,
): Promise<{ rows: FileRow[]; isWhole: boolean }> {
  const rows: FileRow[] = []
  for await (const group of readRows(open, shape, columns, start)) {
    rows.push(...group.filter((row) => row.content !== null))
    if (rows.length > max) return { rows: rows.slice(0, max), isWhole: false }
  }
  return { rows, isWhole: true }
}
