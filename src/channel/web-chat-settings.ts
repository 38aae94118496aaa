import { createHash } from 'node:crypto'
import type { Language } from '../contract/agent-words.ts'
import type { WIDGET_POSITIONS } from '../contract/web-chat.ts'

export type Texts = Record<Language, string>

/** What a shop decided about its widget, beside whether it is on. */
export interface WebChatSettings {
  /** Pages that may show the widget, beside those of this server. */
  allowedOrigins: string[]
  greeting: Texts
  /** Null: nobody has to agree to anything. */
  consentNote: Texts | null
  colour: string
  position: (typeof WIDGET_POSITIONS)[number]
  /** Of the storefront secret; 0: there is none. */
  secretGeneration: number
  secretRotatedAt: Date | null
  /** Null: nobody changed anything yet. */
  updatedAt: Date | null
}

/** The widget's own words greet, in the language of the page. */
export const DEFAULT_SETTINGS: WebChatSettings = {
  allowedOrigins: [],
  greeting: { en: '', de: '' },
  consentNote: null,
  colour: '#0f6b67',
  position: 'right',
  secretGeneration: 0,
  secretRotatedAt: null,
  updatedAt: null,
}

/** What a visitor agrees to: other words are another note. */
export function noteHash(note: Texts): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([note.en, note.de]))
    .digest()
}

/** Whether a note is there and this visitor has not agreed to just it. */
export function isConsentNeeded(
  { consentNote }: WebChatSettings,
  consentedTo: Buffer | null,
): boolean {
  if (consentNote === null) return false
  return consentedTo === null || !noteHash(consentNote).equals(consentedTo)
}

/**
 * Whether a page of this origin may call. A call without an origin does not come from another
 * site's page: browsers always name those.
 *
 * @param origin as the browser sent it, exactly
 * @param own addresses of this server
 */
export function mayEmbed(
  origin: string | undefined,
  { allowedOrigins }: WebChatSettings,
  own: readonly string[],
): boolean {
  return origin === undefined || own.includes(origin) || allowedOrigins.includes(origin)
}
