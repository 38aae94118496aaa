import { Parser } from 'htmlparser2'

/** What a sitemap lists: pages, or further sitemaps. */
export interface Sitemap {
  pages: string[]
  sitemaps: string[]
}

const URL_LENGTH_MAX = 2_000

/**
 * Read a sitemap, a sitemap index, or a plain list of URLs.
 * @param pagesMax entries beyond are left out
 */
export function readSitemap(text: string, pagesMax: number): Sitemap {
  const found: Sitemap = { pages: [], sitemaps: [] }
  if (!text.includes('<')) {
    const lines = text.split(/\s+/).filter((line) => /^https?:\/\//i.test(line))
    return { pages: lines.slice(0, pagesMax), sitemaps: [] }
  }
  let parent = ''
  let location: string | null = null
  const parser = new Parser(
    {
      onopentag: (name) => {
        const local = name.split(':').at(-1) ?? name
        // Pictures of a page have a loc of their own: `image:loc`.
        if (name === 'loc') location = ''
        else if (local === 'url' || local === 'sitemap') parent = local
      },
      ontext: (piece) => {
        if (location !== null && location.length <= URL_LENGTH_MAX) location += piece
      },
      onclosetag: (name) => {
        if (name !== 'loc' || location === null) return
        const url = location.trim()
        location = null
        const list = parent === 'sitemap' ? found.sitemaps : found.pages
        const isUsable = url !== '' && url.length <= URL_LENGTH_MAX && list.length < pagesMax
        if (isUsable) list.push(url)
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(text)
  return found
}
