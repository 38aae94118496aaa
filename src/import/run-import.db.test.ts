import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import type { EventMapping, ProfileMapping } from '../contract/imports.ts'
import { readInAccount, type Tx } from '../platform/sql.ts'
import { createList } from '../segment/change-list.action.ts'
import { cancelImport, startImport } from './change-import.action.ts'
import { openShop, orderMapping, SHOP, SHOP_NOW, uploaded, worked } from './import-fixtures.ts'

const ROOT = join(import.meta.dirname, '../..')
const own = readFileSync(join(ROOT, 'test/data/orders-sample.csv'))
const retailPath = join(ROOT, '../shared/data/online-retail-sample.csv')

const database = await testDatabase()
const { sql } = database
let account = 0
let shop = SHOP

beforeEach(async () => {
  account += 1
  shop = `SHOP${String(account).padStart(2, '0')}`
  await openShop(sql, shop)
})

function inShop<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return readInAccount(sql, shop, work)
}

async function metrics() {
  const rows = await inShop(
    (tx) => tx<{ name: string; events: number; profiles: number; value: string }[]>`
      select m.name, count(*) as events, count(distinct e.profile_id) as profiles,
             sum(e.value)::text as value
      from events e
      join metrics m using (account_id, metric_id)
      where e.account_id = ${shop}
      group by m.name`,
  )
  return Object.fromEntries(
    rows.map(({ name, events, profiles, value }) => [name, [events, profiles, value]]),
  )
}

async function count(table: 'profiles' | 'profile_changes' | 'events' | 'import_order_lines') {
  const [row] = await inShop(
    (tx) => tx<{ rows: number }[]>`
      select count(*) as rows from ${tx(table)} where account_id = ${shop}`,
  )
  return row?.rows
}

async function event(uniqueId: string) {
  const [row] = await inShop(
    (tx) => tx`
      select m.name as metric, e.occurred_at as time, e.value::text as value,
             e.value_currency as currency, e.properties, e.is_backfill as "isBackfill",
             p.external_id as customer, p.location
      from events e
      join metrics m using (account_id, metric_id)
      join profiles p using (account_id, profile_id)
      where e.account_id = ${shop} and e.unique_id = ${uniqueId}`,
  )
  return row
}

async function refusals(importId: string) {
  const rows = await inShop(
    (tx) => tx<{ row: number; code: string; reason: string }[]>`
      select row_number as row, code, reason from import_refused_rows
      where account_id = ${shop} and import_id = ${importId}
      order by row_number`,
  )
  return rows.map(({ row, code, reason }) => `${row} ${code}: ${reason}`)
}

