import { z } from 'zod'
import { LANGUAGES } from './agent-words.ts'
import { document, endpoint, resourceType, UploadedFile } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { InstantOut } from './values.ts'

export const KNOWLEDGE_TITLE_LENGTH_MAX = 200
/** Characters of a snippet. */
export const SNIPPET_LENGTH_MAX = 20_000
export const KNOWLEDGE_URL_LENGTH_MAX = 2_000
/** Bytes of an uploaded file, and of the form around it. */
export const KNOWLEDGE_FILE_BYTES_MAX = 20 * 1024 * 1024
const FORM_BYTES_MAX = KNOWLEDGE_FILE_BYTES_MAX + 64 * 1024
/** Pages of a PDF; longer ones are rejected. */
export const PDF_PAGES_MAX = 500
/** Pages of a site that are read; those beyond are left out. */
export const SITE_PAGES_MAX = 10_000
/** Characters of a question to the knowledge. */
export const KNOWLEDGE_QUESTION_LENGTH_MAX = 2_000

export const KNOWLEDGE_SOURCE_TYPES = ['snippet', 'webpage', 'file'] as const
export type KnowledgeSourceType = (typeof KNOWLEDGE_SOURCE_TYPES)[number]

/**
 * `failed`: it could not be read this time, `rejected`: it cannot be read at all; `error` says why.
 * What was read before stays in use in both cases.
 */
export const KNOWLEDGE_STATUSES = ['pending', 'indexing', 'indexed', 'failed', 'rejected'] as const
export type KnowledgeStatus = (typeof KNOWLEDGE_STATUSES)[number]

export const KNOWLEDGE_SCOPES = ['single-page', 'entire-site'] as const
export type KnowledgeScope = (typeof KNOWLEDGE_SCOPES)[number]

export const AgentKnowledge = resourceType({
  type: 'agent-knowledge',
  self: '/api/agent-knowledge/{id}/',
  attributes: z.object({
    /** A snippet has title and content; a webpage URL, scope and auto_reindex; a file its title. */
    source: z.object({
      source_type: z.enum(KNOWLEDGE_SOURCE_TYPES),
      title: z.string().nullish(),
      content: z.string().nullish(),
      url: z.string().nullish(),
      scope: z.enum(KNOWLEDGE_SCOPES).nullish(),
      auto_reindex: z.boolean().nullish(),
    }),
    status: z.enum(KNOWLEDGE_STATUSES),
    created_at: InstantOut,
    updated_at: InstantOut,
    indexed_at: InstantOut.nullable(),
    error: z.string().nullable(),
  }),
  additional: z.object({
    /** How far reading has come, and how many passages the agent may quote now. */
    progress: z.object({
      pages_found: z.int(),
      pages_read: z.int(),
      pages_failed: z.int(),
      passages: z.int(),
    }),
  }),
})

export const KnowledgePage = resourceType({
  type: 'agent-knowledge-page',
  self: '/api/x/agent-knowledge/{id}/pages/',
  attributes: z.object({
    url: z.string(),
    title: z.string().nullable(),
    state: z.enum(['waiting', 'done', 'failed']),
    error: z.string().nullable(),
    passages: z.int(),
  }),
})

/** A passage with how well it answers a question: above 0.6 clearly, below 0.35 not at all. */
export const KnowledgePassage = resourceType({
  type: 'knowledge-passage',
  /** Its source. */
  self: '/api/agent-knowledge/{id}/',
  attributes: z.object({
    knowledge_id: z.string(),
    title: z.string(),
    url: z.string().nullable(),
    text: z.string(),
    language: z.enum(LANGUAGES),
    score: z.number(),
  }),
})

export const GAP_STATES = ['open', 'approved', 'dismissed'] as const
export type GapState = (typeof GAP_STATES)[number]

/** Questions that are shown with a gap; all of them are listed below it. */
export const GAP_SAMPLES = 5

export const KnowledgeGap = resourceType({
  type: 'knowledge-gap',
  self: '/api/x/knowledge-gaps/{id}/',
  attributes: z.object({
    language: z.enum(LANGUAGES),
    state: z.enum(GAP_STATES),
    questions: z.int(),
    first_seen_at: InstantOut,
    last_seen_at: InstantOut,
    /** The newest ones. */
    sample_questions: z.array(z.string()),
    conversation_ids: z.array(z.string()),
    /** A snippet that would fill it, to be approved. */
    draft: z.object({ title: z.string(), content: z.string() }).nullable(),
    /** What was approved. */
    knowledge_id: z.string().nullable(),
    decided_at: InstantOut.nullable(),
    decided_by: z.string().nullable(),
    /** The failed questions, asked again after the approval. */
    asked_again: z.object({ questions: z.int(), answered: z.int() }).nullable(),
  }),
})

