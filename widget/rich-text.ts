import { element } from './dom.ts'
import { safeUrl } from './links.ts'

const INLINE =
  /\*\*(?<bold>[^*\n]{1,400})\*\*|\[(?<label>[^\]\n]{1,200})\]\((?<target>[^\s)]{1,2000})\)|(?<bare>https?:\/\/[^\s<>"]{1,2000})/g
/** Ends a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]'”“…]+$/
const LIST_ITEM = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/

/**
 * A reply as nodes: paragraphs, lists, **bold**, [links](https://…) and bare addresses. Everything
 * else, markup included, is shown as it was written.
 *
 * @param page where the widget is, for links without a host
 */
export function richText(text: string, page: string): Node[] {
  const nodes: Node[] = []
  let list: HTMLElement | null = null
  let paragraph: HTMLElement | null = null
  for (const line of text.replaceAll('\r', '').split('\n')) {
    const item = LIST_ITEM.exec(line)
    if (item) {
      paragraph = null
      if (!list) nodes.push((list = element('ul')))
      list.append(element('li', {}, ...inline(line.slice(item[0].length), page)))
      continue
    }
    list = null
    if (line.trim() === '') paragraph = null
    else if (paragraph) paragraph.append(element('br'), ...inline(line, page))
    else nodes.push((paragraph = element('p', {}, ...inline(line, page))))
  }
  return nodes
}

function inline(text: string, page: string): (Node | string)[] {
  const parts: (Node | string)[] = []
  let at = 0
  for (const match of text.matchAll(INLINE)) {
    const { bold, label, target, bare } = match.groups ?? {}
    const shown = bare?.replace(TRAILING, '')
    const node = bold
      ? element('strong', { text: bold })
      : link(label ?? shown ?? '', target ?? shown, page)
    if (!node) continue
    parts.push(text.slice(at, match.index), node)
    at = match.index + (shown ?? match[0]).length
  }
  parts.push(text.slice(at))
  return parts
}

/** A link that leaves the page says so to screen readers by its address in the title. */
function link(label: string, target: string | undefined, page: string): HTMLElement | null {
  const url = safeUrl(target, page)
  if (!url) return null
  return element('a', { text: label, attributes: linkAttributes(url, page) })
}

/** The shop's own pages open in place, because the chat goes with the shopper. */
export function linkAttributes(url: URL, page: string): Record<string, string> {
  const isOwn = url.origin === URL.parse(page)?.origin
  return isOwn
    ? { href: url.href }
    : { href: url.href, target: '_blank', rel: 'noopener noreferrer', title: url.host }
}
