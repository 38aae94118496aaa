import { Parser } from 'htmlparser2'
import type { TemplateFinding } from '../contract/templates.ts'
import { contrastRatio, type Rgb, readColor } from './contrast.ts'
import { isScriptAddress } from './source-text.ts'

/** What is wrong at a place of some HTML, counted from 1. */
export type HtmlFinding = Pick<TemplateFinding, 'code' | 'severity' | 'data'> & {
  line: number
  column: number
}

/** Colours that text of these sizes needs at least. */
const RATIO_MIN = 4.5
const RATIO_LARGE_MIN = 3
/** Nobody reads this: not to be sent. */
const RATIO_UNREADABLE = 2
const LARGE_PIXELS = 24
const LARGE_BOLD_PIXELS = 18.66
const FINDINGS_MAX = 100

/** What an element inherits. `background` is null where a picture lies behind the text. */
interface Look {
  color: Rgb
  background: Rgb | null
  size: number
  isBold: boolean
  isHidden: boolean
  link: boolean
}

/** The colours around a piece of HTML; black on white unless told. */
export interface Surroundings {
  color?: string | undefined
  background?: string | undefined
}

const BLACK: Rgb = [0, 0, 0]
const WHITE: Rgb = [255, 255, 255]
const HEADINGS: Readonly<Record<string, number>> = { h1: 32, h2: 24, h3: 18.72, h4: 16 }
const VOID: ReadonlySet<string> = new Set([
  'img',
  'br',
  'hr',
  'input',
  'meta',
  'link',
  'col',
  'area',
])
/** What is read as text inside of these is none. */
const SILENT: ReadonlySet<string> = new Set(['style', 'script', 'title', 'head'])

/**
 * Looks through the HTML of a mail, with or without tags. Colours of style sheets are not known: mail
 * that is readable only with them is not readable everywhere.
 */
export function checkHtml(html: string, around: Surroundings = {}): HtmlFinding[] {
  const findings: HtmlFinding[] = []
  const seenPairs = new Set<string>()
  const stack: { name: string; look: Look }[] = []
  const outside: Look = {
    color: readColor(around.color ?? '') ?? BLACK,
    background: readColor(around.background ?? '') ?? WHITE,
    size: 16,
    isBold: false,
    isHidden: false,
    link: false,
  }
  const look = () => stack.at(-1)?.look ?? outside
  const report = (found: Omit<HtmlFinding, 'line' | 'column'>) => {
    if (findings.length < FINDINGS_MAX)
      findings.push({ ...found, ...placeAt(html, parser.startIndex) })
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      for (const found of attributeFindings(name, attributes, look())) report(found)
      if (!VOID.has(name)) stack.push({ name, look: lookOf(name, attributes, look()) })
    },
    ontext(text) {
      const found = textFinding(text, look(), seenPairs)
      if (found) report(found)
    },
    onclosetag(name) {
      const at = stack.findLastIndex((one) => one.name === name)
      if (at >= 0) stack.length = at
    },
  })
  parser.write(html)
  parser.end()
  return findings
}

function placeAt(html: string, index: number): { line: number; column: number } {
  const before = html.slice(0, index)
  const line = before.split('\n').length
  return { line, column: index - before.lastIndexOf('\n') }
}

function attributeFindings(
  name: string,
  attributes: Readonly<Record<string, string>>,
  look: Look,
): Omit<HtmlFinding, 'line' | 'column'>[] {
  if (look.isHidden) return []
  if (name === 'img')
    return [...imageFindings(attributes, look), ...linkFindings(attributes['src'])]
  if (name !== 'a' || !('href' in attributes)) return []
  const href = attributes['href']?.trim() ?? ''
  return href === '' || href === '#'
    ? [{ code: 'empty-link', severity: 'yellow', data: {} }]
    : linkFindings(href)
}

function imageFindings(
  attributes: Readonly<Record<string, string>>,
  look: Look,
): Omit<HtmlFinding, 'line' | 'column'>[] {
  const isPixel = attributes['width'] === '1' && attributes['height'] === '1'
  const alt = attributes['alt']
  // An empty one is right for decoration, but a link must say where it leads.
  if (isPixel || (alt !== undefined && (alt.trim() !== '' || !look.link))) return []
  const url = (attributes['src'] ?? '').slice(0, 200)
  return [{ code: 'image-without-alt', severity: 'yellow', data: { url } }]
}

