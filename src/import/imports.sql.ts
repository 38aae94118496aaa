import type { FilterTerm } from '../contract/filter.ts'
import type { Mapping } from '../contract/imports.ts'
import { passing } from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import type { Db, Fragment, Tx } from '../platform/sql.ts'
import type { Position } from './file-rows.ts'
import { addedCounts, type ImportRow, type StoredShape, type Tally } from './import.ts'

const COLUMNS = (tx: Db) => tx`
  i.import_id as "importId", i.kind, i.format, i.file_name as "fileName", i.encoding,
  i.delimiter, i.has_header as "hasHeader", i.mapping, i.status, i.phase, i.shape, i.parts,
  i.bytes_total as "bytesTotal", i.bytes_read as "bytesRead", i.row_number as "rowNumber",
  i.last_order as "lastOrder", i.rows_read as "rowsRead", i.rows_refused as "rowsRefused",
  i.lines_staged as "linesStaged", i.lines_recorded as "linesRecorded",
  i.refused_by_code as "refusedByCode", i.recorded, i.recorded_by_metric as "recordedByMetric",
  i.already_known as "alreadyKnown", i.profiles_created as "profilesCreated",
  i.profiles_changed as "profilesChanged", i.error, i.created_by as "createdBy",
  i.created_at as "createdAt", i.started_at as "startedAt", i.finished_at as "finishedAt",
  i.content_expires_at as "contentExpiresAt", i.list_id as "listId"`

const ABANDONED_MAX = 100

export type NewImport = Pick<
  ImportRow,
  | 'importId'
  | 'kind'
  | 'format'
  | 'fileName'
  | 'encoding'
  | 'delimiter'
  | 'hasHeader'
  | 'mapping'
  | 'listId'
  | 'createdBy'
  | 'createdAt'
  | 'contentExpiresAt'
>

export async function insertImport(tx: Tx, accountId: string, row: NewImport): Promise<void> {
  await tx`
    insert into imports (account_id, import_id, kind, format, file_name, encoding, delimiter,
                         has_header, mapping, list_id, created_by, created_at,
                         content_expires_at)
    values (${accountId}, ${row.importId}, ${row.kind}, ${row.format}, ${row.fileName},
            ${row.encoding}, ${row.delimiter}, ${row.hasHeader}, ${json(row.mapping)}::text::jsonb,
            ${row.listId}, ${row.createdBy}, ${row.createdAt}, ${row.contentExpiresAt})`
}

export async function findImport(
  tx: Tx,
  accountId: string,
  importId: string,
): Promise<ImportRow | undefined> {
  const [row] = await tx<ImportRow[]>`
    select ${COLUMNS(tx)}
    from imports i
    where i.account_id = ${accountId}
      and i.import_id = ${importId}`
  return row
}

/** As `findImport`, and nobody else changes it until the transaction ends. */
export async function lockImport(
  tx: Tx,
  accountId: string,
  importId: string,
): Promise<ImportRow | undefined> {
  const [row] = await tx<ImportRow[]>`
    select ${COLUMNS(tx)}
    from imports i
    where i.account_id = ${accountId}
      and i.import_id = ${importId}
    for update`
  return row
}

/** Newest first, one more than the page holds. */
export function listImports(
  tx: Tx,
  accountId: string,
  list: { filter: readonly FilterTerm[]; page: Page },
): Promise<ImportRow[]> {
  const { cursor, size } = list.page
  const backwards = cursor?.backwards ?? false
  const after = cursor ? tx`and i.import_id ${backwards ? tx`>` : tx`<`} ${cursor.id}` : tx``
  // The id begins with the time of creation, so the primary key is the order of the list.
  return tx<ImportRow[]>`
    select ${COLUMNS(tx)}
    from imports i
    where i.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => condition(tx, term))}
      ${after}
    order by i.import_id ${backwards ? tx`asc` : tx`desc`}
    limit ${size + 1}`
}

function condition(tx: Tx, { field, value }: FilterTerm): Fragment {
  const values = (Array.isArray(value) ? value : [value]).map(String)
  return field === 'kind' ? tx`i.kind = any (${values})` : tx`i.status = any (${values})`
}

