import { convert } from 'html-to-text'

/** Characters of HTML that are read; a mail beyond this was cut by its reader long before. */
const HTML_CHARACTERS_MAX = 1_000_000
const LINE_CHARACTERS = 78

/** Rendered HTML as the text that a mail carries beside it: links written out, pictures left out. */
export function plainTextOf(html: string): string {
  const text = convert(withoutHidden(html), {
    wordwrap: LINE_CHARACTERS,
    limits: { maxInputLength: HTML_CHARACTERS_MAX },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'h2', options: { uppercase: false } },
      { selector: 'h3', options: { uppercase: false } },
      { selector: 'h4', options: { uppercase: false } },
      { selector: 'hr', options: { length: 20 } },
      { selector: 'th', format: 'inline' },
    ],
  })
  return `${text
    .replace(/\u200b|\u200c|\u200d|\ufeff/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}

/** What only phones or only Outlook show would be read twice. */
function withoutHidden(html: string): string {
  return html.replace(/<!--[\s\S]*?-->/g, '')
}
