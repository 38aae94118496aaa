import { createHash } from 'node:crypto'
import {
  AGENT_METRIC_NAMES,
  KNOWN_METRIC_NAMES,
  type KnownMetricName,
} from '../contract/metric-names.ts'
import type { MappedMetricRole } from '../contract/metrics.ts'
import type { MetricName } from './name-metrics.sql.ts'

/** Where the events of a metric come from, as the public API describes it. */
export interface Integration {
  object: 'integration'
  id: string
  key: string
  name: string
  category: string
}

const API_INTEGRATION = 'api'
export const AGENT_INTEGRATION = 'customer-agent'
/** Of the metrics about messages that this server sends. */
export const MESSAGE_INTEGRATION = 'parley'

const NAMED_INTEGRATIONS: ReadonlyMap<string, { name: string; category: string }> = new Map([
  [API_INTEGRATION, { name: 'API', category: 'API' }],
  [AGENT_INTEGRATION, { name: 'Customer Agent', category: 'Customer Agent' }],
  [MESSAGE_INTEGRATION, { name: 'Parley', category: 'Messages' }],
  ['shopify', { name: 'Shopify', category: 'eCommerce' }],
  ['shopware', { name: 'Shopware', category: 'eCommerce' }],
  ['woocommerce', { name: 'WooCommerce', category: 'eCommerce' }],
  ['magento', { name: 'Magento', category: 'eCommerce' }],
  ['magento_two', { name: 'Magento 2', category: 'eCommerce' }],
  ['prestashop', { name: 'PrestaShop', category: 'eCommerce' }],
  ['bigcommerce', { name: 'BigCommerce', category: 'eCommerce' }],
])

/** A service that events named and that we do not know by name is its own category. */
export function integrationOf(key: string): Integration {
  const named = NAMED_INTEGRATIONS.get(key)
  return {
    object: 'integration',
    id: key === API_INTEGRATION ? API_INTEGRATION : hashedId(key),
    key,
    name: named?.name ?? key,
    category: named?.category ?? key,
  }
}

/** Six characters that stay the same for a key. */
function hashedId(key: string): string {
  const digest = createHash('sha256').update(key).digest('base64url')
  return digest.replaceAll(/[-_]/g, '').slice(0, 6)
}

/** Keys of the integrations that have this in their name or category, beside the key of that text. */
export function integrationKeysWith(part: 'name' | 'category', text: string): string[] {
  const named = [...NAMED_INTEGRATIONS].filter(([, one]) => one[part] === text).map(([key]) => key)
  return NAMED_INTEGRATIONS.has(text) ? named : [...named, text]
}

/** The four metrics that every account has from the start. */
export const AGENT_METRICS: readonly MetricName[] = Object.values(AGENT_METRIC_NAMES).map(
  ({ en }) => ({ name: en, integrationKey: AGENT_INTEGRATION }),
)

export interface NameSearch {
  /** Names, as stored, of known metrics that are meant. */
  names: string[]
  /** Integrations that are meant: all their metrics are found. */
  integrationKeys: string[]
}

/** What somebody who types this may mean, in English or German. Case does not matter. */
export function searchKnownNames(text: string): NameSearch {
  const wanted = text.toLowerCase()
  const isMeant = (name: string) => name.toLowerCase().includes(wanted)
  const isKnownAs = ({ en, de, aliases }: KnownMetricName) => [en, de, ...aliases].some(isMeant)
  return {
    names: KNOWN_METRIC_NAMES.filter(isKnownAs).map((known) => known.en),
    integrationKeys: [...NAMED_INTEGRATIONS]
      .filter(([key, { name }]) => isMeant(key) || isMeant(name))
      .map(([key]) => key),
  }
}

/** Which metric plays a role as long as nobody chose one: the first of these that exists. */
export const ROLE_DEFAULTS: Record<MappedMetricRole, readonly string[]> = {
  added_to_cart: ['Added to Cart'],
  cancelled_sales: ['Cancelled Order'],
  ordered_product: ['Ordered Product'],
  refunded_sales: ['Refunded Order'],
  revenue: ['Placed Order'],
  started_checkout: ['Started Checkout', 'Checkout Started'],
  viewed_product: ['Viewed Product'],
}
