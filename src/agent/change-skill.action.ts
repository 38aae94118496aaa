import { difference } from '../account/account.ts'
import { recordAudit } from '../account/audit.sql.ts'
import { CUSTOM_SKILLS_MAX, type SkillHandoff } from '../contract/agents.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { conflict, invalid, invalidDetail, notFound, Problem, quote } from '../platform/problem.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import { type AgentSkill, isCustomSkillId, type SkillRow, skillName } from './agent-skill.ts'
import { deleteSkillRow, listSkillRows, saveSkillRow } from './agent-skills.sql.ts'
import { listToolRows } from './agent-tools.sql.ts'
import { lockCustomerAgent } from './customer-agents.sql.ts'
import { listSkills, skillOf } from './list-skills.action.ts'
import type { MadeBy } from './made-by.ts'
import { isBuiltInTool } from './prebuilt-skills.ts'

export interface NewSkill {
  displayName: string
  description: string
  instructions: string
  status: 'draft' | 'live'
  handoff: SkillHandoff
  toolIds: readonly string[]
}

/** What is undefined stays. */
export interface SkillChange {
  displayName?: string | undefined
  description?: string | undefined
  instructions?: string | undefined
  status?: 'draft' | 'live' | undefined
  handoff?: SkillHandoff | undefined
  /** All of them: what is not among them is unbound. */
  toolIds?: readonly string[] | undefined
}

/** @throws Problem 400 for unknown tools or one skill too many */
export function createSkill(by: MadeBy, wanted: NewSkill): Promise<AgentSkill> {
  const { accountId } = by.caller
  return inAccount(by.sql, accountId, async (tx) => {
    await lockCustomerAgent(tx, accountId)
    const rows = await listSkillRows(tx, accountId)
    if (rows.filter((row) => isCustomSkillId(row.skillId)).length >= CUSTOM_SKILLS_MAX) {
      throw invalid(
        '/data',
        `An agent can have ${CUSTOM_SKILLS_MAX} custom skills, and has them.`,
        'Delete one that is not used.',
      )
    }
    await refuseUnknownTools(tx, accountId, wanted.toolIds)
    const skillId = `custom:${ulidOf(newUlidUuid(by.wallNow))}`
    await saveSkillRow(tx, accountId, {
      ...wanted,
      skillId,
      name: freeName(wanted.displayName, rows),
      toolIds: [...new Set(wanted.toolIds)],
      createdAt: by.now,
      updatedAt: by.now,
    })
    await recordAudit(tx, by.caller, by.wallNow, {
      action: 'agent-skill.created',
      subject: wanted.displayName,
      detail: { id: skillId, status: wanted.status },
    })
    return skillOf(await listSkills(tx, accountId), skillId)
  })
}

/**
 * @throws Problem 404; 400 for unknown tools, or for another name or description of a prebuilt
 *   skill: its router knows it by its own
 */
export function changeSkill(by: MadeBy, skillId: string, change: SkillChange): Promise<AgentSkill> {
  return update(by, skillId, async (tx, before) => {
    if (before.source === 'prebuilt') refuseRenaming(before, change)
    if (change.toolIds) await refuseUnknownTools(tx, by.caller.accountId, change.toolIds)
    return {
      displayName: change.displayName,
      description: change.description,
      instructions: change.instructions,
      status: change.status && storedStatus(before, change.status),
      handoff: change.handoff,
      toolIds: change.toolIds && [...new Set(change.toolIds)],
    }
  })
}

/** Switch a skill on or off, whatever kind it is. A draft that is switched on goes live. */
export function enableSkill(by: MadeBy, skillId: string, isEnabled: boolean): Promise<AgentSkill> {
  return update(by, skillId, async () => ({ status: isEnabled ? 'live' : 'disabled' }))
}

/** @throws Problem 404; 409 for a prebuilt skill */
export function deleteSkill(by: MadeBy, skillId: string): Promise<void> {
  const { accountId } = by.caller
  return inAccount(by.sql, accountId, async (tx) => {
    const skill = skillOf(await listSkills(tx, accountId), skillId)
    if (skill.source === 'prebuilt') {
      throw conflict(
        'prebuilt_skill',
        `The skill ${quote(skillId)} is prebuilt and cannot be deleted.`,
        `Switch it off: PATCH /api/x/agent-skills/${skillId} with is_enabled false.`,
      )
    }
    if (!(await deleteSkillRow(tx, accountId, skillId))) throw notFound('agent-skill', skillId)
    await recordAudit(tx, by.caller, by.wallNow, {
      action: 'agent-skill.deleted',
      subject: skill.displayName,
      detail: { id: skillId },
    })
  })
}