function linkFindings(address: string | undefined): Omit<HtmlFinding, 'line' | 'column'>[] {
  const url = (address ?? '').trim()
  if (isScriptAddress(url)) {
    return [{ code: 'script-link', severity: 'red', data: { url: url.slice(0, 200) } }]
  }
  return /^http:/i.test(url)
    ? [{ code: 'insecure-link', severity: 'yellow', data: { url: url.slice(0, 200) } }]
    : []
}

function textFinding(
  text: string,
  look: Look,
  seenPairs: Set<string>,
): Omit<HtmlFinding, 'line' | 'column'> | undefined {
  if (look.isHidden || look.background === null) return undefined
  if (text.replace(/\{%.*?%\}|\{#.*?#\}|&nbsp;|\u034f|[\s\u00a0]|[\u200b-\u200f]/gs, '') === '')
    return undefined
  const ratio = contrastRatio(look.color, look.background)
  const isLarge = look.size >= LARGE_PIXELS || (look.isBold && look.size >= LARGE_BOLD_PIXELS)
  if (ratio >= (isLarge ? RATIO_LARGE_MIN : RATIO_MIN)) return undefined
  const [color, background] = [hex(look.color), hex(look.background)]
  if (seenPairs.has(`${color} ${background}`)) return undefined
  seenPairs.add(`${color} ${background}`)
  return {
    code: 'low-contrast',
    severity: ratio < RATIO_UNREADABLE ? 'red' : 'yellow',
    data: {
      ratio: Math.round(ratio * 100) / 100,
      needed: isLarge ? RATIO_LARGE_MIN : RATIO_MIN,
      color,
      background,
      text: text.trim().slice(0, 80),
    },
  }
}

function hex(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

function lookOf(name: string, attributes: Readonly<Record<string, string>>, outer: Look): Look {
  const style = stylesOf(attributes['style'] ?? '')
  const fill = style.get('background-color') ?? style.get('background') ?? attributes['bgcolor']
  const hasPicture = /url\(|gradient\(/i.test(
    `${style.get('background') ?? ''}${style.get('background-image') ?? ''}${attributes['background'] ? 'url(' : ''}`,
  )
  const background = hasPicture ? null : fill === undefined ? outer.background : filled(fill, outer)
  const weight = style.get('font-weight')
  return {
    color: readColor(style.get('color') ?? attributes['color'] ?? '') ?? outer.color,
    background,
    size: sizeOf(style.get('font-size')) ?? HEADINGS[name] ?? outer.size,
    isBold:
      weight === undefined
        ? outer.isBold || /^(b|strong|th|h[1-6])$/.test(name)
        : weight === 'bold' || Number(weight) >= 700,
    isHidden:
      outer.isHidden ||
      SILENT.has(name) ||
      style.get('display') === 'none' ||
      style.get('visibility') === 'hidden',
    link: outer.link || name === 'a',
  }
}

/** A background that is see-through, or a variable, leaves what is behind it unknown or as it is. */
function filled(fill: string, outer: Look): Rgb | null {
  const value = fill.trim().split(/\s+(?![^(]*\))/)[0] ?? ''
  if (value === 'transparent' || value === 'inherit' || value === 'none') return outer.background
  return readColor(value) ?? null
}

function stylesOf(style: string): Map<string, string> {
  return new Map(
    style.split(';').flatMap((rule) => {
      const at = rule.indexOf(':')
      if (at < 0) return []
      const value = rule
        .slice(at + 1)
        .replace(/!important/i, '')
        .trim()
      return [[rule.slice(0, at).trim().toLowerCase(), value] as const]
    }),
  )
}

function sizeOf(text: string | undefined): number | undefined {
  const match = /^([\d.]{1,8})(px|pt|em|rem)?$/i.exec(text?.trim() ?? '')
  if (!match) return undefined
  const factor = { px: 1, pt: 4 / 3, em: 16, rem: 16 }[(match[2] ?? 'px').toLowerCase()]
  return Number(match[1]) * (factor ?? 1)
}
