import type { FastifyInstance } from 'fastify'

const PREFLIGHT_SECONDS = 86_400
const HEADERS_LENGTH_MAX = 1_000
const READABLE = 'x-request-id, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset'

/**
 * Let web pages of every origin call `/client/…`. It is public by design: a call names a company,
 * carries no cookie, and is answered without credentials.
 */
export function allowClientCalls(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!/^\/+client\//.test(request.url)) return
    reply.header('access-control-allow-origin', '*')
    reply.header('access-control-expose-headers', READABLE)
  })
  app.options('/client/*', async (request, reply) => {
    const asked = request.headers['access-control-request-headers']
    const isSane = typeof asked === 'string' && /^[\w\-, ]+$/.test(asked)
    reply.header('access-control-allow-methods', 'GET, POST, OPTIONS')
    reply.header(
      'access-control-allow-headers',
      isSane && asked.length <= HEADERS_LENGTH_MAX ? asked : 'content-type, revision, accept',
    )
    reply.header('access-control-max-age', PREFLIGHT_SECONDS)
    return reply.code(204).send()
  })
}
