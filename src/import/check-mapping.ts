import type { ImportFormat, ImportKind, Mapping } from '../contract/imports.ts'
import { invalidDetail, Problem, type ProblemDetail, quote } from '../platform/problem.ts'
import { TimeFormatError, timeParser } from './parse-time.ts'
import { templateColumns } from './read-event.ts'

/**
 * Refuse a mapping that cannot be followed: of another kind, with a column that the file does not
 * have, or a time format that is none.
 *
 * @param columns of the file; null when they are not known yet, or differ from line to line
 * @throws Problem 400 with a pointer to each fault
 */
export function checkMapping(
  mapping: Mapping,
  kind: ImportKind,
  columns: readonly string[] | null,
): void {
  if (mapping.kind !== kind) {
    throw new Problem(
      400,
      invalidDetail(
        `${POINTER}/kind`,
        `The mapping is for ${mapping.kind}, the import is of ${kind}.`,
        `Send a mapping with "kind": "${kind}".`,
      ),
    )
  }
  const known = columns && new Set(columns)
  const faults: ProblemDetail[] = []
  walk(mapping, POINTER, (pointer, name, value) => {
    if (name === 'format') faults.push(...formatFault(pointer, value))
    else if (known && name === 'template') {
      for (const column of templateColumns(value)) {
        if (!known.has(column)) faults.push(columnFault(pointer, column, known))
      }
    } else if (known && isColumn(pointer, name) && !known.has(value)) {
      faults.push(columnFault(pointer, value, known))
    }
  })
  if (faults.length > 0) throw new Problem(400, faults.slice(0, FAULTS_MAX))
}

const POINTER = '/data/attributes/mapping'
const FAULTS_MAX = 20
const NAMES_SHOWN_MAX = 20

/** A mapping is needed unless the lines say what they are. */
export function needsMapping(kind: ImportKind, format: ImportFormat): boolean {
  return format === 'csv' || kind === 'orders'
}

export function missingMapping(kind: ImportKind): Problem {
  return new Problem(
    400,
    invalidDetail(
      POINTER,
      `The import of ${kind} has no mapping yet.`,
      'Say which column means what: PATCH the import, for example with its suggested mapping.',
    ),
  )
}

function walk(
  value: unknown,
  pointer: string,
  visit: (pointer: string, name: string, text: string) => void,
): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    const here = `${pointer}/${name}`
    if (typeof inner === 'string') visit(here, name, inner)
    else walk(inner, here, visit)
  }
}

// Where a text in a mapping is the name of a column without saying so.
const COLUMN_PLACES =
  /\/(?:column|order_id|order_value|value|(?:identifiers|fields|location)\/\w+|item\/(?:sku|product_id|name|quantity|unit_price))$/

function isColumn(pointer: string, name: string): boolean {
  return name === 'column' || COLUMN_PLACES.test(pointer)
}

function formatFault(pointer: string, format: string): ProblemDetail[] {
  try {
    timeParser(format, 'UTC')
    return []
  } catch (error) {
    if (!(error instanceof TimeFormatError)) throw error
    return [
      invalidDetail(pointer, error.message, 'Write a format such as DD.MM.YYYY HH:mm, or iso.'),
    ]
  }
}

function columnFault(pointer: string, column: string, known: ReadonlySet<string>): ProblemDetail {
  const names = [...known].slice(0, NAMES_SHOWN_MAX).map(quote).join(', ')
  return invalidDetail(
    pointer,
    `The file has no column ${quote(column)}. It has ${names}${known.size > NAMES_SHOWN_MAX ? ', …' : ''}.`,
    'Name a column as its header does.',
  )
}
