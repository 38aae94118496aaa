import { KNOWLEDGE_URL_LENGTH_MAX } from '../contract/knowledge.ts'

/** Parameters that say where a visitor came from, not which page they see. */
const CAMPAIGN = /^(?:utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|_ga|_kx|ref_src)$/i

export type PageUrl = { url: string } | { wrong: string; fix: string }

/**
 * One spelling for all URLs of a page: no fragment, no campaign parameters, no slash at the end.
 * Says what is wrong with one that cannot be a public page.
 */
export function normalPageUrl(text: string): PageUrl {
  const url = URL.parse(text.trim())
  const fix = 'Give the address of a public page, such as https://shop.example/returns.'
  if (!url || url.hostname === '') return { wrong: 'is not a URL', fix }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { wrong: 'does not begin with https:// or http://', fix }
  }
  if (url.username !== '' || url.password !== '') {
    return { wrong: 'carries a user name or password', fix }
  }
  url.hash = ''
  const campaign = [...url.searchParams.keys()].filter((name) => CAMPAIGN.test(name))
  for (const name of campaign) url.searchParams.delete(name)
  url.hostname = url.hostname.replace(/\.$/, '')
  url.pathname = url.pathname.replaceAll(/\/{2,}/g, '/')
  if (url.pathname !== '/') url.pathname = url.pathname.replace(/\/$/, '')
  const written = url.search === '' && url.pathname === '/' ? `${url.origin}/` : url.href
  return written.length > KNOWLEDGE_URL_LENGTH_MAX
    ? { wrong: `is longer than ${KNOWLEDGE_URL_LENGTH_MAX} characters`, fix }
    : { url: written }
}

/** Whether two URLs are of one site; `www.` makes no difference. */
export function isSameSite(a: string, b: string): boolean {
  return siteOf(a) === siteOf(b)
}

function siteOf(url: string): string {
  return (URL.parse(url)?.hostname ?? url).replace(/^www\./, '')
}
