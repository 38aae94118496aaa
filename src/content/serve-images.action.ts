import type { FastifyInstance } from 'fastify'
import { readInAccount, type Sql } from '../platform/sql.ts'
import { formatOf } from './image-format.ts'
import { findImageFile } from './images.sql.ts'

const YEAR_SECONDS = 365 * 24 * 3_600
const WIDTH_MAX = 10_000

interface Asked {
  Params: { account: string; file: string }
  Querystring: { w?: string }
}

/**
 * Serve images to mail programs and pages everywhere: `/media/{account}/{key}.png`, with `?w=600` the
 * smallest size that is wide enough. A key is derived from the content, so nothing there ever changes.
 */
export function serveImages(app: FastifyInstance, sql: Sql): void {
  app.get<Asked>('/media/:account/:file', async (request, reply) => {
    const { account, file } = request.params
    const key = /^([\w-]{22})\.(jpg|png|gif|webp)$/.exec(file)?.[1]
    const width = widthOf(request.query.w)
    const content =
      key !== undefined && /^[A-Za-z0-9]{6}$/.test(account)
        ? await readInAccount(sql, account, (tx) => findImageFile(tx, account, key, width))
        : undefined
    reply
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('content-security-policy', "default-src 'none'; sandbox")
    const format = content && formatOf(content)
    if (!content || !format) {
      return reply.code(404).type('text/plain').send('There is no such image.\n')
    }
    return reply
      .header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`)
      .header('access-control-allow-origin', '*')
      .type(`image/${format}`)
      .send(content)
  })
}

function widthOf(text: unknown): number | null {
  if (typeof text !== 'string' || !/^[1-9]\d{0,4}$/.test(text)) return null
  return Math.min(Number(text), WIDTH_MAX)
}
