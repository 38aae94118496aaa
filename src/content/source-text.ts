import { escapeHtml } from '../platform/html.ts'

/** Text and addresses on their way into the HTML source of a template, where tags stay as they are. */

const TAG = /(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})/s

/** Text as HTML shows it. Template tags in it are kept, and print their values escaped themselves. */
export function textSource(text: string | null | undefined): string {
  return (text ?? '')
    .split(TAG)
    .map((part, at) => (at % 2 === 1 ? part : escapeHtml(part)))
    .join('')
}

const LINK_SCHEMES = /^(https?|mailto|tel|sms):/i
const SCHEME = /^[a-z][a-z0-9+.-]*:/i

/**
 * Where a link leads, as the value of an attribute, or undefined when it leads nowhere. Schemes
 * that run something, such as javascript:, lead nowhere.
 */
export function linkSource(url: string | null | undefined): string | undefined {
  const address = (url ?? '').trim()
  if (address === '') return undefined
  // Browsers skip control characters and white space in front of and inside a scheme.
  const bare = withoutControls(address)
  if (SCHEME.test(bare) && !LINK_SCHEMES.test(bare)) return undefined
  return textSource(address)
}

/** Where a picture comes from, as the value of an attribute. */
export function pictureSource(url: string | null | undefined): string | undefined {
  const address = (url ?? '').trim()
  if (address === '') return undefined
  const bare = withoutControls(address)
  if (SCHEME.test(bare) && !/^https?:/i.test(bare)) return undefined
  return textSource(address)
}

const ADDRESS =
  /(\s(?:href|src|action|formaction|background|poster|xlink:href)\s*=\s*)("[^"]*"|'[^']*'|[^\s>]+)/gi

/**
 * Rendered HTML without addresses that would run something. Data may have put them there: a link of
 * an event is whatever a program sent.
 */
export function withoutScriptLinks(html: string): string {
  return html.replace(ADDRESS, (whole, name: string, value: string) =>
    isScriptAddress(value.replace(/^["']|["']$/g, '')) ? `${name}"#"` : whole,
  )
}

/** Whether an address, as it stands in an attribute, runs something where it is opened. */
export function isScriptAddress(value: string): boolean {
  const bare = withoutControls(decodeEntities(value))
  return /^(?:javascript|vbscript|data):/i.test(bare) && !/^data:image\/(?!svg)/i.test(bare)
}

function withoutControls(text: string): string {
  return Array.from(text)
    .filter((char) => char > ' ' && char !== '\u007f')
    .join('')
}

const NAMED: Readonly<Record<string, string>> = {
  colon: ':',
  tab: '\t',
  newline: '\n',
  amp: '&',
  quot: '"',
  lpar: '(',
  rpar: ')',
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));?/gi,
    (whole, hex, digits, name) => {
      if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole
      const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}

/** Names of characters that links in HTML are written with. */
const IN_ADDRESSES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

/** An address as the browser understands what stands in an attribute. */
export function addressOf(value: string): string {
  return value
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,6}));/gi, (whole, hex, digits, name) => {
      if (name !== undefined) return IN_ADDRESSES[String(name)] ?? whole
      const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
    })
    .trim()
}
