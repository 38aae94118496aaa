import fc from 'fast-check'
import { type DateFilter, Definition, type EventFrame } from '../contract/conditions.ts'

/** Around this instant everything generated lies, so that windows are hit often. */
export const NOON = new Date('2026-03-01T12:00:00Z')
const SPAN_SECONDS = 40 * 86_400

/** Whole seconds within forty days of noon, with a liking for the distances that frames name. */
export const anInstant: fc.Arbitrary<Date> = fc
  .oneof(
    fc.integer({ min: -SPAN_SECONDS, max: SPAN_SECONDS }),
    fc.integer({ min: -40, max: 40 }).map((days) => days * 86_400),
    fc.constantFrom(-14, -7, -2, -1, 0, 0, 1, 2, 7).map((days) => days * 86_400),
    fc.integer({ min: -100, max: 100 }).map((hours) => hours * 3_600),
    fc.integer({ min: -3, max: 3 }),
  )
  .map((seconds) => new Date(NOON.getTime() + seconds * 1_000))

const unit = fc.constantFrom('hour', 'day', 'week')
const quantity = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(0, 1, 2, 7))
const isoAt = anInstant.map((at) => at.toISOString())

const staticDate = fc.record({
  type: fc.constant('date'),
  operator: fc.constantFrom('before', 'after'),
  date: isoAt,
})
const staticRange = fc.tuple(isoAt, isoAt).map((pair) => {
  const [start = '', end = ''] = pair.toSorted()
  return { type: 'date', operator: 'between-static', start, end } as const
})
const relative = fc.record({
  type: fc.constant('date'),
  operator: fc.constantFrom('in-the-last', 'in-the-next', 'at-least'),
  quantity,
  unit,
})
const relativeRange = fc.tuple(quantity, quantity, unit).map(([a, b, of]) => ({
  type: 'date' as const,
  operator: 'between' as const,
  start: Math.min(a, b),
  end: Math.max(a, b),
  unit: of,
}))
const anniversary = fc.record({
  type: fc.constant('date'),
  operator: fc.constantFrom('anniversary-last', 'anniversary-next'),
  quantity,
  unit,
})

export const anEventFrame: fc.Arbitrary<EventFrame> = fc.oneof(
  staticDate,
  staticRange,
  relative,
  relative,
  relativeRange,
  anniversary,
  fc.constant({ type: 'date', operator: 'alltime' } as const),
) as fc.Arbitrary<EventFrame>

export const aDateFilter: fc.Arbitrary<DateFilter> = fc.oneof(
  staticDate,
  staticRange,
  relative,
  relativeRange,
  anniversary,
  fc.record({
    type: fc.constant('date'),
    operator: fc.constantFrom('anniversary', 'anniversary-month'),
  }),
  fc.record({
    type: fc.constant('date'),
    operator: fc.constant('calendar-month'),
    value: fc.integer({ min: 1, max: 12 }),
  }),
) as fc.Arbitrary<DateFilter>

export const aZone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Pacific/Chatham',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
)

export const METRICS = ['MetA', 'MetB', 'MetC']
export const GROUPS = ['GrpA', 'GrpB']

const aWord = fc.constantFrom('mug', 'Mug', 'tea', 'warm tea', '', '5', '5.5', 'true', 'ß', 'x_%')
const aNumber = fc.constantFrom(-1, 0, 0.1, 0.3, 1, 2, 5, 5.5, 1_000_000)

/** Values as they come in properties: of every type, and missing ones by leaving the name out. */
export const aValue: fc.Arbitrary<unknown> = fc.oneof(
  aWord,
  aNumber,
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(aWord, aNumber, fc.boolean(), fc.constant(null)), { maxLength: 3 }),
  anInstant.map((at) => at.toISOString()),
  anInstant.map((at) => at.toISOString().slice(0, 10)),
  fc.record({ sku: aWord, size: aNumber }),
  fc.array(fc.record({ sku: aWord }), { maxLength: 2 }),
)
export const someProperties = fc.dictionary(fc.constantFrom('p', 'q'), aValue)

