import type { Language } from '../contract/agent-words.ts'

type SilenceText = 'still-there' | 'still-offered' | 'handed-off'

const TEXTS: Record<SilenceText, Record<Language, string>> = {
  'still-there': {
    en: 'Are you still there? Just reply here and I will carry on.',
    de: 'Sind Sie noch da? Antworten Sie einfach hier, dann mache ich weiter.',
  },
  'still-offered': {
    en: 'Would you still like one of our team to take over? Just reply with yes.',
    de: 'Soll jemand aus unserem Team übernehmen? Antworten Sie einfach mit Ja.',
  },
  'handed-off': {
    en: 'I could not answer this myself, so I passed it on to our team. They will reply here.',
    de: 'Das konnte ich nicht selbst beantworten und habe es an unser Team weitergegeben. Es antwortet Ihnen hier.',
  },
}

/** What the agent writes when nobody did for a while. English until the language is known. */
export function silenceText(which: SilenceText, language: Language | null): string {
  return TEXTS[which][language ?? 'en']
}
