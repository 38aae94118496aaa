import { PREBUILT_SKILLS } from '../contract/agent-words.ts'
import {
  PREBUILT_SKILL_NAMES,
  SKILL_PREREQUISITES,
  type SkillHandoff,
  type SkillNeed,
  type SkillPrerequisite,
  type SkillStatus,
} from '../contract/agents.ts'
import type { Linkage, Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import type { TurnSkill } from './brain.ts'
import {
  type MetNeeds,
  missingNeeds,
  PREBUILT_SKILL_DEFINITIONS,
  type PrebuiltSkillDefinition,
  sayMissing,
} from './prebuilt-skills.ts'

/** A row: of a custom skill all is there; of a prebuilt one a null is "as from the start". */
export interface SkillRow {
  skillId: string
  displayName: string | null
  name: string | null
  description: string | null
  instructions: string | null
  status: 'draft' | 'live' | 'disabled'
  handoff: SkillHandoff | null
  toolIds: string[] | null
  createdAt: Date
  updatedAt: Date
}

/** A skill with everything filled in. */
export interface AgentSkill {
  skillId: TurnSkill['id']
  source: 'custom' | 'prebuilt'
  displayName: string
  name: string
  description: string
  instructions: string
  status: SkillStatus
  isEnabled: boolean
  handoff: SkillHandoff
  toolIds: readonly string[]
  needs: PrebuiltSkillDefinition['needs']
  /** Any one of these would do; empty: nothing is missing, or it is switched off. */
  missing: readonly SkillNeed[]
  unavailableBecause: string | null
  createdAt: Date | null
  updatedAt: Date | null
}

const SWITCHED_OFF = 'It is switched off.'

/** All skills of an agent: the prebuilt ones in their order, then the custom ones as stored. */
export function allSkills(rows: readonly SkillRow[], met: MetNeeds): AgentSkill[] {
  const byId = new Map(rows.map((row) => [row.skillId, row]))
  return [
    ...PREBUILT_SKILL_DEFINITIONS.map((one) => prebuiltSkill(one, byId.get(one.id), met)),
    ...rows.flatMap((row) => customSkill(row) ?? []),
  ]
}

function prebuiltSkill(
  definition: PrebuiltSkillDefinition,
  row: SkillRow | undefined,
  met: MetNeeds,
): AgentSkill {
  const isEnabled = row ? row.status === 'live' : true
  const missing = isEnabled ? missingNeeds(definition.needs, met) : []
  return {
    skillId: definition.id,
    source: 'prebuilt',
    displayName: definition.displayName,
    name: definition.id,
    description: definition.description,
    instructions: row?.instructions ?? definition.instructions,
    status: !isEnabled ? 'disabled' : missing.length === 0 ? 'live' : 'unavailable',
    isEnabled,
    handoff: row?.handoff ?? definition.handoff,
    toolIds: row?.toolIds ?? definition.toolIds,
    needs: definition.needs,
    missing,
    unavailableBecause: isEnabled ? sayMissing(missing) : SWITCHED_OFF,
    createdAt: row?.createdAt ?? null,
    updatedAt: row?.updatedAt ?? null,
  }
}

export function isCustomSkillId(id: string): id is `custom:${string}` {
  return id.startsWith('custom:')
}

function customSkill(row: SkillRow): AgentSkill | undefined {
  const { skillId, displayName, name, description, instructions, handoff, toolIds } = row
  if (!isCustomSkillId(skillId)) return undefined
  return {
    skillId,
    source: 'custom',
    displayName: displayName ?? '',
    name: name ?? '',
    description: description ?? '',
    instructions: instructions ?? '',
    status: row.status,
    isEnabled: row.status !== 'disabled',
    handoff: handoff ?? 'offer',
    toolIds: toolIds ?? [],
    needs: [],
    missing: [],
    unavailableBecause: row.status === 'disabled' ? SWITCHED_OFF : null,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }
}

/** `Size advice (EU)` becomes `size_advice_eu`; never empty. */
export function skillName(displayName: string): string {
  const plain = displayName
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
  return plain.slice(0, 60) || 'skill'
}

function toolLinks(toolIds: readonly string[]): Linkage[] {
  return toolIds.map((id) => ({ type: 'agent-tool', id }))
}

export function skillResource(skill: AgentSkill): Resource {
  return {
    type: 'agent-skill',
    id: skill.skillId,
    attributes: {
      source: skill.source,
      display_name: skill.displayName,
      name: skill.name,
      description: skill.description,
      instructions: skill.instructions,
      status: skill.status,
      handoff: skill.handoff,
      created_at: skill.createdAt && isoSeconds(skill.createdAt),
      updated_at: skill.updatedAt && isoSeconds(skill.updatedAt),
    },
    relationships: { 'agent-tools': { data: toolLinks(skill.toolIds) } },
  }
}

export function skillStateResource(skill: AgentSkill, met: MetNeeds): Resource {
  const prebuilt = PREBUILT_SKILLS.find((id) => id === skill.skillId)
  const names = prebuilt
    ? PREBUILT_SKILL_NAMES[prebuilt]
    : { en: skill.displayName, de: skill.displayName }
  return {
    type: 'agent-skill-state',
    id: skill.skillId,
    attributes: {
      names,
      source: skill.source,
      status: skill.status,
      is_enabled: skill.isEnabled,
      prerequisites: skill.needs
        .flat()
        .filter((need): need is SkillPrerequisite => SKILL_PREREQUISITES.some((p) => p === need))
        .map((name) => ({ name, is_met: met.has(name) })),
      missing: [...skill.missing],
      unavailable_because: skill.unavailableBecause,
    },
    relationships: { 'agent-tools': { data: toolLinks(skill.toolIds) } },
  }
}
