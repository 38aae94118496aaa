import { orderedProducts } from '../catalog/ordered-products.ts'
import { AGENT_METRIC_NAMES } from '../contract/metric-names.ts'
import type { Tx } from '../platform/sql.ts'
import {
  agentMetric,
  clickedProducts,
  type EventPlace,
  productEvents,
  type ShownEvent,
  shownEvents,
} from './ledger.sql.ts'
import {
  clickKey,
  Ledger,
  type LedgerLine,
  outcomeOf,
  type ProductDeed,
  type Showing,
} from './ledger.ts'
import { LEDGER_ROLES, type Shown } from './ledger-rows.ts'
import { metricsOfRole } from './metrics-of-role.action.ts'
import type { Window } from './report-window.ts'

/** Lines of one ledger. */
export const LEDGER_PRODUCTS_MAX = 1_000
/** Events of showings that are looked at in one step, and events of what their people did since in one query. */
const STEP = { showings: 500, deeds: 5_000 }

/** For each product that the agent showed in a window: what people did with it. */
export async function recommendationLedger(
  tx: Tx,
  accountId: string,
  window: Window,
): Promise<LedgerLine[]> {
  const ledger = new Ledger(LEDGER_PRODUCTS_MAX)
  for await (const { showing, outcome } of shownProducts(tx, accountId, { window })) {
    ledger.add(showing, outcome)
  }
  return ledger.result()
}

/** Products that the agent showed in a window, each with what came of it, step by step. */
export async function* shownProducts(
  tx: Tx,
  accountId: string,
  of: { window: Window; productId?: string; step?: typeof STEP },
): AsyncGenerator<Shown> {
  const { window, productId = null, step = STEP } = of
  const metricId = await agentMetric(tx, accountId, AGENT_METRIC_NAMES.recommended.en)
  if (metricId === undefined) return
  const whatOf = await deedMetrics(tx, accountId)
  let after: EventPlace | null = null
  for (;;) {
    const events: ShownEvent[] = await shownEvents(tx, accountId, {
      ...window,
      metricId,
      productId,
      after,
      max: step.showings,
    })
    const last = events.at(-1)
    if (!last) return
    after = last
    yield* await outcomesOf(tx, accountId, { events, productId, whatOf, max: step.deeds })
  }
}

/** The metrics whose events are what people do with products. */
export async function deedMetrics(
  tx: Tx,
  accountId: string,
): Promise<Map<string, ProductDeed['what']>> {
  const whatOf = new Map<string, ProductDeed['what']>()
  for (const what of ['carted', 'bought', 'returned'] as const) {
    for (const role of LEDGER_ROLES[what]) {
      for (const id of await metricsOfRole(tx, accountId, role)) whatOf.set(id, what)
    }
  }
  return whatOf
}

async function outcomesOf(
  tx: Tx,
  accountId: string,
  step: {
    events: readonly ShownEvent[]
    productId: string | null
    whatOf: ReadonlyMap<string, ProductDeed['what']>
    max: number
  },
): Promise<Shown[]> {
  const { events, productId, whatOf, max } = step
  const showings = events
    .flatMap(showingsOf)
    .filter((showing) => productId === null || showing.productId === productId)
  const from = new Date(Math.min(...events.map((event) => event.at.getTime())))
  const profileIds = [...new Set(showings.map((one) => one.profileId))]
  const deedsOf = await deedsOfPeople(tx, accountId, { profileIds, whatOf, from, max })
  const conversations = [...new Set(showings.flatMap((one) => one.conversationId ?? []))]
  const clicks = await clickedProducts(tx, accountId, conversations)
  const clicked = new Map(
    clicks.map((one) => [clickKey(one.conversationId, one.productId), one.at]),
  )
  return showings.map((showing) => ({
    showing,
    outcome: outcomeOf(showing, deedsOf.get(showing.profileId) ?? [], clicked),
  }))
}

/** What people did with products since an instant, the oldest first. */
async function deedsOfPeople(
  tx: Tx,
  accountId: string,
  wanted: {
    profileIds: readonly string[]
    whatOf: ReadonlyMap<string, ProductDeed['what']>
    from: Date
    max: number
  },
): Promise<Map<string, ProductDeed[]>> {
  const { profileIds, whatOf, from, max } = wanted
  const deeds: ProductDeed[] = []
  let after: EventPlace | null = null
  for (;;) {
    const done: Awaited<ReturnType<typeof productEvents>> = await productEvents(tx, accountId, {
      metricIds: [...whatOf.keys()],
      profileIds,
      from,
      after,
      max,
    })
    for (const event of done) {
      const what = whatOf.get(event.metricId)
      const { eventId, profileId, at } = event
      if (what) deeds.push({ what, eventId, profileId, at, products: productsOf(event) })
    }
    after = done.at(-1) ?? null
    if (done.length < max) return Map.groupBy(deeds, (deed) => deed.profileId)
  }
}

/** Products of an event, also of one that puts a thing into a cart. */
function productsOf(event: { uniqueId: string; properties: Record<string, unknown> }): string[][] {
  const { AddedItemProductID: id, AddedItemSKU: sku } = event.properties
  if (id !== undefined || sku !== undefined) {
    return [
      [id, sku].flatMap((one) =>
        typeof one === 'string' || typeof one === 'number' ? [String(one)] : [],
      ),
    ]
  }
  return orderedProducts(event.uniqueId, event.properties).products
}

function showingsOf({ eventId, profileId, at, properties }: ShownEvent): Showing[] {
  const extra = properties.$extra
  const items =
    typeof extra === 'object' && extra !== null && 'items' in extra && Array.isArray(extra.items)
      ? extra.items
      : []
  const conversation = properties['Conversation ID']
  return items.flatMap((item: unknown, position) => {
    if (typeof item !== 'object' || item === null || !('product_id' in item)) return []
    const of = (name: string) => {
      const value: unknown = Object.entries(item).find(([key]) => key === name)?.[1]
      return typeof value === 'string' ? value : null
    }
    const productId = of('product_id')
    if (productId === null) return []
    return [
      {
        eventId,
        position,
        productId,
        title: of('title') ?? productId,
        ids: [productId, of('variant_id'), of('sku')].filter((id) => id !== null),
        profileId,
        conversationId: typeof conversation === 'string' ? conversation : null,
        at,
      },
    ]
  })
}
