import { findCustomerAgent } from '../agent/customer-agents.sql.ts'
import { listTools } from '../agent/list-tools.action.ts'
import type { ListedTool } from '../agent/tool-resource.ts'
import { CHANNELS } from '../contract/agent-words.ts'
import { getSetupChecks } from '../contract/agents.ts'
import { allChannelSettings } from '../conversation/settings.sql.ts'
import { implement, type Route } from '../platform/http.ts'
import { DAY_MS } from '../platform/time.ts'
import { jobFacts, setupFacts, zoneFacts } from './setup-checks.sql.ts'
import { JOB_LATE_AFTER_MS, setupCheckResource, setupChecks } from './setup-checks.ts'

/** What the server knows of itself. */
export interface SetupServices {
  installation: {
    /** Name of the language model; null without one. */
    model: string | null
    hasSmtp: boolean
    /** How far each follower is behind, in rows, at its last look. */
    followerLags: () => Promise<{ follower: string; rows: number }[]>
  }
}

/** Whether everything is there that the agent needs. */
export function setupCheckRoutes(services: SetupServices): Route[] {
  return [
    implement(getSetupChecks, async (call) => {
      const { accountId } = call.caller
      const { model, hasSmtp, followerLags } = services.installation
      const lags = await followerLags()
      const slowest = lags.toSorted((a, b) => b.rows - a.rows)[0]
      return call.read(async (tx) => {
        const dayBefore = (at: Date) => new Date(at.getTime() - DAY_MS)
        const dueBefore = new Date(call.wallNow.getTime() - JOB_LATE_AFTER_MS)
        const [agent, channels, tools, facts, zone, jobs] = await Promise.all([
          findCustomerAgent(tx, accountId),
          allChannelSettings(tx, accountId),
          listTools(tx, accountId),
          setupFacts(tx, accountId, {
            since: dayBefore(call.now),
            sinceWall: dayBefore(call.wallNow),
          }),
          zoneFacts(tx, accountId),
          jobFacts(tx, { dueBefore, since: dayBefore(call.wallNow) }),
        ])
        const setup = {
          ...facts,
          ...zone,
          ...jobs,
          isOn: agent.isOn,
          channelsOn: CHANNELS.filter((channel) => channels[channel].isOn),
          model,
          hasSmtp,
          toolsWithoutSecret: tools.filter(missesSecret).map((tool) => tool.name),
          lagRows: slowest?.rows ?? 0,
          slowestFollower: slowest?.follower ?? null,
        }
        return { data: setupChecks(setup, call).map(setupCheckResource) }
      })
    }),
  ]
}

function missesSecret({ custom, secretIds }: ListedTool): boolean {
  return (custom?.variables ?? []).some(
    ({ source, value }) => source === 'secret' && !secretIds.some((id) => id === value),
  )
}
