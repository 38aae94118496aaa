import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { listSecretRows } from './agent-secrets.sql.ts'
import type { AgentSkill } from './agent-skill.ts'
import { listToolRows } from './agent-tools.sql.ts'
import { builtInTools } from './built-in-tools.action.ts'
import { listSkills } from './list-skills.action.ts'
import type { ListedTool } from './tool-resource.ts'

/** All tools of the account with what they are tied to: the built-in ones, then the shop's. */
export async function listTools(tx: Tx, accountId: string): Promise<ListedTool[]> {
  const [rows, secrets, { skills }] = await Promise.all([
    listToolRows(tx, accountId),
    listSecretRows(tx, accountId),
    listSkills(tx, accountId),
  ])
  const secretIds = new Set(secrets.map((one) => one.secretId))
  return [
    ...builtInTools.map(
      ({ tool }, at): ListedTool => ({
        toolId: tool.id,
        name: tool.name,
        description: tool.description,
        custom: null,
        secretIds: [],
        skillIds: skillsWith(skills, tool.id),
        key: `0 ${String(at).padStart(3, '0')}`,
      }),
    ),
    ...rows.map(
      (row): ListedTool => ({
        toolId: row.toolId,
        name: row.name,
        description: row.description,
        custom: row,
        secretIds: row.secretIds.filter((id) => secretIds.has(id)),
        skillIds: skillsWith(skills, row.toolId),
        // ULIDs: the older, the smaller.
        key: `1 ${row.toolId}`,
      }),
    ),
  ].toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

function skillsWith(skills: readonly AgentSkill[], toolId: string): string[] {
  return skills.filter((one) => one.toolIds.includes(toolId)).map((one) => one.skillId)
}

/** @throws Problem 404 */
export async function getTool(tx: Tx, accountId: string, toolId: string): Promise<ListedTool> {
  const tool = (await listTools(tx, accountId)).find((one) => one.toolId === toolId)
  if (!tool) throw notFound('agent-tool', toolId)
  return tool
}
