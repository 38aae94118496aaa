import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { accountApp, bootstrap, errorOf } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { uuidOf } from '../platform/id.ts'
import { orderMapping, worked } from './import-fixtures.ts'
import { importRoutes } from './imports.http.ts'

const COMPANY = 'Shop01'
const KEY = 'pk_test_0123456789abcdefghij'
const orders = readFileSync(new URL('../../test/data/orders-sample.csv', import.meta.url))

const { sql } = await testDatabase()
await bootstrap(sql, { apiKey: KEY, companyId: COMPANY })
const { app } = await accountApp(sql, { routes: importRoutes })

function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, data?: object) {
  return app.inject({
    method,
    url,
    headers: {
      authorization: `Klaviyo-API-Key ${KEY}`,
      ...(data ? { 'content-type': 'application/vnd.api+json' } : {}),
    },
    ...(data ? { payload: JSON.stringify({ data }) } : {}),
  })
}

function upload(id: string, part: number | string, content: Buffer, type = 'text/csv') {
  return app.inject({
    method: 'POST',
    url: `/api/x/imports/${id}/parts?part=${part}`,
    headers: { authorization: `Klaviyo-API-Key ${KEY}`, 'content-type': type },
    payload: content,
  })
}

async function created(attributes: object = {}): Promise<string> {
  const answer = await call('POST', '/api/x/imports', {
    type: 'import',
    attributes: { kind: 'orders', file_name: 'orders.csv', ...attributes },
  })
  expect(answer.statusCode).toBe(201)
  return answer.json().data.id
}

function finished(id: string) {
  return worked(sql, { importId: uuidOf(id)! }, COMPANY)
}

