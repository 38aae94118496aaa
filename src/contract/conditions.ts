import { z } from 'zod'
import { Instant } from './values.ts'

/**
 * The condition language: segments, flow filters, splits and audiences are written in it. Groups are
 * joined by AND, the conditions within a group by OR. Source: the public API's SegmentDefinition.
 */

export const CONDITIONS_MAX = 100
/** Property filters of one event condition. */
export const METRIC_FILTERS_MAX = 10
export const CUSTOM_OBJECT_FILTERS_MAX = 5
export const FUNNEL_STEPS_MAX = 10
/** Values of one `in` list. */
export const LIST_VALUES_MAX = 500
export const REGEX_CHARACTERS_MAX = 1_000
export const PROPERTY_NAME_CHARACTERS_MAX = 500
const GROUP_IDS_MAX = 100
/** A thousand years of weeks: beyond it the database has no dates. */
const QUANTITY_MAX = 52_000

const Quantity = z.int().min(0).max(QUANTITY_MAX)
const Unit = z.enum(['hour', 'day', 'week'])
/** Kept as it was sent; must be readable. */
const At = z.string().refine((text) => Instant.safeParse(text).success, {
  error: 'must be an ISO 8601 date and time such as 2026-01-31T09:00:00Z',
})
const Text = z.string().max(10_000)
const Texts = z.array(Text).min(1).max(LIST_VALUES_MAX)
const Value = z.number()

// — Dates

const staticDate = z.strictObject({
  type: z.literal('date'),
  operator: z.enum(['before', 'after']),
  date: At,
})
const staticRange = z
  .strictObject({
    type: z.literal('date'),
    operator: z.literal('between-static'),
    start: At,
    end: At,
  })
  .refine((range) => Date.parse(range.start) <= Date.parse(range.end), {
    error: 'end must not be before start',
    path: ['end'],
  })
const relativeDate = z.strictObject({
  type: z.literal('date'),
  operator: z.enum(['in-the-last', 'in-the-next', 'at-least']),
  quantity: Quantity,
  unit: Unit,
})
const relativeRange = z
  .strictObject({
    type: z.literal('date'),
    operator: z.literal('between'),
    start: Quantity,
    end: Quantity,
    unit: Unit,
  })
  .refine((range) => range.start <= range.end, {
    error: 'end must not be nearer than start: 30 to 90 days ago is start 30, end 90',
    path: ['end'],
  })
const relativeAnniversary = z.strictObject({
  type: z.literal('date'),
  operator: z.enum(['anniversary-last', 'anniversary-next']),
  quantity: Quantity,
  unit: Unit,
})
const anniversary = z.strictObject({
  type: z.literal('date'),
  operator: z.enum(['anniversary', 'anniversary-month']),
})
const calendarMonth = z.strictObject({
  type: z.literal('date'),
  operator: z.literal('calendar-month'),
  value: z.int().min(1).max(12),
})
const allTime = z.strictObject({ type: z.literal('date'), operator: z.literal('alltime') })

const JoinedFrame = z.discriminatedUnion('operator', [
  staticDate,
  staticRange,
  relativeDate,
  relativeRange,
])
const FunnelFrame = z.discriminatedUnion('operator', [staticRange, relativeRange, relativeDate])
/** When events of a condition must lie. */
export const EventFrame = z.discriminatedUnion('operator', [
  staticDate,
  staticRange,
  relativeDate,
  relativeRange,
  relativeAnniversary,
  allTime,
])
export type EventFrame = z.infer<typeof EventFrame>

/** What a date value can be asked. */
export const DateFilter = z.discriminatedUnion('operator', [
  staticDate,
  staticRange,
  relativeDate,
  relativeRange,
  relativeAnniversary,
  anniversary,
  calendarMonth,
])
export type DateFilter = z.infer<typeof DateFilter>

// — Values

