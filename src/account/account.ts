import { z } from 'zod'
import type { Language } from '../contract/agent-words.ts'

const line = z.string().default('')

/** What is shown to shoppers about who writes to them. Stored as one document; gaps are empty. */
export const Contact = z.object({
  default_sender_name: line,
  default_sender_email: line,
  website_url: z.string().nullable().default(null),
  organization_name: line,
  industry: z.string().nullable().default(null),
  street_address: z
    .object({ address1: line, address2: line, city: line, country: line, region: line, zip: line })
    .prefault({}),
})
/** As stored: any part may be absent. */
export type Contact = z.input<typeof Contact>

/** The locale an account begins with, from the language of whoever opens it. */
export function localeOf(language: Language | null | undefined): string {
  return language === 'de' ? 'de-DE' : 'en-US'
}

/** The language of a locale such as `de-AT`, when it is one that we speak; otherwise English. */
export function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith('de') ? 'de' : 'en'
}

/** The values that differ, before and after, for the audit log. Both are flat. */
export function difference(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const changed = Object.keys(after).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  const only = (from: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(changed.map((name) => [name, from[name] ?? null]))
  return { before: only(before), after: only(after) }
}