const textFilter = fc.oneof(
  fc.record({
    type: fc.constant('string'),
    operator: fc.constantFrom(
      'equals',
      'not-equals',
      'contains',
      'not-contains',
      'starts-with',
      'not-starts-with',
      'ends-with',
      'not-ends-with',
    ),
    value: fc.oneof(aWord, fc.constant(null)),
  }),
  fc.record({
    type: fc.constant('string'),
    operator: fc.constantFrom('in', 'not-in'),
    value: fc.array(aWord, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('string'),
    operator: fc.constantFrom('regex', 'nregex'),
    value: fc.constantFrom('m.*', '(?i)mug', '[a-z ]+', '\\d'),
  }),
)
const numberFilter = fc.record({
  type: fc.constant('numeric'),
  operator: fc.constantFrom(
    'equals',
    'not-equals',
    'greater-than',
    'greater-than-or-equal',
    'less-than',
    'less-than-or-equal',
  ),
  value: aNumber,
})
const truthFilter = fc.record({
  type: fc.constant('boolean'),
  operator: fc.constant('equals'),
  value: fc.boolean(),
})
const existenceFilter = fc.record({
  type: fc.constant('existence'),
  operator: fc.constantFrom('is-set', 'not-set'),
})
const containsFilter = fc.record({
  type: fc.constant('list'),
  operator: fc.constantFrom('contains', 'not-contains'),
  value: fc.oneof(aWord, fc.integer({ min: 0, max: 5 })),
})
const lengthFilter = fc.record({
  type: fc.constant('list'),
  operator: fc.constantFrom(
    'length-equals',
    'length-greater-than',
    'length-greater-than-or-equal',
    'length-less-than',
    'length-less-than-or-equal',
  ),
  value: fc.integer({ min: 0, max: 3 }),
})
const setFilter = fc.record({
  type: fc.constant('list'),
  operator: fc.constantFrom('contains-any', 'contains-all', 'not-contains-any', 'not-contains-all'),
  value: fc.array(aWord, { minLength: 1, maxLength: 3 }),
})
const substringFilter = fc.record({
  type: fc.constant('list'),
  operator: fc.constantFrom('contains-substring', 'not-contains-substring'),
  value: aWord,
})

const profileFilter = fc.oneof(
  textFilter,
  numberFilter,
  truthFilter,
  aDateFilter,
  containsFilter,
  lengthFilter,
  existenceFilter,
)
const eventFilter = fc.oneof(
  textFilter,
  numberFilter,
  truthFilter,
  aDateFilter,
  containsFilter,
  setFilter,
  substringFilter,
  lengthFilter,
  existenceFilter,
)
const metricFilters = fc.array(
  fc.record({
    property: fc.constantFrom('p', 'q', '$value', '$extra', 'p.sku', 'q[].sku'),
    filter: eventFilter,
  }),
  { maxLength: 2 },
)

const metricCondition = fc.record({
  type: fc.constant('profile-metric'),
  metric_id: fc.constantFrom(...METRICS),
  measurement: fc.constantFrom('count', 'count', 'sum'),
  measurement_filter: fc.record({
    type: fc.constant('numeric'),
    operator: numberFilter.map(({ operator }) => operator),
    value: fc.constantFrom(0, 1, 1, 2, 3, 0.3, 5.5),
  }),
  timeframe_filter: anEventFrame,
  metric_filters: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: metricFilters },
  ),
})
const funnelCondition = fc.record({
  type: fc.constant('profile-metric-funnel'),
  timeframe_filter: fc.oneof(staticRange, relative, relativeRange),
  completion_window_seconds: fc.constantFrom(null, 'HOURS_1', 'DAYS_1', 'DAYS_3', 'DAYS_30'),
  steps: fc
    .array(fc.record({ metric_exists: fc.boolean(), metric_id: fc.constantFrom(...METRICS) }), {
      minLength: 1,
      maxLength: 3,
    })
    .map(([first, ...rest]) => [{ ...first, metric_exists: true }, ...rest]),
})
const propertyCondition = fc.record({
  type: fc.constant('profile-property'),
  property: fc.constantFrom(
    'email',
    'first_name',
    "properties['p']",
    'q',
    "location['city']",
    'created',
    'last_active',
  ),
  filter: profileFilter,
})
const membershipCondition = fc.oneof(
  fc.record({
    type: fc.constant('profile-group-membership'),
    is_member: fc.boolean(),
    group_ids: fc.subarray(GROUPS, { minLength: 1 }),
  }),
  fc.record({
    type: fc.constant('profile-group-membership'),
    is_member: fc.constant(true),
    group_ids: fc.subarray(GROUPS, { minLength: 1 }),
    timeframe_filter: fc.oneof(staticDate, staticRange, relative, relativeRange),
  }),
)
const consentFilter = fc.oneof(
  fc.record({
    field: fc.constantFrom('effective_date', 'recorded_date'),
    filter: fc.oneof(staticRange, relative),
  }),
  fc.record({
    field: fc.constantFrom('bounce_date', 'manual_suppression_date'),
    filter: fc.oneof(relative, fc.constant({ type: 'existence', operator: 'is-set' })),
  }),
  fc.record({ field: fc.constant('method'), method: fc.constantFrom('API', 'PREFERENCE_PAGE') }),
)
const marketingConsentCondition = fc.record({
  type: fc.constant('profile-marketing-consent'),
  consent: fc.record({
    channel: fc.constantFrom('email', 'sms'),
    can_receive_marketing: fc.boolean(),
    consent_status: fc.record({
      subscription: fc.constantFrom('any', 'subscribed', 'never_subscribed', 'unsubscribed'),
      filters: fc.array(consentFilter, { maxLength: 1 }),
    }),
  }),
})
const rareCondition = fc.constantFrom(
  { type: 'profile-region', in_region: true, region: 'european_union' },
  { type: 'profile-open-problem', has_open_problem: true },
  { type: 'profile-open-problem', has_open_problem: false },
  {
    type: 'profile-predictive-analytics',
    dimension: 'churn_probability',
    filter: { type: 'numeric', operator: 'less-than', value: 2 },
  },
)

