import { itemsByIds } from '../catalog/items.sql.ts'
import { orderedProducts } from '../catalog/ordered-products.ts'
import { variantsByIds } from '../catalog/variants.sql.ts'
import type { FlowTrigger, LowInventoryTrigger, PriceDropTrigger } from '../contract/flows.ts'
import { insertEvents } from '../event/events.sql.ts'
import { MESSAGE_INTEGRATION } from '../metric/known-metrics.ts'
import { listMappedMetrics } from '../metric/mapped-metrics.sql.ts'
import { metricNameKey, nameMetrics } from '../metric/name-metrics.sql.ts'
import { eventLog } from '../platform/event-log.ts'
import { notifyFollowers } from '../platform/follower.ts'
import { inAccount, readInAccount, type Sql, type Tx } from '../platform/sql.ts'
import { DAY_MS, wholeSecond } from '../platform/time.ts'
import { shardOf } from '../profile/shard.ts'
import { lockProfiles } from '../segment/facts.sql.ts'
import { timezoneOf } from '../segment/segments-due.sql.ts'
import { enrol, loadFlows } from './enrol.action.ts'
import { eventFacts } from './enrolments.sql.ts'
import { type Flow, ranAt } from './flow.ts'
import { flowsTriggeredBy } from './flows.sql.ts'
import {
  eventsByKey,
  eventsNaming,
  findProductChange,
  type ProductEvent,
} from './product-audience.sql.ts'
import { isLowInventory, isPriceDrop, type ProductChange } from './product-change.ts'

/** Events of one page, and so of one transaction. */
const PAGE = 2_000
/** People of one change: beyond it nobody enters any more. */
const AUDIENCE_MAX = 100_000

/** What is recorded for each of those who enter: the flow begins with it. */
export const PRODUCT_METRICS = {
  'price-drop': 'Price Dropped',
  'low-inventory': 'Low Inventory',
} as const

type ProductTrigger = PriceDropTrigger | LowInventoryTrigger
const ROLES = {
  viewed: 'viewed_product',
  'added-to-cart': 'added_to_cart',
  'checkout-started': 'started_checkout',
} as const

/**
 * A product became cheaper or scarce: whoever looked at it, put it into the cart or went to pay within
 * the trigger's days enters. Safe to repeat: what began a passage begins none again.
 */
export async function startProductFlows(
  sql: Sql,
  accountId: string,
  changeId: string,
): Promise<void> {
  const started = await readInAccount(sql, accountId, async (tx) => {
    const change = await findProductChange(tx, accountId, changeId)
    return change && { change, flows: await flowsStartedBy(tx, accountId, change) }
  })
  for (const flow of started?.flows ?? []) await startFlow(sql, accountId, flow, started?.change)
}

async function flowsStartedBy(tx: Tx, accountId: string, change: ProductChange): Promise<string[]> {
  const rows = [
    ...(await flowsTriggeredBy(tx, accountId, 'price-drop')),
    ...(await flowsTriggeredBy(tx, accountId, 'low-inventory')),
  ]
  return rows
    .filter((row) => {
      const trigger = productTrigger(row.rules.triggers)
      if (row.status === 'draft' || !ranAt(row, change.changedAt) || !trigger) return false
      return trigger.type === 'price-drop'
        ? isPriceDrop(trigger, change)
        : isLowInventory(trigger, change)
    })
    .map(({ flowId }) => flowId)
}

function productTrigger(triggers: readonly FlowTrigger[]): ProductTrigger | null {
  const [trigger] = triggers
  return trigger?.type === 'price-drop' || trigger?.type === 'low-inventory' ? trigger : null
}

async function startFlow(
  sql: Sql,
  accountId: string,
  flowId: string,
  change: ProductChange | undefined,
): Promise<void> {
  if (!change) return
  const seen = new Set<string>()
  let after: { at: Date; eventId: string } | null = null
  while (seen.size < AUDIENCE_MAX) {
    const page: ProductEvent[] = await inAccount(sql, accountId, async (tx) => {
      const rows = await flowsTriggeredBy(tx, accountId, 'price-drop')
      const low = await flowsTriggeredBy(tx, accountId, 'low-inventory')
      const row = [...rows, ...low].find((one) => one.flowId === flowId)
      const [flow] = await loadFlows(tx, accountId, row ? [row] : [])
      const trigger = flow && productTrigger(flow.rules.triggers)
      if (!flow || !trigger) return []
      const metricIds = await metricsOf(tx, accountId, trigger)
      if (metricIds.length === 0) return []
      const { changedAt: to } = change
      const from = new Date(to.getTime() - trigger.timeframe_days * DAY_MS)
      const ids = [change.itemId, ...(change.variantId === null ? [] : [change.variantId])]
      const found = await eventsNaming(tx, accountId, {
        metricIds,
        ids,
        from,
        to,
        after,
        limit: PAGE,
      })
      const people = found
        .filter((event) => isAbout(event, ids))
        .map((event) => event.profileId)
        .filter((profileId) => !seen.has(profileId))
      const fresh = [...new Set(people)]
      for (const profileId of fresh) seen.add(profileId)
      await enrolAll(tx, accountId, { flow, trigger, change }, fresh)
      return found
    })
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = { at: last.at, eventId: last.eventId }
  }
}