const comparison = z.strictObject({
  type: z.literal('string'),
  operator: z.enum([
    'equals',
    'not-equals',
    'contains',
    'not-contains',
    'starts-with',
    'not-starts-with',
    'ends-with',
    'not-ends-with',
  ]),
  value: Text.nullable(),
})
const regularExpression = z.strictObject({
  type: z.literal('string'),
  operator: z.enum(['regex', 'nregex']),
  value: z.string().max(REGEX_CHARACTERS_MAX).nullable(),
})
const textSet = z.strictObject({
  type: z.literal('string'),
  operator: z.enum(['in', 'not-in']),
  value: Texts,
})
const phoneCountry = z.strictObject({
  type: z.literal('string'),
  operator: z.enum(['phone-country-code-in', 'phone-country-code-not-in']),
  value: Texts,
})
const numeric = z.strictObject({
  type: z.literal('numeric'),
  operator: z.enum([
    'equals',
    'not-equals',
    'greater-than',
    'greater-than-or-equal',
    'less-than',
    'less-than-or-equal',
  ]),
  value: Value,
})
const numericRange = z.strictObject({
  type: z.literal('numeric'),
  operator: z.literal('between'),
  start: Value,
  end: Value,
})
const truth = z.strictObject({
  type: z.literal('boolean'),
  operator: z.literal('equals'),
  value: z.boolean(),
})
const existence = z.strictObject({
  type: z.literal('existence'),
  operator: z.enum(['is-set', 'not-set']),
})
const listContains = z.strictObject({
  type: z.literal('list'),
  operator: z.enum(['contains', 'not-contains']),
  value: z.union([Text, z.int()]),
})
const listSet = z.strictObject({
  type: z.literal('list'),
  operator: z.enum(['contains-any', 'contains-all', 'not-contains-any', 'not-contains-all']),
  value: Texts,
})
const listSubstring = z.strictObject({
  type: z.literal('list'),
  operator: z.enum(['contains-substring', 'not-contains-substring']),
  value: Text.nullable(),
})
const listLength = z.strictObject({
  type: z.literal('list'),
  operator: z.enum([
    'length-equals',
    'length-greater-than',
    'length-greater-than-or-equal',
    'length-less-than',
    'length-less-than-or-equal',
  ]),
  value: z.int().min(0),
})

export const NumericFilter = numeric
export type NumericFilter = z.infer<typeof NumericFilter>

/** What a property of a profile can be asked. */
export const ProfileValueFilter = z.discriminatedUnion('type', [
  z.discriminatedUnion('operator', [comparison, regularExpression, textSet, phoneCountry]),
  numeric,
  truth,
  DateFilter,
  z.discriminatedUnion('operator', [listContains, listLength]),
  existence,
])
export type ProfileValueFilter = z.infer<typeof ProfileValueFilter>

/** What a property of an event can be asked. Dates are ours: the public API has none here. */
export const EventValueFilter = z.discriminatedUnion('type', [
  z.discriminatedUnion('operator', [comparison, regularExpression, textSet]),
  z.discriminatedUnion('operator', [numeric, numericRange]),
  truth,
  DateFilter,
  z.discriminatedUnion('operator', [listContains, listSet, listSubstring, listLength]),
  existence,
])
export type EventValueFilter = z.infer<typeof EventValueFilter>

export type ValueFilter = ProfileValueFilter | EventValueFilter

const PropertyName = z.string().min(1).max(PROPERTY_NAME_CHARACTERS_MAX)

export const MetricFilter = z.strictObject({ property: PropertyName, filter: EventValueFilter })
export type MetricFilter = z.infer<typeof MetricFilter>

const MetricFilters = z.array(MetricFilter).max(METRIC_FILTERS_MAX).nullish()
const MetricId = z.string().min(1).max(64)
const GroupIds = z.array(z.string().min(1).max(64)).min(1).max(GROUP_IDS_MAX)

// — Conditions on events

export const MetricCondition = z.strictObject({
  type: z.literal('profile-metric'),
  metric_id: MetricId,
  measurement: z.enum(['count', 'sum']),
  measurement_filter: numeric,
  timeframe_filter: EventFrame,
  metric_filters: MetricFilters,
})
export type MetricCondition = z.infer<typeof MetricCondition>

/** Whole windows in hours, by the names of the API. */
export const FUNNEL_WINDOW_HOURS = {
  HOURS_1: 1,
  DAYS_1: 24,
  DAYS_3: 72,
  DAYS_5: 120,
  WEEKS_1: 168,
  DAYS_30: 720,
  DAYS_90: 2_160,
  DAYS_180: 4_320,
  YEARS_1: 8_760,
} as const

const FunnelStep = z.strictObject({
  metric_exists: z.boolean(),
  metric_id: MetricId,
  metric_filters: MetricFilters,
})
export type FunnelStep = z.infer<typeof FunnelStep>

