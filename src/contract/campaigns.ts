import { z } from 'zod'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { Image } from './images.ts'
import { MESSAGE_CHANNELS } from './messages.ts'
import { CampaignParam, CUSTOM_PARAMS_MAX } from './sending.ts'
import { TAG_FILTER } from './tags.ts'
import { Template } from './templates.ts'
import { InstantOut } from './values.ts'

/**
 * Campaigns: one send to many. Behind the public API's shape stands its newer model: a campaign has
 * audiences and messages, a message has variations. Channel `whatsapp`, variations, audience estimates
 * and controls are ours.
 */

export const CAMPAIGN_NAME_CHARACTERS_MAX = 255
/** Lists and segments on each side of an audience. */
export const AUDIENCE_GROUPS_MAX = 50
export const CAMPAIGN_AUDIENCES_MAX = 10
export const CAMPAIGN_MESSAGES_MAX = 30
/** Of one message. */
export const CAMPAIGN_VARIATIONS_MAX = 7
/** A test chooses its winner within this. */
export const WINNER_AFTER_MINUTES_MAX = 7 * 24 * 60
const TEXT_CHARACTERS_MAX = 10_000

export const CAMPAIGN_STATUSES = [
  'Adding Recipients',
  'Cancelled',
  'Cancelled: Account Disabled',
  'Cancelled: Billing Limit',
  'Cancelled: Internal Error',
  'Cancelled: Misconfigured',
  'Cancelled: No Recipients',
  'Cancelled: Smart Sending',
  'Draft',
  'Preparing to schedule',
  'Preparing to send',
  'Queued without Recipients',
  'Scheduled',
  'Sending',
  'Sending Segments',
  'Sent',
  'Unknown',
  'Variations Sent',
] as const
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number]

/** Percent of the recipients that a throttled campaign reaches in an hour. */
export const THROTTLE_PERCENTAGES = [1, 2, 5, 10, 11, 13, 14, 17, 20, 25, 33, 50] as const

/** Why a campaign does not go on by itself. */
export const HOLD_REASONS = [
  'segment-inactive',
  'segment-building',
  'group-missing',
  'overdue',
  'restored',
] as const
export type HoldReason = (typeof HOLD_REASONS)[number]

export const WINNER_METRICS = ['open-rate', 'click-rate'] as const
export type WinnerMetric = (typeof WINNER_METRICS)[number]

const Id = z.string().min(1).max(64)
const Name = z.string().trim().min(1).max(CAMPAIGN_NAME_CHARACTERS_MAX)
const Text = z.string().max(TEXT_CHARACTERS_MAX).nullish()
const GroupIds = z.array(Id).max(AUDIENCE_GROUPS_MAX)

// — When it is sent

export const DateTime = z
  .string()
  .max(40)
  .regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/,
    'must be an ISO 8601 date and time such as 2026-12-01T09:00:00+00:00',
  )
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: 'must be a date that exists' })
export const Day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'must be a date such as 2026-12-01')
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: 'must be a date that exists' })
const LocalOptions = z.strictObject({
  is_local: z.literal(true),
  send_past_recipients_immediately: z.boolean().default(false),
})
const OtherOptions = z.strictObject({ is_local: z.literal(false) })
const StaticOptions = z.discriminatedUnion('is_local', [LocalOptions, OtherOptions])

export const SendStrategy = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('static'),
    /** Of a local send: what the clocks of each recipient show; its offset is not looked at. */
    datetime: DateTime,
    options: StaticOptions.nullish(),
  }),
  z.strictObject({
    method: z.literal('throttled'),
    datetime: DateTime,
    throttle_percentage: z.literal(THROTTLE_PERCENTAGES),
  }),
  z.strictObject({ method: z.literal('immediate') }),
  z.strictObject({ method: z.literal('smart_send_time'), date: Day }),
])
export type SendStrategy = z.output<typeof SendStrategy>

const SendOptions = z.strictObject({ use_smart_sending: z.boolean().nullish() })
const TrackedName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w.~-]+$/, 'must be a name such as utm_content')
const [DynamicParam, StaticParam] = CampaignParam.options
const TrackingParam = z.discriminatedUnion('type', [
  DynamicParam.extend({ name: TrackedName }),
  StaticParam.extend({ name: TrackedName }),
])
export const TrackingOptions = z.strictObject({
  add_tracking_params: z.boolean().nullish(),
  /** Empty: those of the account. Others must say source and medium. */
  custom_tracking_params: z
    .array(TrackingParam)
    .max(CUSTOM_PARAMS_MAX + 5)
    .refine(
      (all) =>
        all.length === 0 ||
        ['utm_source', 'utm_medium'].every((name) => all.some((one) => one.name === name)),
      { error: 'must include utm_source and utm_medium' },
    )
    .nullish(),
  is_tracking_clicks: z.boolean().nullish(),
  is_tracking_opens: z.boolean().nullish(),
})
export type TrackingOptions = z.output<typeof TrackingOptions>

