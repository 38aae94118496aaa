import { z } from 'zod'
import { Block, TemplateDefinition } from './blocks.ts'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { SKIP_REASONS } from './messages.ts'
import { Email, InstantOut, Properties } from './values.ts'

/** Templates of the library. Copies that belong to a message do not count. */
export const TEMPLATES_MAX = 1_000
export const UNIVERSAL_CONTENTS_MAX = 1_000
export const TEMPLATE_NAME_CHARACTERS_MAX = 255
/** HTML, text or MJML of one template. Mail programs show the first 100 KB of a mail. */
export const TEMPLATE_SOURCE_CHARACTERS_MAX = 500_000
export const SUBJECT_CHARACTERS_MAX = 1_000
/** What a body of our templates may weigh: a definition, or a source in any script. */
const TEMPLATE_BODY_BYTES_MAX = 4 * 1024 * 1024

/**
 * How a template is written. `MJML` is ours: its source is the attribute `mjml`, and `html` is what
 * it compiles to. `SIMPLE` is what others' accounts may hold; it is read, never created.
 */
export const EDITOR_TYPES = [
  'CODE',
  'MJML',
  'SYSTEM_DRAGGABLE',
  'USER_DRAGGABLE',
  'SIMPLE',
] as const
export type EditorType = (typeof EDITOR_TYPES)[number]

const Name = z.string().trim().min(1).max(TEMPLATE_NAME_CHARACTERS_MAX)
const Source = z.string().max(TEMPLATE_SOURCE_CHARACTERS_MAX)
const id = z.string().min(1).max(64)

export const Template = resourceType({
  type: 'template',
  self: '/api/templates/{id}/',
  attributes: z.object({
    name: z.string(),
    editor_type: z.enum(EDITOR_TYPES),
    /** The source of the mail, with its tags: blocks and MJML are already turned into HTML. */
    html: z.string(),
    text: z.string().nullable(),
    amp: z.string().nullable(),
    created: InstantOut.nullable(),
    updated: InstantOut.nullable(),
  }),
  additional: z.object({
    /** Of SYSTEM_DRAGGABLE templates, as it was saved. */
    definition: z.record(z.string(), z.unknown()).nullable(),
    /** Ours: the source of MJML templates. */
    mjml: z.string().nullable(),
    /** Ours: false for the copy that a flow or campaign message works with. */
    is_library: z.boolean(),
  }),
})

const instants = [
  'equals',
  'greater-or-equal',
  'greater-than',
  'less-or-equal',
  'less-than',
] as const
const ranges = ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'] as const

const templateFilter = {
  id: { type: 'string', operators: ['any', 'equals'] },
  name: { type: 'string', operators: ['any', 'contains', 'equals'] },
  created: { type: 'datetime', operators: [...instants] },
  updated: { type: 'datetime', operators: [...instants] },
} as const satisfies FilterFields

const SORT = ['created', 'id', 'name', 'updated'] as const

const reading = { method: 'GET', tag: 'Templates', access: 'templates:read', rate: 'L' } as const
const writing = { tag: 'Templates', access: 'templates:write', rate: 'L' } as const

export const getTemplates = endpoint({
  ...reading,
  id: 'getTemplates',
  path: '/api/templates',
  summary: 'The templates of the library. The copies that messages work with are not among them.',
  filter: templateFilter,
  sort: SORT,
  page: { default: 10, max: 10 },
  reply: { status: 200, many: Template },
})

export const getTemplate = endpoint({
  ...reading,
  id: 'getTemplate',
  path: '/api/templates/{id}',
  summary: 'One template, of the library or of a message.',
  reply: { status: 200, one: Template },
})

const sources = {
  html: Source.nullish(),
  text: Source.nullish(),
  amp: Source.nullish(),
  definition: TemplateDefinition.nullish(),
  mjml: Source.nullish(),
}

