import { z } from 'zod'
import { CHANNELS, LANGUAGES, type PrebuiltSkill } from './agent-words.ts'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { dayRange } from './timeframe.ts'
import { Instant, InstantOut } from './values.ts'

/** Escalation rules, and communication styles, of one agent. */
export const GUIDANCE_ITEMS_MAX = 20
export const GUIDANCE_TITLE_LENGTH_MAX = 100
export const GUIDANCE_DESCRIPTION_LENGTH_MAX = 500
export const BRAND_SUMMARY_LENGTH_MAX = 4_000
export const TONE_INSTRUCTION_LENGTH_MAX = 1_000
export const AGENT_NAME_LENGTH_MAX = 100

export const CUSTOM_SKILLS_MAX = 50
export const SKILL_DESCRIPTION_LENGTH_MAX = 2_000
export const SKILL_INSTRUCTIONS_LENGTH_MAX = 20_000
/** Tools of one skill. */
export const SKILL_TOOLS_MAX = 20

export const CUSTOM_TOOLS_MAX = 100
export const TOOL_TIMEOUT_SECONDS_MAX = 10
export const TOOL_TIMEOUT_SECONDS_DEFAULT = 5
export const TOOL_RETRIES_MAX = 3
export const TOOL_RETRIES_DEFAULT = 1
export const TOOL_PARAMETERS_MAX = 50
export const TOOL_VARIABLES_MAX = 50
export const TOOL_URL_LENGTH_MAX = 2_000
const TOOL_VALUE_LENGTH_MAX = 4_000

export const AGENT_SECRETS_MAX = 100
export const SECRET_LENGTH_MAX = 8_000

const NAME_LENGTH_MAX = 100
const BODY_BYTES_MAX = 256 * 1024
const TAG = 'Customer Agent'

export const TONE_PRESETS = ['neutral', 'professional', 'friendly', 'playful', 'custom'] as const
export type TonePreset = (typeof TONE_PRESETS)[number]

const GuidanceItem = z.strictObject({
  title: z.string().trim().min(1).max(GUIDANCE_TITLE_LENGTH_MAX),
  description: z.string().trim().min(1).max(GUIDANCE_DESCRIPTION_LENGTH_MAX),
  status: z.enum(['enabled', 'disabled']),
})
export type GuidanceItem = z.output<typeof GuidanceItem>

export const CustomerAgent = resourceType({
  type: 'customer-agent',
  self: '/api/customer-agents/{id}/',
  attributes: z.object({
    name: z.string().nullable(),
    tone_of_voice: z.object({
      preset: z.enum(TONE_PRESETS),
      custom_instruction: z.string().nullable(),
      updated_at: InstantOut.nullable(),
    }),
    escalation_rules: z.array(z.object(GuidanceItem.shape)),
    communication_styles: z.array(z.object(GuidanceItem.shape)),
  }),
})

export const getCustomerAgent = endpoint({
  id: 'getCustomerAgent',
  method: 'GET',
  path: '/api/customer-agents/{id}',
  tag: TAG,
  summary: 'The agent of the account. There is one; its id is the id of the account.',
  access: 'agents:read',
  reply: { status: 200, one: CustomerAgent },
  rate: 'M',
})

const CustomerAgentChange = z.strictObject({
  name: z.string().trim().min(1).max(AGENT_NAME_LENGTH_MAX).nullable().optional(),
  tone_of_voice: z
    .strictObject({
      preset: z.enum(TONE_PRESETS).optional(),
      custom_instruction: z.string().trim().max(TONE_INSTRUCTION_LENGTH_MAX).nullish(),
    })
    .nullish(),
  escalation_rules: z.array(GuidanceItem).max(GUIDANCE_ITEMS_MAX).nullish(),
  communication_styles: z.array(GuidanceItem).max(GUIDANCE_ITEMS_MAX).nullish(),
})
export type CustomerAgentChange = z.output<typeof CustomerAgentChange>

export const updateCustomerAgent = endpoint({
  id: 'updateCustomerAgent',
  method: 'PATCH',
  path: '/api/customer-agents/{id}',
  tag: TAG,
  summary:
    'Change name, tone, escalation rules or communication styles. A list that is given replaces the whole list; what is absent stays. Holds from the next turn on.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('customer-agent'),
      id: z.string().min(1).max(100),
      attributes: CustomerAgentChange,
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: CustomerAgent },
  rate: 'M',
})

const PortalUrl = z
  .url({ protocol: /^https?$/, error: 'must be a web address such as https://example.com/returns' })
  .max(2_000)
  .nullable()

