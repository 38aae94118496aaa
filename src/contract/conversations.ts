import { z } from 'zod'
import {
  CHANNELS,
  CONVERSATION_STATUSES,
  EPISODE_OUTCOMES,
  HANDOFF_MODES,
  LANGUAGES,
  RESOLUTION_TYPES,
} from './agent-words.ts'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { Profile } from './profiles.ts'
import { Instant, InstantOut, ShortText } from './values.ts'

export const TEAM_MESSAGE_LENGTH_MAX = 10_000
export const TAG_LENGTH_MAX = 100
/** Tags of one conversation that people may set. */
export const TAGS_MAX = 20
export const MACROS_MAX = 200
export const VIEWS_MAX = 50
/** Conversations in a view are counted up to here; the number then means "at least". */
export const VIEW_COUNT_MAX = 1_000
export const SEARCH_LENGTH_MAX = 200
export const INACTIVITY_MINUTES_MAX = 30 * 24 * 60
export const REOPEN_HOURS_MAX = 365 * 24
export const FIRST_MESSAGE_MODES = ['full', 'redacted', 'off'] as const

const BODY_BYTES_MAX = 64 * 1024

const range = ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'] as const

/* As in the public API. */

export const AgentConversation = resourceType({
  type: 'customer-agent-conversation',
  self: '/api/customer-agent-conversations/{id}/',
  attributes: z.object({
    status: z.enum(CONVERSATION_STATUSES),
    created_at: InstantOut,
    updated_at: InstantOut,
  }),
  relationships: { 'customer-agent-messages': { to: 'customer-agent-message', many: true } },
})

export const AgentMessage = resourceType({
  type: 'customer-agent-message',
  // No single one can be read, so each points at the list that it is in.
  self: '/api/customer-agent-conversations/{id}/customer-agent-messages/',
  attributes: z.object({
    role: z.enum(['user', 'agent']),
    content: z.string(),
    created_at: InstantOut,
    updated_at: InstantOut,
  }),
})

const page = { default: 50, max: 100 }

export const getAgentConversations = endpoint({
  id: 'getAgentConversations',
  method: 'GET',
  path: '/api/customer-agent-conversations',
  tag: 'Customer Agent',
  summary: 'Conversations of the Customer Agent, newest first.',
  access: 'agents:read',
  filter: {
    created_at: { type: 'datetime', operators: ['greater-or-equal'] },
    status: { type: 'enum', values: CONVERSATION_STATUSES, operators: ['equals', 'any'] },
  },
  page,
  reply: { status: 200, many: AgentConversation },
  rate: 'M',
})

export const getAgentConversation = endpoint({
  id: 'getAgentConversation',
  method: 'GET',
  path: '/api/customer-agent-conversations/{id}',
  tag: 'Customer Agent',
  summary: 'One conversation of the Customer Agent.',
  access: 'agents:read',
  reply: { status: 200, one: AgentConversation },
  rate: 'M',
})

export const updateAgentConversation = endpoint({
  id: 'updateAgentConversation',
  method: 'PATCH',
  path: '/api/customer-agent-conversations/{id}',
  tag: 'Customer Agent',
  summary: 'Close a conversation. No other status can be set from outside.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('customer-agent-conversation'),
      id: z.string().max(200),
      attributes: z.strictObject({ status: z.literal('closed').optional() }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: AgentConversation },
  rate: 'M',
})

export const getAgentMessages = endpoint({
  id: 'getAgentMessages',
  method: 'GET',
  path: '/api/customer-agent-conversations/{id}/customer-agent-messages',
  tag: 'Customer Agent',
  summary:
    'What was said in a conversation, oldest first. `agent` is everybody who speaks for the shop.',
  access: 'agents:read',
  page,
  reply: { status: 200, many: AgentMessage },
  rate: 'M',
})

