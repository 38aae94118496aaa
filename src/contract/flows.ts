import { z } from 'zod'
import {
  BranchFilter,
  FlowProfileFilter,
  GuardFilter,
  MetricFilter,
  TriggerFilter,
} from './conditions.ts'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { MESSAGE_STATES, SKIP_REASONS } from './messages.ts'
import { TAG_FILTER } from './tags.ts'
import { Template } from './templates.ts'
import { Email, InstantOut, TimeZone } from './values.ts'

/**
 * Flows: what happens by itself after something happened. A definition has a trigger, filters, and
 * actions that are linked by their ids. Source: the public API's FlowDefinition; `wait-until-event`
 * and `exit_filter` are ours. Answers name every key, null included: clients tell variants by them.
 */

export const FLOWS_MAX = 1_000
export const ACTIONS_MAX = 500
export const BRANCHES_MAX = 20
export const VARIATIONS_MAX = 10
export const ALERT_RECIPIENTS_MAX = 5
export const PROFILE_OPERATIONS_MAX = 50
export const FLOW_NAME_CHARACTERS_MAX = 255
const ID_CHARACTERS_MAX = 64
/** Ten years in minutes: nobody waits that long. */
const DELAY_MINUTES_MAX = 5_256_000
const MINUTES_OF = { minutes: 1, hours: 60, days: 1_440 } as const
const TEXT_CHARACTERS_MAX = 10_000

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const
export type Weekday = (typeof WEEKDAYS)[number]

export const FLOW_STATUSES = ['draft', 'manual', 'live', 'paused'] as const
export type FlowStatus = (typeof FLOW_STATUSES)[number]

export const TRIGGER_TYPES = [
  'Added to List',
  'Date Based',
  'Low Inventory',
  'Metric',
  'Price Drop',
  'Unconfigured',
] as const

const Id = z.string().min(1).max(ID_CHARACTERS_MAX)
const OptionalId = Id.nullable().default(null)
const Text = z.string().max(TEXT_CHARACTERS_MAX)
const OptionalText = Text.nullable().default(null)
const Zone = z.union([z.literal('profile'), TimeZone]).default('profile')
const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?$/, 'must be a time of day such as 15:00:00')
const Weekdays = z.array(z.enum(WEEKDAYS)).max(WEEKDAYS.length).nullable().default(null)
const Status = z.enum(['draft', 'manual', 'live', 'disabled']).default('draft')
export type ActionStatus = z.output<typeof Status>

// — Triggers

const AheadOf = {
  timedelta_unit_before_date: z.enum(['days', 'weeks', 'months']).default('weeks'),
  timedelta_value_before_date: z.int().min(0).max(1_000),
  recurrence_frequency: z.enum(['never', 'weekly', 'monthly', 'annually']).default('monthly'),
  timezone: Zone,
  trigger_time: TimeOfDay,
  trigger_days: Weekdays,
}

const MetricTrigger = z.strictObject({
  type: z.literal('metric'),
  id: OptionalId,
  trigger_filter: TriggerFilter.nullable().default(null),
})
const PropertyDateTrigger = z.strictObject({
  type: z.literal('date'),
  date_field_type: z.literal('profile-property'),
  date_profile_property: z.string().min(1).max(500),
  ...AheadOf,
})
export type PropertyDateTrigger = z.output<typeof PropertyDateTrigger>
const ObjectDateTrigger = z.strictObject({
  type: z.literal('date'),
  date_field_type: z.literal('custom-object'),
  custom_object_label: Text,
  custom_object_property_id: z.int(),
  object_type_id: Text,
  object_type_relationship_id: Text,
  ...AheadOf,
})
const PriceDropTrigger = z.strictObject({
  type: z.literal('price-drop'),
  trigger_filter: TriggerFilter.nullable().default(null),
  price_drop_amount_value: z.number().min(0),
  price_drop_amount_unit: z.enum(['currency', 'percent']).default('currency'),
  audience: z.array(z.enum(['checkout-started', 'viewed'])).max(2),
  timeframe_days: z.int().min(1).max(365).default(30),
  currency_type: z.literal('usd').default('usd'),
})
export type PriceDropTrigger = z.output<typeof PriceDropTrigger>
const LowInventoryTrigger = z.strictObject({
  type: z.literal('low-inventory'),
  product_level: z.enum(['product', 'variant']),
  trigger_filter: TriggerFilter.nullable().default(null),
  inventory_count: z.int().min(0),
  audience: z.array(z.enum(['added-to-cart', 'checkout-started', 'viewed'])).max(3),
  timeframe_days: z.int().min(1).max(365).default(30),
})
export type LowInventoryTrigger = z.output<typeof LowInventoryTrigger>

export const FlowTrigger = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('list'), id: OptionalId }),
  z.strictObject({ type: z.literal('segment'), id: OptionalId }),
  MetricTrigger,
  z.discriminatedUnion('date_field_type', [PropertyDateTrigger, ObjectDateTrigger]),
  PriceDropTrigger,
  LowInventoryTrigger,
])
export type FlowTrigger = z.output<typeof FlowTrigger>

// — Messages

const UtmParameter = z.looseObject({ param: z.string().max(200), value: z.unknown() })
const sendingOf = {
  name: OptionalText,
  id: OptionalId,
}
const additionalFilters = GuardFilter.nullable().default(null)
const trackingParameters = z.array(UtmParameter).max(20).nullable().default(null)