type StoredChange = { [Key in keyof SkillRow]?: SkillRow[Key] | undefined }

function update(
  by: MadeBy,
  skillId: string,
  decide: (tx: Tx, before: AgentSkill) => Promise<StoredChange>,
): Promise<AgentSkill> {
  const { accountId } = by.caller
  return inAccount(by.sql, accountId, async (tx) => {
    await lockCustomerAgent(tx, accountId)
    const before = skillOf(await listSkills(tx, accountId), skillId)
    const change = await decide(tx, before)
    const rows = await listSkillRows(tx, accountId)
    const stored = rows.find((one) => one.skillId === skillId) ?? untouched(skillId, by.now)
    await saveSkillRow(tx, accountId, {
      ...stored,
      displayName: change.displayName ?? stored.displayName,
      description: change.description ?? stored.description,
      instructions: change.instructions ?? stored.instructions,
      status: change.status ?? stored.status,
      handoff: change.handoff ?? stored.handoff,
      toolIds: change.toolIds ?? stored.toolIds,
      updatedAt: by.now,
    })
    const after = skillOf(await listSkills(tx, accountId), skillId)
    await recordAudit(tx, by.caller, by.wallNow, {
      action: 'agent-skill.changed',
      subject: after.displayName,
      detail: { id: skillId, ...difference(audited(before), audited(after)) },
    })
    return after
  })
}

/** The row of a prebuilt skill that nobody has changed. */
function untouched(skillId: string, now: Date): SkillRow {
  return {
    skillId,
    displayName: null,
    name: null,
    description: null,
    instructions: null,
    status: 'live',
    handoff: null,
    toolIds: null,
    createdAt: now,
    updatedAt: now,
  }
}

/** There is no draft of a prebuilt skill: paused, it is off. */
function storedStatus({ source }: AgentSkill, wanted: 'draft' | 'live'): SkillRow['status'] {
  return source === 'prebuilt' && wanted === 'draft' ? 'disabled' : wanted
}

function refuseRenaming(skill: AgentSkill, change: SkillChange): void {
  const fixed = [
    ['display_name', change.displayName, skill.displayName],
    ['description', change.description, skill.description],
  ] as const
  const details = fixed
    .filter(([, wanted, is]) => wanted !== undefined && wanted !== is)
    .map(([name, wanted]) =>
      invalidDetail(
        `/data/attributes/${name}`,
        `The ${name} of the prebuilt skill ${quote(skill.skillId)} is fixed; got ${quote(wanted)}.`,
        'Leave it out, or make a custom skill.',
      ),
    )
  if (details.length > 0) throw new Problem(400, details)
}

async function refuseUnknownTools(
  tx: Tx,
  accountId: string,
  toolIds: readonly string[],
): Promise<void> {
  const own = await listToolRows(tx, accountId)
  const isKnown = (id: string) => isBuiltInTool(id) || own.some((tool) => tool.toolId === id)
  const details = toolIds.flatMap((id, at) =>
    isKnown(id)
      ? []
      : [
          invalidDetail(
            `/data/relationships/agent-tools/data/${at}/id`,
            `An agent-tool with id ${quote(id)} does not exist.`,
            'Use an id from GET /api/agent-tools.',
          ),
        ],
  )
  if (details.length > 0) throw new Problem(400, details)
}

/** The generated name, with a number when another skill has it. */
function freeName(displayName: string, rows: readonly SkillRow[]): string {
  const name = skillName(displayName)
  const taken = new Set(rows.map((row) => row.name ?? row.skillId))
  if (!taken.has(name)) return name
  for (let number = 2; ; number += 1) {
    if (!taken.has(`${name}_${number}`)) return `${name}_${number}`
  }
}

function audited(skill: AgentSkill): Record<string, unknown> {
  const { displayName, description, instructions, status, handoff, toolIds } = skill
  return { display_name: displayName, description, instructions, status, handoff, tools: toolIds }
}
