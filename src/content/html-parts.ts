import type { DisplayOptions } from '../contract/blocks.ts'
import { color, pixels, styleAttribute, textAt } from './css.ts'
import { linkSource, pictureSource, textSource } from './source-text.ts'

/** Pieces of mail HTML. Tables, because Outlook lays out with Word, which knows little else. */

export type Rules = Readonly<Record<string, string | number | undefined>>
type Styles = Readonly<Record<string, unknown>>

/** What a block needs to know of the template around it. */
export interface BlockPlace {
  /** Pixels that its column is wide. */
  width: number
  /** The looks of text in the whole template. */
  text: Rules
}

export const TABLE =
  '<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%"'

/** Hidden on phones, or hidden everywhere else. */
export function showOnClass(showOn: DisplayOptions['show_on']): string | undefined {
  if (showOn === 'desktop') return 'p-desktop'
  return showOn === 'mobile' ? 'p-mobile' : undefined
}

/** What is only for phones is hidden inline too: mail programs without media queries are none. */
export function showOnRules(showOn: DisplayOptions['show_on']): Rules {
  return showOn === 'mobile'
    ? { display: 'none', 'max-height': '0', overflow: 'hidden', 'mso-hide': 'all' }
    : {}
}

export function classAttribute(...names: readonly (string | undefined)[]): string {
  const all = names.filter((name) => name !== undefined && name !== '')
  return all.length === 0 ? '' : ` class="${all.join(' ')}"`
}

/** The class of a row whose columns stack on phones: in their order, or the last one first. */
export function stackClass(order: 'ltr' | 'no-stack' | 'rtl' | null | undefined): string {
  if (order === 'no-stack') return ''
  return classAttribute('p-stack', order === 'rtl' ? 'p-reverse' : undefined)
}

/** The same HTML under the block's condition and once for each of its list. */
export function repeated(html: string, options: DisplayOptions): string {
  const repeat = options.content_repeat
  const looped = repeat
    ? `{% for ${repeat.item_alias} in ${repeat.repeat_for} %}${html}{% endfor %}`
    : html
  const check = (options.visibility?.check ?? options.visible_check ?? '').trim()
  return check === '' ? looped : `{% if ${check} %}${looped}{% endif %}`
}

export interface Picture {
  src: string | null | undefined
  alt: string | null | undefined
  href?: string | null | undefined
  /** Pixels: shown at most so wide. */
  width?: number | undefined
  height?: number | undefined
  isFullWidthOnMobile?: boolean
}

/** A picture, linked when it has a link. Nothing without an address. */
export function picture({ src, alt, href, width, height, isFullWidthOnMobile }: Picture): string {
  const from = pictureSource(src)
  if (from === undefined) return ''
  const size = width && width > 0 ? ` width="${width}"` : ''
  const style = styleAttribute({
    display: 'block',
    border: '0',
    width: width && width > 0 ? pixels(width) : undefined,
    'max-width': '100%',
    height: height && height > 0 ? pixels(height) : 'auto',
  })
  const name = classAttribute(isFullWidthOnMobile ? 'p-full' : undefined)
  const image = `<img src="${from}" alt="${textSource(alt)}"${size}${name}${style}>`
  return linked(image, href)
}

/** HTML inside a link, or as it is when the link leads nowhere. */
export function linked(html: string, href: string | null | undefined, rules: Rules = {}): string {
  const to = linkSource(href)
  if (to === undefined) return html
  const style = styleAttribute({ 'text-decoration': 'none', ...rules })
  return `<a href="${to}" target="_blank"${style}>${html}</a>`
}

/** A button that Outlook draws as well: the cell has the colour, the link the padding. */
export function button(
  label: string,
  href: string | null | undefined,
  look: {
    background: string | undefined
    border: Rules
    radius: number | undefined
    padding: string
    font: Rules
    align: string
    isStretched: boolean
  },
): string {
  const cell = styleAttribute(
    { background: look.background, 'border-radius': pixels(look.radius) },
    look.border,
  )
  const inner = {
    display: look.isStretched ? 'block' : 'inline-block',
    padding: look.padding,
    ...look.font,
    'text-decoration': look.font['text-decoration'] ?? 'none',
    'text-align': 'center',
  }
  const fill = look.background === undefined ? '' : ` bgcolor="${look.background}"`
  const text = linkSource(href)
    ? linked(label, href, inner)
    : `<span${styleAttribute(inner)}>${label}</span>`
  const width = look.isStretched ? ' width="100%"' : ''
  return (
    `<table role="presentation" cellpadding="0" cellspacing="0" border="0"${width} ` +
    `align="${look.align}" style="border-collapse:separate"><tr>` +
    `<td align="center" valign="middle"${fill}${cell}>${text}</td></tr></table>`
  )
}

/** `left`, `center` or `right`. */
export function alignment(value: string | null | undefined, otherwise = 'left'): string {
  return value === 'left' || value === 'center' || value === 'right' ? value : otherwise
}

/** The colour of a style, or another. */
export function colorAt(styles: Styles, name: string): string | undefined {
  return color(textAt(styles, name))
}

/** Only the rules that say something, so that they may lie over others. */
export function withoutEmpty(rules: Rules): Rules {
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined))
}
