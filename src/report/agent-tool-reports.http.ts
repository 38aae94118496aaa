import { findAccount } from '../account/accounts.sql.ts'
import { listTools } from '../agent/list-tools.action.ts'
import { toolCallFigures } from '../agent/tool-calls.sql.ts'
import { getAgentToolReports } from '../contract/agents.ts'
import { implement, type Route } from '../platform/http.ts'
import { isoSeconds } from '../platform/time.ts'
import { dayRangeWindow } from './report-window.ts'

/** How the tools of the agent do. */
export const agentToolReportRoutes: Route[] = [
  implement(getAgentToolReports, async (call) => {
    const { accountId } = call.caller
    const { start, end, source } = call.plain
    return call.read(async (tx) => {
      const zone = (await findAccount(tx, accountId))?.timezone ?? 'UTC'
      const { from, until } = dayRangeWindow({ start, end }, call.now, zone)
      const tools = await listTools(tx, accountId)
      const figures = await toolCallFigures(tx, accountId, { from, until, source })
      const known = new Set(tools.map((tool) => tool.toolId))
      const deleted = figures
        .filter((one) => !known.has(one.toolId))
        .map(({ toolId }) => ({ toolId, name: toolId }))
      return {
        data: [...tools, ...deleted].map(({ toolId, name }) => {
          const own = figures.find((one) => one.toolId === toolId)
          return {
            type: 'agent-tool-report',
            id: toolId,
            attributes: {
              tool_name: name,
              count: own?.count ?? 0,
              last_call_at: own ? isoSeconds(own.lastCallAt) : null,
              avg_duration_ms: own?.avgDurationMs ?? null,
              success_rate: own?.successRate ?? null,
            },
          }
        }),
      }
    })
  }),
]
