import type { Fragment, Tx } from '../platform/sql.ts'
import type { SkillRow } from './agent-skill.ts'

function columns(tx: Tx): Fragment {
  return tx`
    s.skill_id as "skillId", s.display_name as "displayName", s.name, s.description,
    s.instructions, s.status, s.handoff, s.tool_ids as "toolIds", s.created_at as "createdAt",
    s.updated_at as "updatedAt"`
}

/** Rows of all skills, oldest first. They are few: CUSTOM_SKILLS_MAX and the prebuilt ones. */
export function listSkillRows(tx: Tx, accountId: string): Promise<SkillRow[]> {
  return tx<SkillRow[]>`
    select ${columns(tx)}
    from agent_skills s
    where s.account_id = ${accountId}
    order by s.created_at, s.skill_id`
}

/** Store the skill as it is now, new or not. */
export async function saveSkillRow(tx: Tx, accountId: string, row: SkillRow): Promise<void> {
  await tx`
    insert into agent_skills (
      account_id, skill_id, display_name, name, description, instructions, status, handoff,
      tool_ids, created_at, updated_at
    )
    values (
      ${accountId}, ${row.skillId}, ${row.displayName}, ${row.name}, ${row.description},
      ${row.instructions}, ${row.status}, ${row.handoff}, ${row.toolIds}, ${row.createdAt},
      ${row.updatedAt}
    )
    on conflict (account_id, skill_id) do update
    set display_name = excluded.display_name,
        description = excluded.description,
        instructions = excluded.instructions,
        status = excluded.status,
        handoff = excluded.handoff,
        tool_ids = excluded.tool_ids,
        updated_at = excluded.updated_at`
}

/** False when there was none. */
export async function deleteSkillRow(tx: Tx, accountId: string, skillId: string): Promise<boolean> {
  const { count } = await tx`
    delete from agent_skills
    where account_id = ${accountId}
      and skill_id = ${skillId}`
  return count === 1
}

/** Skills lose a tool that is gone. */
export async function unbindTool(
  tx: Tx,
  accountId: string,
  toolId: string,
  now: Date,
): Promise<void> {
  await tx`
    update agent_skills
    set tool_ids = array_remove(tool_ids, ${toolId}),
        updated_at = ${now}
    where account_id = ${accountId}
      and tool_ids @> array[${toolId}::text]`
}