describe('order lines', () => {
  test('become orders, cancellations and ordered products', async () => {
    const upload = { kind: 'orders' as const, content: own, mapping: orderMapping }
    const done = await worked(sql, await uploaded(sql, upload, shop), shop)

    expect(done).toMatchObject({
      status: 'complete',
      rowsRead: 49,
      rowsRefused: 11,
      refusedByCode: { 'no-profile': 11 },
      recorded: 52,
      alreadyKnown: 0,
      profilesCreated: 7,
      recordedByMetric: { 'Placed Order': 15, 'Cancelled Order': 2, 'Ordered Product': 35 },
    })
    expect(await metrics()).toEqual({
      'Placed Order': [15, 7, '795.49'],
      'Cancelled Order': [2, 2, '45.35'],
      'Ordered Product': [35, 7, '795.49'],
    })
    expect(await count('import_order_lines')).toBe(0)
  })

  test('carry items, names, the earliest time, and the country of the customer', async () => {
    const upload = { kind: 'orders' as const, content: own, mapping: orderMapping }
    await worked(sql, await uploaded(sql, upload, shop), shop)

    expect(await event('700004')).toEqual({
      metric: 'Placed Order',
      time: new Date('2026-03-01T10:02:00Z'),
      value: '29.5',
      currency: 'GBP',
      isBackfill: true,
      customer: '9003',
      location: { country: 'United Kingdom' }, // of their last order
      properties: {
        OrderId: '700004',
        ItemNames: ['PEN', 'PENCIL', 'FREE GIFT'],
        Items: [
          item('PEN-01', 'PEN', 100, 0.295, 29.5),
          item('PEN-02', 'PENCIL', 0, 1.25, 0),
          item('PEN-03', 'FREE GIFT', 1, 0, 0),
        ],
      },
    })
    expect(await event('700002_MUG-01_2')).toMatchObject({
      metric: 'Ordered Product',
      value: '2.55',
      properties: { OrderId: '700002', ...item('MUG-01', 'MUG, BLUE', 1, 2.55, 2.55) },
    })
    expect(await event('C700005')).toMatchObject({
      metric: 'Cancelled Order',
      value: '17.85',
      properties: {
        Items: [
          item('MUG-01', 'MUG, BLUE', 2, 2.55, 5.1),
          item('LMP-10', 'LAMP\nWITH SHADE', 1, 12.75, 12.75),
        ],
      },
    })
    // Half past one did not exist in London that night.
    expect(await event('700030')).toMatchObject({ time: new Date('2026-03-29T01:30:00Z') })
  })

  function item(sku: string, name: string, quantity: number, price: number, total: number) {
    return {
      ProductID: sku,
      SKU: sku,
      ProductName: name,
      Quantity: quantity,
      ItemPrice: price,
      RowTotal: total,
    }
  }

  test('loaded twice change nothing, also when the file is in another order', async () => {
    const upload = { kind: 'orders' as const, content: own, mapping: orderMapping }
    const first = await worked(sql, await uploaded(sql, upload, shop), shop)
    const before = [await metrics(), await count('profile_changes')]

    const ref = { accountId: shop, importId: first.importId, shownId: '' }
    await startImport(sql, ref, { now: SHOP_NOW, wallNow: SHOP_NOW })
    const again = await worked(sql, first, shop)
    const nothing = { recorded: 0, alreadyKnown: 52, profilesCreated: 0, profilesChanged: 0 }
    expect(again).toMatchObject({ ...nothing, rowsRefused: 11, recordedByMetric: {} })

    const other = await worked(sql, await uploaded(sql, { ...upload, partBytes: 97 }, shop), shop)
    expect(other).toMatchObject(nothing)
    expect([await metrics(), await count('profile_changes')]).toEqual(before)
  })

  test('an order is recorded whole or not at all, and its report says why', async () => {
    const content = [
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
      'A1,S1,One,1,03-01-2026 10:00,1.00,7,UK',
      'A2,S1,One,1,03-01-2026 10:00,1.00,7,UK',
      'A1,S2,Two,many,03-01-2026 10:00,1.00,7,UK',
      'A3,S1,One,1,02-30-2026 10:00,1.00,8,UK',
      'A4,S1,One,1,03-01-2026 10:00,1.00,8,UK',
      'A4,S1,One,1,03-01-2026 10:00,1.00,9,UK',
      'A5,S1,One,1,03-01-2026 10:00,1.00,,',
      'A5,S1,One,1,,1.00,9,UK',
      'broken',
      ',S1,One,1,03-01-2026 10:00,1.00,9,UK',
    ].join('\n')
    const upload = { kind: 'orders' as const, content, mapping: orderMapping }
    const done = await worked(sql, await uploaded(sql, upload, shop), shop)

    expect(done.recordedByMetric).toEqual({ 'Placed Order': 2, 'Ordered Product': 3 })
    expect(await refusals(done.importId)).toEqual([
      '2 order-incomplete: Row 4 of the same order A1 was refused.',
      "4 bad-number: Quantity is 'many', not a number.",
      "5 bad-time: InvoiceDate is '02-30-2026 10:00', not a time in the format MM-DD-YYYY HH:mm (Europe/London).",
      '6 other-profile-in-order: Rows 6 and 7 of order A4 name different customers.',
      '7 other-profile-in-order: Rows 6 and 7 of order A4 name different customers.',
      '10 wrong-cell-count: The row has 1 cells; the header has 8.',
      '11 no-order-id: InvoiceNo is empty.',
    ])
  })

  test('an order longer than one event can carry is refused, however long', async () => {
    const line = (id: string, n: number) => `${id},S${n},N,1,03-01-2026 10:00,1.00,7,UK\n`
    const header = `${own.toString().slice(1).split('\r\n', 1)[0]}\n`
    const long = Array.from({ length: 2_300 }, (_, n) => line('B2', n)).join('')
    const fits = Array.from({ length: 600 }, (_, n) => line('B1', n)).join('')
    const content = header + fits + long + line('B3', 1)
    const upload = { kind: 'orders' as const, content, mapping: orderMapping }
    const done = await worked(sql, await uploaded(sql, upload, shop), shop)
    expect(done).toMatchObject({
      status: 'complete',
      rowsRefused: 2_300,
      refusedByCode: { 'order-too-long': 2_300 },
      recordedByMetric: { 'Placed Order': 2, 'Ordered Product': 601 },
      linesRecorded: 2_901,
    })
  })

  const hasRetail = existsSync(retailPath)
  if (!hasRetail) process.stderr.write(`skipped: ${retailPath} is not here\n`)
  test.skipIf(!hasRetail)('10,000 lines of a real shop add up to the penny', async () => {
    const content = readFileSync(retailPath)
    const upload = { kind: 'orders' as const, content, mapping: orderMapping }
    const began = performance.now()
    const done = await worked(sql, await uploaded(sql, upload, shop), shop)
    const seconds = (performance.now() - began) / 1_000
    process.stderr.write(`10,000 order lines in ${seconds.toFixed(1)} s\n`)

    expect(done).toMatchObject({
      rowsRead: 10_000,
      rowsRefused: 2_291,
      refusedByCode: { 'no-profile': 2_291 },
      recorded: 401 + 43 + 7_609,
      profilesCreated: 323,
    })
    const found = await metrics()
    expect(found['Placed Order']?.slice(0, 2)).toEqual([401, 303])
    expect(Number(found['Placed Order']?.[2])).toBe(148_206.83)
    expect(found['Cancelled Order']?.slice(0, 2)).toEqual([43, 40])
    expect(found['Ordered Product']?.[0]).toBe(7_609)
    expect(await event('536591')).toMatchObject({ time: new Date('2010-12-01T16:57:00Z') })

    const changes = await count('profile_changes')
    const again = await worked(sql, await uploaded(sql, upload, shop), shop)
    expect(again).toMatchObject({
      recorded: 0,
      alreadyKnown: 401 + 43 + 7_609,
      profilesCreated: 0,
      profilesChanged: 0,
    })
    expect(await count('profile_changes')).toBe(changes)
  })
})