export const AgentSettings = resourceType({
  type: 'customer-agent-settings',
  self: '/api/x/customer-agent/',
  attributes: z.object({
    /** Off: nothing is answered and nothing is recorded, on no channel. */
    is_on: z.boolean(),
    brand_summary: z.string(),
    /** Answered in when the shopper's language is not known; null follows the account's locale. */
    default_language: z.enum(LANGUAGES).nullable(),
    returns_portal_url: z.string().nullable(),
    subscriptions_portal_url: z.string().nullable(),
    updated_at: InstantOut.nullable(),
  }),
})

export const getAgentSettings = endpoint({
  id: 'getAgentSettings',
  method: 'GET',
  path: '/api/x/customer-agent',
  tag: TAG,
  summary: 'Whether the agent is on, the brand summary, and where shoppers help themselves.',
  access: 'agents:read',
  reply: { status: 200, one: AgentSettings },
  rate: 'L',
})

const AgentSettingsChange = z.strictObject({
  is_on: z.boolean().optional(),
  brand_summary: z.string().trim().max(BRAND_SUMMARY_LENGTH_MAX).optional(),
  default_language: z.enum(LANGUAGES).nullable().optional(),
  returns_portal_url: PortalUrl.optional(),
  subscriptions_portal_url: PortalUrl.optional(),
})
export type AgentSettingsChange = z.output<typeof AgentSettingsChange>

export const updateAgentSettings = endpoint({
  id: 'updateAgentSettings',
  method: 'PATCH',
  path: '/api/x/customer-agent',
  tag: TAG,
  summary: 'Switch the agent on or off, or change its summary of the brand. What is absent stays.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('customer-agent-settings'),
      id: z.string().min(1).max(100),
      attributes: AgentSettingsChange,
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: AgentSettings },
  rate: 'M',
})

// Skills

export const SKILL_STATUSES = ['draft', 'live', 'disabled', 'unavailable'] as const
export type SkillStatus = (typeof SKILL_STATUSES)[number]
export const SKILL_HANDOFFS = ['none', 'offer', 'immediate', 'all', 'custom'] as const
export type SkillHandoff = (typeof SKILL_HANDOFFS)[number]

/** How the prebuilt skills are called in the languages of the console. */
export const PREBUILT_SKILL_NAMES: Readonly<Record<PrebuiltSkill, { en: string; de: string }>> = {
  product_recommendations: { en: 'Product recommendations', de: 'Produktempfehlungen' },
  order_tracking: { en: 'Order tracking', de: 'Sendungsverfolgung' },
  general_qa: { en: 'General Q&A', de: 'Allgemeine Fragen' },
  product_qa: { en: 'Product Q&A', de: 'Fragen zu Produkten' },
  returns_exchanges: { en: 'Returns & exchanges', de: 'Rückgabe und Umtausch' },
  order_editing: { en: 'Order editing', de: 'Bestellung ändern' },
  subscriptions: { en: 'Subscriptions', de: 'Abonnements' },
  loyalty: { en: 'Loyalty', de: 'Treueprogramm' },
}

export const AgentSkill = resourceType({
  type: 'agent-skill',
  self: '/api/agent-skills/{id}/',
  attributes: z.object({
    source: z.enum(['custom', 'prebuilt']),
    display_name: z.string(),
    name: z.string(),
    description: z.string(),
    instructions: z.string(),
    status: z.enum(SKILL_STATUSES),
    handoff: z.enum(SKILL_HANDOFFS),
    created_at: InstantOut.nullable(),
    updated_at: InstantOut.nullable(),
  }),
  relationships: { 'agent-tools': { to: 'agent-tool', many: true } },
})

export const getAgentSkills = endpoint({
  id: 'getAgentSkills',
  method: 'GET',
  path: '/api/agent-skills',
  tag: TAG,
  summary: 'All skills, the prebuilt ones first.',
  access: 'agents:read',
  reply: { status: 200, many: AgentSkill },
  rate: 'M',
})

export const getAgentSkill = endpoint({
  id: 'getAgentSkill',
  method: 'GET',
  path: '/api/agent-skills/{id}',
  tag: TAG,
  summary: 'One skill.',
  access: 'agents:read',
  reply: { status: 200, one: AgentSkill },
  rate: 'M',
})

const SkillName = z.string().trim().min(1).max(NAME_LENGTH_MAX)
const SkillDescription = z.string().trim().min(1).max(SKILL_DESCRIPTION_LENGTH_MAX)
const SkillInstructions = z.string().trim().min(1).max(SKILL_INSTRUCTIONS_LENGTH_MAX)
const SkillTools = z
  .strictObject({
    'agent-tools': z
      .strictObject({ data: z.array(linkage('agent-tool')).max(SKILL_TOOLS_MAX).nullish() })
      .nullish(),
  })
  .nullish()