export const FunnelCondition = z.strictObject({
  type: z.literal('profile-metric-funnel'),
  timeframe_filter: FunnelFrame,
  completion_window_seconds: z
    .enum(Object.keys(FUNNEL_WINDOW_HOURS) as [keyof typeof FUNNEL_WINDOW_HOURS])
    .nullish(),
  steps: z
    .array(FunnelStep)
    .min(1)
    .max(FUNNEL_STEPS_MAX)
    .refine((steps) => steps[0]?.metric_exists !== false, {
      error:
        'the first step must have happened (metric_exists: true): the others follow it in time',
      path: [0, 'metric_exists'],
    }),
})
export type FunnelCondition = z.infer<typeof FunnelCondition>

// — Conditions on the profile

export const PropertyCondition = z.strictObject({
  type: z.literal('profile-property'),
  property: PropertyName,
  filter: ProfileValueFilter,
})
export type PropertyCondition = z.infer<typeof PropertyCondition>

export const MembershipCondition = z
  .strictObject({
    type: z.literal('profile-group-membership'),
    is_member: z.boolean(),
    group_ids: GroupIds,
    timeframe_filter: JoinedFrame.nullish(),
  })
  .refine((condition) => condition.is_member || !condition.timeframe_filter, {
    error: 'who is not a member has not joined: leave timeframe_filter out',
    path: ['timeframe_filter'],
  })
export type MembershipCondition = z.infer<typeof MembershipCondition>

export const RegionCondition = z.strictObject({
  type: z.literal('profile-region'),
  in_region: z.boolean(),
  region: z.enum(['european_union', 'united_states']),
})
export type RegionCondition = z.infer<typeof RegionCondition>

/** Ours: whether a conversation of the person waits for the team. */
export const OpenProblemCondition = z.strictObject({
  type: z.literal('profile-open-problem'),
  has_open_problem: z.boolean(),
})

const DistanceCondition = z.strictObject({
  type: z.literal('profile-postal-code-distance'),
  country_code: z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter country code such as DE'),
  postal_code: z.string().min(1).max(20),
  unit: z.enum(['kilometers', 'miles']),
  filter: z.strictObject({
    type: z.literal('numeric'),
    operator: z.enum(['greater-than', 'less-than']),
    value: z.number().positive(),
  }),
})

// — Consent

/** How consent came or went; which ones are meant is asked with `filter`. */
const MethodFilter = z.strictObject({
  field: z.enum(['method', 'subscribe_method']),
  method: z.string().min(1).max(64),
  filter: z
    .discriminatedUnion('operator', [
      z.strictObject({
        type: z.literal('string'),
        operator: z.literal('equals'),
        value: Text.nullable(),
      }),
      z.strictObject({ type: z.literal('string'), operator: z.literal('in'), value: Texts }),
    ])
    .nullish(),
})
const SourceFilter = z.strictObject({
  field: z.literal('custom_source'),
  filter: z.strictObject({
    type: z.literal('string'),
    operator: z.literal('equals'),
    value: Text.nullable(),
  }),
})
const TruthFilter = z.strictObject({
  field: z.enum(['is_double_opt_in', 'is_rcs_capable']),
  filter: truth,
})
const WhenFilter = z.strictObject({
  field: z.enum(['status_date', 'effective_date', 'recorded_date']),
  filter: DateFilter,
})
const IsSet = z.strictObject({ type: z.literal('existence'), operator: z.literal('is-set') })
const BarredFilter = z.strictObject({
  field: z.enum(['bounce_date', 'manual_suppression_date', 'invalid_email_date']),
  filter: z.discriminatedUnion('type', [DateFilter, IsSet]),
})
export const ConsentFilter = z.discriminatedUnion('field', [
  MethodFilter,
  SourceFilter,
  TruthFilter,
  WhenFilter,
  BarredFilter,
])
export type ConsentFilter = z.infer<typeof ConsentFilter>

const CONSENT_FILTERS_MAX = 20
const consentFilters = z.array(ConsentFilter).max(CONSENT_FILTERS_MAX).nullish()

export const ConsentCondition = z.strictObject({
  type: z.literal('profile-marketing-consent'),
  consent: z.strictObject({
    channel: z.enum(['email', 'sms', 'push']),
    can_receive_marketing: z.boolean(),
    consent_status: z.strictObject({
      subscription: z.enum(['any', 'subscribed', 'never_subscribed', 'unsubscribed']),
      filters: consentFilters,
    }),
  }),
})
export type ConsentCondition = z.infer<typeof ConsentCondition>

