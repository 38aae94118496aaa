import { z } from 'zod'
import { document, endpoint, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { Email, InstantOut } from './values.ts'

const BODY_BYTES_MAX = 64 * 1024
export const ALIASES_MAX = 20
export const OPENINGS_PER_DAY_MAX = 6
export const CLOSED_MESSAGE_LENGTH_MAX = 500

/**
 * Where a mail or text stands. `kept`: there is no provider, so it stays here to be read.
 * `uncertain`: the provider's answer was lost, and trying again could send it twice.
 */
export const OUTBOX_STATES = ['queued', 'sending', 'sent', 'failed', 'uncertain', 'kept'] as const
/** Why something was not sent. Closed, so that it can be counted and shown. */
export const OUTBOX_FAILURES = [
  'refused', // the provider will not take it, now or later
  'unreachable', // the provider could not be reached, often enough
  'stopped', // the number asked for silence
  'channel-off', // no sender is set, or it is switched off
  'answer-lost', // with the state `uncertain`
  'bad-sender', // the provider does not know us: credentials or sender are wrong
] as const

const Line = z.string().min(1).max(200)
const HttpUrl = z.url({ protocol: /^https?$/ }).max(500)
const Number164 = z.string().regex(/^\+[0-9]{5,15}$/, 'must be a number such as +4930901820')
const Sid = z.string().regex(/^[A-Za-z0-9]{2,64}$/, 'must be an id of the provider such as AC0123')

/** A number, or on SMS a name of up to 11 letters, digits and spaces. */
const Sender = z
  .string()
  .regex(/^(\+[0-9]{5,15}|[A-Za-z0-9 ]{1,11})$/, 'must be a number such as +4930901820, or a name')

const TextChannel = z.object({
  is_on: z.boolean(),
  account_sid: z.string().nullable(),
  /** The last characters of the token; null: none is set. */
  auth_token_hint: z.string().nullable(),
  sender: z.string().nullable(),
  messaging_service_sid: z.string().nullable(),
  /** Null: the provider's own. */
  api_base_url: z.string().nullable(),
  /** To be set at the provider. */
  webhook_url: z.string(),
  /** What it needs before it can work. */
  missing: z.array(z.string()),
})

const TextChannelChange = z.strictObject({
  is_on: z.boolean().optional(),
  account_sid: Sid.nullish(),
  auth_token: z.string().min(1).max(200).nullish(),
  sender: Sender.nullish(),
  messaging_service_sid: Sid.nullish(),
  api_base_url: HttpUrl.nullish(),
})
export type TextChannelChange = z.output<typeof TextChannelChange>

const EmailChannel = z.object({
  is_on: z.boolean(),
  support_address: z.string().nullable(),
  aliases: z.array(z.string()),
  sender_name: z.string().nullable(),
  /** Answers come from `support+token@…`, which the mail server must deliver. */
  uses_reply_tokens: z.boolean(),
  /** The mail server whose Authentication-Results are believed; null: nobody's. */
  trusted_authserv_id: z.string().nullable(),
  webhook_token_hint: z.string().nullable(),
  /** Where mail comes in by SMTP; null: only through the webhook. */
  inbound_smtp_port: z.int().nullable(),
  /** `kept`: no SMTP server is set, so mail stays in the outbox. */
  outgoing: z.enum(['smtp', 'kept']),
  missing: z.array(z.string()),
})

export const ChannelSettings = resourceType({
  type: 'channel-settings',
  self: '/api/x/channel-settings/',
  attributes: z.object({ sms: TextChannel, whatsapp: TextChannel, email: EmailChannel }),
})

export const getChannelSettings = endpoint({
  id: 'getChannelSettings',
  method: 'GET',
  path: '/api/x/channel-settings',
  tag: 'Channels',
  summary: 'How SMS, WhatsApp and email reach the agent, and it them.',
  access: 'agents:read',
  reply: { status: 200, one: ChannelSettings },
  rate: 'M',
})

export const updateChannelSettings = endpoint({
  id: 'updateChannelSettings',
  method: 'PATCH',
  path: '/api/x/channel-settings',
  tag: 'Channels',
  summary: 'Change SMS, WhatsApp and email. What is not sent stays; null clears.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('channel-settings'),
      id: z.string().max(200).optional(),
      attributes: z.strictObject({
        sms: TextChannelChange.optional(),
        whatsapp: TextChannelChange.optional(),
        email: z
          .strictObject({
            is_on: z.boolean().optional(),
            support_address: Email.nullish(),
            aliases: z.array(Email).max(ALIASES_MAX).optional(),
            sender_name: Line.nullish(),
            uses_reply_tokens: z.boolean().optional(),
            trusted_authserv_id: z
              .string()
              .regex(/^[A-Za-z0-9._-]{1,200}$/, 'must be a name such as mx.example.com')
              .nullish(),
          })
          .optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: ChannelSettings },
  rate: 'S',
})

export const MailWebhookToken = resourceType({
  type: 'mail-webhook-token',
  self: '/api/x/channel-settings/',
  attributes: z.object({
    /** Holds the token, which is shown this once. */
    url: z.string(),
  }),
})

export const createMailWebhookToken = endpoint({
  id: 'createMailWebhookToken',
  method: 'POST',
  path: '/api/x/mail-webhook-tokens',
  tag: 'Channels',
  summary: 'Make the URL that takes whole mails. The one before stops working.',
  access: 'agents:write',
  reply: { status: 201, one: MailWebhookToken },
  rate: 'S',
})

export const TESTABLE_CHANNELS = [
  'sms',
  'whatsapp',
  'email',
  'handoff-webhook',
  'handoff-email',
] as const

export const ChannelTest = resourceType({
  type: 'channel-test',
  self: '/api/x/channel-settings/',
  attributes: z.object({
    channel: z.enum(TESTABLE_CHANNELS),
    /** Where what became of it can be read. */
    result_url: z.string(),
  }),
})

export const createChannelTest = endpoint({
  id: 'createChannelTest',
  method: 'POST',
  path: '/api/x/channel-tests',
  tag: 'Channels',
  summary: 'Send a test over a channel, or to a destination of handoffs.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('channel-test'),
      attributes: z.strictObject({
        channel: z.enum(TESTABLE_CHANNELS),
        /** A number, or an email address. Handoffs go to where they are set to go. */
        to: z.union([Number164, Email]).optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 202, one: ChannelTest },
  rate: 'XS',
})

/** From and until, in the account's time zone. Midnight at the end is 24:00. */
const Opening = z.tuple([
  z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time such as 09:00'),
  z.string().regex(/^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/, 'must be a time such as 17:00'),
])
const ClosedMessage = z.string().max(CLOSED_MESSAGE_LENGTH_MAX).nullable()

export const HandoffSettings = resourceType({
  type: 'handoff-settings',
  self: '/api/x/handoff-settings/',
  attributes: z.object({
    /** Handoffs are posted here, signed; null: to the inbox alone. */
    webhook_url: z.string().nullable(),
    webhook_secret_hint: z.string().nullable(),
    /** Handoffs are mailed here with their transcript. */
    desk_email: z.string().nullable(),
    /** Seven days, Monday first; null: not said, so nothing is promised. */
    office_hours: z.array(z.array(z.array(z.string()))).nullable(),
    closed_message: z.object({ en: z.string().nullable(), de: z.string().nullable() }),
    timezone: z.string(),
  }),
})

export const getHandoffSettings = endpoint({
  id: 'getHandoffSettings',
  method: 'GET',
  path: '/api/x/handoff-settings',
  tag: 'Channels',
  summary:
    'Where conversations go beside the inbox when a person takes over, and when people answer.',
  access: 'agents:read',
  reply: { status: 200, one: HandoffSettings },
  rate: 'M',
})

export const updateHandoffSettings = endpoint({
  id: 'updateHandoffSettings',
  method: 'PATCH',
  path: '/api/x/handoff-settings',
  tag: 'Channels',
  summary: 'Change destinations, office hours and their message. What is not sent stays.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('handoff-settings'),
      id: z.string().max(200).optional(),
      attributes: z.strictObject({
        webhook_url: HttpUrl.nullish(),
        desk_email: Email.nullish(),
        office_hours: z.array(z.array(Opening).max(OPENINGS_PER_DAY_MAX)).length(7).nullish(),
        closed_message: z
          .strictObject({ en: ClosedMessage.optional(), de: ClosedMessage.optional() })
          .optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: HandoffSettings },
  rate: 'S',
})

export const HandoffWebhookSecret = resourceType({
  type: 'handoff-webhook-secret',
  self: '/api/x/handoff-settings/',
  attributes: z.object({
    /** Shown this once. */
    secret: z.string(),
  }),
})

export const createHandoffWebhookSecret = endpoint({
  id: 'createHandoffWebhookSecret',
  method: 'POST',
  path: '/api/x/handoff-webhook-secrets',
  tag: 'Channels',
  summary: 'Make the secret that signs posts of handoffs. The one before stops working.',
  access: 'agents:write',
  reply: { status: 201, one: HandoffWebhookSecret },
  rate: 'S',
})

export const HandoffDelivery = resourceType({
  type: 'handoff-delivery',
  self: '/api/x/handoff-deliveries/{id}/',
  attributes: z.object({
    destination: z.enum(['webhook', 'email']),
    conversation_id: z.string().nullable(),
    is_test: z.boolean(),
    state: z.enum(['queued', 'sending', 'sent', 'failed']),
    attempts: z.int(),
    /** HTTP status of the last answer. */
    last_status: z.int().nullable(),
    failure_detail: z.string().nullable(),
    created_at: InstantOut,
    finished_at: InstantOut.nullable(),
  }),
  additional: z.object({
    /** What was, or will be, posted. */
    payload: z.record(z.string(), z.unknown()),
  }),
})

const DELIVERY_FILTERS = {
  state: { type: 'string', operators: ['equals', 'any'] },
} as const satisfies FilterFields

export const getHandoffDeliveries = endpoint({
  id: 'getHandoffDeliveries',
  method: 'GET',
  path: '/api/x/handoff-deliveries',
  tag: 'Channels',
  summary: 'Handoffs that were posted and mailed, newest first.',
  access: 'agents:read',
  filter: DELIVERY_FILTERS,
  page: { default: 50, max: 100 },
  reply: { status: 200, many: HandoffDelivery },
  rate: 'M',
})

export const getHandoffDelivery = endpoint({
  id: 'getHandoffDelivery',
  method: 'GET',
  path: '/api/x/handoff-deliveries/{id}',
  tag: 'Channels',
  summary: 'One handoff that was posted or mailed.',
  access: 'agents:read',
  reply: { status: 200, one: HandoffDelivery },
  rate: 'M',
})

export const replayHandoffDelivery = endpoint({
  id: 'replayHandoffDelivery',
  method: 'POST',
  path: '/api/x/handoff-deliveries/{id}/replay',
  tag: 'Channels',
  summary: 'Post or mail a handoff again, with the id it had.',
  access: 'agents:write',
  reply: { status: 202, one: HandoffDelivery },
  rate: 'S',
})

const OUTBOX_FILTERS = {
  to: { type: 'string', operators: ['equals'] },
  state: { type: 'string', operators: ['equals', 'any'] },
} as const satisfies FilterFields

export const OutboxMail = resourceType({
  type: 'outbox-mail',
  self: '/api/x/outbox-mails/{id}/',
  attributes: z.object({
    to: z.string(),
    from: z.string().nullable(),
    from_name: z.string().nullable(),
    reply_to: z.string().nullable(),
    subject: z.string(),
    text: z.string(),
    html: z.string().nullable(),
    headers: z.record(z.string(), z.string()),
    message_id: z.string(),
    purpose: z.enum(['transactional', 'marketing']),
    state: z.enum(OUTBOX_STATES),
    failure: z.enum(OUTBOX_FAILURES).nullable(),
    failure_detail: z.string().nullable(),
    attempts: z.int(),
    created_at: InstantOut,
    finished_at: InstantOut.nullable(),
  }),
})

export const getOutboxMails = endpoint({
  id: 'getOutboxMails',
  method: 'GET',
  path: '/api/x/outbox-mails',
  tag: 'Channels',
  summary: 'Mails that were sent, wait to be sent, or are kept here, newest first.',
  access: 'conversations:read',
  filter: OUTBOX_FILTERS,
  page: { default: 20, max: 100 },
  reply: { status: 200, many: OutboxMail },
  rate: 'M',
})

export const getOutboxMail = endpoint({
  id: 'getOutboxMail',
  method: 'GET',
  path: '/api/x/outbox-mails/{id}',
  tag: 'Channels',
  summary: 'One mail of the outbox, with headers and bodies.',
  access: 'conversations:read',
  reply: { status: 200, one: OutboxMail },
  rate: 'M',
})

export const OutboxText = resourceType({
  type: 'outbox-text',
  self: '/api/x/outbox-texts/{id}/',
  attributes: z.object({
    channel: z.enum(['sms', 'whatsapp']),
    to: z.string(),
    body: z.string(),
    state: z.enum(OUTBOX_STATES),
    failure: z.enum(OUTBOX_FAILURES).nullable(),
    failure_detail: z.string().nullable(),
    /** The provider's id and last word on it. */
    provider_id: z.string().nullable(),
    provider_status: z.string().nullable(),
    attempts: z.int(),
    created_at: InstantOut,
    finished_at: InstantOut.nullable(),
  }),
})

export const getOutboxTexts = endpoint({
  id: 'getOutboxTexts',
  method: 'GET',
  path: '/api/x/outbox-texts',
  tag: 'Channels',
  summary: 'SMS and WhatsApp messages of the outbox, newest first.',
  access: 'conversations:read',
  filter: OUTBOX_FILTERS,
  page: { default: 20, max: 100 },
  reply: { status: 200, many: OutboxText },
  rate: 'M',
})

export const getOutboxText = endpoint({
  id: 'getOutboxText',
  method: 'GET',
  path: '/api/x/outbox-texts/{id}',
  tag: 'Channels',
  summary: 'One SMS or WhatsApp message of the outbox.',
  access: 'conversations:read',
  reply: { status: 200, one: OutboxText },
  rate: 'M',
})

export const InboundMail = resourceType({
  type: 'inbound-mail',
  self: '/api/x/inbound-mails/',
  attributes: z.object({
    sender: z.string(),
    /** `accepted`, or why it was not answered. */
    outcome: z.string(),
    conversation_id: z.string().nullable(),
    received_at: InstantOut,
  }),
})

export const getInboundMails = endpoint({
  id: 'getInboundMails',
  method: 'GET',
  path: '/api/x/inbound-mails',
  tag: 'Channels',
  summary: 'Mails that came in during the last 30 days and what became of them, newest first.',
  access: 'conversations:read',
  page: { default: 50, max: 100 },
  reply: { status: 200, many: InboundMail },
  rate: 'M',
})
