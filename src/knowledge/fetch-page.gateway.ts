import { setTimeout as pause } from 'node:timers/promises'
import { isTrustedHost, outboundFetch, type TrustedHosts } from '../platform/outbound.ts'
import {
  OutboundFailed,
  OutboundRefused,
  type PublicAnswer,
  type PublicRequest,
  publicFetch,
} from '../platform/public-fetch.ts'
import { charsetOf, kindOfMediaType, type PackedDocument } from './document.ts'
import { type Robots, readRobots } from './robots.ts'
import { UnreadableSource } from './source.ts'

/** What reads the web; tests give one that may reach a server of their own. */
export type Fetch = (url: string, options: PublicRequest) => Promise<PublicAnswer>

/** Public pages, and those of hosts that the operator vouches for; these may not redirect. */
export function trustingFetch(trustedHosts: TrustedHosts): Fetch {
  return (url, options) =>
    isTrustedHost(url, trustedHosts)
      ? outboundFetch(url, trustedHosts, options)
      : publicFetch(url, options)
}

/** How robots rules name us. */
const BOT = 'ParleyBot'

const PAGE_BYTES_MAX = 5 * 1024 * 1024
const PAGE_TIMEOUT_MS = 20_000
const ROBOTS_BYTES_MAX = 500 * 1024
const REDIRECTS_MAX = 5
/** Tries of one page, and the pauses before the second and the third. */
const PAUSES_MS = [1_000, 4_000]
const CRAWL_DELAY_MAX_S = 10

export interface FetchedPage {
  /** Where it was found, after redirects. */
  url: string
  document: PackedDocument
}

export interface PageFetcher {
  /** @throws UnreadableSource */
  robotsOf: (url: string) => Promise<Robots>
  /** @throws UnreadableSource when the page is not there, not text, or robots are not welcome */
  page: (url: string, robots: Robots) => Promise<FetchedPage>
  /** The bytes of anything on a site: sitemaps. Undefined when there is nothing. */
  bytes: (url: string, bytesMax: number) => Promise<Buffer | undefined>
}

/** @param pausesMs before each further try of what did not answer */
export function createPageFetcher(
  fetch: Fetch,
  pausesMs: readonly number[] = PAUSES_MS,
): PageFetcher {
  const get = async (url: string, bytesMax: number): Promise<PublicAnswer> => {
    for (let attempt = 0; ; attempt += 1) {
      const waitMs = pausesMs[attempt]
      try {
        const answer = await fetch(url, {
          timeoutMs: PAGE_TIMEOUT_MS,
          bytesMax,
          redirectsMax: REDIRECTS_MAX,
          allowHttp: true,
          headers: {
            accept: 'text/html,application/xhtml+xml,application/pdf,text/plain,*/*;q=0.5',
          },
        })
        if (waitMs === undefined || !isPassing(answer.status)) return answer
      } catch (error) {
        if (waitMs === undefined || !isWorthAnotherTry(error)) throw unreadable(error)
      }
      await pause(waitMs)
    }
  }

  const robotsOf = async (url: string): Promise<Robots> => {
    const { origin } = new URL(url)
    const answer = await get(`${origin}/robots.txt`, ROBOTS_BYTES_MAX).catch((error: unknown) => {
      // Rules longer than any site needs are taken for none.
      if (error instanceof UnreadableSource && error.message.includes('larger than')) return null
      throw error
    })
    if (answer && answer.status >= 500) {
      throw new UnreadableSource(
        'failed',
        `The server answered ${answer.status} for its robots.txt, so it is unknown what may be read.`,
      )
    }
    const isText = answer?.status === 200 && !/html/i.test(answer.headers['content-type'] ?? '')
    return { origin, text: answer && isText ? answer.body.toString('utf8') : '' }
  }

  const page = async (url: string, robots: Robots): Promise<FetchedPage> => {
    refuseUnwelcome(url, robots)
    const answer = await get(url, PAGE_BYTES_MAX)
    if (answer.status !== 200) {
      throw new UnreadableSource('failed', `The server answered ${answer.status} for the page.`)
    }
    if (answer.url !== url) {
      const { origin } = new URL(answer.url)
      refuseUnwelcome(answer.url, origin === robots.origin ? robots : await robotsOf(answer.url))
    }
    const contentType = answer.headers['content-type'] ?? 'text/html'
    const kind = kindOfMediaType(contentType)
    if (!kind) {
      throw new UnreadableSource('rejected', `The page is of type '${contentType.slice(0, 80)}'.`)
    }
    const document = { kind, bytes: answer.body, charset: charsetOf(contentType) }
    return { url: answer.url, document }
  }

  const bytes = async (url: string, bytesMax: number): Promise<Buffer | undefined> => {
    const answer = await get(url, bytesMax)
    return answer.status === 200 ? answer.body : undefined
  }

  return { robotsOf, page, bytes }
}

function refuseUnwelcome(url: string, robots: Robots): void {
  if (rulesOf(robots).isAllowed(url)) return
  throw new UnreadableSource(
    'rejected',
    `robots.txt of the site does not let ${BOT} read the page.`,
  )
}

function rulesOf({ text }: Robots) {
  return readRobots(text, BOT)
}

/** Sitemaps that robots.txt names. */
export function sitemapsOf(robots: Robots): string[] {
  return rulesOf(robots).sitemaps
}

/** How long to wait between two pages, as the site wishes, at most 10 s. */
export function crawlDelayMs(robots: Robots, leastMs: number): number {
  const wishedS = rulesOf(robots).crawlDelayS ?? 0
  return Math.max(leastMs, Math.min(wishedS, CRAWL_DELAY_MAX_S) * 1_000)
}

function isPassing(status: number): boolean {
  return status === 429 || status === 408 || status >= 500
}

function isWorthAnotherTry(error: unknown): boolean {
  return (
    error instanceof OutboundFailed &&
    (error.reason === 'timeout' || error.reason === 'unreachable')
  )
}

function unreadable(error: unknown): unknown {
  if (error instanceof OutboundRefused) return new UnreadableSource('rejected', error.message)
  if (!(error instanceof OutboundFailed)) return error
  const isPermanent = error.reason === 'too-large' || error.reason === 'encoding'
  return new UnreadableSource(isPermanent ? 'rejected' : 'failed', error.message)
}
