import { ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import { type ImportRow, progressOf } from './import.ts'

/** An import as the API shows it. */
export function importResource(row: ImportRow): Resource {
  return {
    type: 'import',
    id: ulidOf(row.importId),
    attributes: {
      kind: row.kind,
      format: row.format,
      file_name: row.fileName,
      encoding: row.encoding,
      delimiter: row.delimiter,
      has_header: row.hasHeader,
      status: row.status,
      mapping: row.mapping,
      phase: row.phase,
      progress: Math.round(progressOf(row) * 1_000) / 1_000,
      parts: row.parts,
      bytes_total: row.bytesTotal,
      bytes_read: row.bytesRead,
      rows_read: row.rowsRead,
      rows_refused: row.rowsRefused,
      refused_by_code: row.refusedByCode,
      recorded: row.recorded,
      recorded_by_metric: row.recordedByMetric,
      already_known: row.alreadyKnown,
      profiles_created: row.profilesCreated,
      profiles_changed: row.profilesChanged,
      error: row.error,
      list_id: row.listId,
      created_by: row.createdBy,
      created_at: isoSeconds(row.createdAt),
      started_at: row.startedAt && isoSeconds(row.startedAt),
      finished_at: row.finishedAt && isoSeconds(row.finishedAt),
      content_expires_at: isoSeconds(row.contentExpiresAt),
    },
  }
}