// — What it says

const EmailContent = z.strictObject({
  subject: Text,
  preview_text: Text,
  from_email: Text,
  from_label: Text,
  reply_to_email: Text,
  cc_email: Text,
  bcc_email: Text,
})
const RenderOptions = z.strictObject({
  shorten_links: z.boolean().nullish(),
  add_org_prefix: z.boolean().nullish(),
  add_info_link: z.boolean().nullish(),
  add_opt_out_language: z.boolean().nullish(),
})
const SmsContent = z.strictObject({ body: Text, media_url: Text })
const Label = z.string().max(CAMPAIGN_NAME_CHARACTERS_MAX).nullish()

export const MessageDefinition = z.discriminatedUnion('channel', [
  z.strictObject({
    channel: z.literal('email'),
    label: Label,
    content: EmailContent.optional(),
  }),
  z.strictObject({
    channel: z.literal('sms'),
    label: Label,
    content: SmsContent.optional(),
    render_options: RenderOptions.optional(),
  }),
  z.strictObject({
    channel: z.literal('whatsapp'),
    label: Label,
    content: z.strictObject({ body: Text }).optional(),
  }),
])
export type MessageDefinition = z.output<typeof MessageDefinition>

const ImageLink = z.strictObject({ image: z.strictObject({ data: linkage('image') }).optional() })
const MessageInput = z.strictObject({
  type: z.literal('campaign-message'),
  attributes: z.strictObject({ definition: MessageDefinition }),
  relationships: ImageLink.optional(),
})

// — Resources

const SendTime = z.object({ datetime: InstantOut, is_local: z.boolean() })

/** How far something has come. `waiting`: in its queue, not yet handed to sending. */
const Progress = z.object({
  is_resolved: z.boolean(),
  recipients: z.int(),
  unreachable: z.int(),
  excluded: z.int(),
  waiting: z.int(),
})

/** Why something does not go on by itself. */
const Hold = z.object({
  reason: z.enum(HOLD_REASONS),
  detail: z.string(),
  group_id: z.string().nullable(),
  since: InstantOut,
})

const AudienceShown = z.object({
  id: z.string(),
  name: z.string().nullable(),
  priority: z.int().nullable(),
  included: z.array(z.string()),
  excluded: z.array(z.string()),
})

export const CampaignMessage = resourceType({
  type: 'campaign-message',
  self: '/api/campaign-messages/{id}/',
  attributes: z.object({
    definition: z.record(z.string(), z.unknown()),
    send_times: z.array(SendTime).nullable(),
    created_at: InstantOut,
    updated_at: InstantOut,
  }),
  /** Ours: what one message of a campaign of several has for itself. */
  additional: z.object({
    status: z.enum(CAMPAIGN_STATUSES),
    is_paused: z.boolean(),
    hold: Hold.nullable(),
    progress: Progress,
    chosen_strategy: z.record(z.string(), z.unknown()),
    audience: AudienceShown,
  }),
  relationships: {
    campaign: { to: 'campaign', many: false },
    template: { to: 'template', many: false },
    image: { to: 'image', many: false },
  },
})

/** As assigning a template answers it: flat, without `definition`. */
export const AssignedMessage = resourceType({
  type: 'campaign-message',
  self: '/api/campaign-messages/{id}/',
  attributes: z.object({
    label: z.string(),
    channel: z.string(),
    content: z.record(z.string(), z.unknown()),
    send_times: z.array(SendTime).nullable(),
    render_options: z.record(z.string(), z.unknown()).optional(),
    created_at: InstantOut,
    updated_at: InstantOut,
  }),
  relationships: {
    campaign: { to: 'campaign', many: false },
    template: { to: 'template', many: false },
  },
})

