import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { databaseProblem } from './database-problem.ts'
import type { HttpTelemetry } from './telemetry.ts'

/** What another service posts to us in its own form, not as a document of the API. */
export interface RawRequest {
  params: Readonly<Record<string, string>>
  headers: IncomingHttpHeaders
  /** The bytes as they were sent. */
  body: Buffer
  /** The whole URL as the sender knows it, which is what it signed. */
  url: string
  ip: string
}

export interface RawAnswer {
  status: number
  contentType?: string
  body?: string
  retryAfterSeconds?: number
}

/**
 * A path that services outside call. It proves who calls by itself: signature or secret in the
 * path; its work runs in the scope of the one account that follows from it.
 */
export interface RawRoute {
  id: string
  /** Parameters as `{id}`. */
  path: `/webhooks/${string}`
  bodyBytesMax: number
  handle: (request: RawRequest) => Promise<RawAnswer>
}

export interface RawRouteOptions {
  log: Logger
  telemetry: HttpTelemetry
  /** Undefined: the host that the caller used. */
  publicUrl: string | undefined
}

/** Serve webhooks of other services beside the API. Bodies of any type arrive as bytes. */
export async function serveRawRoutes(
  app: FastifyInstance,
  routes: readonly RawRoute[],
  options: RawRouteOptions,
): Promise<void> {
  // A scope of its own: the parsers and errors of the API stay as they are.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer' },
      async (_request: unknown, body: Buffer) => body,
    )
    scope.setErrorHandler((error, request, reply) => {
      const { status, text, retry } = failureOf(error)
      if (status === 500) {
        options.log.error({ err: error, requestId: request.id, url: request.url }, 'webhook failed')
      }
      if (retry !== undefined) reply.header('retry-after', retry)
      return reply.code(status).type('text/plain').send(`${text}\n`)
    })
    for (const route of routes) addRoute(scope, route, options)
  })
}

function addRoute(scope: FastifyInstance, route: RawRoute, options: RawRouteOptions): void {
  scope.route({
    method: 'POST',
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    bodyLimit: route.bodyBytesMax,
    handler: async (request, reply) => {
      const started = performance.now()
      try {
        const answer = await route.handle(requestOf(request, options))
        if (answer.retryAfterSeconds !== undefined) {
          reply.header('retry-after', String(answer.retryAfterSeconds))
        }
        reply.code(answer.status).type(answer.contentType ?? 'text/plain')
        return await reply.send(answer.body ?? '')
      } finally {
        options.telemetry.observe(route.id, performance.now() - started)
      }
    },
  })
}

function requestOf(request: FastifyRequest, { publicUrl }: RawRouteOptions): RawRequest {
  const origin = publicUrl ?? `${request.protocol}://${request.host}`
  return {
    params: request.params as Record<string, string>,
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    url: `${origin}${request.originalUrl}`,
    ip: request.ip,
  }
}

function failureOf(error: unknown): { status: number; text: string; retry?: string } {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : ''
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { status: 413, text: 'The body is too large.' }
  if (typeof code === 'string' && code.startsWith('FST_ERR_')) {
    return { status: 400, text: 'The request is malformed.' }
  }
  const away = databaseProblem(error)
  if (away)
    return {
      status: 503,
      text: 'The database is away.',
      retry: String(away.retryAfterSeconds ?? 2),
    }
  return { status: 500, text: 'Something went wrong on our side.' }
}