/** The metrics that play the roles of the audience. */
async function metricsOf(
  tx: Tx,
  accountId: string,
  { audience }: ProductTrigger,
): Promise<string[]> {
  const wanted: readonly string[] = audience.map((one) => ROLES[one])
  const mapped = await listMappedMetrics(tx, accountId)
  return mapped.flatMap(({ role, metricId }) =>
    wanted.includes(role) && metricId !== null ? [metricId] : [],
  )
}

function isAbout({ properties }: ProductEvent, ids: readonly string[]): boolean {
  return orderedProducts('', properties).products.some((known) =>
    known.some((id) => ids.includes(id)),
  )
}

/** Each gets an event that says what happened to the product, and begins with it. */
async function enrolAll(
  tx: Tx,
  accountId: string,
  { flow, trigger, change }: { flow: Flow; trigger: ProductTrigger; change: ProductChange },
  profileIds: readonly string[],
): Promise<void> {
  if (profileIds.length === 0) return
  await lockProfiles(tx, accountId, profileIds)
  const { changedAt } = change
  const metric = { name: PRODUCT_METRICS[trigger.type], integrationKey: MESSAGE_INTEGRATION }
  const metricId = (await nameMetrics(tx, accountId, [metric], changedAt)).get(
    metricNameKey(metric),
  )
  if (metricId === undefined) throw new Error(`metric ${metric.name} was not created`)
  const properties = await propertiesOf(tx, accountId, change)
  const uniqueId = `catalog-change:${change.changeId}`
  const at = wholeSecond(changedAt)
  await insertEvents(
    tx,
    accountId,
    profileIds.map((profileId) => ({
      profile_id: profileId,
      shard: shardOf(profileId),
      metric_id: metricId,
      occurred_at: at,
      unique_id: uniqueId,
      value: null,
      value_currency: null,
      properties,
      is_backfill: false,
    })),
    changedAt,
  )
  await notifyFollowers(tx, [eventLog])
  const ids = await eventsByKey(tx, accountId, { metricId, uniqueId }, profileIds)
  const facts = await eventFacts(tx, accountId, [...ids.values()])
  const moment = { now: changedAt, timezone: await timezoneOf(tx, accountId) }
  const candidates = [...ids].map(([profileId, eventId]) => ({
    profileId,
    triggerKey: `event:${eventId}`,
    at,
    heardAt: at,
    isBackfill: false,
    trigger: facts.get(eventId) ?? null,
  }))
  await enrol(tx, accountId, flow, candidates, moment)
}

async function propertiesOf(
  tx: Tx,
  accountId: string,
  change: ProductChange,
): Promise<Record<string, unknown>> {
  const [item] = await itemsByIds(tx, accountId, [change.itemId])
  const [variant] =
    change.variantId === null ? [] : await variantsByIds(tx, accountId, [change.variantId])
  const { priceBefore, priceAfter } = change
  const hasDropped = priceBefore !== null && priceAfter !== null && priceAfter < priceBefore
  const drop = hasDropped ? Math.round((priceBefore - priceAfter) * 100) / 100 : null
  return {
    ProductID: change.itemId,
    ...(change.variantId === null ? {} : { VariantID: change.variantId }),
    ProductName: item?.title ?? variant?.title ?? change.itemId,
    URL: variant?.url ?? item?.url ?? null,
    ImageURL: variant?.imageUrl ?? item?.imageUrl ?? null,
    Price: priceAfter ?? variant?.price ?? item?.price ?? null,
    PreviousPrice: priceBefore,
    PriceDrop: drop,
    PriceDropPercent:
      drop === null || !priceBefore ? null : Math.round((drop / priceBefore) * 1_000) / 10,
    InventoryQuantity: change.variantId === null ? change.itemQuantity : change.quantityAfter,
    PreviousInventoryQuantity: change.quantityBefore,
  }
}
