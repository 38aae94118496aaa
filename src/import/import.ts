import { z } from 'zod'
import type {
  IMPORT_DELIMITERS,
  IMPORT_ENCODINGS,
  ImportFormat,
  ImportKind,
  ImportStatus,
  Mapping,
} from '../contract/imports.ts'
import { DAY_MS } from '../platform/time.ts'

/** How long uploaded content is kept. Files hold personal data; the report outlives them. */
export const CONTENT_KEPT_MS = 30 * DAY_MS

/** What was found out about a file when its import started: every step reads it the same way. */
export const StoredShape = z.object({
  encoding: z.enum(['utf-8', 'windows-1252']),
  delimiter: z.enum([',', ';', '\t', '|']),
  hasHeader: z.boolean(),
  /** Of a CSV file. */
  columns: z.array(z.string()),
})
export type StoredShape = z.output<typeof StoredShape>

/** One import, as it is stored. */
export interface ImportRow {
  importId: string
  kind: ImportKind
  format: ImportFormat
  fileName: string
  encoding: (typeof IMPORT_ENCODINGS)[number]
  delimiter: (typeof IMPORT_DELIMITERS)[number]
  hasHeader: boolean
  mapping: Mapping | null
  status: ImportStatus
  phase: 'read' | 'record'
  shape: StoredShape | null
  parts: number
  bytesTotal: number
  bytesRead: number
  rowNumber: number
  lastOrder: string | null
  rowsRead: number
  rowsRefused: number
  linesStaged: number
  linesRecorded: number
  refusedByCode: Record<string, number>
  recorded: number
  recordedByMetric: Record<string, number>
  alreadyKnown: number
  profilesCreated: number
  profilesChanged: number
  error: string | null
  /** The list that people are put on. */
  listId: string | null
  createdBy: string
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  contentExpiresAt: Date
}

/** True while a step may be under way: content and mapping must not change then. */
export function isUnderWay({ status }: Pick<ImportRow, 'status'>): boolean {
  return status === 'queued' || status === 'running'
}

/** How much of the work is done, 0 to 1. Orders are read first and recorded then. */
export function progressOf(row: ImportRow): number {
  if (row.status === 'complete') return 1
  const read = row.bytesTotal === 0 ? 0 : row.bytesRead / row.bytesTotal
  if (row.kind !== 'orders') return read
  const recorded = row.linesStaged === 0 ? 0 : row.linesRecorded / row.linesStaged
  return row.phase === 'read' ? read / 2 : 0.5 + recorded / 2
}

/** What one step adds to the numbers of an import. */
export interface Tally {
  rowsRead: number
  rowsRefused: number
  refusedByCode: Map<string, number>
  recorded: number
  recordedByMetric: Map<string, number>
  alreadyKnown: number
  profilesCreated: number
  profilesChanged: number
}

export function emptyTally(): Tally {
  return {
    rowsRead: 0,
    rowsRefused: 0,
    refusedByCode: new Map(),
    recorded: 0,
    recordedByMetric: new Map(),
    alreadyKnown: 0,
    profilesCreated: 0,
    profilesChanged: 0,
  }
}

/** The counts with those of a step added. */
export function addedCounts(
  before: Readonly<Record<string, number>>,
  more: ReadonlyMap<string, number>,
): Record<string, number> {
  const sum = new Map(Object.entries(before))
  for (const [key, count] of more) sum.set(key, (sum.get(key) ?? 0) + count)
  return Object.fromEntries(sum)
}

export function countOne(counts: Map<string, number>, key: string, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