export const KnowledgeGapQuestion = resourceType({
  type: 'knowledge-gap-question',
  self: '/api/x/knowledge-gaps/{id}/questions/',
  attributes: z.object({
    question: z.string(),
    conversation_id: z.string().nullable(),
    asked_at: InstantOut,
    /** Of the best passage at that time. */
    score_before: z.number(),
    score_after: z.number().nullable(),
    answered: z.boolean().nullable(),
    /** Title of the passage that answers it since. */
    answered_by: z.string().nullable(),
  }),
})

const Title = z.string().trim().min(1).max(KNOWLEDGE_TITLE_LENGTH_MAX)
const Content = z
  .string()
  .max(SNIPPET_LENGTH_MAX)
  .refine((text) => text.trim() !== '', { error: 'must not be empty' })

const SnippetSource = z.strictObject({
  source_type: z.literal('snippet'),
  title: Title,
  content: Content,
})
const WebpageSource = z.strictObject({
  source_type: z.literal('webpage'),
  url: z.string().trim().min(1).max(KNOWLEDGE_URL_LENGTH_MAX),
  scope: z.enum(KNOWLEDGE_SCOPES).default('single-page'),
  auto_reindex: z.boolean().nullish(),
})

export const getAgentKnowledgeList = endpoint({
  id: 'getAgentKnowledgeList',
  method: 'GET',
  path: '/api/agent-knowledge',
  tag: 'Agent knowledge',
  summary: 'Everything the agent may quote, newest first.',
  access: 'agents:read',
  filter: {
    status: { type: 'enum', values: KNOWLEDGE_STATUSES, operators: ['equals', 'any'] },
    source_type: { type: 'enum', values: KNOWLEDGE_SOURCE_TYPES, operators: ['equals', 'any'] },
    created_at: { type: 'datetime', operators: ['greater-or-equal', 'less-than'] },
  } satisfies FilterFields,
  sort: ['created_at', 'id'],
  page: { default: 50, max: 100 },
  reply: { status: 200, many: AgentKnowledge },
  rate: 'M',
})

export const createAgentKnowledge = endpoint({
  id: 'createAgentKnowledge',
  method: 'POST',
  path: '/api/agent-knowledge',
  tag: 'Agent knowledge',
  summary:
    'Add a text, a web page or a whole site. A text is in use at once; pages are read in the background.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('agent-knowledge'),
      attributes: z.strictObject({
        source: z.discriminatedUnion('source_type', [SnippetSource, WebpageSource]),
      }),
    }),
  ),
  reply: { status: 201, one: AgentKnowledge },
  rate: 'M',
})

export const createAgentKnowledgeFile = endpoint({
  id: 'createAgentKnowledgeFile',
  method: 'POST',
  path: '/api/agent-knowledge-files',
  tag: 'Agent knowledge',
  summary: 'Add a file: PDF, DOCX, TXT, Markdown or HTML of at most 20 MB.',
  access: 'agents:write',
  multipart: true,
  body: z.strictObject({
    title: Title,
    file: z.instanceof(UploadedFile).meta({ type: 'string', format: 'binary' }),
  }),
  bodyBytesMax: FORM_BYTES_MAX,
  reply: { status: 201, one: AgentKnowledge },
  rate: 'M',
})

export const getAgentKnowledge = endpoint({
  id: 'getAgentKnowledge',
  method: 'GET',
  path: '/api/agent-knowledge/{id}',
  tag: 'Agent knowledge',
  summary: 'One source, whatever its status.',
  access: 'agents:read',
  reply: { status: 200, one: AgentKnowledge },
  rate: 'M',
})

export const updateAgentKnowledge = endpoint({
  id: 'updateAgentKnowledge',
  method: 'PATCH',
  path: '/api/agent-knowledge/{id}',
  tag: 'Agent knowledge',
  summary: 'Change title or content of a snippet. The agent uses the new text at once.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('agent-knowledge'),
      id: z.string().max(200),
      attributes: z.strictObject({ title: Title.nullish(), content: Content.nullish() }),
    }),
  ),
  reply: { status: 200, one: AgentKnowledge },
  rate: 'M',
})

export const deleteAgentKnowledge = endpoint({
  id: 'deleteAgentKnowledge',
  method: 'DELETE',
  path: '/api/agent-knowledge/{id}',
  tag: 'Agent knowledge',
  summary: 'Remove a source. The agent does not use it from its next turn on.',
  access: 'agents:write',
  reply: { status: 204 },
  rate: 'M',
})

