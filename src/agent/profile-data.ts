/** Kinds of data about a person that shops keep as properties of profiles. */
export const PROFILE_DATA_KINDS = ['loyalty', 'subscriptions'] as const
export type ProfileDataKind = (typeof PROFILE_DATA_KINDS)[number]

const LOYALTY =
  /^(loyalty|reward|bonuspoint|bonuspunkt|treue|pointsbalance|pointbalance|viptier|punkte)|^points$/
const SUBSCRIPTIONS = /^(subscription|activesubscription|nextsubscription|abo(?:s|nnement.*)?$)/

/** `Loyalty Points` and `loyalty_points` are the same word. */
function spelled(property: string): string {
  return property.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** What a property with this name is about; undefined when it is about neither. */
export function profileDataKind(property: string): ProfileDataKind | undefined {
  const name = spelled(property)
  if (LOYALTY.test(name)) return 'loyalty'
  return SUBSCRIPTIONS.test(name) ? 'subscriptions' : undefined
}

export interface Loyalty {
  isKnown: boolean
  points: number | null
  tier: string | null
  /** All of the shop's properties about it, under their own names. */
  properties: Record<string, unknown>
}

/** What the shop keeps about a person's loyalty. */
export function loyaltyOf(properties: Readonly<Record<string, unknown>>): Loyalty {
  const found = leaves(about(properties, 'loyalty'))
  return {
    isKnown: found.length > 0,
    points: first(found, /point|balance|punkte/, (value) =>
      typeof value === 'number' ? value : numberIn(value),
    ),
    tier: first(found, /tier|level|status|stufe/, (value) =>
      typeof value === 'string' && value !== '' ? value : undefined,
    ),
    properties: about(properties, 'loyalty'),
  }
}

export interface Subscription {
  name: string | null
  /** As the shop writes it, such as `active` or `paused`. */
  status: string | null
  nextDelivery: string | null
}

export interface Subscriptions {
  isKnown: boolean
  subscriptions: Subscription[]
  properties: Record<string, unknown>
}

/** What the shop keeps about a person's subscriptions: a list of them, or properties of one. */
export function subscriptionsOf(properties: Readonly<Record<string, unknown>>): Subscriptions {
  const own = about(properties, 'subscriptions')
  const lists = Object.values(own).filter(Array.isArray).flat()
  const single = leaves(own)
  const listed = lists.map(
    (one): Subscription =>
      isRecord(one)
        ? subscriptionOf(leaves(one))
        : { name: String(one), status: null, nextDelivery: null },
  )
  const isSingle = listed.length === 0 && single.length > 0
  return {
    isKnown: Object.keys(own).length > 0,
    subscriptions: isSingle ? [subscriptionOf(single)] : listed,
    properties: own,
  }
}

function subscriptionOf(found: readonly Leaf[]): Subscription {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  return {
    name: first(found, /name|title|product|plan|item/, text),
    status: first(found, /status|state/, text),
    nextDelivery: first(found, /next|renew|delivery|charge|shipment/, text),
  }
}

function about(
  properties: Readonly<Record<string, unknown>>,
  kind: ProfileDataKind,
): Record<string, unknown> {
  const entries = Object.entries(properties).filter(
    ([name, value]) => profileDataKind(name) === kind && value !== null && value !== '',
  )
  return Object.fromEntries(entries)
}

type Leaf = readonly [name: string, value: unknown]

/** The properties, and those one level below, with their names in one spelling. */
function leaves(properties: Readonly<Record<string, unknown>>): Leaf[] {
  return Object.entries(properties).flatMap(([name, value]): Leaf[] =>
    isRecord(value)
      ? Object.entries(value).map(([inner, one]): Leaf => [spelled(inner), one])
      : [[spelled(name), value]],
  )
}

function first<T>(
  found: readonly Leaf[],
  name: RegExp,
  read: (value: unknown) => T | undefined,
): T | null {
  for (const [key, value] of found) {
    const is = name.test(key) ? read(value) : undefined
    if (is !== undefined) return is
  }
  return null
}

function numberIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
