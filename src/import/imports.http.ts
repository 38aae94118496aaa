import {
  cancelImport as cancelImportEndpoint,
  createImport as createImportEndpoint,
  deleteImport as deleteImportEndpoint,
  getImport,
  getImportRefusals,
  getImportRefusedRows,
  getImportSample,
  getImports,
  PREVIEW_ROWS,
  previewImport,
  startImport as startImportEndpoint,
  updateImport,
  uploadImportPart,
} from '../contract/imports.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import { pageOf } from '../platform/page.ts'
import { conflict, invalid, notFound } from '../platform/problem.ts'
import type { Sql, Tx } from '../platform/sql.ts'
import {
  cancelImport,
  changeImport,
  createImport,
  deleteImport,
  type ImportRef,
  startImport,
  storePart,
} from './change-import.action.ts'
import { checkMapping, missingMapping, needsMapping } from './check-mapping.ts'
import type { ImportRow } from './import.ts'
import { importResource } from './import-resource.ts'
import { findAccountHints, findImport, listImports } from './imports.sql.ts'
import { firstRows, openFile } from './open-file.ts'
import { previewRows } from './preview.ts'
import { rowReader } from './read-row.ts'
import { refusedReport } from './refused-report.action.ts'
import { listRefusedRows } from './refused-rows.sql.ts'
import { sampleFile } from './sample-file.ts'
import { storedFile } from './stored-file.sql.ts'

const create = implement(createImportEndpoint, async ({ body, caller, sql, now, wallNow }) => {
  const { file_name, has_header, list_id, ...attributes } = body.data.attributes
  const row = await createImport(
    sql,
    caller.accountId,
    {
      ...attributes,
      fileName: file_name,
      hasHeader: has_header,
      listId: list_id,
      createdBy: caller.actorName,
    },
    { now, wallNow },
  )
  return { data: importResource(row) }
})

const upload = implement(uploadImportPart, async (call) => {
  const row = await storePart(call.sql, refOf(call), {
    number: call.plain.part,
    content: call.body,
  })
  return { data: importResource(row) }
})

const change = implement(updateImport, async (call) => {
  const { data } = call.body
  if (data.id !== param(call, 'id')) {
    throw invalid('/data/id', 'The id of the body is not the id of the path.', 'Send one id.')
  }
  const { file_name, has_header, ...attributes } = data.attributes
  const row = await changeImport(call.sql, refOf(call), {
    ...attributes,
    fileName: file_name,
    hasHeader: has_header,
  })
  return { data: importResource(row) }
})

const start = implement(startImportEndpoint, async (call) => ({
  data: importResource(await startImport(call.sql, refOf(call), call)),
}))

const cancel = implement(cancelImportEndpoint, async (call) => ({
  data: importResource(await cancelImport(call.sql, refOf(call), call.now)),
}))

const remove = implement(deleteImportEndpoint, (call) => deleteImport(call.sql, refOf(call)))

const list = implement(getImports, (call) =>
  call.read(async (tx) => {
    const { filter, page } = call.query
    const fetched = await listImports(tx, call.caller.accountId, { filter, page })
    const { rows, next, prev } = pageOf(fetched, page, (row) => ({ key: '', id: row.importId }))
    return { data: rows.map(importResource), next, prev }
  }),
)

const one = implement(getImport, (call) =>
  call.read(async (tx) => ({ data: importResource(await existing(tx, refOf(call))) })),
)

const sample = implement(getImportSample, async (call) => {
  const ref = refOf(call)
  const { row, hints } = await call.read(async (tx) => ({
    row: await existing(tx, ref),
    hints: await findAccountHints(tx, ref.accountId),
  }))
  const file = await fileOf(call.sql, ref, row)
  const { shape, ...found } = await sampleFile(file.open, await file.head(), {
    wishes: row,
    kind: row.kind,
    hints: hints ?? { currency: null, timeZone: 'UTC' },
  })
  return {
    data: {
      type: 'import-sample',
      id: ref.shownId,
      attributes: { encoding: shape.encoding, delimiter: shape.delimiter, ...found },
    },
  }
})

const preview = implement(previewImport, async (call) => {
  const ref = refOf(call)
  const row = await call.read((tx) => existing(tx, ref))
  const mapping = call.body.data.attributes.mapping ?? row.mapping
  if (mapping === null && needsMapping(row.kind, row.format)) throw missingMapping(row.kind)
  const file = await fileOf(call.sql, ref, row)
  const opened = await openFile(file.open, await file.head(), row)
  if (mapping) checkMapping(mapping, row.kind, row.format === 'csv' ? opened.columns : null)
  const { rows, isWhole } = await firstRows(file.open, opened, PREVIEW_ROWS)
  const read = rowReader(row.kind, mapping)
  const attributes = previewRows(rows, read, { mapping, now: call.now, isWhole })
  return { data: { type: 'import-preview', id: ref.shownId, attributes: { ...attributes } } }
})

const refusals = implement(getImportRefusals, (call) =>
  call.read(async (tx) => {
    const ref = refOf(call)
    await existing(tx, ref)
    const { page } = call.query
    const fetched = await listRefusedRows(tx, ref.accountId, ref.importId, page)
    const { rows, next, prev } = pageOf(fetched, page, (row) => ({
      key: '',
      id: String(row.rowNumber),
    }))
    const data = rows.map(({ rowNumber, ...row }) => ({
      type: 'import-refused-row',
      id: `${ref.shownId}-${rowNumber}`,
      parentId: ref.shownId,
      attributes: { row_number: rowNumber, ...row },
    }))
    return { data, next, prev }
  }),
)

const report = implement(getImportRefusedRows, async (call) => {
  const ref = refOf(call)
  const row = await call.read((tx) => existing(tx, ref))
  return {
    file: refusedReport(call.sql, ref, row),
    name: `refused-rows-${ref.shownId}.csv`,
    contentType: 'text/csv; charset=utf-8',
  }
})

/** Managing imports: upload, mapping, preview, start, progress, report. */
export const importRoutes: readonly Route[] = [
  create,
  upload,
  sample,
  change,
  preview,
  start,
  cancel,
  list,
  one,
  refusals,
  report,
  remove,
]

function refOf(
  call: Pick<Call<never, unknown>, 'params'> & { caller: { accountId: string } },
): ImportRef {
  const shownId = param(call, 'id')
  const importId = uuidOf(shownId)
  if (importId === undefined) throw notFound('import', shownId)
  return { accountId: call.caller.accountId, importId, shownId: ulidOf(importId) }
}

async function existing(tx: Tx, ref: ImportRef): Promise<ImportRow> {
  const row = await findImport(tx, ref.accountId, ref.importId)
  if (!row) throw notFound('import', ref.shownId)
  return row
}

function fileOf(sql: Sql, ref: ImportRef, { parts }: ImportRow) {
  if (parts > 0) return storedFile(sql, ref.accountId, ref.importId)
  throw conflict(
    'import_without_content',
    'The import has no content yet.',
    'Upload the file in parts, numbered from 1.',
  )
}
