import type { Language } from '../contract/agent-words.ts'
import { escapeHtml } from '../platform/html.ts'

export interface PageLook {
  language: Language
  shop: string
  accent: string | null
  background: string | null
  text: string | null
}

/** A piece of HTML: texts in it are escaped, which plain strings are not. */
export interface Html {
  html: string
}

/** A template tag: what is put in is escaped, unless it is HTML already. */
export function html(
  parts: TemplateStringsArray,
  ...values: (string | Html | readonly Html[])[]
): Html {
  const texts = parts.map((part, at) => {
    const value = values[at]
    if (value === undefined) return part
    if (typeof value === 'string') return part + escapeHtml(value)
    return (
      part +
      [value]
        .flat()
        .map((one) => one.html)
        .join('')
    )
  })
  return { html: texts.join('') }
}

/** A whole page, and its style, which is the only one that its policy allows. */
export function page(
  look: PageLook,
  title: string,
  content: Html,
): { html: string; style: string } {
  const style = styleOf(look)
  const body = html`<!doctype html>
<html lang="${look.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title} – ${look.shop}</title>
<style>${{ html: style }}</style>
</head>
<body>
<main>
<p class="shop">${look.shop}</p>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`
  return { html: body.html, style }
}

const HEX = /^#[0-9a-fA-F]{6}$/

interface Colours {
  accent: string
  background: string
  text: string
}
const LIGHT: Colours = { accent: '#1f4fd8', background: '#f5f6f8', text: '#1c1f26' }
const DARK: Colours = { accent: '#8fb0ff', background: '#14161a', text: '#e9ebef' }
/** Contrast of text that everybody can read (WCAG 2, AA). */
const CONTRAST_MIN = 4.5

/**
 * Only colours get into the style. Who set none of their own gets ours, dark for those who read in the
 * dark; text that could not be read on its background is black or white.
 */
function styleOf(look: PageLook): string {
  const given = (colour: string | null) => (colour && HEX.test(colour) ? colour : null)
  const background = given(look.background)
  const text = given(look.text)
  const variables = (ours: Colours) => {
    const under = background ?? ours.background
    const over = text ?? ours.text
    const button = given(look.accent) ?? ours.accent
    const readable = contrast(over, under) < CONTRAST_MIN ? readableOn(under) : over
    return `:root{--accent:${button};--on-accent:${readableOn(button)};--background:${under};--text:${readable}}`
  }
  const isOwn = background !== null || text !== null
  const dark = isOwn
    ? ''
    : `\n@media (prefers-color-scheme:dark){:root{color-scheme:dark}${variables(DARK)}}`
  return `${variables(LIGHT)}${dark}
*{box-sizing:border-box}
body{margin:0;background:var(--background);color:var(--text);font:17px/1.5 system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:3rem 1.25rem}
.shop{font-weight:600;margin:0 0 1.5rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 1rem}
p{margin:0 0 1rem;overflow-wrap:anywhere}
fieldset{border:0;padding:0;margin:0 0 1.5rem}
legend{font-weight:600;padding:0;margin:0 0 .5rem}
label{display:flex;gap:.75rem;align-items:flex-start;margin:0 0 .75rem}
input[type=checkbox]{width:1.25rem;height:1.25rem;margin:.15rem 0 0;flex:none;accent-color:var(--accent)}
small{display:block}
button{font:inherit;font-weight:600;border:0;border-radius:.5rem;padding:.75rem 1.25rem;margin:0 .75rem .75rem 0;background:var(--accent);color:var(--on-accent);cursor:pointer}
button.second{background:transparent;color:inherit;box-shadow:inset 0 0 0 1px currentColor}
a{color:inherit}
:focus-visible{outline:3px solid currentColor;outline-offset:3px}
[role=status]{border-left:4px solid var(--accent);padding-left:.75rem}`
}

/** Black or white, whichever reads better on a colour. */
function readableOn(colour: string): string {
  return luminance(colour) > 0.179 ? '#000000' : '#ffffff'
}

/** From 1 to 21 (WCAG 2). */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** Relative, from 0 to 1 (WCAG 2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** An address as its owner knows it, and somebody who was forwarded the mail does not. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return at < 1 ? '•••' : `${email.slice(0, 1)}•••${email.slice(at)}`
}
