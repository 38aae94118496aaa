import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { publicFetch } from '../platform/public-fetch.ts'
import type { Fetch } from './fetch-page.gateway.ts'

export interface SampleSite {
  /** Path → what is answered: HTML, or anything. */
  pages: Map<string, string | ((response: ServerResponse) => void)>
  requests: { path: string; headers: IncomingHttpHeaders }[]
  /** Reaches every `https://….test` at this server, and nothing else that is not public. */
  fetch: Fetch
}

/** A real web server that names ending in `.test` lead to. */
export async function sampleSite(): Promise<SampleSite> {
  const pages: SampleSite['pages'] = new Map()
  const requests: SampleSite['requests'] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push({ path, headers: request.headers })
    const page = pages.get(path)
    if (page === undefined) response.writeHead(404).end('nothing here')
    else if (typeof page === 'string') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
    } else page(response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const fetch: Fetch = async (url, options) => {
    const asked = new URL(url)
    const isOurs = asked.hostname.endsWith('.test')
    if (!isOurs) return publicFetch(url, options)
    const answer = await publicFetch(
      `http://${asked.hostname}:${port}${asked.pathname}${asked.search}`,
      {
        ...options,
        extraPorts: [port],
        lookup: async () => ['127.0.0.1'],
        isAllowed: (address) => address === '127.0.0.1',
      },
    )
    return { ...answer, url: answer.url.replace('http:', 'https:').replace(`:${port}`, '') }
  }
  return { pages, requests, fetch }
}

export function html(title: string, body: string): string {
  return `<!doctype html><html><head><title>${title}</title></head><body>
    <nav>Home Shop Cart</nav><main>${body}</main><footer>Imprint</footer></body></html>`
}
