import { addressOf } from '../content/source-text.ts'

/** Links of one message whose clicks are seen; further ones lead straight on. */
export const LINKS_MAX = 1_000

const LINK = /(<(?:a|area)\b[^>]*?\shref\s*=\s*)("[^"]*"|'[^']*')([^>]*>)/gi
/** On the link itself: this one is nobody's business. */
const OPTED_OUT = /\s(data-untracked|clicktracking\s*=\s*["']?off)\b/i

/**
 * HTML with its links changed. Only links to web pages are asked about: anchors, mail addresses, phone
 * numbers and links that opted out stay.
 *
 * @param change the address as a browser understands it, and where the tag ends in the HTML → the new
 *   one, or undefined to leave it
 */
export function rewriteLinks(
  html: string,
  change: (url: string, tagEnd: number) => string | undefined,
): string {
  return html.replace(LINK, (whole, before: string, quoted: string, after: string, at: number) => {
    if (OPTED_OUT.test(before) || OPTED_OUT.test(after)) return whole
    const url = addressOf(quoted.slice(1, -1))
    if (!isWebUrl(url)) return whole
    const changed = change(url, at + whole.length)
    if (changed === undefined || changed === url) return whole
    return `${before}"${escapeAttribute(changed)}"${after}`
  })
}

/** Of what a link shows; more is no name for it. */
const ALT_TEXT_MAX = 100
/** Characters of HTML in which a link that is named must end. */
const LINK_HTML_MAX = 5_000

/** What a link says: the alternative text of its picture, or else its words. */
export function altTextOf(html: string, tagEnd: number): string {
  const rest = html.slice(tagEnd, tagEnd + LINK_HTML_MAX)
  const end = rest.search(/<\/a\s*>/i)
  if (end < 0) return ''
  const within = rest.slice(0, end)
  const alt = /<img\b[^>]*?\salt\s*=\s*("[^"]*"|'[^']*')/i.exec(within)?.[1]?.slice(1, -1) ?? ''
  const said = alt.trim() === '' ? within.replace(/<[^>]*>/g, ' ') : alt
  return addressOf(said).replaceAll(/\s+/g, ' ').trim().slice(0, ALT_TEXT_MAX)
}

const TEXT_LINK = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/gi

/** The same for plain text. */
export function rewriteTextLinks(
  text: string,
  change: (url: string) => string | undefined,
): string {
  return text.replace(TEXT_LINK, (url) => (isWebUrl(url) ? (change(url) ?? url) : url))
}

function isWebUrl(url: string): boolean {
  if (!/^https?:\/\//i.test(url)) return false
  return URL.canParse(url)
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

/** Paths of ours that must be reached without a detour, or whose own counting would lie. */
const OWN_PATHS = ['unsubscribe', 'preferences', 'confirm', 'view', 'l', 'o']

/** Whether a link leads to our own pages. */
export function isOwnLink(url: string, linkUrl: string): boolean {
  return OWN_PATHS.some((path) => url.startsWith(`${linkUrl}/${path}/`))
}

/** The URL with parameters added; those that it has already stay as they are. */
export function withParameters(url: string, parameters: readonly [string, string][]): string {
  if (parameters.length === 0) return url
  const parsed = new URL(url)
  const added = parameters.filter(([name]) => !parsed.searchParams.has(name))
  if (added.length === 0) return url
  const [beforeHash = '', ...hash] = url.split('#')
  const query = new URLSearchParams(added.map(([name, value]) => [name, value])).toString()
  const joined = `${beforeHash}${beforeHash.includes('?') ? '&' : '?'}${query}`
  return hash.length > 0 ? `${joined}#${hash.join('#')}` : joined
}

/** HTML with a picture of one pixel at its end, whose loading says that it was opened. */
export function withPixel(html: string, pixelUrl: string): string {
  const pixel = `<img src="${escapeAttribute(pixelUrl)}" width="1" height="1" alt="" style="display:block;border:0">`
  const end = html.search(/<\/body\s*>(?![\s\S]*<\/body)/i)
  return end < 0 ? html + pixel : html.slice(0, end) + pixel + html.slice(end)
}