test('a file is uploaded in parts, sampled, mapped, previewed, started and reported', async () => {
  const id = await created()
  expect((await upload(id, 2, orders.subarray(1_000))).statusCode).toBe(200)
  expect((await upload(id, 1, orders.subarray(0, 900))).statusCode).toBe(200)
  const whole = await upload(id, 1, orders.subarray(0, 1_000), 'application/octet-stream')
  expect(whole.json().data.attributes).toMatchObject({
    status: 'draft',
    parts: 2,
    bytes_total: orders.length,
  })

  const sample = (await call('GET', `/api/x/imports/${id}/sample`)).json().data
  expect(sample.type).toBe('import-sample')
  expect(sample.attributes.columns[4]).toMatchObject({
    name: 'InvoiceDate',
    type: 'date',
    time_format: 'MM-DD-YYYY HH:mm',
  })
  const mapping = {
    ...sample.attributes.suggested_mapping,
    time: orderMapping.time,
    currency: orderMapping.currency,
  }
  expect(mapping).toEqual(orderMapping)

  const tried = await call('POST', `/api/x/imports/${id}/preview`, {
    type: 'import-preview',
    attributes: { mapping },
  })
  expect(tried.json().data.attributes.events).toHaveLength(52)
  expect((await call('GET', `/api/x/imports/${id}`)).json().data.attributes.recorded).toBe(0)

  const mapped = await call('PATCH', `/api/x/imports/${id}`, {
    type: 'import',
    id,
    attributes: { mapping },
  })
  expect(mapped.json().data.attributes.mapping).toEqual(orderMapping)

  const started = await call('POST', `/api/x/imports/${id}/start`)
  expect(started.statusCode).toBe(202)
  expect(started.json().data.attributes.status).toBe('queued')
  expect(errorOf(await upload(id, 3, orders))).toMatchObject({ code: 'import_under_way' })

  await finished(id)
  const done = (await call('GET', `/api/x/imports/${id}`)).json().data
  expect(done.attributes).toMatchObject({
    status: 'complete',
    progress: 1,
    rows_read: 49,
    rows_refused: 11,
    recorded: 52,
    refused_by_code: { 'no-profile': 11 },
  })

  const page = (await call('GET', `/api/x/imports/${id}/refusals?page[size]=10`)).json()
  expect(page.data).toHaveLength(10)
  expect(page.data[0].attributes).toMatchObject({
    row_number: 8,
    code: 'no-profile',
    reason: 'The row has no customer: CustomerID is empty.',
    fix: 'Fill CustomerID.',
  })
  const next = (await call('GET', page.links.next)).json()
  expect(next.data).toHaveLength(1)

  const report = await call('GET', `/api/x/imports/${id}/refused-rows`)
  expect(report.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(report.headers['content-disposition']).toContain(`refused-rows-${id}.csv`)
  const lines = report.body.split('\r\n')
  expect(lines).toHaveLength(13)
  expect(lines[0]).toBe(
    '\ufeffrow_number,code,reason,fix,InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
  )
  expect(lines[1]).toBe(
    '8,no-profile,The row has no customer: CustomerID is empty.,Fill CustomerID.,700003,CND-05,CANDLE,3,03-01-2026 09:00,0.2,,United Kingdom',
  )

  expect((await call('DELETE', `/api/x/imports/${id}`)).statusCode).toBe(204)
  expect((await call('GET', `/api/x/imports/${id}`)).statusCode).toBe(404)
})

test('the report of refused rows, corrected, loads with the same mapping', async () => {
  const id = await created({ mapping: orderMapping })
  await upload(id, 1, orders)
  await call('POST', `/api/x/imports/${id}/start`)
  await finished(id)
  const report = await call('GET', `/api/x/imports/${id}/refused-rows`)
  const corrected = report.body.replaceAll(/(-2026 \d\d:\d\d,[\d.]+),,/g, '$1,9999,')
  const again = await created({ mapping: orderMapping })
  await upload(again, 1, Buffer.from(corrected))
  await call('POST', `/api/x/imports/${again}/start`)
  expect(await finished(again)).toMatchObject({ rowsRead: 11, rowsRefused: 0 })
})

test('imports are listed newest first, page by page, and by status', async () => {
  const ids = [await created(), await created(), await created()]
  const first = (await call('GET', '/api/x/imports?page[size]=2')).json()
  expect(first.data.map((one: { id: string }) => one.id)).toEqual([ids[2], ids[1]])
  const second = (await call('GET', first.links.next)).json()
  expect(second.data[0].id).toBe(ids[0])
  const back = (await call('GET', second.links.prev)).json()
  expect(back.data.map((one: { id: string }) => one.id)).toEqual([ids[2], ids[1]])
  const filter = encodeURIComponent('equals(status,"complete"),equals(kind,"orders")')
  const complete = (await call('GET', `/api/x/imports?filter=${filter}`)).json()
  expect(complete.data.length).toBeGreaterThan(0)
  for (const { attributes } of complete.data) expect(attributes.status).toBe('complete')
})

describe('what cannot be done is refused with a reason', () => {
  test('starting without content, with a gap, or without a mapping', async () => {
    const id = await created()
    const start = async () => errorOf(await call('POST', `/api/x/imports/${id}/start`))
    expect(await start()).toMatchObject({ status: 409, code: 'import_without_content' })
    await upload(id, 2, orders)
    expect(await start()).toMatchObject({ status: 409, code: 'import_incomplete' })
    await upload(id, 1, Buffer.from('\n'))
    expect(await start()).toMatchObject({
      status: 400,
      detail: expect.stringContaining('no mapping yet'),
    })
  })

  test('a mapping with a column that the file does not have', async () => {
    const id = await created()
    await upload(id, 1, orders)
    const answer = await call('PATCH', `/api/x/imports/${id}`, {
      type: 'import',
      id,
      attributes: { mapping: { ...orderMapping, order_id: 'Bestellung' } },
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors[0]).toMatchObject({
      source: { pointer: '/data/attributes/mapping/order_id' },
      detail: expect.stringContaining("no column 'Bestellung'"),
    })
  })

  test('a body of the wrong kind, a part of no number, an id that is none', async () => {
    const id = await created()
    const json = await upload(id, 1, Buffer.from('{}'), 'application/json')
    expect(errorOf(json)).toMatchObject({ status: 415, code: 'unsupported_media_type' })
    expect((await upload(id, 0, orders)).statusCode).toBe(400)
    expect((await upload(id, 'x', orders)).statusCode).toBe(400)
    expect((await upload('nonsense', 1, orders)).statusCode).toBe(404)
    const raw = await app.inject({
      method: 'POST',
      url: '/api/x/imports',
      headers: { authorization: `Klaviyo-API-Key ${KEY}`, 'content-type': 'text/csv' },
      payload: 'a,b',
    })
    expect(errorOf(raw)).toMatchObject({ status: 415 })
  })

  test('a part beyond 4 MB', async () => {
    const id = await created()
    const answer = await upload(id, 1, Buffer.alloc(4 * 1024 * 1024 + 1, 'a'))
    expect(errorOf(answer)).toMatchObject({ status: 413 })
    expect((await upload(id, 1, Buffer.alloc(4 * 1024 * 1024, 'a'))).statusCode).toBe(200)
  })

  test('a workbook, when it is looked at', async () => {
    const id = await created()
    await upload(id, 1, Buffer.from('PK\u0003\u0004 not text'))
    expect(errorOf(await call('GET', `/api/x/imports/${id}/sample`))).toMatchObject({
      status: 400,
      detail: expect.stringContaining('workbook'),
    })
  })
})
