import { z } from 'zod'
import { document, endpoint, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { MESSAGE_CHANNELS, MESSAGE_STATES, PURPOSES, SKIP_REASONS } from './messages.ts'
import { Email, InstantOut } from './values.ts'

const BODY_BYTES_MAX = 64 * 1024
/** Longest silence of a channel after a message, in hours. */
const SMART_HOURS_MAX = 24 * 30
export const CUSTOM_PARAMS_MAX = 5
const PARAM_LENGTH_MAX = 200

const SmartHours = z.int().min(0).max(SMART_HOURS_MAX)
const Time = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time such as 21:00')
const Line = z.string().min(1).max(150)
const QuietHours = z.strictObject({ from: Time, until: Time })
const FrequencyCap = z.strictObject({
  messages: z.int().min(1).max(100),
  days: z.int().min(1).max(90),
})
const Domain = z
  .string()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'must be a domain such as shop.example')

/** Providers whose reports of bounces and complaints are understood. */
export const MAIL_PROVIDERS = ['ses', 'sendgrid', 'postmark', 'mailgun'] as const
export type MailProvider = (typeof MAIL_PROVIDERS)[number]

const KEY_LENGTH_MAX = 2_000
const ReportKey = z.string().min(1).max(KEY_LENGTH_MAX).nullish()

export const SendingSettings = resourceType({
  type: 'sending-settings',
  self: '/api/x/sending-settings/',
  attributes: z.object({
    /** Null: the contact of the account. */
    from_email: z.string().nullable(),
    from_name: z.string().nullable(),
    reply_to_email: z.string().nullable(),
    /** Smart Sending: how long a channel is silent for a person after a message. */
    smart_sending_hours: z.object({ email: z.int(), sms: z.int(), whatsapp: z.int() }),
    /** When texts of marketing wait, by the clocks where the person is; null: never. */
    quiet_hours: z.object({ from: z.string(), until: z.string() }).nullable(),
    /** Most messages of marketing for one person; null: no limit. */
    frequency_cap: z.object({ messages: z.int(), days: z.int() }).nullable(),
    /** Marketing skips people with a conversation that waits for the team. */
    excludes_open_problems: z.boolean(),
    tracks_opens: z.boolean(),
    tracks_clicks: z.boolean(),
    /** The record that the domain needs, so that others can check signatures; null: mails are not signed. */
    dkim: z
      .object({
        domain: z.string(),
        selector: z.string(),
        record_name: z.string(),
        record_value: z.string(),
      })
      .nullable(),
    /** `kept`: there is no SMTP server, so mails stay here. */
    outgoing: z.enum(['smtp', 'kept']),
    /** Whose SMTP server it is; null: nobody's we know. */
    provider: z.enum(MAIL_PROVIDERS).nullable(),
    /** Where providers post what became of mails. */
    mail_reports: z.array(
      z.object({
        provider: z.enum(MAIL_PROVIDERS),
        url: z.string(),
        /** The end of the key; null: there is none, and posts are refused. */
        key_hint: z.string().nullable(),
        /** When the provider was last heard of, to the minute. */
        last_report_at: InstantOut.nullable(),
      }),
    ),
  }),
})

export const getSendingSettings = endpoint({
  id: 'getSendingSettings',
  method: 'GET',
  path: '/api/x/sending-settings',
  tag: 'Messages',
  summary: 'How messages are sent: senders, Smart Sending, quiet hours, tracking, signatures.',
  access: 'accounts:read',
  reply: { status: 200, one: SendingSettings },
  rate: 'M',
})

