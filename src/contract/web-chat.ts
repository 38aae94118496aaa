import { z } from 'zod'
import { CONVERSATION_STATUSES, LANGUAGES } from './agent-words.ts'
import { document, endpoint, resourceType } from './endpoint.ts'
import { InstantOut } from './values.ts'

/** Longest message of a shopper, in characters; the widget stops there as well. */
export const CHAT_MESSAGE_LENGTH_MAX = 4_000
export const ALLOWED_ORIGINS_MAX = 50
export const GREETING_LENGTH_MAX = 500
export const CONSENT_NOTE_LENGTH_MAX = 2_000

const URL_LENGTH_MAX = 2_000
const TITLE_LENGTH_MAX = 300
const TOKEN_LENGTH_MAX = 4_096
const NAME_LENGTH_MAX = 200
const BODY_BYTES_MAX = 32 * 1024

const Language = z.enum(LANGUAGES)

/** A value that is null when the shop set none. */
const Line = z.string().max(NAME_LENGTH_MAX).nullable()

/** The page the shopper looks at. Only http and https addresses are pages. */
const Page = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(URL_LENGTH_MAX),
  title: z.string().max(TITLE_LENGTH_MAX),
})

/** Two spellings of one text; an empty one is shown in the other language. */
const Greeting = z.strictObject({
  en: z.string().max(GREETING_LENGTH_MAX),
  de: z.string().max(GREETING_LENGTH_MAX),
})
const ConsentNote = z.strictObject({
  en: z.string().max(CONSENT_NOTE_LENGTH_MAX),
  de: z.string().max(CONSENT_NOTE_LENGTH_MAX),
})

export const WIDGET_POSITIONS = ['right', 'left'] as const
const Position = z.enum(WIDGET_POSITIONS)
const Colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #0f6b67')

/** Scheme, host and port of a shop's pages, as browsers send them in `Origin`. */
const Origin = z
  .string()
  .max(300)
  .refine(isOrigin, { error: 'must be an origin such as https://shop.example, without a path' })

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text
}

/** How the widget looks in a shop: public, because every page that embeds it shows it. */
export const WebChatLook = resourceType({
  type: 'web-chat-look',
  self: '/client/web-chat/look/',
  attributes: z.object({
    is_on: z.boolean(),
    shop_name: z.string(),
    agent_name: z.string(),
    greeting: Greeting,
    /** Null: nobody has to agree to anything. */
    consent_note: ConsentNote.nullable(),
    colour: Colour,
    position: Position,
    default_language: Language,
    /** How prices are written: a language tag. */
    locale: z.string(),
  }),
})

const NOTE = 'Web pages of the origins that the account allows, and of this server, may call it.'

export const getWebChatLook = endpoint({
  id: 'getWebChatLook',
  method: 'GET',
  path: '/client/web-chat/look',
  tag: 'Web chat',
  summary: `How the widget looks and whether it is on. ${NOTE}`,
  access: 'company',
  reply: { status: 200, one: WebChatLook },
  rate: 'XL',
})

/** A visitor of the shop, as the widget knows them. */
export const WebChatSession = resourceType({
  type: 'web-chat-session',
  self: '/client/web-chat/session/',
  attributes: z.object({
    /** Proves in `Authorization: Bearer …` who the visitor is; renewed now and then. */
    token: z.string(),
    expires_at: InstantOut,
    conversation_id: z.string().nullable(),
    /** Of the conversation; null before the first message. */
    status: z.enum(CONVERSATION_STATUSES).nullable(),
    is_handoff_offered: z.boolean(),
    /** The agent is about to answer. */
    is_answer_due: z.boolean(),
    is_consent_needed: z.boolean(),
    /** Signed in by the shop, or proved by a code. */
    is_verified: z.boolean(),
    first_name: z.string().nullable(),
    teammate_name: z.string().nullable(),
  }),
})

export const getWebChatSession = endpoint({
  id: 'getWebChatSession',
  method: 'GET',
  path: '/client/web-chat/session',
  tag: 'Web chat',
  summary: 'Where the visitor of the token stands.',
  access: 'company',
  reply: { status: 200, one: WebChatSession },
  rate: 'XL',
})

