import { access } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

const YEAR_SECONDS = 365 * 24 * 3_600

/**
 * Nothing from other hosts, nothing inline but styles: the component library sets style attributes.
 */
const CONSOLE_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers that every page and answer carries. */
export function secureHeaders(reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff')
  reply.header('referrer-policy', 'strict-origin-when-cross-origin')
  reply.header('cross-origin-opener-policy', 'same-origin')
}

/**
 * Serve the built console: its files, and its page for every path a reader may reload.
 *
 * @param folder where the build is; without one, the page says how to make it
 */
export async function serveConsole(app: FastifyInstance, folder: string): Promise<void> {
  const isBuilt = await access(join(folder, 'index.html')).then(
    () => true,
    () => false,
  )
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      index: false,
      setHeaders: (reply, path) => {
        const isHashed = path.includes('/assets/')
        reply.header(
          'cache-control',
          isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
        )
      },
    })
  }
  for (const path of CONSOLE_PATHS) {
    app.get(path, (_request, reply) => {
      reply.header('content-security-policy', CONSOLE_POLICY).header('cache-control', 'no-cache')
      if (isBuilt) return reply.type('text/html').sendFile('index.html')
      return reply.type('text/plain').send('The console is not built. Run: npm run build:web\n')
    })
  }
}

/** Pages of the console; `web/routes.tsx` knows what is on each. */
const CONSOLE_PATHS = ['/', '/sign-in', '/setup', '/join', '/a', '/a/*'] as const