export const updateSendingSettings = endpoint({
  id: 'updateSendingSettings',
  method: 'PATCH',
  path: '/api/x/sending-settings',
  tag: 'Messages',
  summary: 'Change how messages are sent. What is not sent stays; null clears.',
  access: 'accounts:write',
  body: document(
    z.strictObject({
      type: z.literal('sending-settings'),
      id: z.string().max(200).optional(),
      attributes: z.strictObject({
        from_email: Email.nullish(),
        from_name: Line.nullish(),
        reply_to_email: Email.nullish(),
        smart_sending_hours: z
          .strictObject({
            email: SmartHours.optional(),
            sms: SmartHours.optional(),
            whatsapp: SmartHours.optional(),
          })
          .optional(),
        quiet_hours: QuietHours.nullish(),
        frequency_cap: FrequencyCap.nullish(),
        excludes_open_problems: z.boolean().optional(),
        tracks_opens: z.boolean().optional(),
        tracks_clicks: z.boolean().optional(),
        /** Only null: mails are not signed any more. Keys are made by POST /api/x/dkim-keys. */
        dkim: z.null().optional(),
        /**
         * What posts of providers are checked with: the ARN of the SNS topic, the public key of SendGrid,
         * a password of one's own for Postmark, the signing key of Mailgun. Null: posts are refused.
         */
        mail_report_keys: z
          .strictObject({
            ses: ReportKey,
            sendgrid: ReportKey,
            postmark: ReportKey,
            mailgun: ReportKey,
          })
          .optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: SendingSettings },
  rate: 'S',
})

export const createDkimKey = endpoint({
  id: 'createDkimKey',
  method: 'POST',
  path: '/api/x/dkim-keys',
  tag: 'Messages',
  summary: 'Make a key that signs the mails of a domain. The one before stops signing.',
  access: 'accounts:write',
  body: document(
    z.strictObject({
      type: z.literal('dkim-key'),
      attributes: z.strictObject({
        domain: Domain,
        selector: z
          .string()
          .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be a label such as parley1')
          .default('parley'),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: SendingSettings },
  rate: 'XS',
})

/**
 * What a record says about the mails of a domain. `unknown`: the name servers did not answer.
 * `not-made`: no key of this domain is kept here.
 */
export const RECORD_FINDINGS = [
  'good',
  'missing',
  'several',
  'different',
  'too-open',
  'only-watches',
  'broken',
  'not-made',
  'unknown',
] as const
const RecordCheck = z.object({
  /** Where it was looked for. */
  name: z.string(),
  finding: z.enum(RECORD_FINDINGS),
  /** As it was found. */
  record: z.string().nullable(),
})

export const DomainCheck = resourceType({
  type: 'domain-check',
  self: '/api/x/domain-checks/',
  attributes: z.object({
    domain: z.string(),
    spf: RecordCheck,
    dkim: RecordCheck,
    dmarc: RecordCheck,
  }),
})

export const checkDomain = endpoint({
  id: 'checkDomain',
  method: 'POST',
  path: '/api/x/domain-checks',
  tag: 'Messages',
  summary: 'Look up what the name servers say about the mails of a domain: SPF, DKIM, DMARC.',
  access: 'accounts:read',
  body: document(
    z.strictObject({
      type: z.literal('domain-check'),
      attributes: z.strictObject({ domain: Domain }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: DomainCheck },
  rate: 'XS',
})

// — Link parameters, as in the public API

const fixed = z.strictObject({ type: z.literal('static'), value: z.string().max(PARAM_LENGTH_MAX) })
export const FlowParam = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('dynamic'),
    value: z.enum([
      'email_subject',
      'flow_id',
      'flow_name',
      'link_alt_text',
      'message_name',
      'message_name_id',
      'message_type',
      'profile_external_id',
      'profile_id',
    ]),
  }),
  fixed,
])
export const CampaignParam = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('dynamic'),
    value: z.enum([
      'campaign_id',
      'campaign_name',
      'campaign_name_id',
      'campaign_name_send_day',
      'email_subject',
      'group_id',
      'group_name',
      'group_name_id',
      'link_alt_text',
      'message_type',
      'profile_external_id',
      'profile_id',
    ]),
  }),
  fixed,
])

/** One parameter: its value in flows and in campaigns; null: it is not added there. */
export const TrackingParamValue = z.strictObject({
  flow: FlowParam.nullable().default(null),
  campaign: CampaignParam.nullable().default(null),
})
export const CustomTrackingParam = TrackingParamValue.extend({
  name: z
    .string()
    .min(1)
    .max(PARAM_LENGTH_MAX)
    .regex(/^[\w.~-]+$/, 'must be a name such as utm_content'),
})

export const TrackingSetting = resourceType({
  type: 'tracking-setting',
  self: '/api/tracking-settings/{id}/',
  attributes: z.object({
    auto_add_parameters: z.boolean(),
    utm_source: TrackingParamValue,
    utm_medium: TrackingParamValue,
    utm_campaign: TrackingParamValue.nullable(),
    utm_id: TrackingParamValue.nullable(),
    utm_term: TrackingParamValue.nullable(),
    custom_parameters: z.array(CustomTrackingParam).nullable(),
  }),
})

export const getTrackingSettings = endpoint({
  id: 'getTrackingSettings',
  method: 'GET',
  path: '/api/tracking-settings',
  tag: 'Tracking settings',
  summary: 'What is added to links of messages. An account has one setting.',
  access: 'accounts:read',
  page: { default: 1, max: 1 },
  reply: { status: 200, many: TrackingSetting },
  rate: 'M',
})

export const getTrackingSetting = endpoint({
  id: 'getTrackingSetting',
  method: 'GET',
  path: '/api/tracking-settings/{id}',
  tag: 'Tracking settings',
  summary: "What is added to links of messages. Its id is the account's.",
  access: 'accounts:read',
  reply: { status: 200, one: TrackingSetting },
  rate: 'M',
})

export const updateTrackingSetting = endpoint({
  id: 'updateTrackingSetting',
  method: 'PATCH',
  path: '/api/tracking-settings/{id}',
  tag: 'Tracking settings',
  summary: 'Change what is added to links of messages.',
  access: 'accounts:write',
  body: document(
    z.strictObject({
      type: z.literal('tracking-setting'),
      id: z.string().max(200),
      attributes: z.strictObject({
        auto_add_parameters: z.boolean().nullish(),
        utm_source: TrackingParamValue.nullish(),
        utm_medium: TrackingParamValue.nullish(),
        utm_campaign: TrackingParamValue.nullish(),
        utm_id: TrackingParamValue.nullish(),
        utm_term: TrackingParamValue.nullish(),
        custom_parameters: z.array(CustomTrackingParam).max(CUSTOM_PARAMS_MAX).nullish(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: TrackingSetting },
  rate: 'M',
})

// — Messages that were queued and sent

export const Message = resourceType({
  type: 'message',
  self: '/api/x/messages/{id}/',
  attributes: z.object({
    channel: z.enum(MESSAGE_CHANNELS),
    purpose: z.enum(PURPOSES),
    state: z.enum(MESSAGE_STATES),
    skip_reason: z.enum(SKIP_REASONS).nullable(),
    /** What else is to be said about the state. */
    detail: z.string().nullable(),
    source: z.enum(['flow', 'campaign', 'test', 'api']),
    flow_id: z.string().nullable(),
    flow_action_id: z.string().nullable(),
    campaign_id: z.string().nullable(),
    variation_id: z.string().nullable(),
    /** What it says; its name while that exists. */
    content_id: z.string(),
    name: z.string().nullable(),
    /** As it was sent; null before that, and when it was forgotten. */
    subject: z.string().nullable(),
    to: z.string().nullable(),
    attempts: z.int(),
    opens: z.int(),
    clicks: z.int(),
    due_at: InstantOut,
    queued_at: InstantOut,
    attempted_at: InstantOut.nullable(),
    sent_at: InstantOut.nullable(),
    delivered_at: InstantOut.nullable(),
    opened_at: InstantOut.nullable(),
    clicked_at: InstantOut.nullable(),
    bounced_at: InstantOut.nullable(),
    unsubscribed_at: InstantOut.nullable(),
    complained_at: InstantOut.nullable(),
    finished_at: InstantOut.nullable(),
  }),
  additional: z.object({
    from: z.string().nullable(),
    html: z.string().nullable(),
    text: z.string().nullable(),
    headers: z.record(z.string(), z.string()),
    provider_reply: z.string().nullable(),
  }),
  relationships: { profile: { to: 'profile', many: false } },
})

const MESSAGE_FILTERS = {
  profile_id: { type: 'string', operators: ['equals'] },
  /** An address or number that leads to the person. */
  to: { type: 'string', operators: ['equals'] },
  state: { type: 'string', operators: ['equals', 'any'] },
  skip_reason: { type: 'string', operators: ['equals'] },
  content_id: { type: 'string', operators: ['equals'] },
  flow_id: { type: 'string', operators: ['equals'] },
  flow_action_id: { type: 'string', operators: ['equals'] },
  campaign_id: { type: 'string', operators: ['equals'] },
} as const satisfies FilterFields

export const getMessages = endpoint({
  id: 'getMessages',
  method: 'GET',
  path: '/api/x/messages',
  tag: 'Messages',
  summary: 'Messages that wait, were sent or were not, newest first.',
  access: 'profiles:read',
  filter: MESSAGE_FILTERS,
  page: { default: 20, max: 100 },
  reply: { status: 200, many: Message },
  rate: 'M',
})

export const getMessage = endpoint({
  id: 'getMessage',
  method: 'GET',
  path: '/api/x/messages/{id}',
  tag: 'Messages',
  summary: 'One message: what became of it and, when asked for, what it said.',
  access: 'profiles:read',
  reply: { status: 200, one: Message },
  rate: 'M',
})

export const MessageCount = resourceType({
  type: 'message-count',
  self: '/api/x/message-counts/',
  attributes: z.object({
    state: z.enum(MESSAGE_STATES),
    skip_reason: z.enum(SKIP_REASONS).nullable(),
    count: z.int(),
  }),
})

export const getMessageCounts = endpoint({
  id: 'getMessageCounts',
  method: 'GET',
  path: '/api/x/message-counts',
  tag: 'Messages',
  summary: 'How many messages are in each state, and why those that were skipped were.',
  access: 'campaigns:read',
  filter: {
    content_id: { type: 'string', operators: ['equals'] },
    flow_id: { type: 'string', operators: ['equals'] },
    flow_action_id: { type: 'string', operators: ['equals'] },
    campaign_id: { type: 'string', operators: ['equals'] },
  },
  reply: { status: 200, many: MessageCount },
  rate: 'S',
})