export const FlowEmail = z.strictObject({
  from_email: OptionalText,
  from_label: OptionalText,
  reply_to_email: OptionalText,
  cc_email: OptionalText,
  bcc_email: OptionalText,
  subject_line: OptionalText,
  preview_text: OptionalText,
  template_id: OptionalId,
  smart_sending_enabled: z.boolean().default(true),
  transactional: z.boolean().default(false),
  add_tracking_params: z.boolean().default(false),
  custom_tracking_params: trackingParameters,
  additional_filters: additionalFilters,
  ...sendingOf,
})
export type FlowEmail = z.output<typeof FlowEmail>

export const FlowSms = z.strictObject({
  body: Text,
  image_id: OptionalText,
  dynamic_image: OptionalText,
  message_hierarchy: z.array(z.unknown()).max(10).nullable().default(null),
  shorten_links: z.boolean().default(true),
  include_contact_card: z.boolean().default(false),
  add_org_prefix: z.boolean().default(true),
  add_info_link: z.boolean().default(true),
  add_opt_out_language: z.boolean().default(false),
  smart_sending_enabled: z.boolean().default(true),
  sms_quiet_hours_enabled: z.boolean().default(true),
  transactional: z.boolean().default(false),
  add_tracking_params: z.boolean().default(false),
  custom_tracking_params: trackingParameters,
  template_id: OptionalId,
  additional_filters: additionalFilters,
  ...sendingOf,
})
export type FlowSms = z.output<typeof FlowSms>

/** `body` is ours: the public API keeps the text at the provider, under `vendor_id`. */
export const FlowWhatsApp = z.strictObject({
  ...sendingOf,
  vendor_id: OptionalText,
  smart_sending_enabled: z.boolean().default(true),
  transactional: z.boolean().default(false),
  add_tracking_params: z.boolean().default(false),
  additional_filters: additionalFilters,
  body: Text.nullish(),
})
export type FlowWhatsApp = z.output<typeof FlowWhatsApp>

export const FlowWebhook = z.strictObject({
  url: z.string().max(4_096).nullable(),
  headers: z.record(z.string().max(200), Text).nullable().default(null),
  body: z.string().max(100_000).nullable().default(null),
  ...sendingOf,
})
export type FlowWebhook = z.output<typeof FlowWebhook>

export const FlowInternalAlert = z.strictObject({
  from_email: Text.nullable(),
  from_label: Text.nullable(),
  to_emails: z.array(z.string().max(254)).max(ALERT_RECIPIENTS_MAX),
  subject_line: Text.nullable(),
  template_id: OptionalId,
  ...sendingOf,
})
export type FlowInternalAlert = z.output<typeof FlowInternalAlert>

// — Actions

const Ids = { id: OptionalId, temporary_id: OptionalId }
const Link = z
  .strictObject({ next: OptionalId })
  .nullish()
  .transform((link) => link ?? { next: null })
const BooleanLinks = z
  .strictObject({ next_if_true: OptionalId, next_if_false: OptionalId })
  .nullish()
  .transform((links) => links ?? { next_if_true: null, next_if_false: null })

function sendAction<const Type extends string, Message extends z.ZodType>(
  type: Type,
  message: Message,
) {
  return z.strictObject({
    ...Ids,
    type: z.literal(type),
    links: Link,
    data: z.strictObject({ message, status: Status }),
  })
}

const SendEmail = sendAction('send-email', FlowEmail)
const SendSms = sendAction('send-sms', FlowSms)
const SendWhatsApp = sendAction('send-whatsapp', FlowWhatsApp)
const SendWebhook = sendAction('send-webhook', FlowWebhook)
const SendInternalAlert = sendAction('send-internal-alert', FlowInternalAlert)

function isShorterThanTenYears(delay: { unit: keyof typeof MINUTES_OF; value: number }): boolean {
  return delay.value * MINUTES_OF[delay.unit] < DELAY_MINUTES_MAX
}
const TOO_LONG = { error: 'must be less than ten years', path: ['value'] }

const TimeDelay = z.strictObject({
  ...Ids,
  type: z.literal('time-delay'),
  links: Link,
  data: z
    .strictObject({
      unit: z.enum(['minutes', 'hours', 'days']).default('days'),
      value: z.int().min(0),
      secondary_value: z.int().min(0).max(DELAY_MINUTES_MAX).nullable().default(null),
      timezone: Zone,
      delay_until_time: TimeOfDay.nullable().default(null),
      delay_until_weekdays: Weekdays,
    })
    .refine(isShorterThanTenYears, TOO_LONG),
})
export type TimeDelay = z.output<typeof TimeDelay>['data']

const TargetDate = z.strictObject({
  ...Ids,
  type: z.literal('target-date'),
  links: Link,
  data: z.strictObject({
    timezone: Zone,
    target_time: TimeOfDay.default('00:00:00'),
    target_days: Weekdays,
  }),
})
export type TargetDate = z.output<typeof TargetDate>['data']

const CountdownDelay = z.strictObject({
  ...Ids,
  type: z.literal('countdown-delay'),
  links: Link,
  data: z.strictObject({
    unit: z.enum(['days', 'weeks', 'months']).default('days'),
    value: z.int().min(0).max(1_000).default(0),
    timezone: Zone,
    delay_until_time: TimeOfDay.nullable().default(null),
    delay_until_weekdays: Weekdays,
  }),
})
export type CountdownDelay = z.output<typeof CountdownDelay>['data']

