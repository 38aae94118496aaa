import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import type { CustomTool } from './brain.ts'

/** A tool as it is listed: a built-in one has no `custom`. */
export interface ListedTool {
  toolId: string
  name: string
  description: string
  custom: (CustomTool & { createdAt: Date; updatedAt: Date }) | null
  /** Of those that its variables name, the ones that exist. */
  secretIds: readonly string[]
  /** In the order of the skills. */
  skillIds: readonly string[]
  /** Place in the list of all tools; sorts as text. */
  key: string
}

export function toolResource(tool: ListedTool): Resource {
  return {
    type: 'agent-tool',
    id: tool.toolId,
    attributes: {
      name: tool.name,
      public_description: tool.description,
      public_name: null,
      details: tool.custom
        ? {
            type: 'custom',
            protocol: 'https',
            request_template: tool.custom.template,
            variables: tool.custom.variables,
            timeout_seconds: tool.custom.timeoutSeconds,
            max_retries: tool.custom.maxRetries,
            created_at: isoSeconds(tool.custom.createdAt),
            updated_at: isoSeconds(tool.custom.updatedAt),
          }
        : { type: 'internal', config_params: [] },
    },
    relationships: {
      'agent-secrets': { data: tool.secretIds.map((id) => ({ type: 'agent-secret', id })) },
      'agent-skills': { data: tool.skillIds.map((id) => ({ type: 'agent-skill', id })) },
    },
  }
}