export const reindexAgentKnowledge = endpoint({
  id: 'reindexAgentKnowledge',
  method: 'POST',
  path: '/api/x/agent-knowledge/{id}/reindex',
  tag: 'Agent knowledge',
  summary: 'Read a web page or site again. What was read before stays in use until that is done.',
  access: 'agents:write',
  reply: { status: 202, one: AgentKnowledge },
  rate: 'M',
})

export const getAgentKnowledgePages = endpoint({
  id: 'getAgentKnowledgePages',
  method: 'GET',
  path: '/api/x/agent-knowledge/{id}/pages',
  tag: 'Agent knowledge',
  summary: 'The pages of a site in the order of its sitemap, each with what became of it.',
  access: 'agents:read',
  page: { default: 50, max: 100 },
  reply: { status: 200, many: KnowledgePage },
  rate: 'M',
})

export const findKnowledgePassages = endpoint({
  id: 'findKnowledgePassages',
  method: 'GET',
  path: '/api/x/knowledge-passages',
  tag: 'Agent knowledge',
  summary: 'What the agent would find for a question, best first.',
  access: 'agents:read',
  query: z.object({
    question: z.string().min(1).max(KNOWLEDGE_QUESTION_LENGTH_MAX),
    language: z.enum(LANGUAGES).default('en'),
  }),
  reply: { status: 200, many: KnowledgePassage },
  rate: 'M',
})

export const getKnowledgeGaps = endpoint({
  id: 'getKnowledgeGaps',
  method: 'GET',
  path: '/api/x/knowledge-gaps',
  tag: 'Knowledge gaps',
  summary: 'What shoppers asked and no knowledge answered, alike questions together.',
  access: 'agents:read',
  filter: {
    state: { type: 'enum', values: GAP_STATES, operators: ['equals', 'any'] },
    language: { type: 'enum', values: LANGUAGES, operators: ['equals'] },
  } satisfies FilterFields,
  sort: ['questions', 'last_seen_at'],
  page: { default: 20, max: 100 },
  reply: { status: 200, many: KnowledgeGap },
  rate: 'M',
})

export const getKnowledgeGap = endpoint({
  id: 'getKnowledgeGap',
  method: 'GET',
  path: '/api/x/knowledge-gaps/{id}',
  tag: 'Knowledge gaps',
  summary: 'One gap with its draft and, once it is filled, how its questions fare now.',
  access: 'agents:read',
  reply: { status: 200, one: KnowledgeGap },
  rate: 'M',
})

export const getKnowledgeGapQuestions = endpoint({
  id: 'getKnowledgeGapQuestions',
  method: 'GET',
  path: '/api/x/knowledge-gaps/{id}/questions',
  tag: 'Knowledge gaps',
  summary: 'The questions of a gap, newest first, with their scores before and after.',
  access: 'agents:read',
  page: { default: 50, max: 100 },
  reply: { status: 200, many: KnowledgeGapQuestion },
  rate: 'M',
})

export const draftKnowledgeGap = endpoint({
  id: 'draftKnowledgeGap',
  method: 'POST',
  path: '/api/x/knowledge-gaps/{id}/draft',
  tag: 'Knowledge gaps',
  summary:
    'Draft a snippet that would fill the gap: from an answer that a teammate gave, or an outline with the questions.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('knowledge-gap'),
      attributes: z.strictObject({ answer: Content.nullish() }).default({}),
    }),
  ),
  reply: { status: 200, one: KnowledgeGap },
  rate: 'M',
})

export const approveKnowledgeGap = endpoint({
  id: 'approveKnowledgeGap',
  method: 'POST',
  path: '/api/x/knowledge-gaps/{id}/approve',
  tag: 'Knowledge gaps',
  summary: 'Make the snippet, and ask the failed questions again.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('knowledge-gap'),
      attributes: z.strictObject({ title: Title, content: Content }),
    }),
  ),
  reply: { status: 200, one: KnowledgeGap },
  rate: 'M',
})

export const dismissKnowledgeGap = endpoint({
  id: 'dismissKnowledgeGap',
  method: 'POST',
  path: '/api/x/knowledge-gaps/{id}/dismiss',
  tag: 'Knowledge gaps',
  summary: 'Nothing has to be written for these questions. Further ones join them here.',
  access: 'agents:write',
  reply: { status: 200, one: KnowledgeGap },
  rate: 'M',
})