const BackInStockDelay = z.strictObject({
  ...Ids,
  type: z.literal('back-in-stock-delay'),
  links: Link,
})

/** Ours: wait until the profile does something, or until the time is over. */
const WaitUntilEvent = z.strictObject({
  ...Ids,
  type: z.literal('wait-until-event'),
  links: BooleanLinks,
  data: z
    .strictObject({
      metric_id: Id,
      metric_filters: z.array(MetricFilter).max(10).nullable().default(null),
      unit: z.enum(['minutes', 'hours', 'days']).default('days'),
      value: z.int().min(1),
    })
    .refine(isShorterThanTenYears, TOO_LONG),
})

const ConditionalSplit = z.strictObject({
  ...Ids,
  type: z.literal('conditional-split'),
  links: BooleanLinks,
  data: z.strictObject({ profile_filter: GuardFilter.nullable().default(null) }),
})

const TriggerSplit = z.strictObject({
  ...Ids,
  type: z.literal('trigger-split'),
  links: BooleanLinks,
  data: z.strictObject({
    trigger_filter: TriggerFilter.nullable().default(null),
    trigger_id: z.string().max(ID_CHARACTERS_MAX),
    trigger_type: z.enum([
      'date',
      'list',
      'low-inventory',
      'metric',
      'price-drop',
      'scheduled',
      'segment',
    ]),
    trigger_subtype: z
      .enum(['custom-object', 'legacy-custom-object', 'profile-property', 'profile-trait'])
      .nullable()
      .default(null),
  }),
})

const Branch = z.strictObject({
  branch_id: Id,
  order: z.int().nullable().default(null),
  is_else: z.boolean().default(false),
  branch_filter: BranchFilter.nullable().default(null),
  links: Link,
  name: OptionalText,
})
const MultiBranchSplit = z.strictObject({
  ...Ids,
  type: z.literal('multi-branch-split'),
  links: z.null().default(null),
  data: z.strictObject({ branches: z.array(Branch).min(1).max(BRANCHES_MAX), name: Text }),
})

const PropertyKey = z.string().min(1).max(500)
const Writing = z.enum(['create', 'update'])
const ProfileOperation = z.union([
  z.strictObject({
    operator: Writing,
    property_type: z.literal('string'),
    property_key: PropertyKey,
    property_value: z.string().max(100_000),
  }),
  z.strictObject({
    operator: Writing,
    property_type: z.literal('boolean'),
    property_key: PropertyKey,
    property_value: z.boolean(),
  }),
  z.strictObject({
    operator: Writing,
    property_type: z.literal('numeric'),
    property_key: PropertyKey,
    property_value: z.number(),
  }),
  z.strictObject({
    operator: Writing,
    property_type: z.literal('date'),
    property_key: PropertyKey,
    property_value: z
      .string()
      .max(64)
      .refine((text) => text === 'today' || !Number.isNaN(Date.parse(text)), {
        error: 'must be a date such as 2026-01-31, or today',
      }),
  }),
  z.strictObject({
    operator: Writing,
    property_type: z.literal('list'),
    property_operation: z.enum(['add', 'remove']).nullable().default(null),
    property_key: PropertyKey,
    property_value: z.string().max(10_000),
  }),
  z.strictObject({ operator: z.literal('delete'), property_key: PropertyKey }),
])
export type ProfileOperation = z.output<typeof ProfileOperation>

const UpdateProfile = z.strictObject({
  ...Ids,
  type: z.literal('update-profile'),
  links: Link,
  data: z.strictObject({
    profile_operations: z.array(ProfileOperation).max(PROFILE_OPERATIONS_MAX),
    status: Status,
  }),
})

const ListUpdate = z.strictObject({
  ...Ids,
  data: z.strictObject({
    name: Text,
    on_execution: z.boolean().nullable(),
    list_id: Id.nullable(),
    status: Status,
  }),
  type: z.literal('list-update'),
  links: Link,
})

const TestedAction = z.discriminatedUnion('type', [SendEmail, SendSms])
const AbTest = z.strictObject({
  ...Ids,
  type: z.literal('ab-test'),
  links: Link,
  data: z.strictObject({
    status: Status,
    experiment_status: z.enum(['completed', 'draft', 'live']).default('draft'),
    main_action: TestedAction,
    current_experiment: z
      .strictObject({
        id: OptionalId,
        name: OptionalText,
        variations: z.array(TestedAction).max(VARIATIONS_MAX),
        allocations: z
          .record(z.string().max(ID_CHARACTERS_MAX), z.number().min(0))
          .nullable()
          .default(null),
        started: z.string().max(64).nullable().default(null),
        winner_metric: z
          .enum(['submission', 'unique-clicks', 'unique-opens', 'unique-placed-orders'])
          .nullable()
          .default(null),
        automatic_winner_selection_settings: z
          .strictObject({
            enabled: z.boolean(),
            automatic_end_date: z.string().max(64).nullable().default(null),
            automatic_end_statistical_certainty: z.boolean(),
          })
          .nullable()
          .default(null),
      })
      .nullable()
      .default(null),
  }),
})

/** Kept as they come. This server cannot run them: profiles pass them, and the console says so. */
export const UNRUNNABLE_ACTIONS = [
  'send-mobile-push',
  'content-experiment',
  'action-output-split',
  'internal-service',
  'code',
] as const
const Unrunnable = z.looseObject({
  ...Ids,
  type: z.enum(UNRUNNABLE_ACTIONS),
  links: z
    .looseObject({
      next: Id.nullish(),
      next_if_true: Id.nullish(),
      next_if_false: Id.nullish(),
    })
    .nullish(),
})

