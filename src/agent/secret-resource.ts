import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import type { SecretRow } from './agent-secrets.sql.ts'
import type { ListedTool } from './tool-resource.ts'

export interface ListedSecret extends SecretRow {
  tools: readonly ListedTool[]
}

export function secretResource(secret: ListedSecret): Resource {
  return {
    type: 'agent-secret',
    id: secret.secretId,
    attributes: {
      name: secret.name,
      mask: secret.mask,
      created_at: isoSeconds(secret.createdAt),
      updated_at: isoSeconds(secret.updatedAt),
    },
    relationships: {
      'agent-tools': { data: secret.tools.map(({ toolId: id }) => ({ type: 'agent-tool', id })) },
    },
  }
}
