import {
  IMPORT_BYTES_MAX,
  IMPORT_PARTS_MAX,
  type ImportFormat,
  type ImportKind,
} from '../contract/imports.ts'
import { newUlidUuid } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { conflict, invalid, notFound, Problem, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { findGroup } from '../segment/groups.sql.ts'
import { checkMapping, missingMapping, needsMapping } from './check-mapping.ts'
import { CONTENT_KEPT_MS, type ImportRow, isUnderWay, StoredShape } from './import.ts'
import { RUN_IMPORT } from './import-jobs.ts'
import {
  deleteImportRow,
  findImport,
  type ImportChange,
  insertImport,
  lockImport,
  measureParts,
  putPart,
  resetProgress,
  setFinished,
  setQueued,
  updateSettings,
  updateSize,
} from './imports.sql.ts'
import { openFile, storedShape } from './open-file.ts'
import { storedFile } from './stored-file.sql.ts'

/** Which import, and as the API names it. */
export interface ImportRef {
  accountId: string
  importId: string
  /** For messages. */
  shownId: string
}

export type ImportToCreate = Pick<
  ImportRow,
  'fileName' | 'encoding' | 'delimiter' | 'hasHeader' | 'mapping' | 'listId' | 'createdBy'
> & { kind: ImportKind; format: ImportFormat }

/**
 * Begin an import, without content yet.
 * @throws Problem 400 for a mapping of another kind or with a time format that is none; for a list
 *   that does not exist, or events that cannot be put on one
 */
export async function createImport(
  sql: Sql,
  accountId: string,
  settings: ImportToCreate,
  { now, wallNow }: { now: Date; wallNow: Date },
): Promise<ImportRow> {
  if (settings.mapping) checkMapping(settings.mapping, settings.kind, null)
  const importId = newUlidUuid(wallNow)
  return inAccount(sql, accountId, async (tx) => {
    if (settings.listId !== null) await checkList(tx, accountId, settings.kind, settings.listId)
    await insertImport(tx, accountId, {
      ...settings,
      importId,
      createdAt: now,
      contentExpiresAt: new Date(wallNow.getTime() + CONTENT_KEPT_MS),
    })
    return stored(tx, { accountId, importId, shownId: importId })
  })
}

async function checkList(
  tx: Tx,
  accountId: string,
  kind: ImportKind,
  listId: string,
): Promise<void> {
  const pointer = '/data/attributes/list_id'
  if (kind !== 'profiles') {
    throw invalid(
      pointer,
      `An import of ${kind} puts nobody on a list.`,
      'Leave out list_id, or import profiles.',
    )
  }
  const list = await findGroup(tx, accountId, listId)
  if (list?.kind === 'list') return
  throw invalid(
    pointer,
    `A list with id ${quote(listId)} does not exist.`,
    'Use an id from GET /api/lists.',
  )
}

/**
 * Store one part of the content. An earlier part with its number is replaced, so an upload that
 * broke off can simply be repeated.
 *
 * @throws Problem 413 when the file would be larger than IMPORT_BYTES_MAX; 409 while it is running
 */
export function storePart(
  sql: Sql,
  ref: ImportRef,
  part: { number: number; content: Uint8Array },
): Promise<ImportRow> {
  const { accountId, importId } = ref
  return inAccount(sql, accountId, async (tx) => {
    await lockIdle(tx, ref)
    await putPart(tx, accountId, importId, part)
    const size = await measureParts(tx, accountId, importId)
    if (size.bytes > IMPORT_BYTES_MAX) throw tooLarge(size.bytes)
    await resetProgress(tx, accountId, importId)
    await updateSize(tx, accountId, importId, size)
    return stored(tx, ref)
  })
}

/**
 * Change the mapping, or how the file is read. When that makes a difference, the file is read from
 * its beginning at the next start.
 *
 * @throws Problem 400 for a mapping that the file cannot follow; 409 while it is running
 */
export async function changeImport(
  sql: Sql,
  ref: ImportRef,
  change: { [K in keyof ImportChange]?: ImportChange[K] | undefined },
): Promise<ImportRow> {
  const { accountId, importId } = ref
  const row = await inAccount(sql, accountId, (tx) => lockIdle(tx, ref))
  const wanted: ImportRow = { ...row, ...withoutUndefined(change) }
  if (wanted.mapping) {
    checkMapping(wanted.mapping, wanted.kind, await columnsOf(sql, ref, wanted))
  }
  return inAccount(sql, accountId, async (tx) => {
    await lockIdle(tx, ref)
    const isReadAnew = Object.keys(withoutUndefined(change)).some((key) => key !== 'fileName')
    if (isReadAnew) await resetProgress(tx, accountId, importId)
    await updateSettings(tx, accountId, importId, wanted)
    return stored(tx, ref)
  })
}

function withoutUndefined(change: object): object {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

/** Columns to check a mapping with: null before there is content, and for JSON Lines. */
async function columnsOf(
  sql: Sql,
  { accountId, importId }: ImportRef,
  row: ImportRow,
): Promise<string[] | null> {
  if (row.parts === 0 || row.format === 'jsonl') return null
  const file = await storedFile(sql, accountId, importId)
  const { columns } = await openFile(file.open, await file.head(), row)
  return columns
}

/**
 * Queue the import. A cancelled or failed one goes on where it stopped; a complete one is read
 * again from its beginning.
 *
 * @throws Problem 400 when content or mapping are missing or do not fit; 409 while it is running
 */
export async function startImport(
  sql: Sql,
  ref: ImportRef,
  { now, wallNow }: { now: Date; wallNow: Date },
): Promise<ImportRow> {
  const { accountId, importId } = ref
  const row = await inAccount(sql, accountId, async (tx) => {
    const idle = await lockIdle(tx, ref)
    refuseGaps(await measureParts(tx, accountId, importId))
    return idle
  })
  if (row.mapping === null && needsMapping(row.kind, row.format)) throw missingMapping(row.kind)
  const file = await storedFile(sql, accountId, importId)
  const opened = await openFile(file.open, await file.head(), row)
  const columns = row.format === 'csv' ? opened.columns : null
  if (row.mapping) checkMapping(row.mapping, row.kind, columns)
  return inAccount(sql, accountId, async (tx) => {
    const idle = await lockIdle(tx, ref)
    const goesOn = (idle.status === 'cancelled' || idle.status === 'failed') && idle.shape !== null
    if (!goesOn) await resetProgress(tx, accountId, importId)
    const from = goesOn ? { bytes: idle.bytesRead, rowNumber: idle.rowNumber } : opened.start
    const shape = goesOn ? StoredShape.parse(idle.shape) : storedShape(opened)
    await setQueued(tx, accountId, importId, { shape, from, now, wallNow })
    await enqueue(tx, RUN_IMPORT, { accountId, importId })
    return stored(tx, ref)
  })
}

/** Stop after the current step. Does nothing to an import that is not under way. */
export function cancelImport(sql: Sql, ref: ImportRef, now: Date): Promise<ImportRow> {
  const { accountId, importId } = ref
  return inAccount(sql, accountId, async (tx) => {
    const row = await lockImport(tx, accountId, importId)
    if (!row) throw notFound('import', ref.shownId)
    if (isUnderWay(row)) await setFinished(tx, accountId, importId, { status: 'cancelled', now })
    return stored(tx, ref)
  })
}

/** Delete an import with its content and report. A step under way is its last. */
export async function deleteImport(sql: Sql, ref: ImportRef): Promise<void> {
  const isDeleted = await inAccount(sql, ref.accountId, (tx) =>
    deleteImportRow(tx, ref.accountId, ref.importId),
  )
  if (!isDeleted) throw notFound('import', ref.shownId)
}

async function lockIdle(tx: Tx, ref: ImportRef): Promise<ImportRow> {
  const row = await lockImport(tx, ref.accountId, ref.importId)
  if (!row) throw notFound('import', ref.shownId)
  if (!isUnderWay(row)) return row
  throw conflict(
    'import_under_way',
    `The import is ${row.status}.`,
    'Wait until it is complete, or cancel it.',
  )
}

async function stored(tx: Tx, ref: ImportRef): Promise<ImportRow> {
  const row = await findImport(tx, ref.accountId, ref.importId)
  if (!row) throw notFound('import', ref.shownId)
  return row
}

function refuseGaps({ parts, last }: { parts: number; last: number }): void {
  if (parts === 0) {
    throw conflict(
      'import_without_content',
      'The import has no content: none was uploaded, or it was forgotten.',
      'Upload the file in parts, numbered from 1.',
    )
  }
  if (parts === last) return
  throw conflict(
    'import_incomplete',
    `${parts} parts were uploaded, but the last one has number ${last}.`,
    `Upload the missing parts; there are at most ${IMPORT_PARTS_MAX}.`,
  )
}

function tooLarge(bytes: number): Problem {
  return new Problem(413, {
    code: 'payload_too_large',
    title: 'Payload too large.',
    detail: `The file would have ${bytes} bytes; ${IMPORT_BYTES_MAX} are allowed.`,
    fix: 'Split the file and import its pieces one after the other.',
    source: { pointer: '/data' },
  })
}