export const createAgentSkill = endpoint({
  id: 'createAgentSkill',
  method: 'POST',
  path: '/api/agent-skills',
  tag: TAG,
  summary:
    'Add a skill of your own. The agent uses it when a message fits its description; `draft` keeps it from shoppers.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('agent-skill'),
      attributes: z.strictObject({
        display_name: SkillName,
        description: SkillDescription,
        instructions: SkillInstructions,
        status: z.enum(['draft', 'live']),
        handoff: z.enum(SKILL_HANDOFFS).nullish(),
      }),
      relationships: SkillTools,
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: AgentSkill },
  rate: 'M',
})

export const updateAgentSkill = endpoint({
  id: 'updateAgentSkill',
  method: 'PATCH',
  path: '/api/agent-skills/{id}',
  tag: TAG,
  summary:
    'Change a skill. Tools that are given replace all that were bound. Name and description of a prebuilt skill are fixed.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('agent-skill'),
      id: z.string().min(1).max(100),
      attributes: z
        .strictObject({
          display_name: SkillName.nullish(),
          description: SkillDescription.nullish(),
          instructions: SkillInstructions.nullish(),
          status: z.enum(['draft', 'live']).nullish(),
          handoff: z.enum(SKILL_HANDOFFS).nullish(),
        })
        .default({}),
      relationships: SkillTools,
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: AgentSkill },
  rate: 'M',
})

export const deleteAgentSkill = endpoint({
  id: 'deleteAgentSkill',
  method: 'DELETE',
  path: '/api/agent-skills/{id}',
  tag: TAG,
  summary:
    'Delete a custom skill. Past conversations keep it. A prebuilt one can only be switched off.',
  access: 'agents:write',
  reply: { status: 204 },
  rate: 'M',
})

export const SKILL_PREREQUISITES = [
  'catalog',
  'orders',
  'knowledge',
  'loyalty-data',
  'subscription-data',
] as const
export type SkillPrerequisite = (typeof SKILL_PREREQUISITES)[number]

/** A prerequisite, or a setting that does its service. */
export const SKILL_NEEDS = [...SKILL_PREREQUISITES, 'subscriptions-portal'] as const
export type SkillNeed = (typeof SKILL_NEEDS)[number]

export const AgentSkillState = resourceType({
  type: 'agent-skill-state',
  self: '/api/x/agent-skills/{id}/',
  attributes: z.object({
    names: z.object({ en: z.string(), de: z.string() }),
    source: z.enum(['custom', 'prebuilt']),
    status: z.enum(SKILL_STATUSES),
    /** False: switched off by hand. */
    is_enabled: z.boolean(),
    /** What it cannot work without, and whether that is there. */
    prerequisites: z.array(z.object({ name: z.enum(SKILL_PREREQUISITES), is_met: z.boolean() })),
    /** What it lacks: any one of these would do. Empty: nothing, or it is switched off. */
    missing: z.array(z.enum(SKILL_NEEDS)),
    /** Why it cannot answer, and what to do, in English; null when it can. */
    unavailable_because: z.string().nullable(),
  }),
  relationships: { 'agent-tools': { to: 'agent-tool', many: true } },
})

export const getAgentSkillStates = endpoint({
  id: 'getAgentSkillStates',
  method: 'GET',
  path: '/api/x/agent-skills',
  tag: TAG,
  summary: 'All skills with what they need and whether they can answer.',
  access: 'agents:read',
  reply: { status: 200, many: AgentSkillState },
  rate: 'L',
})

export const getAgentSkillState = endpoint({
  id: 'getAgentSkillState',
  method: 'GET',
  path: '/api/x/agent-skills/{id}',
  tag: TAG,
  summary: 'One skill with what it needs.',
  access: 'agents:read',
  reply: { status: 200, one: AgentSkillState },
  rate: 'L',
})

export const updateAgentSkillState = endpoint({
  id: 'updateAgentSkillState',
  method: 'PATCH',
  path: '/api/x/agent-skills/{id}',
  tag: TAG,
  summary: 'Switch a skill on or off. Messages that need one that is off go to a person.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('agent-skill-state'),
      id: z.string().min(1).max(100),
      attributes: z.strictObject({ is_enabled: z.boolean() }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: AgentSkillState },
  rate: 'M',
})

// Tools

export const TOOL_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type ToolMethod = (typeof TOOL_METHODS)[number]

/** What a variable with the source `klaviyo` can be: known of the shopper and the conversation. */
export const TOOL_REFERENCES = [
  'email',
  'phone_number',
  'first_name',
  'last_name',
  'profile_id',
  'conversation_id',
  'channel',
  'language',
  'page_url',
] as const

const ToolParameter = z.strictObject({
  name: z.string().min(1).max(NAME_LENGTH_MAX),
  value: z.string().max(TOOL_VALUE_LENGTH_MAX),
})

const ToolBody = z.record(z.string().max(TOOL_VALUE_LENGTH_MAX), z.unknown())

