import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { databaseProblem } from './database-problem.ts'
import type { HttpTelemetry } from './telemetry.ts'

/** What somebody with a link asks of a page that we host for a shop. */
export interface PageRequest {
  /** HEAD counts as GET: neither may change anything. */
  method: 'GET' | 'POST'
  params: Readonly<Record<string, string>>
  headers: IncomingHttpHeaders
  /** Of a POST, as it was sent: forms of any encoding. */
  body: Buffer
  ip: string
}

export interface PageAnswer {
  status: 200 | 404 | 410
  /** A whole document whose only style is `style`; or plain text. */
  body: { html: string; style: string } | { text: string }
}

/** A page for people without an account here. What its link says is all the authority there is. */
export interface PageRoute {
  id: string
  /** Parameters as `{token}`. */
  path: `/${string}`
  handle: (request: PageRequest) => Promise<PageAnswer>
}

export interface PageOptions {
  log: Logger
  telemetry: HttpTelemetry
}

const FORM_BYTES_MAX = 16 * 1024

/**
 * Serve pages that work without JavaScript and cookies. Nothing on them comes from elsewhere, no
 * search engine keeps them, and no other site learns their address.
 */
export async function serveHostedPages(
  app: FastifyInstance,
  routes: readonly PageRoute[],
  options: PageOptions,
): Promise<void> {
  // A scope of its own: the parsers and errors of the API stay as they are.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer' },
      async (_request: unknown, body: Buffer) => body,
    )
    scope.addHook('onRequest', async (_request, reply) => privateHeaders(reply))
    scope.setErrorHandler((error, request, reply) => {
      const { status, text } = failureOf(error)
      if (status === 500) {
        options.log.error({ err: error, requestId: request.id }, 'hosted page failed')
      }
      if (status === 503) reply.header('retry-after', '2')
      return reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`)
    })
    for (const route of routes) addRoute(scope, route, options)
  })
}

function privateHeaders(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store')
  reply.header('x-robots-tag', 'noindex, nofollow')
  reply.header('referrer-policy', 'no-referrer')
  reply.header('content-security-policy', policyOf(null))
}

function policyOf(style: string | null): string {
  const styles =
    style === null ? "'none'" : `'sha256-${createHash('sha256').update(style).digest('base64')}'`
  return [
    "default-src 'none'",
    `style-src ${styles}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function addRoute(scope: FastifyInstance, route: PageRoute, options: PageOptions): void {
  scope.route({
    method: ['GET', 'HEAD', 'POST'],
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    bodyLimit: FORM_BYTES_MAX,
    handler: async (request, reply) => {
      const started = performance.now()
      try {
        const { status, body } = await route.handle(requestOf(request))
        reply.code(status)
        if ('text' in body) return await reply.type('text/plain; charset=utf-8').send(body.text)
        reply.header('content-security-policy', policyOf(body.style))
        return await reply.type('text/html; charset=utf-8').send(body.html)
      } finally {
        options.telemetry.observe(route.id, performance.now() - started)
      }
    },
  })
}

function requestOf(request: FastifyRequest): PageRequest {
  return {
    method: request.method === 'POST' ? 'POST' : 'GET',
    params: request.params as Record<string, string>,
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    ip: request.ip,
  }
}

function failureOf(error: unknown): { status: number; text: string } {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : ''
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { status: 413, text: 'The form is too large.' }
  if (typeof code === 'string' && code.startsWith('FST_ERR_')) {
    return { status: 400, text: 'The request is malformed.' }
  }
  if (databaseProblem(error)) return { status: 503, text: 'Please try again in a moment.' }
  return { status: 500, text: 'Something went wrong on our side. Please try again.' }
}
