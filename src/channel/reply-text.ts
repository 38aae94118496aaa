import type { Language } from '../contract/agent-words.ts'
import type { ShownProduct } from '../conversation/turn-outcome.ts'
import { escapeHtml } from '../platform/html.ts'

/** A line as it leaves for SMS, WhatsApp and email. */
export interface Reply {
  text: string
  products: readonly ShownProduct[]
  language: Language | null
}

/** The reply as plain text: what it says, then the products as a list with their links. */
export function replyText({ text, products, language }: Reply): string {
  if (products.length === 0) return text
  const list = products.map((product) =>
    [`• ${headline(product, language)}`, webUrl(product.url)]
      .filter((part) => part !== null)
      .join('\n'),
  )
  return [text, ...list].join('\n\n').trim()
}

/** The same as simple HTML. Everything is escaped: names and texts come from strangers. */
export function replyHtml(reply: Reply, signature: string): string {
  const { text, products, language } = reply
  const list = products.map((product) => {
    const name = escapeHtml(headline(product, language))
    const url = webUrl(product.url)
    return `<li>${url === null ? name : `<a href="${escapeHtml(url)}">${name}</a>`}</li>`
  })
  return [
    '<!DOCTYPE html>',
    `<html lang="${language ?? 'en'}"><body>`,
    ...paragraphs(text),
    ...(list.length > 0 ? [`<ul>${list.join('')}</ul>`] : []),
    ...paragraphs(signature),
    '</body></html>',
  ].join('\n')
}

function headline({ title, price, currency }: ShownProduct, language: Language | null): string {
  if (price === null || currency === null) return title
  return `${title}, ${money(price, currency, language)}`
}

function money(price: number, currency: string, language: Language | null): string {
  const locale = language === 'de' ? 'de-DE' : 'en-US'
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(price)
  } catch {
    // A code that is none, such as from an old import.
    return `${price} ${currency}`
  }
}

function paragraphs(text: string): string[] {
  return text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) => `<p>${linked(part).replaceAll('\n', '<br>\n')}</p>`)
}

const LINK = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/g

/** Escaped text, its web addresses as links. */
function linked(text: string): string {
  let html = ''
  let from = 0
  for (const found of text.matchAll(LINK)) {
    const url = escapeHtml(found[0])
    html += `${escapeHtml(text.slice(from, found.index))}<a href="${url}">${url}</a>`
    from = found.index + found[0].length
  }
  return html + escapeHtml(text.slice(from))
}

/** The URL when it leads to a web page: a catalogue may hold anything. */
function webUrl(url: string): string | null {
  const parsed = URL.parse(url)
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.href : null
}