export const PermissionCondition = z.strictObject({
  type: z.literal('profile-permissions'),
  channel: z.enum(['whatsapp_marketing', 'whatsapp_transactional']),
  permission: z.strictObject({
    reachable_status: z.enum([
      'explicitly_reachable',
      'implicitly_reachable',
      'implicitly_or_explicitly_reachable',
      'explicitly_unreachable',
      'implicitly_unreachable',
      'implicitly_or_explicitly_unreachable',
    ]),
    filters: consentFilters,
  }),
})
export type PermissionCondition = z.infer<typeof PermissionCondition>

// — What we keep, and nobody passes: there is no such data here

const PredictiveCondition = z.discriminatedUnion('dimension', [
  z.strictObject({
    type: z.literal('profile-predictive-analytics'),
    dimension: z.literal('expected_date_of_next_purchase'),
    filter: DateFilter,
  }),
  z.strictObject({
    type: z.literal('profile-predictive-analytics'),
    dimension: z.enum([
      'average_days_between_orders',
      'average_order_value',
      'churn_probability',
      'historic_clv',
      'historic_number_of_orders',
      'predicted_clv',
      'predicted_number_of_orders',
      'total_clv',
    ]),
    filter: numeric,
  }),
  z.strictObject({
    type: z.literal('profile-predictive-analytics'),
    dimension: z.literal('predicted_gender'),
    filter: z.strictObject({
      type: z.literal('string'),
      operator: z.enum(['equals', 'not-equals']),
      value: z.enum(['likely_female', 'likely_male', 'uncertain']),
    }),
  }),
  z.strictObject({
    type: z.literal('profile-predictive-analytics'),
    dimension: z.literal('channel_affinity'),
    measurement: z.enum(['priority', 'rank']),
    predicted_channel: z.enum(['email', 'push', 'sms', 'whatsapp']),
    filter: z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('numeric'),
        operator: z.literal('equals'),
        value: z.int(),
      }),
      z.strictObject({
        type: z.literal('string'),
        operator: z.enum(['equals', 'not-equals']),
        value: z.enum(['high', 'low', 'medium']),
      }),
    ]),
  }),
])

const CustomObjectCondition = z.strictObject({
  type: z.literal('profile-has-custom-object'),
  object_type_id: z.string().min(1).max(64),
  object_type_relationship_id: z.string().min(1).max(64),
  filter: z.strictObject({ ...numeric.shape, value: z.int() }),
  filters: z
    .array(
      z.strictObject({
        property_id: z.int(),
        filter: z.discriminatedUnion('type', [
          z.discriminatedUnion('operator', [comparison, regularExpression, textSet]),
          z.discriminatedUnion('operator', [numeric, numericRange]),
          truth,
          z.discriminatedUnion('operator', [
            staticDate,
            staticRange,
            relativeDate,
            relativeRange,
            relativeAnniversary,
          ]),
          z.discriminatedUnion('operator', [listContains, listLength]),
          existence,
        ]),
      }),
    )
    .max(CUSTOM_OBJECT_FILTERS_MAX),
})

export const Condition = z.discriminatedUnion('type', [
  MetricCondition,
  FunnelCondition,
  PropertyCondition,
  MembershipCondition,
  ConsentCondition,
  PermissionCondition,
  RegionCondition,
  OpenProblemCondition,
  DistanceCondition,
  PredictiveCondition,
  CustomObjectCondition,
])
export type Condition = z.infer<typeof Condition>
export type ConditionType = Condition['type']

/** Types that are understood and kept, and that nobody passes: this server has no such data. */
export const UNANSWERABLE_TYPES: readonly ConditionType[] = [
  'profile-postal-code-distance',
  'profile-predictive-analytics',
  'profile-has-custom-object',
]

export const Definition = z
  .strictObject({
    condition_groups: z
      .array(z.strictObject({ conditions: z.array(Condition).min(1).max(CONDITIONS_MAX) }))
      .min(1)
      .max(CONDITIONS_MAX),
  })
  .superRefine(({ condition_groups }, context) => {
    const count = condition_groups.reduce((sum, group) => sum + group.conditions.length, 0)
    if (count > CONDITIONS_MAX) {
      context.addIssue({
        code: 'custom',
        message: `has ${count} conditions; ${CONDITIONS_MAX} are allowed`,
        path: ['condition_groups'],
      })
    }
  })
