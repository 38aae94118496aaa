import { pino } from 'pino'
import type { ImportFormat, ImportKind, Mapping, OrderMapping } from '../contract/imports.ts'
import { accountClock } from '../platform/clock.ts'
import { inEveryAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { createImport, startImport, storePart } from './change-import.action.ts'
import type { ImportRow } from './import.ts'
import { findImport } from './imports.sql.ts'
import { runImportJob } from './run-import.job.ts'

// For tests only: a shop, its files, and a worker that does one thing.

export const SHOP = 'SHOP01'
export const SHOP_NOW = new Date('2026-06-01T12:00:00Z')

/** What the console would send for the export of a shop that writes one line per order line. */
export const orderMapping: OrderMapping = {
  kind: 'orders',
  numbers: 'point',
  order_id: 'InvoiceNo',
  cancelled_when: { column: 'InvoiceNo', starts_with: 'C' },
  profile: {
    identifiers: { external_id: 'CustomerID' },
    fields: {},
    location: { country: 'Country' },
    properties: [],
  },
  time: { column: 'InvoiceDate', format: 'MM-DD-YYYY HH:mm', zone: 'Europe/London' },
  currency: { fixed: 'GBP' },
  item: {
    sku: 'StockCode',
    product_id: null,
    name: 'Description',
    quantity: 'Quantity',
    unit_price: 'UnitPrice',
    properties: [],
  },
  order_value: null,
  properties: [],
  metrics: {
    placed: 'Placed Order',
    cancelled: 'Cancelled Order',
    ordered_product: 'Ordered Product',
  },
}

export async function openShop(sql: Sql, accountId = SHOP): Promise<void> {
  await inEveryAccount(
    sql,
    (tx) => tx`
      insert into accounts (account_id, name, timezone, currency, created_at)
      values (${accountId}, 'Shop', 'Europe/London', 'GBP', ${SHOP_NOW})`,
  )
}

export interface Upload {
  kind: ImportKind
  content: Uint8Array | string
  mapping?: Mapping | null
  format?: ImportFormat
  fileName?: string
  partBytes?: number
  listId?: string | null
}

/** Create, upload and start an import. Nothing is imported before a worker does it. */
export async function uploaded(sql: Sql, upload: Upload, accountId = SHOP): Promise<ImportRow> {
  const { kind, mapping = null, format = 'csv', fileName = 'file', listId = null } = upload
  const { partBytes = 4_000_000 } = upload
  const times = { now: SHOP_NOW, wallNow: SHOP_NOW }
  const created = await createImport(
    sql,
    accountId,
    {
      kind,
      format,
      fileName,
      encoding: 'auto',
      delimiter: 'auto',
      hasHeader: true,
      mapping,
      listId,
      createdBy: 'test',
    },
    times,
  )
  const ref = { accountId, importId: created.importId, shownId: created.importId }
  const bytes = Buffer.from(upload.content)
  for (let at = 0, number = 1; at < bytes.length; at += partBytes, number += 1) {
    await storePart(sql, ref, { number, content: bytes.subarray(at, at + partBytes) })
  }
  return startImport(sql, ref, times)
}

/** Work on an import until nothing is left to do. */
export async function worked(
  sql: Sql,
  { importId }: Pick<ImportRow, 'importId'>,
  accountId = SHOP,
): Promise<ImportRow> {
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' })
  const clock = accountClock(sql)
  for (;;) {
    await runImportJob.run({ accountId, importId }, { sql, clock, log })
    const row = await readInAccount(sql, accountId, (tx) => findImport(tx, accountId, importId))
    if (!row) throw new Error('the import is gone')
    if (row.status !== 'queued' && row.status !== 'running') return row
  }
}
