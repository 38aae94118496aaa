import * as contract from '../contract/agents.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { skillResource, skillStateResource } from './agent-skill.ts'
import { changeSkill, createSkill, deleteSkill, enableSkill } from './change-skill.action.ts'
import { listSkills, skillOf } from './list-skills.action.ts'
import { listTools } from './list-tools.action.ts'
import { toolResource } from './tool-resource.ts'

/** Skills: the eight prebuilt ones and those of the shop. */
export const agentSkillRoutes: Route[] = [
  implement(contract.getAgentSkills, async (call) => {
    const { skills } = await call.read((tx) => listSkills(tx, call.caller.accountId))
    return { data: skills.map(skillResource) }
  }),

  implement(contract.createAgentSkill, async (call) => {
    const { attributes, relationships } = call.body.data
    const skill = await createSkill(call, {
      displayName: attributes.display_name,
      description: attributes.description,
      instructions: attributes.instructions,
      status: attributes.status,
      handoff: attributes.handoff ?? 'offer',
      toolIds: idsOf(relationships) ?? [],
    })
    return { data: skillResource(skill) }
  }),

  implement(contract.getAgentSkill, async (call) => {
    const skills = await call.read((tx) => listSkills(tx, call.caller.accountId))
    return { data: skillResource(skillOf(skills, param(call, 'id'))) }
  }),

  implement(contract.updateAgentSkill, async (call) => {
    const id = param(call, 'id')
    const { attributes, relationships, id: idInBody } = call.body.data
    refuseOtherId(idInBody, id)
    const skill = await changeSkill(call, id, {
      displayName: attributes.display_name ?? undefined,
      description: attributes.description ?? undefined,
      instructions: attributes.instructions ?? undefined,
      status: attributes.status ?? undefined,
      handoff: attributes.handoff ?? undefined,
      toolIds: idsOf(relationships),
    })
    return { data: skillResource(skill) }
  }),

  implement(contract.deleteAgentSkill, async (call) => {
    await deleteSkill(call, param(call, 'id'))
  }),

  implement(contract.getAgentSkillStates, async (call) => {
    const { skills, met } = await call.read((tx) => listSkills(tx, call.caller.accountId))
    return { data: skills.map((skill) => skillStateResource(skill, met)) }
  }),

  implement(contract.getAgentSkillState, async (call) => {
    const skills = await call.read((tx) => listSkills(tx, call.caller.accountId))
    return { data: skillStateResource(skillOf(skills, param(call, 'id')), skills.met) }
  }),

  implement(contract.updateAgentSkillState, async (call) => {
    const id = param(call, 'id')
    refuseOtherId(call.body.data.id, id)
    const skill = await enableSkill(call, id, call.body.data.attributes.is_enabled)
    const { met } = await call.read((tx) => listSkills(tx, call.caller.accountId))
    return { data: skillStateResource(skill, met) }
  }),

  implement(contract.getToolsForAgentSkill, async (call) => {
    const { accountId } = call.caller
    return call.read(async (tx) => {
      const skill = skillOf(await listSkills(tx, accountId), param(call, 'id'))
      const tools = await listTools(tx, accountId)
      const bound = skill.toolIds.flatMap((id) => tools.find((tool) => tool.toolId === id) ?? [])
      return { data: bound.map(toolResource) }
    })
  }),
]

type Relationships = {
  'agent-tools'?: { data?: { id: string }[] | null | undefined } | null | undefined
}

/** Undefined: the document says nothing about tools. */
function idsOf(relationships: Relationships | null | undefined): string[] | undefined {
  return relationships?.['agent-tools']?.data?.map((one) => one.id)
}
