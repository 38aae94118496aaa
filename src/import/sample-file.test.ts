import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkMapping } from './check-mapping.ts'
import type { OpenFile } from './file-rows.ts'
import { orderMapping } from './import-fixtures.ts'
import { firstRows, openFile } from './open-file.ts'
import { previewRows } from './preview.ts'
import { rowReader } from './read-row.ts'
import { sampleFile } from './sample-file.ts'

const orders = readFileSync(new URL('../../test/data/orders-sample.csv', import.meta.url))
const csv = { format: 'csv', encoding: 'auto', delimiter: 'auto', hasHeader: true } as const
const jsonl = { ...csv, format: 'jsonl' } as const
const hints = { currency: 'GBP', timeZone: 'Europe/London' }
const now = new Date('2026-06-01T12:00:00Z')

function opener(content: string | Uint8Array): OpenFile {
  const bytes = Buffer.from(content)
  return async function* (from) {
    yield bytes.subarray(from)
  }
}

function sampled(
  content: string | Uint8Array,
  kind: 'orders' | 'events' | 'profiles',
  wishes: typeof csv | typeof jsonl = csv,
) {
  return sampleFile(opener(content), Buffer.from(content), { wishes, kind, hints })
}

describe('the suggested mapping', () => {
  test('of an export of order lines is complete', async () => {
    const sample = await sampled(orders, 'orders')
    expect(sample.suggested_mapping).toEqual(orderMapping)
    expect(sample.rows).toHaveLength(20)
    expect(sample.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'InvoiceNo text',
      'StockCode text',
      'Description text',
      'Quantity number',
      'InvoiceDate date',
      'UnitPrice number',
      'CustomerID number',
      'Country text',
    ])
    expect(sample.notes).toEqual([])
  })

  test('says so when day and month cannot be told apart, and prefers the shorter period', async () => {
    const content = 'email,date\na@b.de,12-01-2010\nc@d.de,12-05-2010\n'
    const sample = await sampled(content, 'events')
    expect(sample.columns[1]?.time_formats).toEqual(['MM-DD-YYYY', 'DD-MM-YYYY'])
    expect(sample.notes[0]).toContain('MM-DD-YYYY or DD-MM-YYYY')
  })

  test('of a German list of customers', async () => {
    const content = Buffer.from(
      'Vorname;Nachname;E-Mail;PLZ;Ort;Land;Umsatz;Kunde seit\n' +
        'Zoë;Groß;zoe@laden.test;01067;Köln;Deutschland;1.234,50;31.01.2020\n',
      'latin1',
    )
    const sample = await sampled(content, 'profiles')
    expect(sample.shape).toMatchObject({ encoding: 'windows-1252', delimiter: ';' })
    expect(sample.suggested_mapping).toMatchObject({
      numbers: 'comma',
      profile: {
        identifiers: { email: 'E-Mail' },
        fields: { first_name: 'Vorname', last_name: 'Nachname' },
        location: { zip: 'PLZ', city: 'Ort', country: 'Land' },
        properties: [
          { column: 'Umsatz', type: 'number' },
          { column: 'Kunde seit', type: 'date', format: 'DD.MM.YYYY' },
        ],
      },
    })
  })

  test('of nested JSON Lines names the paths; lines of the API need none', async () => {
    const line = { customer: { email: 'a@b.de' }, at: 1_291_191_960, event: 'Viewed', tags: ['x'] }
    expect((await sampled(JSON.stringify(line), 'events', jsonl)).suggested_mapping).toMatchObject({
      metric: { column: 'event' },
      profile: { identifiers: { email: 'customer.email' } },
      time: { column: 'at', format: 'unix' },
      properties: [{ column: 'tags', type: 'list' }],
    })
    const api = JSON.stringify({ type: 'profile', attributes: { email: 'a@b.de' } })
    expect(await sampled(api, 'profiles', jsonl)).toMatchObject({
      is_api_shape: true,
      suggested_mapping: null,
    })
  })

  test('is none when nobody is named', async () => {
    expect((await sampled('a,b\n1,2\n', 'profiles')).suggested_mapping).toBeNull()
  })
})

test.each([
  ['', /empty/],
  [Buffer.from([0xff, 0xfe, 65, 0]), /UTF-16/],
  [Buffer.from('PK\u0003\u0004'), /workbook/],
  [Buffer.from('a,b\n\u0000'), /binary/],
])('a file that is not text is refused: %j', async (content, why) => {
  await expect(sampled(content, 'orders')).rejects.toThrow(why)
})

describe('a mapping', () => {
  const columns =
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'
  test('that fits is accepted', () => {
    expect(() => checkMapping(orderMapping, 'orders', columns.split(','))).not.toThrow()
  })

  test('that names a missing column is refused with its place', () => {
    const mapping = { ...orderMapping, order_id: 'Order' }
    const problem = (() => {
      try {
        checkMapping(mapping, 'orders', columns.split(','))
      } catch (error) {
        return error
      }
      return undefined
    })()
    expect(problem).toMatchObject({
      status: 400,
      details: [
        {
          source: { pointer: '/data/attributes/mapping/order_id' },
          detail: expect.stringContaining("no column 'Order'"),
        },
      ],
    })
  })

  test('of another kind, or with a time format that is none, is refused', () => {
    expect(() => checkMapping(orderMapping, 'events', null)).toThrow(/is of events/)
    const time = { ...orderMapping.time, format: 'HH:mm' }
    expect(() => checkMapping({ ...orderMapping, time }, 'orders', null)).toThrow(/must name year/)
  })
})

describe('the preview', () => {
  async function preview(max: number) {
    const opened = await openFile(opener(orders), orders, csv)
    const { rows, isWhole } = await firstRows(opener(orders), opened, max)
    return previewRows(rows, rowReader('orders', orderMapping), {
      mapping: orderMapping,
      now,
      isWhole,
    })
  }

  test('shows orders as they would be recorded, and refused rows', async () => {
    const whole = await preview(200)
    expect(whole.rows_read).toBe(49)
    expect(whole.events).toHaveLength(52)
    expect(whole.refused).toHaveLength(11)
    expect(whole.refused[0]).toMatchObject({ row_number: 8, code: 'no-profile' })
    expect(whole.events[0]).toMatchObject({
      row_numbers: [2, 3, 4],
      metric: 'Placed Order',
      unique_id: '700001',
      value: 61.14,
      currency: 'GBP',
      profile: { external_id: '9001', location: { country: 'United Kingdom' } },
    })
  })

  test('leaves out an order that may go on beyond the first rows', async () => {
    const some = await preview(5)
    expect(some.events).toHaveLength(4)
  })
})