export const Campaign = resourceType({
  type: 'campaign',
  self: '/api/campaigns/{id}/',
  attributes: z.object({
    name: z.string(),
    status: z.enum(CAMPAIGN_STATUSES),
    archived: z.boolean(),
    audiences: z.object({ included: z.array(z.string()), excluded: z.array(z.string()) }),
    send_options: z.object({ use_smart_sending: z.boolean() }),
    tracking_options: z.record(z.string(), z.unknown()),
    send_strategy: z.record(z.string(), z.unknown()),
    created_at: InstantOut,
    scheduled_at: InstantOut.nullable(),
    updated_at: InstantOut,
    send_time: InstantOut.nullable(),
  }),
  additional: z.object({
    /** Ours. */
    progress: Progress,
    /** Ours: stands still on purpose. */
    is_paused: z.boolean(),
    /** Ours. */
    hold: Hold.nullable(),
    /** Ours: when recipients are determined. */
    recipients_when: z.enum(['at-send', 'at-schedule']),
    /** Ours: of variations. A share of 100 gives all recipients variations by lot. */
    test: z
      .object({
        test_share: z.int(),
        winner_metric: z.enum(WINNER_METRICS),
        winner_after_minutes: z.int(),
        winner_at: InstantOut.nullable(),
        winner_id: z.string().nullable(),
      })
      .nullable(),
    /** Ours: the strategy as it was chosen, also of a test. */
    chosen_strategy: z.record(z.string(), z.unknown()),
    channel: z.enum(MESSAGE_CHANNELS),
    /** Ours: each on its own, in their order; `audiences` says them as one. */
    all_audiences: z.array(AudienceShown),
  }),
  relationships: {
    'campaign-messages': { to: 'campaign-message', many: true },
    tags: { to: 'tag', many: true },
  },
})

const reading = { method: 'GET', tag: 'Campaigns', access: 'campaigns:read', rate: 'M' } as const
const writing = { tag: 'Campaigns', access: 'campaigns:write', rate: 'M' } as const

const CAMPAIGN_FILTERS = {
  'messages.channel': {
    type: 'enum',
    values: ['email', 'sms', 'mobile_push', 'whatsapp'],
    operators: ['equals'],
  },
  id: { type: 'string', operators: ['any'] },
  name: { type: 'string', operators: ['contains'] },
  status: { type: 'enum', values: CAMPAIGN_STATUSES, operators: ['any', 'equals'] },
  archived: { type: 'boolean', operators: ['equals'] },
  created_at: {
    type: 'datetime',
    operators: ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'],
  },
  scheduled_at: {
    type: 'datetime',
    operators: ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'],
  },
  updated_at: {
    type: 'datetime',
    operators: ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'],
  },
  ...TAG_FILTER,
} as const satisfies FilterFields

export const getCampaigns = endpoint({
  ...reading,
  id: 'getCampaigns',
  path: '/api/campaigns',
  summary: 'The campaigns of a channel, which the filter must name; newest first.',
  filter: CAMPAIGN_FILTERS,
  sort: ['created_at', 'id', 'name', 'scheduled_at', 'updated_at'],
  include: { 'campaign-messages': CampaignMessage },
  page: { default: 100, max: 100 },
  reply: { status: 200, many: Campaign },
})

export const getCampaign = endpoint({
  ...reading,
  id: 'getCampaign',
  path: '/api/campaigns/{id}',
  summary: 'One campaign.',
  include: { 'campaign-messages': CampaignMessage },
  reply: { status: 200, one: Campaign },
})

export const createCampaign = endpoint({
  ...writing,
  id: 'createCampaign',
  method: 'POST',
  path: '/api/campaigns',
  summary: 'Create a campaign, as a draft.',
  body: document(
    z.strictObject({
      type: z.literal('campaign'),
      attributes: z.strictObject({
        name: Name,
        audiences: z.strictObject({ included: GroupIds, excluded: GroupIds.nullish() }),
        send_strategy: SendStrategy.nullish(),
        send_options: SendOptions.nullish(),
        tracking_options: TrackingOptions.nullish(),
        'campaign-messages': z.strictObject({ data: z.array(MessageInput).min(1).max(1) }),
      }),
    }),
  ),
  reply: { status: 201, one: Campaign },
})