export const NewTemplate = z.strictObject({
  type: z.literal('template'),
  attributes: z.strictObject({ name: Name, editor_type: z.enum(EDITOR_TYPES), ...sources }),
})

export const createTemplate = endpoint({
  ...writing,
  id: 'createTemplate',
  method: 'POST',
  path: '/api/templates',
  summary: `Save a template, up to ${TEMPLATES_MAX} of them. Its tags are checked: a mistake is refused with line and column.`,
  body: document(NewTemplate),
  bodyBytesMax: TEMPLATE_BODY_BYTES_MAX,
  reply: { status: 201, one: Template },
})

export const updateTemplate = endpoint({
  ...writing,
  id: 'updateTemplate',
  method: 'PATCH',
  path: '/api/templates/{id}',
  summary: 'Change a template. What is absent stays.',
  body: document(
    z.strictObject({
      type: z.literal('template'),
      id,
      attributes: z.strictObject({ name: Name.nullish(), ...sources }),
    }),
  ),
  bodyBytesMax: TEMPLATE_BODY_BYTES_MAX,
  reply: { status: 200, one: Template },
})

export const deleteTemplate = endpoint({
  ...writing,
  id: 'deleteTemplate',
  method: 'DELETE',
  path: '/api/templates/{id}',
  summary: 'Delete a template. Messages keep the copies they were given.',
  reply: { status: 204 },
})

export const cloneTemplate = endpoint({
  ...writing,
  id: 'cloneTemplate',
  method: 'POST',
  path: '/api/template-clone',
  summary: 'Copy a template into the library.',
  body: document(
    z.strictObject({
      type: z.literal('template'),
      id,
      attributes: z.strictObject({ name: Name.nullish() }).default({}),
    }),
  ),
  reply: { status: 201, one: Template },
})

export const renderTemplate = endpoint({
  ...reading,
  id: 'renderTemplate',
  method: 'POST',
  path: '/api/template-render',
  summary:
    'What a template becomes with the given variables. Those that are missing print nothing.',
  body: document(
    z.strictObject({
      type: z.literal('template'),
      id,
      attributes: z.strictObject({ context: Properties }),
    }),
  ),
  reply: { status: 201, one: Template },
  rate: 'S',
})

/** Content for a preview or a check: a stored template, or what is in the editor. */
const Content = {
  template_id: id.nullish(),
  html: Source.nullish(),
  text: Source.nullish(),
  mjml: Source.nullish(),
  definition: TemplateDefinition.nullish(),
  subject: z.string().max(SUBJECT_CHARACTERS_MAX).nullish(),
  preview_text: z.string().max(SUBJECT_CHARACTERS_MAX).nullish(),
}

/** Ours: a mail as one person would get it. Nothing is stored or sent. */
export const TemplatePreview = resourceType({
  type: 'template-preview',
  self: '/api/x/template-previews/{id}/',
  attributes: z.object({
    subject: z.string().nullable(),
    preview_text: z.string().nullable(),
    html: z.string().nullable(),
    text: z.string().nullable(),
    /** Why the person would get nothing; the rest is then null. */
    skip_reason: z.enum(SKIP_REASONS).nullable(),
  }),
})

export const previewTemplate = endpoint({
  ...reading,
  id: 'previewTemplate',
  method: 'POST',
  path: '/api/x/template-previews',
  summary:
    'A mail as one person would get it, from a stored template or from what is in the editor.',
  body: document(
    z.strictObject({
      type: z.literal('template-preview'),
      attributes: z.strictObject({
        ...Content,
        /** Whose data fills it. An event brings its own person. */
        profile_id: id.nullish(),
        event_id: id.nullish(),
        /** Variables that win over those of the person and the event. */
        context: Properties.nullish(),
      }),
    }),
  ),
  bodyBytesMax: TEMPLATE_BODY_BYTES_MAX,
  reply: { status: 200, one: TemplatePreview },
  rate: 'M',
})

