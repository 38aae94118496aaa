import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { messageServices } from '../../test/message-fixtures.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { logCatalogChanges } from '../catalog/catalog-changes.sql.ts'
import { type CatalogChange, catalogShard } from '../catalog/catalog-changes.ts'
import { FlowDefinition } from '../contract/flows.ts'
import { sendMessages } from '../message/send-messages.action.ts'
import { settleFollowers } from '../platform/follower.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { DAY_MS, HOUR_MS } from '../platform/time.ts'
import { mergeProfiles } from '../profile/merge-profiles.action.ts'
import { advanceRound } from './advance.action.ts'
import { followFlowEvents } from './follow-events.job.ts'
import { followFlowStock } from './follow-stock.job.ts'
import { guardFlowSends } from './guard-sends.action.ts'
import { createFlow, setStatus } from './save-flow.action.ts'
import { startProductFlows } from './start-product-flows.action.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'AAAAAA'
const TEN = new Date('2026-11-22T10:00:00Z')
const VIEWED = 'MetVie'
const CART = 'MetCar'
const people = Array.from({ length: 5 }, () => randomUUID())
const [ada = '', bo = '', cy = '', dee = '', eli = ''] = people
await createRawAccount(
  sql,
  { id: ACCOUNT, isSandbox: true, createdAt: TEN },
  [
    { id: VIEWED, name: 'Viewed Product' },
    { id: CART, name: 'Added to Cart' },
  ],
  people,
)
let now = TEN
const deps = {
  sql,
  clock: { now: () => Promise.resolve(now) },
  log: pino({ level: 'silent' }),
  telemetry: createTelemetry(),
}
const services = messageServices({ guards: [guardFlowSends] })
const later = (ms: number) => new Date(TEN.getTime() + ms)
const within = <T>(work: Parameters<typeof inAccount<T>>[2]) => inAccount(sql, ACCOUNT, work)

async function at(time: Date): Promise<void> {
  now = time
  await within((tx) => tx`update accounts set clock_at = ${time} where account_id = ${ACCOUNT}`)
  const followers = [followFlowEvents, followFlowStock]
  await settleFollowers(sql, followers, deps)
  while ((await advanceRound(deps)) > 0) {
    await sendMessages({ sql, services })
    await settleFollowers(sql, followers, deps)
  }
}

/** The catalogue changes; answers the changes whose jobs were put in the queue. */
async function changed(change: Partial<CatalogChange>): Promise<string[]> {
  await within((tx) => tx`delete from graphile_worker._private_jobs`)
  await within((tx) =>
    logCatalogChanges(
      tx,
      ACCOUNT,
      [
        {
          shard: catalogShard('scarf'),
          itemId: 'scarf',
          variantId: null,
          kind: 'changed',
          priceBefore: null,
          priceAfter: null,
          quantityBefore: null,
          quantityAfter: null,
          ...change,
        },
      ],
      now,
    ),
  )
  await at(now)
  const jobs = await within(
    (tx) => tx<{ changeId: string }[]>`
      select payload ->> 'changeId' as "changeId" from graphile_worker._private_jobs`,
  )
  return jobs.map((job) => job.changeId)
}

const email = (name: string, next: string | null = null) => ({
  temporary_id: name,
  type: 'send-email',
  links: { next },
  data: { status: 'live', message: { name, subject_line: name, from_email: 'shop@shop.test' } },
})

async function liveFlow(definition: object): Promise<string> {
  const actor = { kind: 'user' as const, accountId: ACCOUNT, actorId: null, actorName: 'Ada' }
  const editing = { actor, now, wallNow: now }
  const parsed = FlowDefinition.parse({ profile_filter: null, ...definition })
  const { flowId } = await createFlow(sql, ACCOUNT, { name: 'A', definition: parsed }, editing)
  await setStatus(sql, ACCOUNT, flowId, 'live', editing)
  return flowId
}

function passages(flowId: string) {
  return within(
    (tx) => tx<{ profileId: string; dueAt: Date | null; endReason: string | null }[]>`
      select profile_id as "profileId", due_at as "dueAt", end_reason as "endReason"
      from flow_enrolments where flow_id = ${flowId}
      order by flow_start, profile_id`,
  )
}

const queued = () =>
  within(
    (tx) => tx<{ profileId: string; dueAt: Date }[]>`
      select profile_id as "profileId", due_at as "dueAt" from messages
      where account_id = ${ACCOUNT} order by due_at, profile_id`,
  )

const did = (metricId: string, profileId: string, ago: number, properties: object) =>
  insertRawEvents(sql, ACCOUNT, [
    { metricId, profileId, occurredAt: later(-ago), properties: { ...properties } },
  ])

beforeEach(async () => {
  await inEveryAccount(sql, async (tx) => {
    await tx`truncate events, flows, messages, catalog_changes cascade`
    await tx`delete from follower_cursors`
  })
  await at(TEN)
})

