import type { SkillState } from '../../api/agent.ts'

/** A skill under the name that it has in the reader's language. */
export function skillName(skill: Pick<SkillState, 'names'>, language: string): string {
  return language.startsWith('de') ? skill.names.de : skill.names.en
}

/** Skills by name, with commas. One that is gone is left out. */
export function skillNames(
  ids: readonly string[],
  skills: readonly SkillState[],
  language: string,
): string {
  const named = ids.flatMap((id) => skills.find((skill) => skill.id === id) ?? [])
  return named.map((skill) => skillName(skill, language)).join(', ')
}
