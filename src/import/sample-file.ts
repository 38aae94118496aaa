import { type ImportKind, type Mapping, SAMPLE_ROWS } from '../contract/imports.ts'
import { describeColumns } from './describe-columns.ts'
import type { OpenFile, Values } from './file-rows.ts'
import type { FileShape, FileWishes } from './file-shape.ts'
import { firstRows, openFile } from './open-file.ts'
import { isApiShape } from './read-api-shape.ts'
import { type AccountHints, suggestMapping } from './suggest-mapping.ts'

/** Rows that guesses are made from: enough to meet what is rare, such as a cancelled order. */
const GUESS_ROWS = 2_000
const EXAMPLES_MAX = 5
const EXAMPLE_LENGTH_MAX = 200
/** Names of values of JSON Lines that are offered as columns. */
const JSON_COLUMNS_MAX = 200

export interface FileSample {
  shape: FileShape
  columns: {
    name: string
    type: string
    time_format: string | null
    time_formats: string[]
    examples: string[]
  }[]
  rows: { row_number: number; cells: string[] }[]
  suggested_mapping: Mapping | null
  is_api_shape: boolean
  notes: string[]
}

/**
 * What a file looks like, from its beginning.
 *
 * @throws Problem 400 when it is empty or not text
 */
export async function sampleFile(
  open: OpenFile,
  head: Uint8Array,
  about: { wishes: FileWishes; kind: ImportKind; hints: AccountHints },
): Promise<FileSample> {
  const opened = await openFile(open, head, about.wishes)
  const { rows } = await firstRows(open, opened, GUESS_ROWS)
  const values = rows.flatMap(({ content }) => (content?.is === 'row' ? [content.values] : []))
  const names = opened.shape.format === 'jsonl' ? jsonColumns(values) : opened.columns
  const described = describeColumns(names, values)
  const resource = about.kind === 'profiles' ? 'profile' : 'event'
  const is_api_shape =
    opened.shape.format === 'jsonl' &&
    about.kind !== 'orders' &&
    values.length > 0 &&
    values.every((row) => isApiShape(row, resource))
  const ambiguous = described.filter(({ timeFormats }) => timeFormats.length > 1)
  return {
    shape: opened.shape,
    columns: described.map((column) => ({
      name: column.name,
      type: column.type,
      time_format: column.timeFormats[0] ?? null,
      time_formats: column.timeFormats,
      examples: [...new Set(column.values)]
        .slice(0, EXAMPLES_MAX)
        .map((text) => text.slice(0, EXAMPLE_LENGTH_MAX)),
    })),
    rows: rows
      .slice(0, SAMPLE_ROWS)
      .map(({ rowNumber, cells }) => ({ row_number: rowNumber, cells })),
    suggested_mapping: is_api_shape ? null : suggestMapping(about.kind, described, about.hints),
    is_api_shape,
    notes: ambiguous.map(
      ({ name, timeFormats }) =>
        `${name} can be read as ${timeFormats.join(' or ')}: check which is meant.`,
    ),
  }
}

function jsonColumns(rows: readonly Values[]): string[] {
  const names = new Set<string>()
  for (const row of rows) {
    for (const [name, value] of row) {
      const isInner = typeof value === 'object' && value !== null && !Array.isArray(value)
      if (!isInner && names.size < JSON_COLUMNS_MAX) names.add(name)
    }
  }
  return [...names]
}
