import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { de } from './words/de.ts'
import { en, type Words } from './words/en.ts'

export type Language = 'en' | 'de'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Words }
    defaultNS: 'translation'
  }
}

/** Before anybody has signed in, the browser says which language is read. */
function browserLanguage(): Language {
  return navigator.language.startsWith('de') ? 'de' : 'en'
}

export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: browserLanguage(),
    fallbackLng: 'en',
    resources: { en: { translation: en }, de: { translation: de } },
    interpolation: { escapeValue: false },
  })
  document.documentElement.lang = i18next.language
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
}

export async function readIn(language: Language | null): Promise<void> {
  if (language && language !== i18next.language) await i18next.changeLanguage(language)
}