export const FlowAction = z.discriminatedUnion('type', [
  SendEmail,
  SendSms,
  SendWhatsApp,
  SendWebhook,
  SendInternalAlert,
  TimeDelay,
  TargetDate,
  CountdownDelay,
  BackInStockDelay,
  WaitUntilEvent,
  ConditionalSplit,
  TriggerSplit,
  MultiBranchSplit,
  UpdateProfile,
  ListUpdate,
  AbTest,
  Unrunnable,
])
export type FlowAction = z.output<typeof FlowAction>
export type FlowActionOf<Type extends FlowAction['type']> = Extract<FlowAction, { type: Type }>

export const ReentryCriteria = z.strictObject({
  duration: z.int().min(0).max(10_000),
  unit: z.enum(['alltime', 'hour', 'day', 'week']),
})
export type ReentryCriteria = z.output<typeof ReentryCriteria>

export const FlowDefinition = z.strictObject({
  triggers: z.array(FlowTrigger).max(1, 'must have one trigger at most'),
  profile_filter: FlowProfileFilter.nullable().default(null),
  actions: z.array(FlowAction).max(ACTIONS_MAX),
  entry_action_id: Id.nullable(),
  reentry_criteria: ReentryCriteria.nullish(),
  /** Ours: whoever passes it leaves the flow before the next action. */
  exit_filter: GuardFilter.nullish(),
})
export type FlowDefinition = z.output<typeof FlowDefinition>

// — Resources

export const Flow = resourceType({
  type: 'flow',
  self: '/api/flows/{id}/',
  attributes: z.object({
    name: z.string(),
    /** `draft`, `manual`, `live`; ours: `paused`. */
    status: z.string(),
    archived: z.boolean(),
    created: InstantOut,
    updated: InstantOut,
    trigger_type: z.enum(TRIGGER_TYPES),
  }),
  additional: z.object({
    definition: z.record(z.string(), z.unknown()),
    /** Ours: grows with every change of the definition; send it back to notice others' changes. */
    version: z.int(),
    /** Ours: what of the definition has no effect here, by its place. */
    warnings: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  }),
  relationships: {
    'flow-actions': { to: 'flow-action', many: true },
    tags: { to: 'tag', many: true },
  },
})

/** A flow as a write of its definition answers it: with the ids that it has now. */
const DefinedFlow = resourceType({
  ...Flow,
  attributes: z.object({
    ...Flow.attributes.shape,
    definition: z.record(z.string(), z.unknown()),
  }),
})

const FlowActionResource = resourceType({
  type: 'flow-action',
  self: '/api/flow-actions/{id}/',
  attributes: z.object({
    created: InstantOut,
    updated: InstantOut,
    definition: z.record(z.string(), z.unknown()),
  }),
  relationships: {
    flow: { to: 'flow', many: false },
    'flow-messages': { to: 'flow-message', many: true },
  },
})

const FlowMessageResource = resourceType({
  type: 'flow-message',
  self: '/api/flow-messages/{id}/',
  attributes: z.object({
    channel: z.string(),
    created: InstantOut,
    updated: InstantOut,
    definition: z.record(z.string(), z.unknown()),
  }),
  relationships: {
    'flow-action': { to: 'flow-action', many: false },
    template: { to: 'template', many: false },
  },
})

const datetime = {
  type: 'datetime',
  operators: ['equals', 'greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'],
} as const
const name = {
  type: 'string',
  operators: ['contains', 'ends-with', 'equals', 'starts-with'],
} as const

const flowFilter = {
  id: { type: 'string', operators: ['any'] },
  name,
  status: { type: 'string', operators: ['equals'] },
  archived: { type: 'boolean', operators: ['equals'] },
  created: datetime,
  updated: datetime,
  trigger_type: { type: 'string', operators: ['equals'] },
  ...TAG_FILTER,
} as const satisfies FilterFields

const actionFilter = {
  id: { type: 'string', operators: ['any'] },
  action_type: { type: 'string', operators: ['any', 'equals'] },
  status: { type: 'string', operators: ['equals'] },
  created: datetime,
  updated: datetime,
} as const satisfies FilterFields

const messageFilter = {
  id: { type: 'string', operators: ['any'] },
  name,
  created: datetime,
  updated: datetime,
} as const satisfies FilterFields

const PAGE = { default: 50, max: 50 }
const Name = z.string().trim().min(1).max(FLOW_NAME_CHARACTERS_MAX)

export const getFlows = endpoint({
  id: 'getFlows',
  method: 'GET',
  path: '/api/flows',
  tag: 'Flows',
  summary: 'All flows.',
  access: 'flows:read',
  filter: flowFilter,
  sort: ['created', 'id', 'name', 'status', 'trigger_type', 'updated'],
  include: { 'flow-actions': FlowActionResource },
  page: PAGE,
  reply: { status: 200, many: Flow },
  rate: 'L',
})

export const createFlow = endpoint({
  id: 'createFlow',
  method: 'POST',
  path: '/api/flows',
  tag: 'Flows',
  summary:
    'Create a flow, as a draft. Actions are linked by `temporary_id`; the answer has their ids. Templates are copied into the flow.',
  access: 'flows:write',
  body: document(
    z.strictObject({
      type: z.literal('flow'),
      attributes: z.strictObject({ name: Name, definition: FlowDefinition }),
    }),
  ),
  reply: { status: 201, one: DefinedFlow },
  rate: 'S',
})