const eventMapping: EventMapping = {
  kind: 'events',
  numbers: 'comma',
  metric: { column: 'What' },
  profile: {
    identifiers: { email: 'Mail' },
    fields: { first_name: 'Name' },
    location: {},
    properties: [],
  },
  time: { column: 'When', format: 'DD.MM.YYYY HH:mm', zone: 'Europe/Berlin' },
  unique_id: { template: '{Mail}-{Nr}' },
  value: 'Betrag',
  currency: { fixed: 'EUR' },
  properties: [
    { column: 'Tags', name: 'Tags', type: 'list', format: 'iso', zone: 'UTC', separator: '|' },
    { column: 'Neu', name: 'IsNew', type: 'boolean', format: 'iso', zone: 'UTC', separator: ',' },
  ],
}

describe('events', () => {
  const content = [
    'Nr;Mail;Name;What;When;Betrag;Tags;Neu',
    '1;Ada@Shop.test;Ada;Viewed Product;31.05.2026 23:30;1.234,50;a|b;ja',
    '2;bo@shop.test;Bo;Added to Cart;01.06.2026 13:00;;;nein',
    '3;not an address;X;Viewed Product;01.06.2026 13:00;;;',
    '4;cy@shop.test;Cy;Viewed Product;01.06.2026 13:00;1,234.50;;',
    '5;;Dee;Viewed Product;01.06.2026 13:00;;;',
    '6;cy@shop.test;Cy;;01.06.2026 13:00;;;',
    '7;cy@shop.test;Cy;Viewed Product;01.06.2028 13:00;;;',
  ].join('\r\n')

  test('one a row; older ones start no flow; each refused row says why', async () => {
    // Sandbox clocks do not matter here: the clock of this shop is the machine's.
    const upload = { kind: 'events' as const, content, mapping: eventMapping }
    const done = await worked(sql, await uploaded(sql, upload, shop), shop)
    expect(done).toMatchObject({
      recorded: 2,
      rowsRefused: 5,
      profilesCreated: 2,
      recordedByMetric: { 'Viewed Product': 1, 'Added to Cart': 1 },
    })
    expect(await event('Ada@Shop.test-1')).toMatchObject({
      time: new Date('2026-05-31T21:30:00Z'),
      value: '1234.5',
      currency: 'EUR',
      properties: { Tags: ['a', 'b'], IsNew: true },
    })
    const reasons = await refusals(done.importId)
    expect(reasons.map((reason) => reason.split(':', 1)[0])).toEqual([
      '4 bad-identifier',
      '5 bad-number',
      '6 no-profile',
      '7 no-metric',
      '8 over-limit',
    ])
  })

  test('without a unique id, equal rows are one event and the file can be loaded again', async () => {
    const mapping = { ...eventMapping, unique_id: null, profile: { ...eventMapping.profile } }
    const twice = `${content}\r\n${content.split('\r\n')[1]}`
    const upload = { kind: 'events' as const, content: twice, mapping }
    expect(await worked(sql, await uploaded(sql, upload, shop), shop)).toMatchObject({
      recorded: 2,
      alreadyKnown: 1,
    })
    expect(await worked(sql, await uploaded(sql, upload, shop), shop)).toMatchObject({
      recorded: 0,
      alreadyKnown: 3,
    })
  })

  test('JSON Lines in the shape of the API need no mapping', async () => {
    const line = (attributes: object) =>
      JSON.stringify({
        type: 'event',
        attributes: {
          metric: { data: { type: 'metric', attributes: { name: 'Tasted Tea' } } },
          profile: { data: { type: 'profile', attributes: { email: 'ada@shop.test' } } },
          properties: { Tea: 'Oolong' },
          time: '2026-05-01T10:00:00Z',
          unique_id: 'tea-1',
          ...attributes,
        },
      })
    const lines = [
      line({}),
      `{"data":${line({ unique_id: 'tea-2', value: 2.5 })}}`,
      line({ time: null }),
      line({ unknown: 1 }),
      '{"type":"event"',
    ]
    const upload = { kind: 'events' as const, format: 'jsonl' as const, content: lines.join('\n') }
    const done = await worked(sql, await uploaded(sql, upload, shop), shop)
    expect(done).toMatchObject({ recorded: 2, rowsRefused: 3 })
    expect((await refusals(done.importId)).map((one) => one.split(':', 1)[0])).toEqual([
      '3 no-time',
      '4 not-acceptable',
      '5 broken-row',
    ])
    expect(await event('tea-2')).toMatchObject({ value: '2.5', isBackfill: true })
  })
})