export const updateCampaign = endpoint({
  ...writing,
  id: 'updateCampaign',
  method: 'PATCH',
  path: '/api/campaigns/{id}',
  summary: 'Change a campaign that is a draft or scheduled. What is not sent stays.',
  body: document(
    z.strictObject({
      type: z.literal('campaign'),
      id: Id,
      attributes: z.strictObject({
        name: Name.nullish(),
        audiences: z
          .strictObject({ included: GroupIds.nullish(), excluded: GroupIds.nullish() })
          .optional(),
        send_strategy: SendStrategy.nullish(),
        send_options: SendOptions.nullish(),
        tracking_options: TrackingOptions.nullish(),
      }),
    }),
  ),
  reply: { status: 200, one: Campaign },
})

export const deleteCampaign = endpoint({
  ...writing,
  id: 'deleteCampaign',
  method: 'DELETE',
  path: '/api/campaigns/{id}',
  summary: 'Delete a campaign that was not sent. Others are archived, so that their numbers stay.',
  reply: { status: 204 },
})

export const createCampaignClone = endpoint({
  ...writing,
  id: 'createCampaignClone',
  method: 'POST',
  path: '/api/campaign-clone',
  summary: 'A draft like another campaign, with copies of its messages and templates.',
  body: document(
    z.strictObject({
      type: z.literal('campaign'),
      id: Id,
      attributes: z.strictObject({ new_name: Name.nullish() }).optional(),
    }),
  ),
  reply: { status: 201, one: Campaign },
})

// — Messages

export const getMessagesForCampaign = endpoint({
  ...reading,
  id: 'getMessagesForCampaign',
  path: '/api/campaigns/{id}/campaign-messages',
  summary: 'The messages of a campaign.',
  include: { campaign: Campaign, image: Image, template: Template },
  reply: { status: 200, many: CampaignMessage },
})

export const getMessageIdsForCampaign = endpoint({
  ...reading,
  id: 'getMessageIdsForCampaign',
  path: '/api/campaigns/{id}/relationships/campaign-messages',
  summary: 'The ids of the messages of a campaign.',
  reply: { status: 200, linkage: 'campaign-message', toMany: true },
})

export const getCampaignMessage = endpoint({
  ...reading,
  id: 'getCampaignMessage',
  path: '/api/campaign-messages/{id}',
  summary: 'One message of a campaign.',
  include: { campaign: Campaign, image: Image, template: Template },
  reply: { status: 200, one: CampaignMessage },
})

export const updateCampaignMessage = endpoint({
  ...writing,
  id: 'updateCampaignMessage',
  method: 'PATCH',
  path: '/api/campaign-messages/{id}',
  summary: 'Change what a message says. Messages that wait say the new.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-message'),
      id: Id,
      attributes: z.strictObject({ definition: MessageDefinition.nullish() }),
      relationships: ImageLink.optional(),
    }),
  ),
  reply: { status: 200, one: CampaignMessage },
})

export const assignTemplateToCampaignMessage = endpoint({
  ...writing,
  id: 'assignTemplateToCampaignMessage',
  method: 'POST',
  path: '/api/campaign-message-assign-template',
  summary: 'Give a message a copy of a template, which changes of the original do not reach.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-message'),
      id: Id,
      relationships: z.strictObject({ template: z.strictObject({ data: linkage('template') }) }),
    }),
  ),
  reply: { status: 200, one: AssignedMessage },
})

export const getCampaignForCampaignMessage = endpoint({
  ...reading,
  id: 'getCampaignForCampaignMessage',
  path: '/api/campaign-messages/{id}/campaign',
  summary: 'The campaign of a message.',
  reply: { status: 200, one: Campaign },
})

export const getCampaignIdForCampaignMessage = endpoint({
  ...reading,
  id: 'getCampaignIdForCampaignMessage',
  path: '/api/campaign-messages/{id}/relationships/campaign',
  summary: 'The id of the campaign of a message.',
  reply: { status: 200, linkage: 'campaign', toMany: false },
})

export const getTemplateForCampaignMessage = endpoint({
  ...reading,
  id: 'getTemplateForCampaignMessage',
  path: '/api/campaign-messages/{id}/template',
  summary: 'The copy of a template that a message works with.',
  reply: { status: 200, one: Template },
})

export const getTemplateIdForCampaignMessage = endpoint({
  ...reading,
  id: 'getTemplateIdForCampaignMessage',
  path: '/api/campaign-messages/{id}/relationships/template',
  summary: 'The id of the template of a message; null: it has none yet.',
  reply: { status: 200, linkage: 'template', toMany: false },
})

export const getImageForCampaignMessage = endpoint({
  ...reading,
  id: 'getImageForCampaignMessage',
  path: '/api/campaign-messages/{id}/image',
  summary: 'The picture that goes along with a text.',
  reply: { status: 200, one: Image },
})