export const getAgentMessageIds = endpoint({
  id: 'getAgentMessageIds',
  method: 'GET',
  path: '/api/customer-agent-conversations/{id}/relationships/customer-agent-messages',
  tag: 'Customer Agent',
  summary: 'The ids of what was said in a conversation, oldest first.',
  access: 'agents:read',
  page,
  reply: {
    status: 200,
    linkage: 'customer-agent-message',
    toMany: true,
    self: AgentMessage.self.replace('{id}', '{parent}'),
  },
  rate: 'M',
})

/** A conversation by SMS or WhatsApp, as the public API knows it. */
export const TextConversation = resourceType({
  type: 'conversation',
  self: '/api/x/conversations/{id}/',
  attributes: z.object({ channel: z.enum(['instagram', 'sms', 'whatsapp']) }),
  relationships: { profile: { to: 'profile', many: false } },
})

const ONLY_TEXTS = 'By SMS and WhatsApp; GET /api/x/conversations knows all channels.'

export const getConversationForProfile = endpoint({
  id: 'getConversationForProfile',
  method: 'GET',
  path: '/api/profiles/{id}/conversation',
  tag: 'Conversations',
  summary: `The latest conversation with a profile, or null. ${ONLY_TEXTS}`,
  access: 'conversations:read',
  reply: { status: 200, one: TextConversation },
  rate: 'M',
})

export const getConversationIdForProfile = endpoint({
  id: 'getConversationIdForProfile',
  method: 'GET',
  path: '/api/profiles/{id}/relationships/conversation',
  tag: 'Conversations',
  summary: `The id of the latest conversation with a profile, or null. ${ONLY_TEXTS}`,
  access: 'conversations:read',
  reply: { status: 200, linkage: 'conversation', toMany: false },
  rate: 'M',
})

export const getConversationsForProfile = endpoint({
  id: 'getConversationsForProfile',
  method: 'GET',
  path: '/api/profiles/{id}/conversations',
  tag: 'Conversations',
  summary: `The latest 100 conversations with a profile, newest first. ${ONLY_TEXTS}`,
  access: 'conversations:read',
  reply: { status: 200, many: TextConversation },
  rate: 'M',
})

export const getConversationIdsForProfile = endpoint({
  id: 'getConversationIdsForProfile',
  method: 'GET',
  path: '/api/profiles/{id}/relationships/conversations',
  tag: 'Conversations',
  summary: `The ids of the latest 100 conversations with a profile, newest first. ${ONLY_TEXTS}`,
  access: 'conversations:read',
  reply: { status: 200, linkage: 'conversation', toMany: true },
  rate: 'M',
})

const MessageText = z.string().trim().min(1).max(TEAM_MESSAGE_LENGTH_MAX)

