import { gunzipSync } from 'node:zlib'
import { SITE_PAGES_MAX } from '../contract/knowledge.ts'
import { type PageFetcher, sitemapsOf } from './fetch-page.gateway.ts'
import { isSameSite, normalPageUrl } from './page-url.ts'
import type { Robots } from './robots.ts'
import { readSitemap } from './sitemap.ts'
import { UnreadableSource } from './source.ts'

const SITEMAPS_MAX = 100
/** Unpacked, as the sitemap protocol says. */
const SITEMAP_BYTES_MAX = 50 * 1024 * 1024

/**
 * The pages of a site by its sitemaps: those that robots.txt names, or the root one, and those that
 * they lead to. At most SITE_PAGES_MAX, all of the site itself, in their order, without repetition.
 *
 * @throws UnreadableSource when there is no sitemap, or none that names a page
 */
export async function findSitePages(
  pages: PageFetcher,
  url: string,
  robots: Robots,
): Promise<string[]> {
  const root = `${new URL(url).origin}/sitemap.xml`
  const named = sitemapsOf(robots).filter((one) => isSameSite(one, url))
  const waiting = named.length > 0 ? named : [root]
  const seen = new Set(waiting)
  const found = new Set<string>()
  for (let read = 0; read < SITEMAPS_MAX && found.size < SITE_PAGES_MAX; read += 1) {
    const next = waiting.shift()
    if (next === undefined) break
    const text = await sitemapText(pages, next)
    if (text === undefined) continue
    const sitemap = readSitemap(text, SITE_PAGES_MAX)
    for (const one of sitemap.sitemaps) {
      if (isSameSite(one, url) && !seen.has(one)) {
        seen.add(one)
        waiting.push(one)
      }
    }
    for (const one of sitemap.pages) {
      const normal = normalPageUrl(one)
      const isOurs = 'url' in normal && isSameSite(normal.url, url)
      if (isOurs && found.size < SITE_PAGES_MAX) found.add(normal.url)
    }
  }
  if (found.size > 0) return [...found]
  throw new UnreadableSource(
    'failed',
    `No pages are named by ${[...seen].slice(0, 3).join(', ')}. Add the pages one by one, or give the site a sitemap.`,
  )
}

async function sitemapText(pages: PageFetcher, url: string): Promise<string | undefined> {
  const bytes = await pages.bytes(url, SITEMAP_BYTES_MAX).catch((error: unknown) => {
    // One sitemap of many that cannot be read does not spoil the others.
    if (error instanceof UnreadableSource && error.outcome === 'failed') return undefined
    throw error
  })
  if (!bytes) return undefined
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isPacked) return bytes.toString('utf8')
  try {
    return gunzipSync(bytes, { maxOutputLength: SITEMAP_BYTES_MAX }).toString('utf8')
  } catch {
    return undefined
  }
}