export const getImageIdForCampaignMessage = endpoint({
  ...reading,
  id: 'getImageIdForCampaignMessage',
  path: '/api/campaign-messages/{id}/relationships/image',
  summary: 'The id of the picture of a text; null: it has none.',
  reply: { status: 200, linkage: 'image', toMany: false },
})

export const updateImageForCampaignMessage = endpoint({
  ...writing,
  id: 'updateImageForCampaignMessage',
  method: 'PATCH',
  path: '/api/campaign-messages/{id}/relationships/image',
  summary: 'Choose the picture that goes along with a text.',
  body: document(linkage('image')),
  reply: { status: 204 },
})

// — Sending

export const JOB_STATUSES = ['cancelled', 'complete', 'processing', 'queued'] as const

export const CampaignSendJob = resourceType({
  type: 'campaign-send-job',
  self: '/api/campaign-send-jobs/{id}/',
  attributes: z.object({ status: z.enum(JOB_STATUSES) }),
})

export const sendCampaign = endpoint({
  ...writing,
  id: 'sendCampaign',
  method: 'POST',
  path: '/api/campaign-send-jobs',
  summary: 'Send a campaign, now or as it is scheduled. The id is the campaign’s.',
  body: document(z.strictObject({ type: z.literal('campaign-send-job'), id: Id })),
  reply: { status: 202, one: CampaignSendJob },
})

export const getCampaignSendJob = endpoint({
  ...reading,
  id: 'getCampaignSendJob',
  path: '/api/campaign-send-jobs/{id}',
  summary: 'How far sending a campaign has come.',
  reply: { status: 200, one: CampaignSendJob },
})

export const cancelCampaignSend = endpoint({
  ...writing,
  id: 'cancelCampaignSend',
  method: 'PATCH',
  path: '/api/campaign-send-jobs/{id}',
  summary: 'Cancel sending for good, or revert a campaign that was not sent to anybody to a draft.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-send-job'),
      id: Id,
      attributes: z.strictObject({ action: z.enum(['cancel', 'revert']) }),
    }),
  ),
  reply: { status: 204 },
})

export const EstimationJob = resourceType({
  type: 'campaign-recipient-estimation-job',
  self: '/api/campaign-recipient-estimation-jobs/{id}/',
  attributes: z.object({ status: z.enum(JOB_STATUSES) }),
})

export const refreshCampaignRecipientEstimation = endpoint({
  ...writing,
  id: 'refreshCampaignRecipientEstimation',
  method: 'POST',
  path: '/api/campaign-recipient-estimation-jobs',
  summary: 'Count who would get a campaign now. The id is the campaign’s.',
  body: document(z.strictObject({ type: z.literal('campaign-recipient-estimation-job'), id: Id })),
  reply: { status: 202, one: EstimationJob },
})

export const getCampaignRecipientEstimationJob = endpoint({
  ...reading,
  id: 'getCampaignRecipientEstimationJob',
  path: '/api/campaign-recipient-estimation-jobs/{id}',
  summary: 'Whether the recipients of a campaign are counted.',
  reply: { status: 200, one: EstimationJob },
})

export const getCampaignRecipientEstimation = endpoint({
  ...reading,
  id: 'getCampaignRecipientEstimation',
  path: '/api/campaign-recipient-estimations/{id}',
  summary: 'Who would have got a campaign when it was last counted.',
  reply: {
    status: 200,
    one: resourceType({
      type: 'campaign-recipient-estimation',
      self: '/api/campaign-recipient-estimations/{id}/',
      attributes: z.object({ estimated_recipient_count: z.int() }),
    }),
  },
})

// — Ours

export const CONTROLS = ['pause', 'resume', 'confirm', 'archive', 'restore'] as const

export const controlCampaign = endpoint({
  ...writing,
  id: 'controlCampaign',
  method: 'PATCH',
  path: '/api/x/campaign-controls/{id}',
  summary:
    'Pause a campaign or let it go on, confirm that one that is overdue is still wanted, put one away or back. The id is the campaign’s.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-control'),
      id: Id,
      attributes: z.strictObject({ action: z.enum(CONTROLS) }),
    }),
  ),
  reply: { status: 200, one: Campaign },
})

