/** What runs, loads or would break out of its place; the content policy of the console is a second lock. */
const UNSAFE_ELEMENTS =
  'script, style, iframe, frame, object, embed, form, input, button, select, textarea, link, meta, base, title, svg, math, template, audio, video, dialog'
const ADDRESSES = new Set([
  'href',
  'src',
  'xlink:href',
  'action',
  'formaction',
  'background',
  'poster',
])
const SAFE_ADDRESS = /^(https?:|mailto:|tel:|sms:|#|\/|\{\{|$)/i

/** The HTML of a text as it can be shown within a page of the console. */
export function safeHtml(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const element of body.querySelectorAll(UNSAFE_ELEMENTS)) element.remove()
  for (const element of body.querySelectorAll('*')) {
    for (const name of element.getAttributeNames()) {
      const value = element.getAttribute(name) ?? ''
      const isRun = name.startsWith('on') || name === 'srcset' || name === 'id' || name === 'name'
      const isForeign = ADDRESSES.has(name) && !SAFE_ADDRESS.test(value.trim())
      if (isRun || isForeign) element.removeAttribute(name)
    }
    if (element instanceof HTMLElement) element.style.removeProperty('position')
  }
  return body.innerHTML
}