export const getFlow = endpoint({
  id: 'getFlow',
  method: 'GET',
  path: '/api/flows/{id}',
  tag: 'Flows',
  summary: 'One flow. `additional-fields[flow]=definition` adds what it does.',
  access: 'flows:read',
  include: { 'flow-actions': FlowActionResource },
  reply: { status: 200, one: Flow },
  rate: 'L',
})

export const updateFlow = endpoint({
  id: 'updateFlow',
  method: 'PATCH',
  path: '/api/flows/{id}',
  tag: 'Flows',
  summary:
    'Set the status of a flow and of all its actions: draft, manual or live. Ours: paused, which keeps everybody where they are and the actions as they are.',
  access: 'flows:write',
  body: document(
    z.strictObject({
      type: z.literal('flow'),
      id: z.string().max(64),
      attributes: z.strictObject({ status: z.enum(FLOW_STATUSES) }),
    }),
  ),
  reply: { status: 200, one: Flow },
  rate: 'M',
})

export const deleteFlow = endpoint({
  id: 'deleteFlow',
  method: 'DELETE',
  path: '/api/flows/{id}',
  tag: 'Flows',
  summary: 'Delete a flow. Whoever waits in it gets nothing more.',
  access: 'flows:write',
  reply: { status: 204 },
  rate: 'M',
})

export const getActionsForFlow = endpoint({
  id: 'getActionsForFlow',
  method: 'GET',
  path: '/api/flows/{id}/flow-actions',
  tag: 'Flows',
  summary: 'The actions of a flow.',
  access: 'flows:read',
  filter: actionFilter,
  sort: ['action_type', 'created', 'id', 'status', 'updated'],
  page: PAGE,
  reply: { status: 200, many: FlowActionResource },
  rate: 'L',
})

export const getActionIdsForFlow = endpoint({
  id: 'getActionIdsForFlow',
  method: 'GET',
  path: '/api/flows/{id}/relationships/flow-actions',
  tag: 'Flows',
  summary: 'The ids of the actions of a flow.',
  access: 'flows:read',
  filter: actionFilter,
  sort: ['action_type', 'created', 'id', 'status', 'updated'],
  page: PAGE,
  reply: { status: 200, linkage: 'flow-action', toMany: true },
  rate: 'L',
})

export const getFlowAction = endpoint({
  id: 'getFlowAction',
  method: 'GET',
  path: '/api/flow-actions/{id}',
  tag: 'Flows',
  summary: 'One action of a flow.',
  access: 'flows:read',
  include: { flow: Flow, 'flow-messages': FlowMessageResource },
  reply: { status: 200, one: FlowActionResource },
  rate: 'L',
})

export const updateFlowAction = endpoint({
  id: 'updateFlowAction',
  method: 'PATCH',
  path: '/api/flow-actions/{id}',
  tag: 'Flows',
  summary:
    'Change one action. Its type and its links stay: whoever waits in a delay keeps the time that was set.',
  access: 'flows:write',
  body: document(
    z.strictObject({
      type: z.literal('flow-action'),
      id: z.string().max(64),
      attributes: z.strictObject({ definition: FlowAction }),
    }),
  ),
  reply: { status: 200, one: FlowActionResource },
  rate: 'M',
})

export const deleteFlowAction = endpoint({
  id: 'deleteFlowAction',
  method: 'DELETE',
  path: '/api/flow-actions/{id}',
  tag: 'Flows',
  summary:
    'Delete one action. What led to it leads to what came after it; of a split, the first way is kept and the others go.',
  access: 'flows:write',
  reply: { status: 204 },
  rate: 'M',
})

export const getFlowForFlowAction = endpoint({
  id: 'getFlowForFlowAction',
  method: 'GET',
  path: '/api/flow-actions/{id}/flow',
  tag: 'Flows',
  summary: 'The flow of an action.',
  access: 'flows:read',
  reply: { status: 200, one: Flow },
  rate: 'L',
})

export const getFlowIdForFlowAction = endpoint({
  id: 'getFlowIdForFlowAction',
  method: 'GET',
  path: '/api/flow-actions/{id}/relationships/flow',
  tag: 'Flows',
  summary: 'The id of the flow of an action.',
  access: 'flows:read',
  reply: { status: 200, linkage: 'flow', toMany: false },
  rate: 'L',
})

export const getMessagesForFlowAction = endpoint({
  id: 'getFlowActionMessages',
  method: 'GET',
  path: '/api/flow-actions/{id}/flow-messages',
  tag: 'Flows',
  summary: 'The messages of an action.',
  access: 'flows:read',
  filter: messageFilter,
  sort: ['created', 'id', 'name', 'updated'],
  page: PAGE,
  reply: { status: 200, many: FlowMessageResource },
  rate: 'L',
})

export const getMessageIdsForFlowAction = endpoint({
  id: 'getMessageIdsForFlowAction',
  method: 'GET',
  path: '/api/flow-actions/{id}/relationships/flow-messages',
  tag: 'Flows',
  summary: 'The ids of the messages of an action.',
  access: 'flows:read',
  filter: messageFilter,
  sort: ['created', 'id', 'name', 'updated'],
  page: PAGE,
  reply: { status: 200, linkage: 'flow-message', toMany: true },
  rate: 'L',
})