/** Addresses of one test. */
export const TEST_RECIPIENTS_MAX = 5
const Recipients = z.array(Email).min(1).max(TEST_RECIPIENTS_MAX)

export const TestMail = resourceType({
  type: 'test-mail',
  self: '/api/x/test-mails/',
  attributes: z.object({ recipients: z.array(z.string()), created_at: InstantOut }),
})

export const sendTestMail = endpoint({
  id: 'sendTestMail',
  method: 'POST',
  path: '/api/x/test-mails',
  tag: 'Templates',
  access: 'templates:write',
  rate: 'S',
  summary: `Send a mail, as one person would get it, to up to ${TEST_RECIPIENTS_MAX} addresses of one's own. It counts nowhere.`,
  body: document(
    z.strictObject({
      type: z.literal('test-mail'),
      attributes: z.strictObject({
        ...Content,
        recipients: Recipients,
        profile_id: id.nullish(),
        event_id: id.nullish(),
        context: Properties.nullish(),
      }),
    }),
  ),
  bodyBytesMax: TEMPLATE_BODY_BYTES_MAX,
  reply: { status: 202, one: TestMail },
})

const PreviewSendJob = resourceType({
  type: 'template-preview-send-job',
  self: '/api/template-preview-send-jobs/{id}/',
  attributes: z.object({
    status: z.enum(['cancelled', 'complete', 'processing', 'queued']),
    created_at: InstantOut,
  }),
})

export const createTemplatePreviewSendJob = endpoint({
  id: 'createTemplatePreviewSendJob',
  method: 'POST',
  path: '/api/template-preview-send-jobs',
  tag: 'Templates',
  access: 'templates:write',
  rate: 'XS',
  summary: `Send a stored template, as one person or nobody in particular would get it, to up to ${TEST_RECIPIENTS_MAX} addresses of one's own.`,
  body: document(
    z.strictObject({
      type: z.literal('template-preview-send-job'),
      attributes: z.strictObject({ recipients: Recipients, context: Properties.nullish() }),
      relationships: z.strictObject({
        template: z.strictObject({ data: linkage('template') }),
        profile: z.strictObject({ data: linkage('profile') }).nullish(),
      }),
    }),
  ),
  reply: { status: 202, one: PreviewSendJob },
})

/** What may be wrong with a template. `red` should not be sent. */
export const TEMPLATE_FINDINGS = [
  'broken-syntax',
  'missing-unsubscribe',
  'image-without-alt',
  'low-contrast',
  'insecure-link',
  'script-link',
  'empty-link',
  'unknown-variable',
  'unknown-event-variable',
  'too-large',
  'missing-subject',
  'missing-address',
] as const