const templateShape = {
  url_template: z.string().min(1).max(TOOL_URL_LENGTH_MAX),
  http_method: z.enum(TOOL_METHODS),
  request_timeout_seconds: z.int().min(1).max(TOOL_TIMEOUT_SECONDS_MAX),
  query_parameters: z.array(ToolParameter).max(TOOL_PARAMETERS_MAX),
  headers: z.array(ToolParameter).max(TOOL_PARAMETERS_MAX),
  body_template: ToolBody.nullable(),
}

/** As stored and as shown: everything is there. */
export const AgentToolTemplate = z.strictObject(templateShape)
export type AgentToolTemplate = z.output<typeof AgentToolTemplate>

const ToolVariableInput = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'must be letters, digits and underscores, at most 64'),
  type: z.enum(['string', 'number', 'boolean']),
  required: z.boolean().nullish(),
  description: z.string().max(1_000).nullish(),
  source: z.enum(['dynamic', 'klaviyo', 'secret']).nullish(),
  value: z.string().max(200).nullish(),
})
export type ToolVariableInput = z.output<typeof ToolVariableInput>

export const AgentToolVariable = z.strictObject({
  name: z.string(),
  type: z.enum(['string', 'number', 'boolean']),
  required: z.boolean(),
  description: z.string().nullable(),
  source: z.enum(['dynamic', 'klaviyo', 'secret']),
  /** A secret's id, or one of TOOL_REFERENCES; null for `dynamic`. */
  value: z.string().nullable(),
})
export type AgentToolVariable = z.output<typeof AgentToolVariable>

export const AgentTool = resourceType({
  type: 'agent-tool',
  self: '/api/agent-tools/{id}/',
  attributes: z.object({
    name: z.string(),
    public_description: z.string(),
    public_name: z.string().nullable(),
    details: z.union([
      z.object({
        type: z.literal('custom'),
        protocol: z.literal('https'),
        request_template: AgentToolTemplate,
        variables: z.array(AgentToolVariable),
        timeout_seconds: z.int(),
        max_retries: z.int(),
        created_at: InstantOut.nullable(),
        updated_at: InstantOut.nullable(),
      }),
      z.object({ type: z.literal('internal'), config_params: z.array(z.never()) }),
    ]),
  }),
  relationships: {
    'agent-secrets': { to: 'agent-secret', many: true },
    'agent-skills': { to: 'agent-skill', many: true },
  },
})

const toolPage = { default: 50, max: 100 }

export const AGENT_TOOL_FILTERS = {
  name: { type: 'string', operators: ['contains'] },
  tool_type: { type: 'enum', values: ['custom', 'internal'], operators: ['equals'] },
  created_at: { type: 'datetime', operators: ['equals', 'greater-or-equal', 'less-or-equal'] },
  updated_at: { type: 'datetime', operators: ['equals', 'greater-or-equal', 'less-or-equal'] },
} as const satisfies FilterFields

export const getAgentTools = endpoint({
  id: 'getAgentTools',
  method: 'GET',
  path: '/api/agent-tools',
  tag: TAG,
  summary: 'All tools: the built-in ones, and the HTTPS requests of the shop.',
  access: 'agents:read',
  filter: AGENT_TOOL_FILTERS,
  page: toolPage,
  reply: { status: 200, many: AgentTool },
  rate: 'M',
})

export const getAgentTool = endpoint({
  id: 'getAgentTool',
  method: 'GET',
  path: '/api/agent-tools/{id}',
  tag: TAG,
  summary: 'One tool.',
  access: 'agents:read',
  reply: { status: 200, one: AgentTool },
  rate: 'M',
})

const ToolDescription = z.string().trim().min(1).max(SKILL_DESCRIPTION_LENGTH_MAX)
const timeoutSeconds = z.int().min(1).max(TOOL_TIMEOUT_SECONDS_MAX)
const maxRetries = z.int().min(0).max(TOOL_RETRIES_MAX)
const variables = z.array(ToolVariableInput).max(TOOL_VARIABLES_MAX)