export const getFlowMessage = endpoint({
  id: 'getFlowMessage',
  method: 'GET',
  path: '/api/flow-messages/{id}',
  tag: 'Flows',
  summary: 'One message of a flow.',
  access: 'flows:read',
  include: { 'flow-action': FlowActionResource, template: Template },
  reply: { status: 200, one: FlowMessageResource },
  rate: 'L',
})

export const getTemplateForFlowMessage = endpoint({
  id: 'getTemplateForFlowMessage',
  method: 'GET',
  path: '/api/flow-messages/{id}/template',
  tag: 'Flows',
  summary: 'The template of a message. A message without one answers 404.',
  access: 'templates:read',
  reply: { status: 200, one: Template },
  rate: 'L',
})

export const getTemplateIdForFlowMessage = endpoint({
  id: 'getTemplateIdForFlowMessage',
  method: 'GET',
  path: '/api/flow-messages/{id}/relationships/template',
  tag: 'Flows',
  summary: 'The id of the template of a message. A message without one answers 404.',
  access: 'templates:read',
  reply: { status: 200, linkage: 'template', toMany: false },
  rate: 'L',
})

export const getActionForFlowMessage = endpoint({
  id: 'getActionForFlowMessage',
  method: 'GET',
  path: '/api/flow-messages/{id}/flow-action',
  tag: 'Flows',
  summary: 'The action of a message.',
  access: 'flows:read',
  reply: { status: 200, one: FlowActionResource },
  rate: 'L',
})

export const getActionIdForFlowMessage = endpoint({
  id: 'getActionIdForFlowMessage',
  method: 'GET',
  path: '/api/flow-messages/{id}/relationships/flow-action',
  tag: 'Flows',
  summary: 'The id of the action of a message.',
  access: 'flows:read',
  reply: { status: 200, linkage: 'flow-action', toMany: false },
  rate: 'L',
})

function triggeredBy<const Noun extends 'list' | 'metric' | 'segment'>(noun: Noun, title: string) {
  return {
    flows: endpoint({
      id: `getFlowsTriggeredBy${title}`,
      method: 'GET',
      path: `/api/${noun}s/{id}/flow-triggers`,
      tag: 'Flows',
      summary: `The flows that this ${noun} starts.`,
      access: 'flows:read',
      reply: { status: 200, many: Flow },
      rate: 'M',
    }),
    ids: endpoint({
      id: `getIdsForFlowsTriggeredBy${title}`,
      method: 'GET',
      path: `/api/${noun}s/{id}/relationships/flow-triggers`,
      tag: 'Flows',
      summary: `The ids of the flows that this ${noun} starts.`,
      access: 'flows:read',
      reply: { status: 200, linkage: 'flow', toMany: true },
      rate: 'M',
    }),
  }
}

export const flowsTriggeredByList = triggeredBy('list', 'List')
export const flowsTriggeredByMetric = triggeredBy('metric', 'Metric')
export const flowsTriggeredBySegment = triggeredBy('segment', 'Segment')

// — Ours: the definition as a whole, and who is in a flow

export const replaceFlowDefinition = endpoint({
  id: 'replaceFlowDefinition',
  method: 'PATCH',
  path: '/api/x/flow-definitions/{id}',
  tag: 'Flows',
  summary:
    'Replace what a flow does, its name as well if given; the id is the flow’s. Actions with an `id` are kept, those with a `temporary_id` are new, those left out are deleted. Whoever waits keeps the time that was set and goes on in the new definition.',
  access: 'flows:write',
  body: document(
    z.strictObject({
      type: z.literal('flow-definition'),
      id: z.string().max(64),
      attributes: z.strictObject({
        name: Name.optional(),
        definition: FlowDefinition,
        /** The version that was edited; another one is refused with 409. */
        version: z.int().optional(),
      }),
    }),
  ),
  reply: { status: 200, one: DefinedFlow },
  rate: 'M',
})

export const pauseFlow = endpoint({
  id: 'pauseFlow',
  method: 'PATCH',
  path: '/api/x/flow-pauses/{id}',
  tag: 'Flows',
  summary:
    'Pause a flow, or let it go on; the id is the flow’s. Everybody stays where they are, and actions keep their status. What comes due meanwhile is due when it goes on.',
  access: 'flows:write',
  body: document(
    z.strictObject({
      type: z.literal('flow-pause'),
      id: z.string().max(64),
      attributes: z.strictObject({ is_paused: z.boolean() }),
    }),
  ),
  reply: { status: 200, one: Flow },
  rate: 'M',
})

export const FLOW_STATES = ['waiting', 'done'] as const

/** Why a passage ended. */
export const END_REASONS = [
  'completed',
  'nothing-live-ahead',
  'exit-filter',
  'cancelled',
  'date-changed',
  'profile-deleted',
  'flow-deleted',
  'step-failed',
] as const
export type EndReason = (typeof END_REASONS)[number]

