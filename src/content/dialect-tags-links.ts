import { languageOf } from '../account/account.ts'
import type { Language } from '../contract/agent-words.ts'
import type { TagDefinition } from './dialect-parser.ts'
import type { RenderHost, RenderScope } from './render-scope.ts'
import { escapeHtml, SafeText } from './template-values.ts'

interface Link {
  urlOf: (host: RenderHost) => string | undefined
  /** Where a preview leads. */
  placeholder: string
  words: Record<Language, string>
}

const UNSUBSCRIBE: Link = {
  urlOf: (host) => host.unsubscribeUrl,
  placeholder: '#unsubscribe',
  words: { en: 'Unsubscribe', de: 'Abmelden' },
}

const PREFERENCES: Link = {
  urlOf: (host) => host.preferencesUrl,
  placeholder: '#preferences',
  words: { en: 'Manage preferences', de: 'Einstellungen ändern' },
}

const WEB_VIEW: Link = {
  urlOf: (host) => host.webViewUrl,
  placeholder: '#web-view',
  words: { en: 'View in browser', de: 'Im Browser ansehen' },
}

function addressOf(link: Link, scope: RenderScope): string {
  return link.urlOf(scope.host) ?? link.placeholder
}

/** A link with the words given, or usual ones; in plain text the words and the address. */
function anchor(link: Link): TagDefinition {
  return (call) => {
    const given = call.reader.isAtEnd() ? undefined : call.reader.value()
    call.reader.end()
    return ({ scope }) => {
      const words = given?.(scope) ?? link.words[languageOf(scope.settings.locale)]
      const url = addressOf(link, scope)
      if (scope.settings.escape === 'none') return `${scope.text(words)}: ${url}`
      const shown = words instanceof SafeText ? words.text : escapeHtml(scope.text(words))
      return `<a href="${escapeHtml(url)}">${shown}</a>`
    }
  }
}

/** The address alone. */
function address(link: Link): TagDefinition {
  return (call) => {
    call.reader.end()
    return ({ scope }) => scope.print(addressOf(link, scope))
  }
}

/** `{% render_variable preview_text %}`: a variable of the message itself. */
const renderVariable: TagDefinition = (call) => {
  const value = call.reader.value()
  call.reader.end()
  return ({ scope }) => scope.print(value(scope))
}

/** The address of a link that writes a property of the person. A preview leads on without writing. */
const updatePropertyLink: TagDefinition = (call) => {
  const property = call.reader.value()
  const value = call.reader.value()
  const url = call.reader.isAtEnd() ? undefined : call.reader.value()
  call.reader.end()
  return ({ scope }) => {
    const target = scope.text(url?.(scope))
    const link = scope.host.updatePropertyUrl
    if (!link) return scope.print(target === '' ? '#update-property' : target)
    return scope.print(link(scope.text(property(scope)), scope.text(value(scope)), target))
  }
}

/** Tags of links that lead to pages of ours. */
export const LINK_TAGS: readonly (readonly [string, TagDefinition])[] = [
  ['unsubscribe', anchor(UNSUBSCRIBE)],
  ['unsubscribe_link', address(UNSUBSCRIBE)],
  ['manage_preferences', anchor(PREFERENCES)],
  ['manage_preferences_link', address(PREFERENCES)],
  ['web_view', anchor(WEB_VIEW)],
  ['web_view_link', address(WEB_VIEW)],
  ['render_variable', renderVariable],
  ['update_property_link', updatePropertyLink],
]
