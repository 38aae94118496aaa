import { orderedProducts } from '../catalog/ordered-products.ts'
import { AGENT_METRIC_NAMES } from '../contract/metric-names.ts'
import type { MappedMetricRole } from '../contract/metrics.ts'
import type { Tx } from '../platform/sql.ts'
import {
  agentMetric,
  clickedProducts,
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
import { metricsOfRole } from './metrics-of-role.action.ts'
import type { Window } from './report-window.ts'

/** Events looked at in one step, and what their people did since. */
const STEP_MAX = 500
const DEEDS_MAX = 50_000
/** Lines of one ledger. */
export const LEDGER_PRODUCTS_MAX = 1_000

const ROLES: readonly (readonly [MappedMetricRole, ProductDeed['what']])[] = [
  ['added_to_cart', 'carted'],
  ['revenue', 'bought'],
  ['ordered_product', 'bought'],
  ['refunded_sales', 'returned'],
  ['cancelled_sales', 'returned'],
]

/** For each product that the agent showed in a window: what people did with it. */
export async function recommendationLedger(
  tx: Tx,
  accountId: string,
  window: Window,
): Promise<LedgerLine[]> {
  const ledger = new Ledger(LEDGER_PRODUCTS_MAX)
  const metricId = await agentMetric(tx, accountId, AGENT_METRIC_NAMES.recommended.en)
  if (metricId === undefined) return []
  const whatOf = new Map<string, ProductDeed['what']>()
  for (const [role, what] of ROLES) {
    for (const id of await metricsOfRole(tx, accountId, role)) whatOf.set(id, what)
  }
  let after = 0
  for (;;) {
    const events = await shownEvents(tx, accountId, { ...window, metricId, after, max: STEP_MAX })
    if (events.length === 0) return ledger.result()
    after = events.at(-1)?.eventId ?? after
    await addStep(tx, accountId, { events, whatOf, ledger })
  }
}

async function addStep(
  tx: Tx,
  accountId: string,
  step: {
    events: readonly ShownEvent[]
    whatOf: ReadonlyMap<string, ProductDeed['what']>
    ledger: Ledger
  },
): Promise<void> {
  const showings = step.events.flatMap(showingsOf)
  const from = new Date(Math.min(...step.events.map((event) => event.at.getTime())))
  const done = await productEvents(tx, accountId, {
    metricIds: [...step.whatOf.keys()],
    profileIds: [...new Set(showings.map((one) => one.profileId))],
    from,
    max: DEEDS_MAX,
  })
  const deeds = done.flatMap((event): ProductDeed[] => {
    const what = step.whatOf.get(event.metricId)
    if (!what) return []
    const { profileId, at } = event
    return [{ what, profileId, at, products: productsOf(event) }]
  })
  const deedsOf = Map.groupBy(deeds, (deed) => deed.profileId)
  const conversations = [...new Set(showings.flatMap((one) => one.conversationId ?? []))]
  const clicks = await clickedProducts(tx, accountId, conversations)
  const clicked = new Set(clicks.map((one) => clickKey(one.conversationId, one.productId)))
  for (const showing of showings) {
    step.ledger.add(showing, outcomeOf(showing, deedsOf.get(showing.profileId) ?? [], clicked))
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

function showingsOf({ profileId, at, properties }: ShownEvent): Showing[] {
  const extra = properties.$extra
  const items =
    typeof extra === 'object' && extra !== null && 'items' in extra && Array.isArray(extra.items)
      ? extra.items
      : []
  const conversation = properties['Conversation ID']
  return items.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('product_id' in item)) return []
    const of = (name: string) => {
      const value: unknown = Object.entries(item).find(([key]) => key === name)?.[1]
      return typeof value === 'string' ? value : null
    }
    const productId = of('product_id')
    if (productId === null) return []
    return [
      {
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