describe('a price that drops', () => {
  const priceDrop = {
    triggers: [
      {
        type: 'price-drop',
        price_drop_amount_value: 10,
        price_drop_amount_unit: 'percent',
        audience: ['viewed'],
        timeframe_days: 30,
      },
    ],
    entry_action_id: 'cheaper',
    actions: [email('cheaper')],
  }

  test('lets those enter who looked at it lately, once each, with what happened to it', async () => {
    const flowId = await liveFlow(priceDrop)
    await did(VIEWED, ada, DAY_MS, { ProductID: 'scarf' })
    await did(VIEWED, ada, HOUR_MS, { ProductID: 'scarf' })
    await did(VIEWED, bo, DAY_MS, { Items: [{ ProductID: 'scarf' }] })
    await did(VIEWED, cy, 31 * DAY_MS, { ProductID: 'scarf' })
    await did(VIEWED, dee, DAY_MS, { ProductID: 'scarf-long' })
    await did(CART, eli, DAY_MS, { ProductID: 'scarf' })
    expect(await changed({ priceBefore: 40, priceAfter: 37 })).toHaveLength(1)
    const [changeId = ''] = await changed({ priceBefore: 40, priceAfter: 36 })
    await startProductFlows(sql, ACCOUNT, changeId)
    await startProductFlows(sql, ACCOUNT, changeId)
    await at(later(1_000))
    expect((await passages(flowId)).map((one) => one.profileId).toSorted()).toEqual(
      [ada, bo].toSorted(),
    )
    expect(await queued()).toHaveLength(2)
    const [event] = await within(
      (tx) => tx<{ properties: object }[]>`
        select e.properties from events e
        join metrics m using (account_id, metric_id)
        where m.name = 'Price Dropped' limit 1`,
    )
    expect(event?.properties).toMatchObject({
      ProductID: 'scarf',
      Price: 36,
      PreviousPrice: 40,
      PriceDropPercent: 10,
    })
  })

  test('of less than was asked for, or a rise, starts nothing', async () => {
    const flowId = await liveFlow(priceDrop)
    await did(VIEWED, ada, DAY_MS, { ProductID: 'scarf' })
    const [changeId = ''] = await changed({ priceBefore: 40, priceAfter: 37 })
    await startProductFlows(sql, ACCOUNT, changeId)
    expect(await changed({ priceBefore: 37, priceAfter: 40 })).toEqual([])
    expect(await passages(flowId)).toEqual([])
  })
})

test('stock that falls to the number lets those enter who have it in the cart', async () => {
  const flowId = await liveFlow({
    triggers: [
      {
        type: 'low-inventory',
        product_level: 'variant',
        inventory_count: 3,
        audience: ['added-to-cart'],
        timeframe_days: 7,
      },
    ],
    entry_action_id: 'scarce',
    actions: [email('scarce')],
  })
  await did(CART, ada, DAY_MS, { ProductID: 'scarf', VariantID: 'scarf-red' })
  await did(VIEWED, bo, DAY_MS, { ProductID: 'scarf', VariantID: 'scarf-red' })
  const [changeId = ''] = await changed({
    variantId: 'scarf-red',
    quantityBefore: 4,
    quantityAfter: 3,
  })
  await startProductFlows(sql, ACCOUNT, changeId)
  expect(await passages(flowId)).toMatchObject([{ profileId: ada }])
})

describe('a wait for what is back in stock', () => {
  const wait = {
    triggers: [{ type: 'metric', id: VIEWED, trigger_filter: null }],
    entry_action_id: 'wait',
    actions: [
      { temporary_id: 'wait', type: 'back-in-stock-delay', links: { next: 'back' } },
      email('back'),
    ],
  }

  test('ends when the variant comes back, not when another does', async () => {
    const flowId = await liveFlow(wait)
    await did(VIEWED, ada, 0, { ProductID: 'scarf', VariantID: 'scarf-red' })
    await did(VIEWED, bo, 0, { ProductID: 'hat' })
    await at(later(HOUR_MS))
    expect(await passages(flowId)).toMatchObject([{ dueAt: null }, { dueAt: null }])
    await changed({ variantId: 'scarf-blue', quantityBefore: 0, quantityAfter: 2 })
    expect(await queued()).toEqual([])
    await changed({ variantId: 'scarf-red', quantityBefore: 0, quantityAfter: 2 })
    expect(await queued()).toMatchObject([{ profileId: ada, dueAt: later(HOUR_MS) }])
  })

  test('goes on with whom the profile was merged into', async () => {
    await liveFlow(wait)
    await did(VIEWED, ada, 0, { VariantID: 'scarf-red' })
    await at(later(HOUR_MS))
    await within((tx) =>
      mergeProfiles(tx, ACCOUNT, { source: ada, destination: eli, mergedBy: 'a test' }, now),
    )
    await changed({ variantId: 'scarf-red', quantityBefore: 0, quantityAfter: 2 })
    expect(await queued()).toMatchObject([{ profileId: eli }])
  })
})