export type ImportChange = {
  fileName: string
  encoding: string
  delimiter: string
  hasHeader: boolean
  mapping: Mapping | null
}

export async function updateSettings(
  tx: Tx,
  accountId: string,
  importId: string,
  change: ImportChange,
): Promise<void> {
  await tx`
    update imports
    set file_name = ${change.fileName}, encoding = ${change.encoding},
        delimiter = ${change.delimiter}, has_header = ${change.hasHeader},
        mapping = ${json(change.mapping)}::text::jsonb
    where account_id = ${accountId}
      and import_id = ${importId}`
}

/** Back to the beginning of the file: numbers, report and staged lines are forgotten. */
export async function resetProgress(tx: Tx, accountId: string, importId: string): Promise<void> {
  await tx`
    delete from import_order_lines
    where account_id = ${accountId}
      and import_id = ${importId}`
  await tx`
    delete from import_refused_rows
    where account_id = ${accountId}
      and import_id = ${importId}`
  await tx`
    update imports
    set status = 'draft', phase = 'read', shape = null, bytes_read = 0, row_number = 0,
        last_order = null, rows_read = 0, rows_refused = 0, lines_staged = 0, lines_recorded = 0,
        refused_by_code = '{}', recorded = 0, recorded_by_metric = '{}', already_known = 0,
        profiles_created = 0, profiles_changed = 0, error = null, started_at = null,
        finished_at = null
    where account_id = ${accountId}
      and import_id = ${importId}`
}

/** Store a part, in the place of an earlier one with its number. */
export async function putPart(
  tx: Tx,
  accountId: string,
  importId: string,
  part: { number: number; content: Uint8Array },
): Promise<void> {
  await tx`
    insert into import_parts (account_id, import_id, part, content)
    values (${accountId}, ${importId}, ${part.number}, ${Buffer.from(part.content)})
    on conflict (account_id, import_id, part) do update set content = excluded.content`
}

export type StoredParts = { parts: number; bytes: number; last: number }

/** How many parts there are, their size together, and the highest number. */
export async function measureParts(
  tx: Tx,
  accountId: string,
  importId: string,
): Promise<StoredParts> {
  const [row] = await tx<StoredParts[]>`
    select count(*) as parts, coalesce(sum(octet_length(p.content)), 0) as bytes,
           coalesce(max(p.part), 0) as last
    from import_parts p
    where p.account_id = ${accountId}
      and p.import_id = ${importId}`
  return row ?? { parts: 0, bytes: 0, last: 0 }
}

export async function updateSize(
  tx: Tx,
  accountId: string,
  importId: string,
  size: Pick<StoredParts, 'parts' | 'bytes'>,
): Promise<void> {
  await tx`
    update imports
    set parts = ${size.parts}, bytes_total = ${size.bytes}
    where account_id = ${accountId}
      and import_id = ${importId}`
}

/** Number and size of each part, in their order. */
export function listParts(
  tx: Tx,
  accountId: string,
  importId: string,
): Promise<Array<{ part: number; bytes: number }>> {
  return tx<Array<{ part: number; bytes: number }>>`
    select p.part, octet_length(p.content) as bytes
    from import_parts p
    where p.account_id = ${accountId}
      and p.import_id = ${importId}
    order by p.part`
}

export async function readPart(
  tx: Tx,
  accountId: string,
  importId: string,
  part: number,
): Promise<Buffer | undefined> {
  const [row] = await tx<Array<{ content: Buffer }>>`
    select p.content
    from import_parts p
    where p.account_id = ${accountId}
      and p.import_id = ${importId}
      and p.part = ${part}`
  return row?.content
}

export async function setQueued(
  tx: Tx,
  accountId: string,
  importId: string,
  start: { shape: StoredShape; from: Position; now: Date; wallNow: Date },
): Promise<void> {
  await tx`
    update imports
    set status = 'queued', shape = ${JSON.stringify(start.shape)}::text::jsonb, error = null,
        bytes_read = ${start.from.bytes}, row_number = ${start.from.rowNumber},
        worked_at = ${start.wallNow}, started_at = coalesce(started_at, ${start.now}), finished_at = null
    where account_id = ${accountId}
      and import_id = ${importId}`
}

