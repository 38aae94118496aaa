import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** Shops embed one address for ever, so it must not stay old for long; the ETag makes asking cheap. */
const FRESH_SECONDS = 600
const STALE_SECONDS = 7 * 24 * 3_600

/**
 * Serve the chat widget at `/widget.js`, for pages of every origin: which of them may talk to us is
 * decided by the endpoints that it calls.
 *
 * @param path where the build is; without one, the answer says how to make it
 */
export async function serveWidget(app: FastifyInstance, path: string): Promise<void> {
  const script = await readFile(path).catch(() => undefined)
  if (!script) {
    app.get('/widget.js', (_request, reply) =>
      reply
        .code(404)
        .type('text/plain')
        .send('The widget is not built. Run: npm run build:widget\n'),
    )
    return
  }
  const [zipped, brotli] = await Promise.all([
    promisify(gzip)(script, { level: 9 }),
    promisify(brotliCompress)(script),
  ])
  const etag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`
  app.get('/widget.js', (request, reply) => {
    reply
      .header('etag', etag)
      .header(
        'cache-control',
        `public, max-age=${FRESH_SECONDS}, stale-while-revalidate=${STALE_SECONDS}`,
      )
      .header('vary', 'accept-encoding')
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    reply.type('text/javascript; charset=utf-8')
    const accepted = String(request.headers['accept-encoding'] ?? '')
    if (/\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(brotli)
    if (/\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(zipped)
    return reply.send(script)
  })
}