export type Definition = z.infer<typeof Definition>

// — What only flows ask

const flowStart = z.strictObject({ type: z.literal('date'), operator: z.literal('flow-start') })
/** Since the profile entered the flow; the event that made it enter does not count. */
export type FlowStartFrame = z.infer<typeof flowStart>

const FlowEventFrame = z.discriminatedUnion('operator', [
  staticDate,
  staticRange,
  relativeDate,
  relativeRange,
  relativeAnniversary,
  allTime,
  flowStart,
])

const FlowMetricCondition = z.strictObject({
  ...MetricCondition.shape,
  timeframe_filter: FlowEventFrame,
})
export type FlowMetricCondition = z.infer<typeof FlowMetricCondition>

/** Drawn once for each profile and place in the flow, so that a second look finds the same. */
const SampleCondition = z.strictObject({
  type: z.literal('profile-sample'),
  percentage: z.int().min(0).max(100),
})

const SinceFrame = z.discriminatedUnion('operator', [
  allTime,
  z.strictObject({ ...relativeDate.shape, operator: z.literal('in-the-last') }),
])

const NotSentCondition = z.strictObject({
  type: z.enum(['profile-not-sent-email', 'profile-not-sent-sms', 'profile-not-sent-push']),
  timeframe_filter: SinceFrame,
})
export type NotSentCondition = z.infer<typeof NotSentCondition>

const NotInFlowCondition = z.strictObject({
  type: z.literal('profile-not-in-flow'),
  timeframe_filter: SinceFrame,
})

/** Asked of the event, or the change of a product, that made the profile enter. */
const TriggerPropertyCondition = z.strictObject({
  type: z.enum(['metric-property', 'price-drop-property', 'low-inventory-property']),
  metric_id: MetricId.nullish(),
  field: PropertyName,
  filter: EventValueFilter,
})
export type TriggerPropertyCondition = z.infer<typeof TriggerPropertyCondition>

/** Kept as they come: there are no custom objects here, so nobody passes. */
const ObjectTriggerCondition = z.looseObject({
  type: z.enum(['custom-object-trigger-property', 'custom-object-property']),
})

const GUARD_CONDITIONS = [
  FlowMetricCondition,
  PropertyCondition,
  MembershipCondition,
  ConsentCondition,
  PermissionCondition,
  RegionCondition,
  OpenProblemCondition,
  DistanceCondition,
  PredictiveCondition,
  CustomObjectCondition,
  SampleCondition,
  NotSentCondition,
] as const

function filterOf<Each extends z.ZodType>(condition: Each) {
  return z
    .strictObject({
      condition_groups: z
        .array(z.strictObject({ conditions: z.array(condition).min(1).max(CONDITIONS_MAX) }))
        .max(CONDITIONS_MAX),
    })
    .refine(
      ({ condition_groups }) =>
        condition_groups.reduce((sum, group) => sum + group.conditions.length, 0) <= CONDITIONS_MAX,
      { error: `must have at most ${CONDITIONS_MAX} conditions`, path: ['condition_groups'] },
    )
}

/** Of a flow: who enters, and who gets what comes next. */
export const FlowProfileFilter = filterOf(
  z.discriminatedUnion('type', [...GUARD_CONDITIONS, NotInFlowCondition]),
)
/** Of one message, or of a split. */
export const GuardFilter = filterOf(z.discriminatedUnion('type', [...GUARD_CONDITIONS]))
/** Of what made the profile enter. */
export const TriggerFilter = filterOf(
  z.discriminatedUnion('type', [TriggerPropertyCondition, ObjectTriggerCondition]),
)
/** Of one way out of a split with many. */
export const BranchFilter = filterOf(
  z.discriminatedUnion('type', [
    ...GUARD_CONDITIONS,
    TriggerPropertyCondition,
    ObjectTriggerCondition,
  ]),
)

/** Whatever can be asked, in a segment or a flow. */
export type AnyCondition =
  | Condition
  | FlowMetricCondition
  | z.infer<typeof SampleCondition>
  | NotSentCondition
  | z.infer<typeof NotInFlowCondition>
  | TriggerPropertyCondition
  | z.infer<typeof ObjectTriggerCondition>

export interface AnyDefinition {
  condition_groups: readonly { conditions: readonly AnyCondition[] }[]
}