/** Why a profile did not enter. */
export const REFUSAL_REASONS = [
  'backfill',
  'late',
  'trigger-filter',
  're-entry',
  'profile-filter',
  'nothing-live',
  'profile-deleted',
  'too-old',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/** What became of an action when its turn came. */
export const STEP_OUTCOMES = [
  'done',
  'queued',
  'needs-review',
  'skipped',
  'cancelled',
  'waited',
  'yes',
  'no',
  'branch',
  'not-run',
  'failed',
] as const
export type StepOutcome = (typeof STEP_OUTCOMES)[number]

export const FlowEnrolment = resourceType({
  type: 'flow-enrolment',
  self: '/api/x/flow-enrolments/{id}/',
  attributes: z.object({
    state: z.enum(FLOW_STATES),
    end_reason: z.enum(END_REASONS).nullable(),
    flow_start: InstantOut,
    /** Where it waits, until when; null when it is over. */
    action_id: z.string().nullable(),
    due_at: InstantOut.nullable(),
    ended_at: InstantOut.nullable(),
    steps: z.array(
      z.object({
        action_id: z.string(),
        outcome: z.enum(STEP_OUTCOMES),
        reason: z.enum(SKIP_REASONS).nullable(),
        detail: z.string().nullable(),
        at: InstantOut,
        /** Of an action that sends: how far its message has come. */
        message_state: z.enum(MESSAGE_STATES).nullable(),
      }),
    ),
  }),
  relationships: {
    flow: { to: 'flow', many: false },
    profile: { to: 'profile', many: false },
  },
})

const enrolmentFilter = {
  state: { type: 'enum', operators: ['equals'], values: FLOW_STATES },
  action_id: { type: 'string', operators: ['equals'] },
  profile_id: { type: 'string', operators: ['equals'] },
} as const satisfies FilterFields

export const getEnrolmentsForFlow = endpoint({
  id: 'getEnrolmentsForFlow',
  method: 'GET',
  path: '/api/x/flows/{id}/flow-enrolments',
  tag: 'Flows',
  summary: 'Who is and was in a flow, those who entered last first, with what each step came to.',
  access: 'flows:read',
  filter: enrolmentFilter,
  page: { default: 20, max: 100 },
  reply: { status: 200, many: FlowEnrolment },
  rate: 'L',
})

export const getFlowEnrolment = endpoint({
  id: 'getFlowEnrolment',
  method: 'GET',
  path: '/api/x/flow-enrolments/{id}',
  tag: 'Flows',
  summary: 'One passage of a profile through a flow.',
  access: 'flows:read',
  reply: { status: 200, one: FlowEnrolment },
  rate: 'L',
})

export const cancelEnrolment = endpoint({
  id: 'cancelFlowEnrolment',
  method: 'DELETE',
  path: '/api/x/flow-enrolments/{id}',
  tag: 'Flows',
  summary: 'End the passage of one profile. Its record stays.',
  access: 'flows:write',
  reply: { status: 204 },
  rate: 'L',
})

export const changeEnrolment = endpoint({
  id: 'changeFlowEnrolment',
  method: 'PATCH',
  path: '/api/x/flow-enrolments/{id}',
  tag: 'Flows',
  summary:
    'Move a passage that waits to another action, whose turn comes at once; or try again what failed: the passage, and its calls that were given up.',
  access: 'flows:write',
  body: document(
    z.strictObject({
      type: z.literal('flow-enrolment'),
      id: z.string().max(64),
      attributes: z.union([
        z.strictObject({ action_id: Id }),
        z.strictObject({ is_retried: z.literal(true) }),
      ]),
    }),
  ),
  reply: { status: 200, one: FlowEnrolment },
  rate: 'L',
})

export const cancelEnrolments = endpoint({
  id: 'cancelFlowEnrolments',
  method: 'POST',
  path: '/api/x/flow-cancellations',
  tag: 'Flows',
  summary: 'End the passage of everybody who waits in a flow, or at one of its actions.',
  access: 'flows:write',
  body: document(
    z.strictObject({
      type: z.literal('flow-cancellation'),
      attributes: z.strictObject({ action_id: Id.nullish() }).optional(),
      relationships: z.strictObject({ flow: z.strictObject({ data: linkage('flow') }) }),
    }),
  ),
  reply: { status: 204 },
  rate: 'M',
})

export const FlowReview = resourceType({
  type: 'flow-review',
  self: '/api/x/flow-reviews/{id}/',
  attributes: z.object({ action_id: z.string(), at: InstantOut }),
  relationships: {
    flow: { to: 'flow', many: false },
    profile: { to: 'profile', many: false },
  },
})

export const getReviewsForFlow = endpoint({
  id: 'getReviewsForFlow',
  method: 'GET',
  path: '/api/x/flows/{id}/flow-reviews',
  tag: 'Flows',
  summary: 'Messages of manual actions that wait for somebody to look at them, oldest first.',
  access: 'flows:read',
  filter: { action_id: { type: 'string', operators: ['equals'] } },
  page: { default: 20, max: 100 },
  reply: { status: 200, many: FlowReview },
  rate: 'L',
})

export const REVIEWS_PER_REQUEST_MAX = 1_000

export const decideReviews = endpoint({
  id: 'decideFlowReviews',
  method: 'POST',
  path: '/api/x/flow-review-decisions',
  tag: 'Flows',
  summary:
    'Send or cancel what waits for review: the given ones, or all of an action. Filters are looked at again.',
  access: 'flows:write',
  body: document(
    z.strictObject({
      type: z.literal('flow-review-decision'),
      attributes: z.strictObject({
        decision: z.enum(['send', 'cancel']),
        /** All of this action, when no reviews are given. */
        action_id: Id.nullish(),
      }),
      relationships: z.strictObject({
        flow: z.strictObject({ data: linkage('flow') }),
        'flow-reviews': z
          .strictObject({
            data: z.array(linkage('flow-review')).min(1).max(REVIEWS_PER_REQUEST_MAX),
          })
          .optional(),
      }),
    }),
  ),
  reply: { status: 204 },
  rate: 'M',
})

export const FlowStepCount = resourceType({
  type: 'flow-step-count',
  self: '/api/x/flow-step-counts/{id}/',
  attributes: z.object({
    waiting: z.int(),
    outcomes: z.record(z.string(), z.int()),
    skip_reasons: z.record(z.string(), z.int()),
  }),
})

export const getStepCounts = endpoint({
  id: 'getFlowStepCounts',
  method: 'GET',
  path: '/api/x/flows/{id}/flow-step-counts',
  tag: 'Flows',
  summary: 'By action: who waits there now, and what it came to for those whose turn it was.',
  access: 'flows:read',
  reply: { status: 200, many: FlowStepCount },
  rate: 'L',
})

export const FlowRefusal = resourceType({
  type: 'flow-refusal',
  self: '/api/x/flow-refusals/{id}/',
  attributes: z.object({
    reason: z.enum(REFUSAL_REASONS),
    detail: z.string().nullable(),
    at: InstantOut,
  }),
  relationships: { profile: { to: 'profile', many: false } },
})

export const getRefusalsForFlow = endpoint({
  id: 'getRefusalsForFlow',
  method: 'GET',
  path: '/api/x/flows/{id}/flow-refusals',
  tag: 'Flows',
  summary: 'Who did not enter a flow, and why, newest first. Kept for 30 days.',
  access: 'flows:read',
  filter: {
    reason: { type: 'enum', operators: ['equals'], values: REFUSAL_REASONS },
    profile_id: { type: 'string', operators: ['equals'] },
  },
  page: { default: 20, max: 100 },
  reply: { status: 200, many: FlowRefusal },
  rate: 'L',
})

// — Ours: how a flow became what it is

export const FlowVersion = resourceType({
  type: 'flow-version',
  self: '/api/x/flow-versions/{id}/',
  attributes: z.object({
    version: z.int(),
    made_by: z.string(),
    created: InstantOut,
    definition: z.record(z.string(), z.unknown()),
  }),
})

export const getVersionsForFlow = endpoint({
  id: 'getFlowVersions',
  method: 'GET',
  path: '/api/x/flows/{id}/flow-versions',
  tag: 'Flows',
  summary: 'What a flow was, version by version, newest first: who changed it, when, to what.',
  access: 'flows:read',
  page: { default: 20, max: 50 },
  reply: { status: 200, many: FlowVersion },
  rate: 'L',
})

export const archiveFlow = endpoint({
  id: 'archiveFlow',
  method: 'PATCH',
  path: '/api/x/flow-archives/{id}',
  tag: 'Flows',
  summary:
    'Archive a flow, or take it back; the id is the flow’s. It must be a draft to be archived.',
  access: 'flows:write',
  body: document(
    z.strictObject({
      type: z.literal('flow-archive'),
      id: z.string().max(64),
      attributes: z.strictObject({ archived: z.boolean() }),
    }),
  ),
  reply: { status: 200, one: Flow },
  rate: 'M',
})

export const FlowWebhookKey = resourceType({
  type: 'flow-webhook-key',
  self: '/api/x/flow-webhook-key/',
  attributes: z.object({ key: z.string() }),
})

export const ALERT_RECIPIENT_STATES = ['member', 'confirmed', 'waiting', 'declined'] as const
/** Addresses outside the account that alerts may go to. */
export const ALERT_RECIPIENTS_OF_ACCOUNT_MAX = 500

/** Ours. Somebody whom alerts of flows may go to: a member, or an address that said yes to them. */
export const AlertRecipient = resourceType({
  type: 'alert-recipient',
  self: '/api/x/alert-recipients/{id}/',
  attributes: z.object({
    email: z.string(),
    state: z.enum(ALERT_RECIPIENT_STATES),
    /** When it was asked last; null for members, who are not asked. */
    asked: InstantOut.nullable(),
  }),
})

export const getAlertRecipients = endpoint({
  id: 'getAlertRecipients',
  method: 'GET',
  path: '/api/x/alert-recipients',
  tag: 'Flows',
  summary: 'Whom alerts of flows may go to: members, and addresses that were asked, by address.',
  access: 'flows:read',
  reply: { status: 200, many: AlertRecipient },
  rate: 'M',
})

export const askAlertRecipient = endpoint({
  id: 'askAlertRecipient',
  method: 'POST',
  path: '/api/x/alert-recipients',
  tag: 'Flows',
  summary:
    'Ask an address by mail whether it wants the alerts of flows. Addresses of saved alerts are asked by themselves, once.',
  access: 'flows:write',
  body: document(
    z.strictObject({
      type: z.literal('alert-recipient'),
      attributes: z.strictObject({ email: Email }),
    }),
  ),
  reply: { status: 201, one: AlertRecipient },
  rate: 'S',
})

export const getFlowWebhookKey = endpoint({
  id: 'getFlowWebhookKey',
  method: 'GET',
  path: '/api/x/flow-webhook-key',
  tag: 'Flows',
  summary:
    'The key that signs the calls of flows: `parley-signature` is `v1=` and the HMAC-SHA256 with it of id, timestamp and body, joined by dots.',
  access: 'flows:write',
  reply: { status: 200, one: FlowWebhookKey },
  rate: 'M',
})