describe('profiles', () => {
  const mapping: ProfileMapping = {
    kind: 'profiles',
    numbers: 'point',
    profile: {
      identifiers: { email: 'email', phone_number: 'phone' },
      fields: { last_name: 'last' },
      location: { city: 'city' },
      properties: [
        property('first', '$first_name', 'text'),
        property('points', 'Points', 'number'),
        property('since', 'Since', 'date'),
      ],
    },
  }
  function property(column: string, name: string, type: 'text' | 'number' | 'date') {
    return { column, name, type, format: 'iso', zone: 'UTC', separator: ',' }
  }
  const content = [
    'email,phone,first,last,city,points,since',
    'ada@shop.test,,Ada,Ames,Aachen,"1,200",2024-01-31',
    'bo@shop.test,+4930901820,Bo,,Bonn,,',
    'ada@shop.test,+4930901820,Ada,Ames,,,',
    ',030 901820,Cy,,,,',
    'dee@shop.test,,Dee,,,lots,',
  ].join('\n')

  test('are put on the list that the import names', async () => {
    const list = await createList(sql, shop, { name: 'Fair', optInProcess: undefined }, SHOP_NOW)
    const upload = { kind: 'profiles' as const, content, mapping, listId: list.groupId }
    await worked(sql, await uploaded(sql, upload, shop), shop)
    const joined = await inShop(
      (tx) => tx`
        select p.email, c.kind, c.cause
        from group_members m
        join profiles p using (account_id, profile_id)
        join group_changes c using (account_id, group_id, profile_id)
        where m.account_id = ${shop} and m.group_id = ${list.groupId}
        order by p.email`,
    )
    expect(joined).toMatchObject([
      { email: 'ada@shop.test', kind: 'joined', cause: 'manual' },
      { email: 'bo@shop.test', kind: 'joined', cause: 'manual' },
    ])
  })

  test('are created, changed or left alone, and rows that contradict are refused', async () => {
    const upload = { kind: 'profiles' as const, content, mapping }
    const done = await worked(sql, await uploaded(sql, upload, shop), shop)
    expect(done).toMatchObject({ recorded: 2, profilesCreated: 2, rowsRefused: 3 })
    expect((await refusals(done.importId)).map((one) => one.split(':', 1)[0])).toEqual([
      '4 conflicting-profile',
      '5 bad-identifier',
      '6 bad-number',
    ])
    const [ada] = await inShop(
      (tx) => tx`
        select first_name, last_name, location, properties from profiles
        where account_id = ${shop} and email = 'ada@shop.test'`,
    )
    expect(ada).toEqual({
      first_name: 'Ada',
      last_name: 'Ames',
      location: { city: 'Aachen' },
      properties: { Points: 1_200, Since: '2024-01-31' },
    })
    const again = await worked(sql, await uploaded(sql, upload, shop), shop)
    expect(again).toMatchObject({ recorded: 0, alreadyKnown: 2, profilesChanged: 0 })
  })
})

test('a cancelled import stops, and goes on where it stopped', async () => {
  const upload = { kind: 'orders' as const, content: own, mapping: orderMapping }
  const started = await uploaded(sql, upload, shop)
  const ref = { accountId: shop, importId: started.importId, shownId: '' }
  expect(await cancelImport(sql, ref, SHOP_NOW)).toMatchObject({ status: 'cancelled' })
  expect(await worked(sql, started, shop)).toMatchObject({ status: 'cancelled', recorded: 0 })
  await startImport(sql, ref, { now: SHOP_NOW, wallNow: SHOP_NOW })
  expect(await worked(sql, started, shop)).toMatchObject({ status: 'complete', recorded: 52 })
})
