import type { Route } from '../platform/http.ts'
import { agentSecretRoutes } from './agent-secrets.http.ts'
import { agentSkillRoutes } from './agent-skills.http.ts'
import { agentToolRoutes } from './agent-tools.http.ts'
import type { ToolServices } from './call-custom-tool.action.ts'
import { customerAgentRoutes } from './customer-agents.http.ts'

/** Everything that sets up the agent and reports on it. */
export function agentRoutes(services: ToolServices): Route[] {
  return [
    ...customerAgentRoutes,
    ...agentSkillRoutes,
    ...agentToolRoutes(services),
    ...agentSecretRoutes(services),
  ]
}
