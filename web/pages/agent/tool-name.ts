import type { TFunction } from 'i18next'
import type { ToolState } from '../../api/agent-tools.ts'

type Named = Pick<ToolState, 'id' | 'name' | 'public_description' | 'details'>

/** A tool as the reader calls it: built-in ones have a name in each language. */
export function toolName(tool: Named, t: TFunction): string {
  if (tool.details.type === 'custom') return tool.name
  return t(`tools.name_${tool.id}`, { defaultValue: tool.name })
}

/** What a tool does, in the reader's language where it is ours to say. */
export function toolAbout(tool: Named, t: TFunction): string {
  const about = tool.public_description ?? ''
  return tool.details.type === 'custom'
    ? about
    : t(`tools.about_${tool.id}`, { defaultValue: about })
}
