import { expect, test } from 'vitest'
import { bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { CUSTOM_REPORTS_MAX, CustomReportDefinition } from '../contract/custom-reports.ts'
import { newUlidUuid } from '../platform/id.ts'
import { inAccount, readInAccount } from '../platform/sql.ts'
import { countCustomReports, saveCustomReport } from './custom-reports.sql.ts'
import { createCustomReport } from './save-custom-report.action.ts'

const { sql } = await testDatabase()
await bootstrap(sql, { companyId: 'Sh0p42' })
const NOW = new Date('2026-05-04T12:00:00Z')
const definition = CustomReportDefinition.parse({
  metrics: [{ metric_id: 'ORDER', measurement: 'count' }],
  timeframe: { key: 'last_7_days' },
  interval: 'day',
  group_by: null,
  filters: [],
  shown_as: 'line',
})

test('of many who keep a report at the same time, no more succeed than there is room for', async () => {
  await createRawAccount(
    sql,
    { id: 'KEEPER', createdAt: NOW },
    [{ id: 'ORDER', name: 'Placed Order' }],
    [],
  )
  await inAccount(sql, 'KEEPER', async (tx) => {
    for (let nth = 0; nth < CUSTOM_REPORTS_MAX - 2; nth += 1) {
      await saveCustomReport(tx, 'KEEPER', {
        reportId: newUlidUuid(NOW),
        name: `Report ${nth}`,
        definition,
        schedule: null,
        nextSendAt: null,
        lastSentAt: null,
        failure: null,
        createdAt: NOW,
        updatedAt: NOW,
      })
    }
  })
  const wanted = { name: 'One more', definition, schedule: null }
  const answers = await Promise.allSettled(
    Array.from({ length: 4 }, () => createCustomReport(sql, 'KEEPER', wanted, NOW)),
  )
  expect(answers.map((one) => one.status).toSorted()).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
  ])
  const count = await readInAccount(sql, 'KEEPER', (tx) => countCustomReports(tx, 'KEEPER'))
  expect(count).toBe(CUSTOM_REPORTS_MAX)
})