/** A queued import begins; one that was cancelled meanwhile does not. */
export async function setRunning(
  tx: Tx,
  accountId: string,
  importId: string,
  workedAt: Date,
): Promise<void> {
  await tx`
    update imports
    set status = 'running', worked_at = ${workedAt}
    where account_id = ${accountId}
      and import_id = ${importId}
      and status = 'queued'`
}

export async function setFinished(
  tx: Tx,
  accountId: string,
  importId: string,
  end: { status: 'complete' | 'cancelled' | 'failed'; error?: string; now: Date },
): Promise<void> {
  await tx`
    update imports
    set status = ${end.status}, error = ${end.error ?? null}, finished_at = ${end.now}
    where account_id = ${accountId}
      and import_id = ${importId}`
}

/** Where a step ended, and what it did. Written in the step's own transaction. */
export type Progress = Pick<
  ImportRow,
  'phase' | 'bytesRead' | 'rowNumber' | 'lastOrder' | 'linesStaged' | 'linesRecorded'
>

export async function addProgress(
  tx: Tx,
  { accountId, workedAt }: { accountId: string; workedAt: Date },
  before: ImportRow,
  step: { progress: Progress; tally: Tally },
): Promise<void> {
  const { progress, tally } = step
  const refused = addedCounts(before.refusedByCode, tally.refusedByCode)
  const byMetric = addedCounts(before.recordedByMetric, tally.recordedByMetric)
  await tx`
    update imports
    set worked_at = ${workedAt}, phase = ${progress.phase}, bytes_read = ${progress.bytesRead},
        row_number = ${progress.rowNumber}, last_order = ${progress.lastOrder},
        lines_staged = ${progress.linesStaged}, lines_recorded = ${progress.linesRecorded},
        rows_read = rows_read + ${tally.rowsRead},
        rows_refused = rows_refused + ${tally.rowsRefused},
        refused_by_code = ${JSON.stringify(refused)}::text::jsonb,
        recorded = recorded + ${tally.recorded},
        recorded_by_metric = ${JSON.stringify(byMetric)}::text::jsonb,
        already_known = already_known + ${tally.alreadyKnown},
        profiles_created = profiles_created + ${tally.profilesCreated},
        profiles_changed = profiles_changed + ${tally.profilesChanged}
    where account_id = ${accountId}
      and import_id = ${before.importId}`
}

/** Imports that are under way, but nobody has worked on since then. */
export function findAbandoned(
  tx: Tx,
  since: Date,
): Promise<Array<{ accountId: string; importId: string }>> {
  return tx<Array<{ accountId: string; importId: string }>>`
    select i.account_id as "accountId", i.import_id as "importId"
    from imports i
    where i.status in ('queued', 'running')
      and i.worked_at < ${since}
    order by i.worked_at
    limit ${ABANDONED_MAX}`
}

/** Answers whether there was one. Content, staged lines and report go with it. */
export async function deleteImportRow(
  tx: Tx,
  accountId: string,
  importId: string,
): Promise<boolean> {
  const deleted = await tx`
    delete from imports
    where account_id = ${accountId}
      and import_id = ${importId}`
  return deleted.count > 0
}

/** Forget content that was kept long enough, and lines that wait for nothing. */
export async function forgetContent(tx: Tx, now: Date): Promise<number> {
  const expired = await tx<Array<{ accountId: string; importId: string }>>`
    update imports
    set parts = 0, bytes_total = 0
    where content_expires_at <= ${now}
      and parts > 0
      and status not in ('queued', 'running')
    returning account_id as "accountId", import_id as "importId"`
  for (const { accountId, importId } of expired) {
    await tx`
      delete from import_parts
      where account_id = ${accountId}
        and import_id = ${importId}`
    await tx`
      delete from import_order_lines
      where account_id = ${accountId}
        and import_id = ${importId}`
  }
  return expired.length
}

/** Currency and zone for suggestions. */
export async function findAccountHints(
  tx: Tx,
  accountId: string,
): Promise<{ currency: string; timeZone: string } | undefined> {
  const [row] = await tx<Array<{ currency: string; timeZone: string }>>`
    select a.currency, a.timezone as "timeZone"
    from accounts a
    where a.account_id = ${accountId}`
  return row
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}
