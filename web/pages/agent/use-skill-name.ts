import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { PREBUILT_SKILLS } from '../../../src/contract/agent-words.ts'
import { PREBUILT_SKILL_NAMES } from '../../../src/contract/agents.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { agentSkills } from '../../api/agent.ts'

/** Skills and outcomes of routing as the reader calls them; the id of one that is gone, or not asked for. */
export function useSkillName({ isAsked } = { isAsked: true }): (id: string) => string {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const mayRead = useRefusal('agents:read') === undefined
  const { data: skills = [] } = useQuery({
    ...agentSkills(account.id),
    enabled: mayRead && isAsked,
  })
  const language = i18n.language.startsWith('de') ? 'de' : 'en'
  return (id) => {
    const prebuilt = PREBUILT_SKILLS.find((one) => one === id)
    if (prebuilt) return PREBUILT_SKILL_NAMES[prebuilt][language]
    const own = skills.find((one) => one.id === id)
    return own ? own.names[language] : t(`agent.routed_${id}`, { defaultValue: id })
  }
}
