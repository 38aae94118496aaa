import type { FastifyInstance } from 'fastify'
import { demoPicture } from './demo-picture.ts'

const DAY_SECONDS = 24 * 3_600

/** Serve the pictures of the demo shop's products. They are drawn as they are asked for. */
export function serveDemoPictures(app: FastifyInstance): void {
  app.get<{ Params: { name: string } }>('/demo/pictures/:name', (request, reply) => {
    const picture = demoPicture(request.params.name)
    if (picture === undefined) {
      return reply.code(404).type('text/plain').send('There is no such picture.\n')
    }
    return (
      reply
        .type('image/svg+xml')
        .header('cache-control', `public, max-age=${DAY_SECONDS}`)
        // Pages of shops elsewhere show them as well.
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(picture)
    )
  })
}