export const TemplateFinding = z.object({
  code: z.enum(TEMPLATE_FINDINGS),
  severity: z.enum(['red', 'yellow']),
  /** Where: the field, and the place in it that a person can find. */
  field: z.enum(['html', 'text', 'subject', 'preview_text']),
  line: z.int().nullable(),
  column: z.int().nullable(),
  /** The id or the place of the block, such as `/body/sections/0/rows/0/columns/0/blocks/1`. */
  block: z.string().nullable(),
  /** What the words for it are filled with: `ratio`, `url`, `variable`, `bytes`, `detail`. */
  data: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type TemplateFinding = z.output<typeof TemplateFinding>

export const TemplateCheck = resourceType({
  type: 'template-check',
  self: '/api/x/template-checks/{id}/',
  attributes: z.object({ findings: z.array(TemplateFinding) }),
})

export const checkTemplate = endpoint({
  ...reading,
  id: 'checkTemplate',
  method: 'POST',
  path: '/api/x/template-checks',
  summary:
    'What may be wrong with a mail: contrast, alternative texts, unsubscribing, variables, links.',
  body: document(
    z.strictObject({
      type: z.literal('template-check'),
      attributes: z.strictObject({
        ...Content,
        /** Transactional mail needs no way to unsubscribe. */
        transactional: z.boolean().nullish(),
        /** The metric whose events trigger it: names its variables are compared with. */
        metric_id: id.nullish(),
      }),
    }),
  ),
  bodyBytesMax: TEMPLATE_BODY_BYTES_MAX,
  reply: { status: 200, one: TemplateCheck },
  rate: 'M',
})

/** Blocks that the public API creates as universal content; ours takes all of them. */
export const UniversalContent = resourceType({
  type: 'template-universal-content',
  self: '/api/template-universal-content/{id}/',
  attributes: z.object({
    name: z.string(),
    definition: z.record(z.string(), z.unknown()),
    created: InstantOut,
    updated: InstantOut,
    /** No pictures of blocks are made. */
    screenshot_status: z.enum([
      'completed',
      'failed',
      'generating',
      'never_generated',
      'not_renderable',
      'stale',
    ]),
    screenshot_url: z.string(),
  }),
})

/** One block. What a client leaves out of `data` is as if it were empty. */
const UniversalBlock = z.preprocess(withEmptyParts, Block)

function withEmptyParts(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('type' in value)) return value
  const data = 'data' in value && typeof value.data === 'object' ? value.data : {}
  const content = CONTENT_TYPES.has(String(value.type)) ? { content: '' } : {}
  return {
    ...value,
    data: { ...content, properties: {}, display_options: {}, styles: {}, ...data },
  }
}

const CONTENT_TYPES: ReadonlySet<string> = new Set(['button', 'coupon', 'html', 'text'])

const universalFilter = {
  id: { type: 'string', operators: ['any', 'equals'] },
  name: { type: 'string', operators: ['any', 'equals'] },
  created: { type: 'datetime', operators: [...ranges] },
  updated: { type: 'datetime', operators: [...ranges] },
  'definition.content_type': { type: 'string', operators: ['equals'] },
  'definition.type': { type: 'string', operators: ['equals'] },
} as const satisfies FilterFields

export const getAllUniversalContent = endpoint({
  ...reading,
  id: 'getAllUniversalContent',
  path: '/api/template-universal-content',
  summary: 'Blocks that several templates share.',
  filter: universalFilter,
  sort: SORT,
  page: { default: 20, max: 100 },
  reply: { status: 200, many: UniversalContent },
})

export const getUniversalContent = endpoint({
  ...reading,
  id: 'getUniversalContent',
  path: '/api/template-universal-content/{id}',
  summary: 'One shared block.',
  reply: { status: 200, one: UniversalContent },
})

export const createUniversalContent = endpoint({
  ...writing,
  id: 'createUniversalContent',
  method: 'POST',
  path: '/api/template-universal-content',
  summary: 'Save a block for several templates, which name it as their `universal_id`.',
  body: document(
    z.strictObject({
      type: z.literal('template-universal-content'),
      attributes: z.strictObject({ name: Name, definition: UniversalBlock }),
    }),
  ),
  reply: { status: 201, one: UniversalContent },
})

export const updateUniversalContent = endpoint({
  ...writing,
  id: 'updateUniversalContent',
  method: 'PATCH',
  path: '/api/template-universal-content/{id}',
  summary: 'Change a shared block: every template that names it changes with it.',
  body: document(
    z.strictObject({
      type: z.literal('template-universal-content'),
      id,
      attributes: z.strictObject({
        name: Name.nullish(),
        definition: UniversalBlock.nullish(),
      }),
    }),
  ),
  reply: { status: 200, one: UniversalContent },
})

export const deleteUniversalContent = endpoint({
  ...writing,
  id: 'deleteUniversalContent',
  method: 'DELETE',
  path: '/api/template-universal-content/{id}',
  summary: 'Delete a shared block. Templates that name it show what they hold in its place.',
  reply: { status: 204 },
})
