import { useTranslation } from 'react-i18next'
import type { PerformanceGrouping } from '../../../src/contract/agents.ts'
import { useSkillName } from './use-skill-name.ts'

/** Groups of the agent's dashboard as the reader calls them. `asksSkills`: own skills may be among them. */
export function useGroupName(of: {
  asksSkills: boolean
}): (key: string, by: PerformanceGrouping) => string {
  const { t } = useTranslation()
  const skillName = useSkillName({ isAsked: of.asksSkills })
  return (key, by) => {
    switch (by) {
      case 'channel':
        return t(`conversations.channel_${key}`, { defaultValue: key })
      case 'status':
        return t(`conversations.status_${key}`, { defaultValue: key })
      case 'skill':
        return skillName(key)
      case 'tag':
        return key
    }
  }
}