export const createConversationMessage = endpoint({
  id: 'createConversationMessage',
  method: 'POST',
  path: '/api/conversation-messages',
  tag: 'Conversations',
  summary:
    'Write to the shopper from another help desk. Takes the conversation over: the agent is silent until it is given back.',
  access: 'conversations:write',
  body: document(
    z.strictObject({
      type: z.literal('conversation-message'),
      attributes: z.strictObject({
        body: MessageText,
        /** Rich messages are not sent; an SMS in the hierarchy says the same as the body. */
        message_hierarchy: z.array(z.unknown()).max(2).nullish(),
      }),
      relationships: z.strictObject({
        conversation: z.strictObject({ data: linkage('conversation') }),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 202 },
  rate: 'M',
})

/* The inbox. */

const Tag = z.string().trim().min(1).max(TAG_LENGTH_MAX)

const EpisodeOut = z.object({
  episode: z.int(),
  started_at: InstantOut,
  ended_at: InstantOut.nullable(),
  initial_skill: z.string().nullable(),
  last_skill: z.string().nullable(),
  /** Null: it goes on. */
  outcome: z.enum(EPISODE_OUTCOMES).nullable(),
  resolution_type: z.enum(RESOLUTION_TYPES).nullable(),
  escalation_reason: z.string().nullable(),
  escalation_category: z.string().nullable(),
  handoff_mode: z.enum(HANDOFF_MODES).nullable(),
  caused_by: z.string().nullable(),
  /** Replies that answered something, of all replies. */
  answers: z.int(),
  replies: z.int(),
})

/** A conversation as the inbox shows it. */
export const InboxConversation = resourceType({
  type: 'inbox-conversation',
  self: '/api/x/conversations/{id}/',
  attributes: z.object({
    channel: z.enum(CHANNELS),
    status: z.enum(CONVERSATION_STATUSES),
    /** Who speaks for the shop. */
    owner: z.enum(['agent', 'team']),
    language: z.enum(LANGUAGES).nullable(),
    subject: z.string().nullable(),
    /** Where the shopper writes from; null on web chat. */
    address: z.string().nullable(),
    /** What proved who the shopper is; null: nothing did. */
    verified_by: z.enum(['sign-in', 'code', 'number', 'mail']).nullable(),
    page: z.object({ url: z.string(), title: z.string() }).nullable(),
    episode: z.int(),
    outcome: z.enum(EPISODE_OUTCOMES).nullable(),
    resolution_type: z.enum(RESOLUTION_TYPES).nullable(),
    escalation_reason: z.string().nullable(),
    skills: z.array(z.string()),
    tags: z.array(
      z.object({
        name: z.string(),
        set_by: z.enum(['agent', 'teammate']),
        set_by_name: z.string().nullable(),
      }),
    ),
    /** Ids of the products that were recommended. */
    products: z.array(z.string()),
    has_knowledge_gap: z.boolean(),
    is_handoff_offered: z.boolean(),
    is_unread: z.boolean(),
    /** Position of the last line. */
    last_position: z.int(),
    last_author: z.enum(['shopper', 'agent', 'teammate', 'system']),
    last_text: z.string(),
    /** What the shopper began this episode with. */
    first_text: z.string().nullable(),
    turns: z.int(),
    assignee: z.object({ id: z.string(), name: z.string() }).nullable(),
    snoozed_until: InstantOut.nullable(),
    /** When silence is judged. */
    due_at: InstantOut.nullable(),
    created_at: InstantOut,
    status_at: InstantOut,
    last_line_at: InstantOut,
    shopper: z.object({
      name: z.string().nullable(),
      email: z.string().nullable(),
      phone_number: z.string().nullable(),
    }),
  }),
  additional: z.object({ episodes: z.array(EpisodeOut) }),
  relationships: { profile: { to: 'profile', many: false } },
})

export const CONVERSATION_FILTERS = {
  channel: { type: 'enum', values: CHANNELS, operators: ['equals', 'any'] },
  status: { type: 'enum', values: CONVERSATION_STATUSES, operators: ['equals', 'any'] },
  owner: { type: 'enum', values: ['agent', 'team'], operators: ['equals'] },
  outcome: { type: 'enum', values: EPISODE_OUTCOMES, operators: ['equals', 'any'] },
  resolution_type: { type: 'enum', values: RESOLUTION_TYPES, operators: ['equals', 'any'] },
  language: { type: 'enum', values: LANGUAGES, operators: ['equals', 'any'] },
  /** Id of a member, `me`, or `nobody`. */
  assignee: { type: 'string', operators: ['equals'] },
  profile_id: { type: 'string', operators: ['equals'] },
  skill: { type: 'string', operators: ['equals', 'any'] },
  tag: { type: 'string', operators: ['equals', 'any'] },
  escalation_reason: { type: 'string', operators: ['equals', 'any'] },
  product: { type: 'string', operators: ['equals', 'any'] },
  has_knowledge_gap: { type: 'boolean', operators: ['equals'] },
  is_unread: { type: 'boolean', operators: ['equals'] },
  is_snoozed: { type: 'boolean', operators: ['equals'] },
  created_at: { type: 'datetime', operators: range },
  last_line_at: { type: 'datetime', operators: range },
} as const satisfies FilterFields

const SORTS = ['last_line_at', 'created_at'] as const
const Search = z.string().max(SEARCH_LENGTH_MAX).default('')

export const getConversations = endpoint({
  id: 'getConversations',
  method: 'GET',
  path: '/api/x/conversations',
  tag: 'Conversations',
  summary:
    'Conversations on all channels, those with the newest line first. `search` finds words of the transcripts, by their beginnings, and shoppers.',
  access: 'conversations:read',
  query: z.object({ search: Search }),
  filter: CONVERSATION_FILTERS,
  sort: SORTS,
  include: { profile: Profile },
  page,
  reply: { status: 200, many: InboxConversation },
  rate: 'L',
})

export const getConversation = endpoint({
  id: 'getConversation',
  method: 'GET',
  path: '/api/x/conversations/{id}',
  tag: 'Conversations',
  summary: 'One conversation.',
  access: 'conversations:read',
  include: { profile: Profile },
  reply: { status: 200, one: InboxConversation },
  rate: 'L',
})

export const updateConversation = endpoint({
  id: 'updateConversation',
  method: 'PATCH',
  path: '/api/x/conversations/{id}',
  tag: 'Conversations',
  summary:
    'Assign, snooze, tag, mark as read, or close. What is absent stays; tags replace all there are.',
  access: 'conversations:write',
  body: document(
    z.strictObject({
      type: z.literal('inbox-conversation'),
      id: z.string().max(200),
      attributes: z.strictObject({
        assignee_id: z.string().max(200).nullish(),
        snoozed_until: Instant.nullish(),
        tags: z.array(Tag).max(TAGS_MAX).optional(),
        /** The team has read up to this position. */
        read_position: z.int().min(0).optional(),
        status: z.literal('closed').optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: InboxConversation },
  rate: 'L',
})

export const takeOverConversation = endpoint({
  id: 'takeOverConversation',
  method: 'POST',
  path: '/api/x/conversations/{id}/take-over',
  tag: 'Conversations',
  summary:
    'Speak instead of the agent from now on. A reply that it is thinking about is dropped; an episode without a handoff is escalated.',
  access: 'conversations:write',
  reply: { status: 200, one: InboxConversation },
  rate: 'L',
})

export const returnConversation = endpoint({
  id: 'returnConversation',
  method: 'POST',
  path: '/api/x/conversations/{id}/return-to-agent',
  tag: 'Conversations',
  summary: 'Let the agent speak again. It also answers what the shopper wrote and nobody answered.',
  access: 'conversations:write',
  reply: { status: 200, one: InboxConversation },
  rate: 'L',
})

export const postConversationMessage = endpoint({
  id: 'postConversationMessage',
  method: 'POST',
  path: '/api/x/conversations/{id}/messages',
  tag: 'Conversations',
  summary: 'Write to the shopper, which takes the conversation over; or a note to the team alone.',
  access: 'conversations:write',
  body: document(
    z.strictObject({
      type: z.literal('teammate-message'),
      attributes: z.strictObject({
        text: MessageText,
        is_note: z.boolean().default(false),
        /** Repeating a request with the same id writes nothing again. */
        request_id: z.string().min(1).max(200).optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: InboxConversation },
  rate: 'L',
})

const ShownProduct = z.object({
  product_id: z.string(),
  variant_id: z.string().nullable(),
  sku: z.string().nullable(),
  title: z.string(),
  url: z.string(),
  image_url: z.string().nullable(),
  price: z.number().nullable(),
  currency: z.string().nullable(),
  rank: z.int(),
  reason: z.string().nullable(),
})

export const ConversationLine = resourceType({
  type: 'conversation-line',
  self: '/api/x/conversations/{id}/lines/',
  attributes: z.object({
    position: z.int(),
    episode: z.int(),
    author: z.enum(['shopper', 'agent', 'teammate', 'system']),
    author_name: z.string().nullable(),
    kind: z.enum(['message', 'offer', 'handoff', 'authentication', 'follow-up', 'note', 'notice']),
    text: z.string(),
    products: z.array(ShownProduct),
    quick_replies: z.array(z.string()),
    /** What a notice is about, such as `taken-over`, and who did it. */
    notice: z.string().nullable(),
    notice_by: z.string().nullable(),
    /** The turn that wrote it, to find its trace. */
    turn: z.int().nullable(),
    delivery: z.enum(['waiting', 'handed-over', 'failed']).nullable(),
    delivery_error: z.string().nullable(),
    created_at: InstantOut,
  }),
})

export const getConversationLines = endpoint({
  id: 'getConversationLines',
  method: 'GET',
  path: '/api/x/conversations/{id}/lines',
  tag: 'Conversations',
  summary: 'The transcript with notes and notices, oldest first; `after` leaves out what is known.',
  access: 'conversations:read',
  query: z.object({ after: z.coerce.number().int().min(0).max(2_147_483_647).default(0) }),
  page: { default: 100, max: 500 },
  reply: { status: 200, many: ConversationLine },
  rate: 'L',
})

const Scored = z.object({ skill: z.string(), score: z.number() })

export const ConversationTurn = resourceType({
  type: 'conversation-turn',
  self: '/api/x/conversations/{id}/turns/',
  attributes: z.object({
    turn: z.int(),
    episode: z.int(),
    read_position: z.int(),
    reply_position: z.int().nullable(),
    action: z.enum(['reply', 'offer-handoff', 'hand-off', 'resolve', 'require-authentication']),
    skill: z.string().nullable(),
    language: z.enum(LANGUAGES),
    knowledge_gap: z.string().nullable(),
    products: z.array(z.string()),
    took_ms: z.number(),
    created_at: InstantOut,
    trace: z.object({
      brain: z.enum(['offline', 'llm']),
      rule: z.object({ title: z.string(), score: z.number() }).nullable(),
      skill: Scored.nullable(),
      runner_up: Scored.nullable(),
      tools: z.array(
        z.object({
          tool: z.string(),
          input: z.unknown(),
          output: z.unknown(),
          is_error: z.boolean(),
          took_ms: z.number(),
        }),
      ),
      passages: z.array(
        z.object({
          knowledge_id: z.string(),
          title: z.string(),
          url: z.string().nullable(),
          text: z.string(),
          score: z.number(),
        }),
      ),
      steps: z.array(z.object({ name: z.string(), took_ms: z.number() })),
      tokens: z.object({ input: z.number(), output: z.number() }).nullable(),
      fallback: z.string().nullable(),
    }),
  }),
})

export const getConversationTurns = endpoint({
  id: 'getConversationTurns',
  method: 'GET',
  path: '/api/x/conversations/{id}/turns',
  tag: 'Conversations',
  summary:
    "How each of the agent's turns came about: rule, skill and runner-up, tools, passages, times.",
  access: 'agents:read',
  page,
  reply: { status: 200, many: ConversationTurn },
  rate: 'L',
})

export const exportConversations = endpoint({
  id: 'exportConversations',
  method: 'POST',
  path: '/api/x/conversation-exports',
  tag: 'Conversations',
  summary:
    'Conversations as a CSV file, or with their transcripts as JSON Lines, newest first. Redacted: without emails, phone numbers, card and order numbers, and names. Each export is in the audit log.',
  access: 'data:export',
  body: document(
    z.strictObject({
      type: z.literal('conversation-export'),
      attributes: z.strictObject({
        format: z.enum(['csv', 'jsonl']).default('csv'),
        /** As in GET /api/x/conversations. */
        filter: z.string().max(16_384).optional(),
        search: Search,
        is_redacted: z.boolean().default(true),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, file: 'text/csv' },
  rate: 'S',
})

export const streamConversations = endpoint({
  id: 'streamConversations',
  method: 'GET',
  path: '/api/x/conversation-stream',
  tag: 'Conversations',
  summary:
    'Which conversations change, as server-sent events: `changed` and `typing`, and with `conversation_id` also `part`, a part of a reply that is being written. Read what changed with the other endpoints.',
  access: 'conversations:read',
  query: z.object({ conversation_id: z.string().max(100).optional() }),
  reply: { status: 200, stream: 'text/event-stream' },
  rate: 'L',
})

export const ConversationMacro = resourceType({
  type: 'conversation-macro',
  self: '/api/x/conversation-macros/',
  attributes: z.object({
    name: z.string(),
    text: z.string(),
    language: z.enum(LANGUAGES).nullable(),
    created_by: z.string(),
    created_at: InstantOut,
    updated_at: InstantOut,
  }),
})

export const getConversationMacros = endpoint({
  id: 'getConversationMacros',
  method: 'GET',
  path: '/api/x/conversation-macros',
  tag: 'Conversations',
  summary: 'Prepared answers of the team, by name.',
  access: 'conversations:read',
  reply: { status: 200, many: ConversationMacro },
  rate: 'L',
})

export const createConversationMacro = endpoint({
  id: 'createConversationMacro',
  method: 'POST',
  path: '/api/x/conversation-macros',
  tag: 'Conversations',
  summary: 'Keep a prepared answer.',
  access: 'conversations:write',
  body: document(
    z.strictObject({
      type: z.literal('conversation-macro'),
      attributes: z.strictObject({
        name: ShortText,
        text: MessageText,
        language: z.enum(LANGUAGES).nullish(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: ConversationMacro },
  rate: 'M',
})

export const updateConversationMacro = endpoint({
  id: 'updateConversationMacro',
  method: 'PATCH',
  path: '/api/x/conversation-macros/{id}',
  tag: 'Conversations',
  summary: 'Change a prepared answer.',
  access: 'conversations:write',
  body: document(
    z.strictObject({
      type: z.literal('conversation-macro'),
      id: z.string().max(200),
      attributes: z.strictObject({
        name: ShortText.optional(),
        text: MessageText.optional(),
        language: z.enum(LANGUAGES).nullish(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: ConversationMacro },
  rate: 'M',
})

export const deleteConversationMacro = endpoint({
  id: 'deleteConversationMacro',
  method: 'DELETE',
  path: '/api/x/conversation-macros/{id}',
  tag: 'Conversations',
  summary: 'Throw a prepared answer away.',
  access: 'conversations:write',
  reply: { status: 204 },
  rate: 'M',
})

/** Views that every inbox has; their filters are fixed. */
export const BUILT_IN_VIEWS = [
  'waiting',
  'mine',
  'unassigned',
  'agent',
  'snoozed',
  'knowledge-gaps',
  'ended',
  'all',
] as const

export const ConversationView = resourceType({
  type: 'conversation-view',
  self: '/api/x/conversation-views/',
  attributes: z.object({
    /** Of a built-in view its id, which the console translates. */
    name: z.string(),
    filter: z.string(),
    search: z.string(),
    sort: z.string(),
    is_built_in: z.boolean(),
    /** Up to VIEW_COUNT_MAX. */
    count: z.int(),
    created_by: z.string().nullable(),
    created_at: InstantOut.nullable(),
    updated_at: InstantOut.nullable(),
  }),
})

const ViewAttributes = {
  name: ShortText,
  filter: z.string().max(16_384),
  search: Search,
  sort: z.enum(SORTS.flatMap((key) => [key, `-${key}` as const])),
}

export const getConversationViews = endpoint({
  id: 'getConversationViews',
  method: 'GET',
  path: '/api/x/conversation-views',
  tag: 'Conversations',
  summary: `Filters of the inbox with how many conversations pass them, counted up to ${VIEW_COUNT_MAX.toLocaleString('en')}. Built-in ones first.`,
  access: 'conversations:read',
  reply: { status: 200, many: ConversationView },
  rate: 'L',
})

export const createConversationView = endpoint({
  id: 'createConversationView',
  method: 'POST',
  path: '/api/x/conversation-views',
  tag: 'Conversations',
  summary: 'Keep a filter of the inbox under a name, for everybody.',
  access: 'conversations:write',
  body: document(
    z.strictObject({
      type: z.literal('conversation-view'),
      attributes: z.strictObject({
        ...ViewAttributes,
        sort: ViewAttributes.sort.default('-last_line_at'),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: ConversationView },
  rate: 'M',
})

export const updateConversationView = endpoint({
  id: 'updateConversationView',
  method: 'PATCH',
  path: '/api/x/conversation-views/{id}',
  tag: 'Conversations',
  summary: 'Change a view.',
  access: 'conversations:write',
  body: document(
    z.strictObject({
      type: z.literal('conversation-view'),
      id: z.string().max(200),
      attributes: z.strictObject({
        name: ViewAttributes.name.optional(),
        filter: ViewAttributes.filter.optional(),
        search: z.string().max(SEARCH_LENGTH_MAX).optional(),
        sort: ViewAttributes.sort.optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: ConversationView },
  rate: 'M',
})

export const deleteConversationView = endpoint({
  id: 'deleteConversationView',
  method: 'DELETE',
  path: '/api/x/conversation-views/{id}',
  tag: 'Conversations',
  summary: 'Throw a view away.',
  access: 'conversations:write',
  reply: { status: 204 },
  rate: 'M',
})

const Minutes = z.int().min(1).max(INACTIVITY_MINUTES_MAX)
const Hours = z.int().min(0).max(REOPEN_HOURS_MAX)

const ChannelRules = z.object({
  is_on: z.boolean(),
  /** Silence after which an episode is judged. */
  inactivity_minutes: z.int(),
  /** A message within this time after the end opens the conversation again. */
  reopen_hours: z.int(),
  /** Whether a silent shopper is asked once before the agent gives up. */
  follows_up: z.boolean(),
})

const ChannelRulesChange = z
  .strictObject({
    is_on: z.boolean().optional(),
    inactivity_minutes: Minutes.optional(),
    reopen_hours: Hours.optional(),
    follows_up: z.boolean().optional(),
  })
  .optional()

export const ConversationSettings = resourceType({
  type: 'conversation-settings',
  self: '/api/x/conversation-settings/',
  attributes: z.object({
    /** What the Started event keeps of the first message. */
    first_message: z.enum(FIRST_MESSAGE_MODES),
    channels: z.object({
      'web-chat': ChannelRules,
      sms: ChannelRules,
      email: ChannelRules,
      whatsapp: ChannelRules,
    }),
  }),
})

export const getConversationSettings = endpoint({
  id: 'getConversationSettings',
  method: 'GET',
  path: '/api/x/conversation-settings',
  tag: 'Conversations',
  summary: 'How conversations begin, rest and end.',
  access: 'agents:read',
  reply: { status: 200, one: ConversationSettings },
  rate: 'L',
})

export const updateConversationSettings = endpoint({
  id: 'updateConversationSettings',
  method: 'PATCH',
  path: '/api/x/conversation-settings',
  tag: 'Conversations',
  summary: 'Change how conversations begin, rest and end. Holds for every silence that begins now.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('conversation-settings'),
      id: z.string().max(200),
      attributes: z.strictObject({
        first_message: z.enum(FIRST_MESSAGE_MODES).optional(),
        channels: z
          .strictObject({
            'web-chat': ChannelRulesChange,
            sms: ChannelRulesChange,
            email: ChannelRulesChange,
            whatsapp: ChannelRulesChange,
          })
          .optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: ConversationSettings },
  rate: 'M',
})