export const updateCampaignTest = endpoint({
  ...writing,
  id: 'updateCampaignTest',
  method: 'PATCH',
  path: '/api/x/campaign-tests/{id}',
  summary:
    'How variations are tested, and when recipients are determined. The id is the campaign’s.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-test'),
      id: Id,
      attributes: z.strictObject({
        test_share: z.int().min(1).max(100).optional(),
        winner_metric: z.enum(WINNER_METRICS).optional(),
        winner_after_minutes: z.int().min(5).max(WINNER_AFTER_MINUTES_MAX).optional(),
        recipients_when: z.enum(['at-send', 'at-schedule']).optional(),
      }),
    }),
  ),
  reply: { status: 200, one: Campaign },
})

export const CampaignVariation = resourceType({
  type: 'campaign-variation',
  self: '/api/x/campaign-variations/{id}/',
  attributes: z.object({
    name: z.string(),
    definition: z.record(z.string(), z.unknown()),
    recipients: z.int(),
    delivered: z.int(),
    opened: z.int(),
    clicked: z.int(),
    is_winner: z.boolean(),
    created_at: InstantOut,
    updated_at: InstantOut,
  }),
  relationships: {
    'campaign-message': { to: 'campaign-message', many: false },
    template: { to: 'template', many: false },
  },
})

export const getVariationsForCampaign = endpoint({
  ...reading,
  id: 'getVariationsForCampaign',
  path: '/api/x/campaigns/{id}/campaign-variations',
  summary:
    'The variations of a campaign’s message, and how they did. The first is the message itself.',
  reply: { status: 200, many: CampaignVariation },
})

export const createCampaignVariation = endpoint({
  ...writing,
  id: 'createCampaignVariation',
  method: 'POST',
  path: '/api/x/campaign-variations',
  summary: `Say a message another way too, up to ${CAMPAIGN_VARIATIONS_MAX} in all. It begins as a copy.`,
  body: document(
    z.strictObject({
      type: z.literal('campaign-variation'),
      attributes: z.strictObject({ name: Name.nullish() }).optional(),
      relationships: z.strictObject({
        'campaign-message': z.strictObject({ data: linkage('campaign-message') }),
      }),
    }),
  ),
  reply: { status: 201, one: CampaignVariation },
})

export const updateCampaignVariation = endpoint({
  ...writing,
  id: 'updateCampaignVariation',
  method: 'PATCH',
  path: '/api/x/campaign-variations/{id}',
  summary: 'Change what a variation says, or give it a copy of a template.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-variation'),
      id: Id,
      attributes: z
        .strictObject({ name: Name.nullish(), definition: MessageDefinition.nullish() })
        .optional(),
      relationships: z
        .strictObject({ template: z.strictObject({ data: linkage('template') }) })
        .optional(),
    }),
  ),
  reply: { status: 200, one: CampaignVariation },
})

export const deleteCampaignVariation = endpoint({
  ...writing,
  id: 'deleteCampaignVariation',
  method: 'DELETE',
  path: '/api/x/campaign-variations/{id}',
  summary: 'Take a variation away. The first one is the message itself and stays.',
  reply: { status: 204 },
})

export const AudienceEstimate = resourceType({
  type: 'audience-estimate',
  self: '/api/x/audience-estimates/',
  attributes: z.object({
    /** In any included group. */
    included: z.int(),
    /** Of those, in an excluded group. */
    excluded: z.int(),
    /** Of the rest, without address or consent. */
    unreachable: z.int(),
    recipients: z.int(),
    /** How many of each group are in the audience of the included ones, and in others as well. */
    groups: z.array(
      z.object({
        group_id: z.string(),
        is_excluded: z.boolean(),
        members: z.int(),
        /** Included: also in another included group. Excluded: in an included group. */
        overlap: z.int(),
      }),
    ),
    /** What would hold the campaign up. */
    holds: z.array(
      z.object({
        reason: z.enum(HOLD_REASONS),
        group_id: z.string(),
        detail: z.string(),
      }),
    ),
  }),
})

export const estimateAudience = endpoint({
  ...reading,
  method: 'POST',
  id: 'estimateAudience',
  path: '/api/x/audience-estimates',
  summary: 'Who an audience would reach now, and how its groups overlap.',
  body: document(
    z.strictObject({
      type: z.literal('audience-estimate'),
      attributes: z.strictObject({
        channel: z.enum(MESSAGE_CHANNELS).default('email'),
        included: GroupIds,
        excluded: GroupIds.default([]),
      }),
    }),
  ),
  reply: { status: 200, one: AudienceEstimate },
  rate: 'S',
})