export const createWebChatSession = endpoint({
  id: 'createWebChatSession',
  method: 'POST',
  path: '/client/web-chat/session',
  tag: 'Web chat',
  summary: 'Start as a new visitor, or resume with the token of an earlier visit. Stores nothing.',
  access: 'company',
  body: document(
    z.strictObject({
      type: z.literal('web-chat-session'),
      attributes: z.strictObject({}).default({}),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: WebChatSession },
  rate: 'XL',
})

/** A product in a line. Texts and addresses are the shop's data: to be shown as text. */
const ChatProduct = z.object({
  product_id: z.string(),
  variant_id: z.string().nullable(),
  title: z.string(),
  url: z.string(),
  image_url: z.string().nullable(),
  price: z.number().nullable(),
  currency: z.string().nullable(),
  reason: z.string().nullable(),
  rank: z.int(),
})

export const CHAT_AUTHORS = ['shopper', 'agent', 'teammate', 'system'] as const
/** What a line asks of the shopper, beside being read. */
export const CHAT_ASKS = ['handoff', 'sign-in', 'email-code'] as const
/** What a line of the system tells; its words are for the widget to choose. */
export const CHAT_NOTICES = ['handed-off', 'taken-over', 'returned', 'closed', 'reopened'] as const

/** One line of the conversation, as the shopper sees it. Its id is its position. */
export const WebChatLine = resourceType({
  type: 'web-chat-line',
  self: '/client/web-chat/lines/',
  attributes: z.object({
    position: z.int(),
    author: z.enum(CHAT_AUTHORS),
    author_name: Line,
    text: z.string(),
    at: InstantOut,
    products: z.array(ChatProduct),
    quick_replies: z.array(z.string()),
    asks: z.enum(CHAT_ASKS).nullable(),
    notice: z.enum(CHAT_NOTICES).nullable(),
    /** Of the visitor's own lines: the id that the widget gave the message. */
    client_id: z.string().nullable(),
  }),
})

export const getWebChatLines = endpoint({
  id: 'getWebChatLines',
  method: 'GET',
  path: '/client/web-chat/lines',
  tag: 'Web chat',
  summary: 'The conversation of the visitor, newest line first. Empty before the first message.',
  access: 'company',
  page: { default: 30, max: 100 },
  reply: { status: 200, many: WebChatLine },
  rate: 'XL',
})

const ClientId = z.string().regex(/^[\w-]{8,64}$/, 'must be 8 to 64 letters, digits, _ or -')

export const createWebChatMessage = endpoint({
  id: 'createWebChatMessage',
  method: 'POST',
  path: '/client/web-chat/messages',
  tag: 'Web chat',
  summary:
    'Say something as the visitor. Sent again with the same client_id it changes nothing; the agent answers on the stream. Sent as text/plain with the token in the body, browsers do not ask first.',
  access: 'company',
  body: document(
    z.strictObject({
      type: z.literal('web-chat-message'),
      attributes: z.strictObject({
        client_id: ClientId,
        /** Who the visitor is, instead of `Authorization: Bearer …`. */
        token: z.string().max(TOKEN_LENGTH_MAX).optional(),
        text: z.string().trim().min(1).max(CHAT_MESSAGE_LENGTH_MAX),
        page: Page.nullish(),
        language: Language.nullish(),
        /** The shop's own id of this browser, so that what it saw and what it said belong together. */
        anonymous_id: z.string().min(8).max(200).nullish(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: WebChatLine },
  rate: 'XL',
})

export const streamWebChat = endpoint({
  id: 'streamWebChat',
  method: 'GET',
  path: '/client/web-chat/stream',
  tag: 'Web chat',
  summary:
    'What happens in the conversation, or in the one that the first message begins, as server-sent events: line (its id resumes as Last-Event-ID), text (a part of a reply that is being written), typing, state.',
  access: 'company',
  reply: { status: 200, stream: 'text/event-stream' },
  rate: 'XL',
})

export const answerWebChatHandoff = endpoint({
  id: 'answerWebChatHandoff',
  method: 'POST',
  path: '/client/web-chat/handoff-answer',
  tag: 'Web chat',
  summary: 'Accept or decline the offered handoff to a person. Repeating it changes nothing.',
  access: 'company',
  body: document(
    z.strictObject({
      type: z.literal('web-chat-handoff-answer'),
      attributes: z.strictObject({ is_accepted: z.boolean() }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: WebChatSession },
  rate: 'XL',
})

export const signInWebChat = endpoint({
  id: 'signInWebChat',
  method: 'POST',
  path: '/client/web-chat/sign-in',
  tag: 'Web chat',
  summary:
    'Tell who the visitor is with a token that the storefront signed: a JWT (HS256) with sub or email, aud = company id, and exp at most 24 hours ahead. Somebody else becomes a new visitor.',
  access: 'company',
  body: document(
    z.strictObject({
      type: z.literal('web-chat-sign-in'),
      attributes: z.strictObject({
        storefront_token: z.string().min(1).max(TOKEN_LENGTH_MAX),
        anonymous_id: z.string().min(8).max(200).nullish(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: WebChatSession },
  rate: 'XL',
})

export const acceptWebChatConsent = endpoint({
  id: 'acceptWebChatConsent',
  method: 'POST',
  path: '/client/web-chat/consent',
  tag: 'Web chat',
  summary: 'The visitor agrees to the note. A note that is changed has to be agreed to again.',
  access: 'company',
  body: document(
    z.strictObject({
      type: z.literal('web-chat-consent'),
      attributes: z.strictObject({ language: Language }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: WebChatSession },
  rate: 'XL',
})

export const noteWebChatClick = endpoint({
  id: 'noteWebChatClick',
  method: 'POST',
  path: '/client/web-chat/product-click',
  tag: 'Web chat',
  summary: 'The visitor opened a product that a line showed.',
  access: 'company',
  body: document(
    z.strictObject({
      type: z.literal('web-chat-product-click'),
      attributes: z.strictObject({
        position: z.int().min(1),
        product_id: z.string().min(1).max(NAME_LENGTH_MAX),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 204 },
  rate: 'XL',
})

export const noteWebChatTyping = endpoint({
  id: 'noteWebChatTyping',
  method: 'POST',
  path: '/client/web-chat/typing',
  tag: 'Web chat',
  summary: 'The visitor is writing, or stopped: teammates who look at the conversation see it.',
  access: 'company',
  body: document(
    z.strictObject({
      type: z.literal('web-chat-typing'),
      attributes: z.strictObject({ is_typing: z.boolean() }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 204 },
  rate: 'XL',
})

/** What the shop decides about its widget. */
export const WebChatSettings = resourceType({
  type: 'web-chat-settings',
  self: '/api/x/web-chat-settings/',
  attributes: z.object({
    is_on: z.boolean(),
    allowed_origins: z.array(z.string()),
    greeting: Greeting,
    consent_note: ConsentNote.nullable(),
    colour: Colour,
    position: Position,
    /** Last characters of the secret that storefront tokens are signed with; null: there is none. */
    storefront_secret_hint: z.string().nullable(),
    storefront_secret_rotated_at: InstantOut.nullable(),
    updated_at: InstantOut.nullable(),
  }),
})

export const getWebChatSettings = endpoint({
  id: 'getWebChatSettings',
  method: 'GET',
  path: '/api/x/web-chat-settings',
  tag: 'Web chat',
  summary: 'The settings of the widget.',
  access: 'agents:read',
  reply: { status: 200, one: WebChatSettings },
  rate: 'L',
})

export const updateWebChatSettings = endpoint({
  id: 'updateWebChatSettings',
  method: 'PATCH',
  path: '/api/x/web-chat-settings',
  tag: 'Web chat',
  summary: 'Change the settings of the widget. What is left out stays.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('web-chat-settings'),
      id: z.string().max(NAME_LENGTH_MAX).optional(),
      attributes: z.strictObject({
        is_on: z.boolean().optional(),
        allowed_origins: z.array(Origin).max(ALLOWED_ORIGINS_MAX).optional(),
        greeting: Greeting.optional(),
        consent_note: ConsentNote.nullable().optional(),
        colour: Colour.optional(),
        position: Position.optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: WebChatSettings },
  rate: 'M',
})

export const WebChatSecret = resourceType({
  type: 'web-chat-secret',
  self: '/api/x/web-chat-settings/',
  attributes: z.object({
    /** Shown this once. */
    secret: z.string(),
  }),
})

export const rotateWebChatSecret = endpoint({
  id: 'rotateWebChatSecret',
  method: 'POST',
  path: '/api/x/web-chat-secret',
  tag: 'Web chat',
  summary:
    'Make a new secret for storefront tokens and show it once. Tokens signed with the one before stop working at once.',
  access: 'agents:write',
  reply: { status: 201, one: WebChatSecret },
  rate: 'M',
})
