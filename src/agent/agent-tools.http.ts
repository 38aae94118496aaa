import * as contract from '../contract/agents.ts'
import type { FilterTerm, FilterValue } from '../contract/filter.ts'
import { implement, param, type Route } from '../platform/http.ts'
import type { TrustedHosts } from '../platform/outbound.ts'
import { pageOfAll } from '../platform/page.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { wholeSecond } from '../platform/time.ts'
import { listSecretRows } from './agent-secrets.sql.ts'
import { skillResource } from './agent-skill.ts'
import type { ToolServices } from './call-custom-tool.action.ts'
import { changeTool, createTool, deleteTool } from './change-tool.action.ts'
import { listSkills } from './list-skills.action.ts'
import { getTool, listTools } from './list-tools.action.ts'
import { secretResource } from './secret-resource.ts'
import { testTool } from './test-tool.action.ts'
import { type ListedTool, toolResource } from './tool-resource.ts'

/** Tools: the built-in ones and the HTTPS requests of the shop. */
export function agentToolRoutes(services: ToolServices): Route[] {
  return [
    implement(contract.getAgentTools, async (call) => {
      const { page, filter } = call.query
      const tools = await call.read((tx) => listTools(tx, call.caller.accountId))
      const wanted = tools.filter((tool) => filter.every((term) => fits(tool, term)))
      const { rows, next, prev } = pageOfAll(wanted, page, (tool) => tool.key)
      return { data: rows.map(toolResource), next, prev }
    }),

    implement(contract.createAgentTool, async (call) => {
      const { name, public_description: description, details } = call.body.data.attributes
      const wanted = { name, description, details }
      const tool = await createTool(call, wanted, services.trustedHosts ?? NO_HOSTS)
      return { data: toolResource(tool) }
    }),

    implement(contract.getAgentTool, async (call) => {
      const { accountId } = call.caller
      return {
        data: toolResource(await call.read((tx) => getTool(tx, accountId, param(call, 'id')))),
      }
    }),

    implement(contract.updateAgentTool, async (call) => {
      const id = param(call, 'id')
      const { attributes, id: idInBody } = call.body.data
      refuseOtherId(idInBody, id)
      const { name, public_description: description, details } = attributes
      const change = { name, description, details }
      const tool = await changeTool(call, id, change, services.trustedHosts ?? NO_HOSTS)
      return { data: toolResource(tool) }
    }),

    implement(contract.deleteAgentTool, async (call) => {
      await deleteTool(call, param(call, 'id'))
    }),

    implement(contract.getSkillsForAgentTool, async (call) => {
      const { accountId } = call.caller
      const { id, skills } = await call.read(async (tx) => {
        const tool = await getTool(tx, accountId, param(call, 'id'))
        return { id: tool.toolId, ...(await listSkills(tx, accountId)) }
      })
      const using = skills.filter((skill) => skill.toolIds.includes(id)).map(keyed)
      const { rows, next, prev } = pageOfAll(using, call.query.page, (one) => one.key)
      return { data: rows.map(({ skill }) => skillResource(skill)), next, prev }
    }),

    implement(contract.getSkillIdsForAgentTool, async (call) => {
      const { accountId } = call.caller
      const tool = await call.read((tx) => getTool(tx, accountId, param(call, 'id')))
      const ids = tool.skillIds.map((id, at) => ({ id, key: placeKey(at) }))
      const { rows, next, prev } = pageOfAll(ids, call.query.page, (one) => one.key)
      return { linkage: rows.map(({ id }) => ({ type: 'agent-skill', id })), next, prev }
    }),

    implement(contract.getSecretsForAgentTool, async (call) => {
      const { accountId } = call.caller
      return call.read(async (tx) => {
        const tool = await getTool(tx, accountId, param(call, 'id'))
        const tools = await listTools(tx, accountId)
        const secrets = await listSecretRows(tx, accountId)
        return {
          data: secrets
            .filter((secret) => tool.secretIds.includes(secret.secretId))
            .map((secret) =>
              secretResource({
                ...secret,
                tools: tools.filter((one) => one.secretIds.includes(secret.secretId)),
              }),
            ),
        }
      })
    }),

    implement(contract.getSecretIdsForAgentTool, async (call) => {
      const { accountId } = call.caller
      const tool = await call.read((tx) => getTool(tx, accountId, param(call, 'id')))
      return { linkage: tool.secretIds.map((id) => ({ type: 'agent-secret', id })) }
    }),

    implement(contract.createAgentToolTest, async (call) => {
      const id = param(call, 'id')
      const { input, profile_id: profileId, channel } = call.body.data.attributes
      const use = await testTool(services, call, id, {
        input,
        profileId: profileId ?? null,
        channel: channel ?? 'web-chat',
      })
      return {
        data: {
          type: 'agent-tool-test',
          id,
          parentId: id,
          attributes: {
            input: use.input,
            request: use.request && { ...use.request, body: use.request.body ?? null },
            output: use.output,
            is_error: use.isError,
            took_ms: use.tookMs,
          },
        },
      }
    }),
  ]
}

const NO_HOSTS: TrustedHosts = new Set()

function keyed<T>(skill: T, at: number): { skill: T; key: string } {
  return { skill, key: placeKey(at) }
}

/** Skills are few, and in the order in which they were made. */
function placeKey(at: number): string {
  return String(at).padStart(3, '0')
}

function fits(tool: ListedTool, { field, operator, value }: FilterTerm): boolean {
  switch (field) {
    case 'name':
      return tool.name.toLowerCase().includes(String(value).toLowerCase())
    case 'tool_type':
      return (tool.custom ? 'custom' : 'internal') === value
    case 'created_at':
      return compares(tool.custom?.createdAt, operator, value)
    case 'updated_at':
      return compares(tool.custom?.updatedAt, operator, value)
    default:
      return false
  }
}

/** Whole seconds are compared, because whole seconds are shown. */
function compares(
  at: Date | undefined,
  operator: FilterTerm['operator'],
  value: FilterValue | FilterValue[],
): boolean {
  if (value === null) return at === undefined
  if (!at || !(value instanceof Date)) return false
  const difference = wholeSecond(at).getTime() - value.getTime()
  if (operator === 'greater-or-equal') return difference >= 0
  return operator === 'less-or-equal' ? difference <= 0 : difference === 0
}