const aCondition = fc.oneof(
  { weight: 8, arbitrary: metricCondition },
  { weight: 4, arbitrary: propertyCondition },
  { weight: 2, arbitrary: membershipCondition },
  { weight: 2, arbitrary: funnelCondition },
  { weight: 2, arbitrary: marketingConsentCondition },
  { weight: 1, arbitrary: rareCondition },
)

/** Definitions of every kind of condition, as a caller would send them. */
export const aDefinition: fc.Arbitrary<Definition> = fc
  .array(fc.record({ conditions: fc.array(aCondition, { minLength: 1, maxLength: 2 }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((groups) => Definition.parse({ condition_groups: groups }))

/** One or two conditions that must both hold: what the database can often answer alone. */
export const aSmallDefinition: fc.Arbitrary<Definition> = fc
  .array(fc.record({ conditions: fc.tuple(aCondition) }), { minLength: 1, maxLength: 2 })
  .map((groups) => Definition.parse({ condition_groups: groups }))

/** What only time makes true and untrue: something happened, or did not, within a rolling frame. */
export const aRollingDefinition: fc.Arbitrary<Definition> = fc
  .record({
    type: fc.constant('profile-metric'),
    metric_id: fc.constantFrom(...METRICS),
    measurement: fc.constant('count'),
    measurement_filter: fc.constantFrom(
      { type: 'numeric', operator: 'greater-than', value: 0 },
      { type: 'numeric', operator: 'equals', value: 0 },
    ),
    timeframe_filter: fc.oneof(relative, relativeRange),
    metric_filters: fc.constant(null),
  })
  .map((condition) => Definition.parse({ condition_groups: [{ conditions: [condition] }] }))

/** What happens to one of a few people. */
export type Happening =
  | {
      kind: 'event'
      who: number
      metricId: string
      at: Date
      value: number | null
      properties: Record<string, unknown>
    }
  | {
      kind: 'profile'
      who: number
      firstName: string | null
      city: string | null
      country: string | null
      properties: Record<string, unknown>
    }
  | { kind: 'group'; who: number; groupId: string; joins: boolean; at: Date }
  | { kind: 'consent'; who: number; email: string | null; subscriptions: Record<string, unknown> }
  | { kind: 'problem'; who: number; nth: number; isOpen: boolean }
  | { kind: 'merge'; who: number; into: number }
  | { kind: 'delete'; who: number }

export const PEOPLE = 4
const who = fc.integer({ min: 0, max: PEOPLE - 1 })

/** Consent as it is kept on a profile. */
const someSubscriptions = fc
  .record({
    consent: fc.constantFrom('SUBSCRIBED', 'UNSUBSCRIBED', 'NEVER_SUBSCRIBED'),
    consent_timestamp: isoAt,
    last_updated: isoAt,
    method: fc.constantFrom('API', 'PREFERENCE_PAGE'),
    suppression: fc.array(
      fc.record({ reason: fc.constantFrom('HARD_BOUNCE', 'USER_SUPPRESSED'), timestamp: isoAt }),
      { maxLength: 2 },
    ),
  })
  .map((marketing) => ({ email: { marketing }, sms: { marketing } }))

export const aHappening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('event' as const),
      who,
      metricId: fc.constantFrom(...METRICS),
      at: anInstant,
      value: fc.oneof(fc.constant(null), fc.constantFrom(0.1, 0.2, 1, 5.5)),
      properties: someProperties,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('profile' as const),
      who,
      firstName: fc.oneof(fc.constant(null), aWord),
      city: fc.oneof(fc.constant(null), aWord),
      country: fc.constantFrom(null, 'DE', 'United Kingdom'),
      properties: someProperties,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('consent' as const),
      who,
      email: fc.constantFrom(null, 'ada@example.com'),
      subscriptions: someSubscriptions,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('problem' as const),
      who,
      nth: fc.nat({ max: 1 }),
      isOpen: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('merge' as const), who, into: who }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('group' as const),
      who,
      groupId: fc.constantFrom(...GROUPS),
      joins: fc.boolean(),
      at: anInstant,
    }),
  },
)