export const createAgentTool = endpoint({
  id: 'createAgentTool',
  method: 'POST',
  path: '/api/agent-tools',
  tag: TAG,
  summary:
    'Add a tool: one HTTPS request whose address, parameters, headers and body may contain `{{variable}}`. Skills can call it once it is bound to them.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('agent-tool'),
      attributes: z.strictObject({
        name: SkillName,
        public_description: ToolDescription,
        details: z.strictObject({
          type: z.literal('custom'),
          protocol: z.literal('https').nullish(),
          request_template: z.strictObject({
            url_template: templateShape.url_template,
            http_method: templateShape.http_method,
            request_timeout_seconds: timeoutSeconds.nullish(),
            query_parameters: templateShape.query_parameters.nullish(),
            headers: templateShape.headers.nullish(),
            body_template: templateShape.body_template.nullish(),
          }),
          variables: variables.nullish(),
          timeout_seconds: timeoutSeconds.nullish(),
          max_retries: maxRetries.nullish(),
        }),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: AgentTool },
  rate: 'M',
})

const ToolDetailsChange = z.strictObject({
  type: z.literal('custom'),
  protocol: z.literal('https').nullish(),
  request_template: z
    .strictObject({
      url_template: templateShape.url_template.nullish(),
      http_method: templateShape.http_method.nullish(),
      request_timeout_seconds: timeoutSeconds.nullish(),
      query_parameters: templateShape.query_parameters.nullish(),
      headers: templateShape.headers.nullish(),
      body_template: templateShape.body_template.nullish(),
    })
    .nullish(),
  variables: variables.nullish(),
  timeout_seconds: timeoutSeconds.nullish(),
  max_retries: maxRetries.nullish(),
})
export type ToolDetailsChange = z.output<typeof ToolDetailsChange>

export const updateAgentTool = endpoint({
  id: 'updateAgentTool',
  method: 'PATCH',
  path: '/api/agent-tools/{id}',
  tag: TAG,
  summary: 'Change a tool. Lists that are given replace those there are; what is absent stays.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('agent-tool'),
      id: z.string().min(1).max(100),
      attributes: z.strictObject({
        name: SkillName.nullish(),
        public_description: ToolDescription.nullish(),
        details: ToolDetailsChange.nullish(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: AgentTool },
  rate: 'M',
})

export const deleteAgentTool = endpoint({
  id: 'deleteAgentTool',
  method: 'DELETE',
  path: '/api/agent-tools/{id}',
  tag: TAG,
  summary: 'Delete a tool. Skills lose it.',
  access: 'agents:write',
  reply: { status: 204 },
  rate: 'M',
})

export const getSkillsForAgentTool = endpoint({
  id: 'getSkillsForAgentTool',
  method: 'GET',
  path: '/api/agent-tools/{id}/agent-skills',
  tag: TAG,
  summary: 'The skills that can call a tool.',
  access: 'agents:read',
  page: toolPage,
  reply: { status: 200, many: AgentSkill },
  rate: 'M',
})

export const getSkillIdsForAgentTool = endpoint({
  id: 'getSkillIdsForAgentTool',
  method: 'GET',
  path: '/api/agent-tools/{id}/relationships/agent-skills',
  tag: TAG,
  summary: 'The ids of the skills that can call a tool.',
  access: 'agents:read',
  page: toolPage,
  reply: { status: 200, linkage: 'agent-skill', toMany: true, self: AgentSkill.self },
  rate: 'M',
})

export const getToolsForAgentSkill = endpoint({
  id: 'getToolsForAgentSkill',
  method: 'GET',
  path: '/api/x/agent-skills/{id}/agent-tools',
  tag: TAG,
  summary: 'The tools that a skill can call, in the order they were bound.',
  access: 'agents:read',
  reply: { status: 200, many: AgentTool },
  rate: 'L',
})

export const AgentToolTest = resourceType({
  type: 'agent-tool-test',
  self: '/api/x/agent-tools/{id}/tests/',
  attributes: z.object({
    input: z.record(z.string(), z.unknown()),
    /** What was sent to the service, with *** for each secret; null when nothing was. */
    request: z
      .object({
        method: z.enum(TOOL_METHODS),
        url: z.string(),
        headers: z.record(z.string(), z.string()),
        body: z.string().nullable(),
      })
      .nullable(),
    /** What the agent would have got. Secrets are masked. */
    output: z.unknown(),
    is_error: z.boolean(),
    took_ms: z.int(),
  }),
})

export const createAgentToolTest = endpoint({
  id: 'createAgentToolTest',
  method: 'POST',
  path: '/api/x/agent-tools/{id}/tests',
  tag: TAG,
  summary:
    'Call a tool now, as the agent would, for a shopper of your choice. Counts as a test in the report of tools.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('agent-tool-test'),
      attributes: z.strictObject({
        input: z.record(z.string().max(NAME_LENGTH_MAX), z.unknown()).default({}),
        /** Whose data it sees; nobody's when absent. */
        profile_id: z.string().max(100).nullish(),
        channel: z.enum(CHANNELS).nullish(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: AgentToolTest },
  rate: 'M',
})

// Secrets

export const AgentSecret = resourceType({
  type: 'agent-secret',
  self: '/api/agent-secrets/{id}/',
  attributes: z.object({
    name: z.string(),
    /** Last three characters; empty when they would tell too much of a short one. */
    mask: z.string(),
    created_at: InstantOut,
    updated_at: InstantOut,
  }),
  relationships: { 'agent-tools': { to: 'agent-tool', many: true } },
})

export const getAgentSecrets = endpoint({
  id: 'getAgentSecrets',
  method: 'GET',
  path: '/api/agent-secrets',
  tag: TAG,
  summary: 'All secrets by name, without their values, which nobody can read back.',
  access: 'agents:read',
  reply: { status: 200, many: AgentSecret },
  rate: 'M',
})

export const getAgentSecret = endpoint({
  id: 'getAgentSecret',
  method: 'GET',
  path: '/api/agent-secrets/{id}',
  tag: TAG,
  summary: 'One secret without its value.',
  access: 'agents:read',
  reply: { status: 200, one: AgentSecret },
  rate: 'M',
})

const SecretName = z.string().trim().min(1).max(NAME_LENGTH_MAX)
const SecretValue = z.string().min(1).max(SECRET_LENGTH_MAX)

export const createAgentSecret = endpoint({
  id: 'createAgentSecret',
  method: 'POST',
  path: '/api/agent-secrets',
  tag: TAG,
  summary: 'Keep a secret for tools. It is encrypted, and never shown again. Names are unique.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('agent-secret'),
      attributes: z.strictObject({ name: SecretName, value: SecretValue }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: AgentSecret },
  rate: 'M',
})

export const updateAgentSecret = endpoint({
  id: 'updateAgentSecret',
  method: 'PATCH',
  path: '/api/agent-secrets/{id}',
  tag: TAG,
  summary: 'Rename a secret, or rotate its value: every tool that uses it has the new one at once.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('agent-secret'),
      id: z.string().min(1).max(100),
      attributes: z.strictObject({ name: SecretName.nullish(), value: SecretValue.nullish() }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: AgentSecret },
  rate: 'M',
})

export const deleteAgentSecret = endpoint({
  id: 'deleteAgentSecret',
  method: 'DELETE',
  path: '/api/agent-secrets/{id}',
  tag: TAG,
  summary:
    'Delete a secret. Tools that use it answer with an error, and say which secret is missing, until another is bound.',
  access: 'agents:write',
  reply: { status: 204 },
  rate: 'M',
})

export const getToolsForAgentSecret = endpoint({
  id: 'getToolsForAgentSecret',
  method: 'GET',
  path: '/api/agent-secrets/{id}/agent-tools',
  tag: TAG,
  summary: 'The tools that use a secret.',
  access: 'agents:read',
  page: toolPage,
  reply: { status: 200, many: AgentTool },
  rate: 'M',
})

export const getToolIdsForAgentSecret = endpoint({
  id: 'getToolIdsForAgentSecret',
  method: 'GET',
  path: '/api/agent-secrets/{id}/relationships/agent-tools',
  tag: TAG,
  summary: 'The ids of the tools that use a secret.',
  access: 'agents:read',
  page: toolPage,
  reply: { status: 200, linkage: 'agent-tool', toMany: true, self: AgentTool.self },
  rate: 'M',
})

export const getSecretsForAgentTool = endpoint({
  id: 'getSecretsForAgentTool',
  method: 'GET',
  path: '/api/agent-tools/{id}/agent-secrets',
  tag: TAG,
  summary: 'The secrets that a tool uses.',
  access: 'agents:read',
  reply: { status: 200, many: AgentSecret },
  rate: 'M',
})

export const getSecretIdsForAgentTool = endpoint({
  id: 'getSecretIdsForAgentTool',
  method: 'GET',
  path: '/api/agent-tools/{id}/relationships/agent-secrets',
  tag: TAG,
  summary: 'The ids of the secrets that a tool uses.',
  access: 'agents:read',
  reply: { status: 200, linkage: 'agent-secret', toMany: true, self: AgentSecret.self },
  rate: 'M',
})

// Reports

export const REPORT_TIMEFRAMES = [
  'today',
  'yesterday',
  'this_week',
  'last_week',
  'last_7_days',
  'last_30_days',
  'last_90_days',
  'this_month',
  'last_month',
] as const
export type ReportTimeframeKey = (typeof REPORT_TIMEFRAMES)[number]

/** Longest window of a report of the agent. */
export const REPORT_DAYS_MAX = 366

/** A key, or `start` (inclusive) and `end` (exclusive). */
const ReportTimeframe = z.strictObject({
  key: z.enum(REPORT_TIMEFRAMES).nullish(),
  start: Instant.nullish(),
  end: Instant.nullish(),
})
export type ReportTimeframe = z.output<typeof ReportTimeframe>

const reportRows = z.array(
  z.object({
    groupings: z.record(z.string(), z.string()),
    /** A rate of nothing is null. */
    statistics: z.record(z.string(), z.number().nullable()),
  }),
)

export const VALUES_STATISTICS = ['volume', 'resolution-rate'] as const
export type ValuesStatistic = (typeof VALUES_STATISTICS)[number]
export const VALUES_GROUPINGS = ['channel', 'status'] as const

export const CustomerAgentValuesReport = resourceType({
  type: 'customer-agent-values-report',
  self: '/api/customer-agent-values-reports/{id}/',
  attributes: z.object({ results: reportRows }),
})

export const queryCustomerAgentValues = endpoint({
  id: 'queryCustomerAgentValues',
  method: 'POST',
  path: '/api/customer-agent-values-reports',
  tag: TAG,
  summary:
    'Conversations that began in a window, and the share that the agent resolved, by channel or status or together. Named windows are days of the account’s time zone.',
  access: 'agents:read',
  body: document(
    z.strictObject({
      type: z.literal('customer-agent-values-report'),
      attributes: z.strictObject({
        statistics: z.array(z.enum(VALUES_STATISTICS)).min(1).max(VALUES_STATISTICS.length),
        timeframe: ReportTimeframe,
        groupings: z.array(z.enum(VALUES_GROUPINGS)).max(1).nullish(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: CustomerAgentValuesReport },
  rate: 'S',
})

export const CustomerAgentSkillValuesReport = resourceType({
  type: 'customer-agent-skill-values-report',
  self: '/api/customer-agent-skill-values-reports/{id}/',
  attributes: z.object({ results: reportRows }),
})

export const queryCustomerAgentSkillValues = endpoint({
  id: 'queryCustomerAgentSkillValues',
  method: 'POST',
  path: '/api/customer-agent-skill-values-reports',
  tag: TAG,
  summary:
    'How often each skill answered in a window. A conversation that used two skills counts for both.',
  access: 'agents:read',
  body: document(
    z.strictObject({
      type: z.literal('customer-agent-skill-values-report'),
      attributes: z.strictObject({
        statistics: z.array(z.literal('volume')).min(1).max(1),
        groupings: z.array(z.literal('skill')).min(1).max(1),
        timeframe: ReportTimeframe,
        filter: z.string().max(16_384).nullish(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: CustomerAgentSkillValuesReport },
  rate: 'S',
})

export const AgentToolReport = resourceType({
  type: 'agent-tool-report',
  self: '/api/x/agent-tool-reports/',
  attributes: z.object({
    tool_name: z.string(),
    count: z.int(),
    last_call_at: InstantOut.nullable(),
    avg_duration_ms: z.number().nullable(),
    /** 0 to 1; null when it was not called. */
    success_rate: z.number().nullable(),
  }),
})

export const getAgentToolReports = endpoint({
  id: 'getAgentToolReports',
  method: 'GET',
  path: '/api/x/agent-tool-reports',
  tag: TAG,
  summary:
    'For each tool: calls, last call, average time, success rate. From conversations, from tests, or both.',
  access: 'agents:read',
  query: z.object({ ...dayRange, source: z.enum(['conversation', 'test']).optional() }),
  reply: { status: 200, many: AgentToolReport },
  rate: 'M',
})

export const RuleCoverage = resourceType({
  type: 'escalation-rule-coverage',
  self: '/api/x/escalation-rule-coverages/',
  attributes: z.object({
    title: z.string(),
    status: z.enum(['enabled', 'disabled', 'deleted']),
    /** Turns that it handed to a person. */
    matched: z.int(),
    last_matched_at: InstantOut.nullable(),
    /** Messages that nearly matched, best first. */
    near_misses: z.array(
      z.object({ conversation_id: z.string(), text: z.string(), score: z.number() }),
    ),
    verdict: z.enum(['matches', 'near-misses-only', 'never-matched', 'not-in-use']),
  }),
})

export const getRuleCoverage = endpoint({
  id: 'getRuleCoverage',
  method: 'GET',
  path: '/api/x/escalation-rule-coverages',
  tag: TAG,
  summary:
    'For each escalation rule: how often it matched, which messages nearly matched, and whether it ever did.',
  access: 'agents:read',
  query: z.object(dayRange),
  reply: { status: 200, many: RuleCoverage },
  rate: 'S',
})

export const SETUP_CHECKS = [
  'agent-on',
  'channel-live',
  'knowledge-indexed',
  'catalog-present',
  'orders-present',
  'brain',
  'mail',
  'secrets',
  'time-zone',
  'last-message',
  'last-event',
  'profiles',
  'handoffs',
  'lag',
  'jobs',
] as const
export type SetupCheckName = (typeof SETUP_CHECKS)[number]

export const SetupCheck = resourceType({
  type: 'agent-setup-check',
  self: '/api/x/agent-setup-checks/',
  attributes: z.object({
    state: z.enum(['ok', 'warning', 'missing', 'unknown']),
    /** What was found, in one sentence. */
    finding: z.string(),
    /** What to do about it; null when there is nothing to do. */
    fix: z.string().nullable(),
    /** Numbers and names behind the finding, for screens that say it in another language. */
    facts: z.record(z.string(), z.unknown()),
  }),
})

export const getSetupChecks = endpoint({
  id: 'getSetupChecks',
  method: 'GET',
  path: '/api/x/agent-setup-checks',
  tag: TAG,
  summary: 'Everything that has to be there before the agent can help, each with what to do.',
  access: 'agents:read',
  reply: { status: 200, many: SetupCheck },
  rate: 'M',
})

/** Longest message of a test conversation. */
export const TEST_MESSAGE_LENGTH_MAX = 500

/** The stations of an event's road, in their order. Each follower of the log is one. */
export const TEST_STEPS = ['message-stored', 'answered', 'event-recorded', 'followed'] as const

export const TestConversation = resourceType({
  type: 'agent-test-conversation',
  self: '/api/x/conversations/{id}/',
  attributes: z.object({
    text: z.string(),
    /** What the agent said; null when it said nothing. */
    reply: z.string().nullable(),
    skill: z.string().nullable(),
    /** The event that was followed; null when none was recorded. */
    event: z
      .object({ id: z.string(), metric: z.string(), metric_id: z.string(), profile_id: z.string() })
      .nullable(),
    steps: z.array(
      z.object({
        step: z.enum(TEST_STEPS),
        /** Which follower; null for the other steps. */
        follower: z.string().nullable(),
        /** Milliseconds since the message was sent; null: not done within ten seconds. */
        at_ms: z.number().nullable(),
      }),
    ),
    /** Milliseconds until everything was done; null when something was not. */
    took_ms: z.number().nullable(),
  }),
})

export const createTestConversation = endpoint({
  id: 'createTestConversation',
  method: 'POST',
  path: '/api/x/agent-test-conversations',
  tag: TAG,
  summary:
    'Hold a real conversation on web chat and follow its Started event to everything that works on events, with timings. It counts as one conversation; it is tagged `test` and closed at the end.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('agent-test-conversation'),
      attributes: z.strictObject({
        text: z.string().trim().min(1).max(TEST_MESSAGE_LENGTH_MAX),
      }),
    }),
  ),
  reply: { status: 201, one: TestConversation },
  rate: 'S',
})

export const PERFORMANCE_FIGURES = [
  'resolved_by_ai',
  'resolution_rate',
  'sales',
  'added_to_cart',
  'link_clicks',
  'average_order_value',
] as const
export type PerformanceFigure = (typeof PERFORMANCE_FIGURES)[number]

export const PERFORMANCE_GROUPINGS = ['channel', 'status', 'tag', 'skill'] as const
export type PerformanceGrouping = (typeof PERFORMANCE_GROUPINGS)[number]
/** Lines of the chart; the smallest groups are added together as `other`. */
export const PERFORMANCE_GROUPS_MAX = 12

export const AgentPerformance = resourceType({
  type: 'customer-agent-performance',
  self: '/api/x/customer-agent-performance/',
  attributes: z.object({
    window: z.object({
      /** Calendar days, both included. */
      start: z.string(),
      end: z.string(),
      timezone: z.string(),
      /** The same as instants; `until_at` is exclusive, as in the reports of the public API. */
      from_at: InstantOut,
      until_at: InstantOut,
    }),
    currency: z.string(),
    figures: z.array(
      z.object({
        name: z.enum(PERFORMANCE_FIGURES),
        /** Null: nothing to divide by. */
        value: z.number().nullable(),
        unit: z.enum(['count', 'ratio', 'money']),
        formula: z.string(),
        numerator: z.number().nullable(),
        denominator: z.number().nullable(),
      }),
    ),
    /** How conversations of the window stand: kinds of resolution are kept apart. */
    outcomes: z.object({
      started: z.int(),
      confirmed: z.int(),
      assumed: z.int(),
      procedure_complete: z.int(),
      abandoned: z.int(),
      escalated: z.int(),
      closed: z.int(),
      open: z.int(),
    }),
    series: z.object({
      group_by: z.enum(PERFORMANCE_GROUPINGS),
      /** Calendar days of the account's time zone. */
      days: z.array(z.string()),
      /** Conversations started, a number for each day. */
      groups: z.array(z.object({ key: z.string(), counts: z.array(z.int()) })),
    }),
    skills: z.array(
      z.object({
        skill: z.string(),
        /** Turns it answered. */
        volume: z.int(),
        /** Conversations in which it was the last skill. */
        conversations: z.int(),
        resolved: z.int(),
        resolution_rate: z.number().nullable(),
      }),
    ),
  }),
})

export const getAgentPerformance = endpoint({
  id: 'getAgentPerformance',
  method: 'GET',
  path: '/api/x/customer-agent-performance',
  tag: TAG,
  summary:
    'The six figures of the agent with formula, window and denominator; outcomes; conversations by day; skills. Both days are included.',
  access: 'agents:read',
  query: z.object({
    ...dayRange,
    channel: z.enum(CHANNELS).optional(),
    group_by: z.enum(PERFORMANCE_GROUPINGS).optional(),
  }),
  reply: { status: 200, one: AgentPerformance },
  rate: 'M',
})
