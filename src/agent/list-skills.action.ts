import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { type AgentSkill, allSkills } from './agent-skill.ts'
import { listSkillRows } from './agent-skills.sql.ts'
import { findCustomerAgent } from './customer-agents.sql.ts'
import { withPortals } from './load-agent-setup.action.ts'
import type { MetNeeds } from './prebuilt-skills.ts'
import { metPrerequisites } from './prerequisites.sql.ts'

export interface Skills {
  skills: AgentSkill[]
  met: MetNeeds
}

/** All skills of the account with what they need, the prebuilt ones first. */
export async function listSkills(tx: Tx, accountId: string): Promise<Skills> {
  const [rows, agent, prerequisites] = await Promise.all([
    listSkillRows(tx, accountId),
    findCustomerAgent(tx, accountId),
    metPrerequisites(tx, accountId),
  ])
  const met = withPortals(prerequisites, agent)
  return { skills: allSkills(rows, met), met }
}

/** @throws Problem 404 */
export function skillOf({ skills }: Skills, skillId: string): AgentSkill {
  const skill = skills.find((one) => one.skillId === skillId)
  if (!skill) throw notFound('agent-skill', skillId)
  return skill
}
