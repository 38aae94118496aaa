import { languageOf } from '../account/account.ts'
import { findAccount } from '../account/accounts.sql.ts'
import type { Tx } from '../platform/sql.ts'
import { type AgentSkill, allSkills } from './agent-skill.ts'
import { listSkillRows } from './agent-skills.sql.ts'
import { listToolRows } from './agent-tools.sql.ts'
import type { AgentSetup, CustomTool, TurnSkill } from './brain.ts'
import { AGENT_NAME_DEFAULT, ruleId } from './customer-agent.ts'
import { findCustomerAgent } from './customer-agents.sql.ts'
import { isBuiltInTool, type MetNeeds } from './prebuilt-skills.ts'
import { metPrerequisites } from './prerequisites.sql.ts'

/**
 * Everything that holds for a turn of the account's agent. One round trip.
 *
 * Skills that cannot answer (switched off, or without what they need) are there and not available;
 * drafts of custom skills are there only when asked for.
 *
 * @throws Error when the account does not exist: that is our bug
 */
export async function loadAgentSetup(
  tx: Tx,
  accountId: string,
  { withDrafts = false }: { withDrafts?: boolean } = {},
): Promise<AgentSetup> {
  const [account, agent, skillRows, tools, met] = await Promise.all([
    findAccount(tx, accountId),
    findCustomerAgent(tx, accountId),
    listSkillRows(tx, accountId),
    listToolRows(tx, accountId),
    metPrerequisites(tx, accountId),
  ])
  if (!account) throw new Error(`there is no account ${accountId}`)
  const skills = allSkills(skillRows, withPortals(met, agent))
  return {
    isOn: agent.isOn,
    agentName: agent.name ?? AGENT_NAME_DEFAULT,
    shopName: account.name,
    currency: account.currency,
    timezone: account.timezone,
    brandSummary: agent.brandSummary,
    tone: agent.tonePreset,
    toneInstruction: agent.toneInstruction,
    escalationRules: agent.escalationRules
      .filter((rule) => rule.status === 'enabled')
      .map(({ title, description }) => ({ id: ruleId(title), title, description })),
    styles: agent.communicationStyles
      .filter((style) => style.status === 'enabled')
      .map(({ title, description }) => ({ title, description })),
    skills: skills
      .filter((skill) => withDrafts || skill.status !== 'draft')
      .map((skill) => turnSkill(skill, tools)),
    defaultLanguage: agent.defaultLanguage ?? languageOf(account.locale),
    returnsPortalUrl: agent.returnsPortalUrl,
    subscriptionsPortalUrl: agent.subscriptionsPortalUrl,
  }
}

/** A page where shoppers help themselves does the service of data. */
export function withPortals(
  met: MetNeeds,
  { subscriptionsPortalUrl }: { subscriptionsPortalUrl: string | null },
): MetNeeds {
  return subscriptionsPortalUrl ? new Set([...met, 'subscriptions-portal' as const]) : met
}

function turnSkill(skill: AgentSkill, tools: readonly CustomTool[]): TurnSkill {
  const isKnown = (id: string) => isBuiltInTool(id) || tools.some((tool) => tool.toolId === id)
  return {
    id: skill.skillId,
    displayName: skill.displayName,
    description: skill.description,
    instructions: skill.instructions,
    handoff: skill.handoff,
    isAvailable: skill.unavailableBecause === null,
    unavailableBecause: skill.unavailableBecause,
    toolIds: skill.toolIds.filter(isKnown),
    customTools: tools.filter((tool) => skill.toolIds.includes(tool.toolId)),
  }
}
