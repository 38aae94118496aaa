import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { readInAccount, type Sql } from '../platform/sql.ts'
import { exchangeToken } from '../profile/exchange-token.ts'
import { findCopy } from './message-copies.sql.ts'
import { readMessageToken } from './message-token.ts'
import { noteHit } from './note-hit.action.ts'
import { withParameters } from './track-links.ts'
import { findTracked } from './tracked-messages.sql.ts'

export interface TrackingServices {
  sql: Sql
  secret: Uint8Array
  log: Logger
}

type TokenRequest = FastifyRequest<{ Params: { token: string } }>

/** A transparent GIF of one pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** Serve what messages point to: the pixel, their links, and the mail itself as a page. */
export function serveTracking(app: FastifyInstance, services: TrackingServices): void {
  const serve = (
    url: string,
    handler: (services: TrackingServices, request: TokenRequest, reply: FastifyReply) => unknown,
  ) =>
    app.route<{ Params: { token: string } }>({
      method: ['GET', 'HEAD'], // what checks links asks for the head alone
      url,
      handler: (request, reply) => handler(services, request, reply),
    })
  serve('/o/:token', open)
  serve('/l/:token', follow)
  serve('/view/:token', view)
}

/** The picture comes in any case: a reader must not see that we count. */
async function open(
  { sql, secret, log }: TrackingServices,
  request: TokenRequest,
  reply: FastifyReply,
) {
  const token = readMessageToken(secret, 'open', request.params.token.replace(/\.gif$/, ''))
  if (token) {
    const hit = { kind: 'opened' as const, ...asked(request) }
    await noteHit(sql, token, hit).catch((error: unknown) => {
      log.warn({ err: error }, 'an open was not recorded')
    })
  }
  return reply
    .type('image/gif')
    .header('cache-control', 'no-store, private')
    .header('cross-origin-resource-policy', 'cross-origin')
    .send(PIXEL)
}

async function follow(
  { sql, secret, log }: TrackingServices,
  request: TokenRequest,
  reply: FastifyReply,
) {
  const token = readMessageToken(secret, 'link', request.params.token)
  const hit = { kind: 'clicked' as const, ...asked(request) }
  const found =
    token &&
    (await noteHit(sql, token, hit).catch((error: unknown) => {
      log.warn({ err: error }, 'a click was not recorded')
      // Who clicked gets there all the same.
      return readInAccount(sql, token.accountId, (tx) =>
        findTracked(tx, token.accountId, token.messageId, token.nth),
      )
    }))
  // Only what the message itself contained: nobody can make us lead elsewhere.
  if (!token || !found?.link) return gone(reply)
  const exchange = exchangeToken(secret, token.accountId, found.profileId)
  return reply
    .header('cache-control', 'no-store, private')
    .header('referrer-policy', 'no-referrer')
    .redirect(inHeader(withParameters(found.link, [['_kx', exchange]])), 302)
}

/** An address as headers can say it: links in mails have umlauts and the like. */
function inHeader(url: string): string {
  return new URL(url).href
}

/** Mails bring styles and pictures of everywhere, and nothing that runs. */
const VIEW_POLICY =
  "default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline' https:; font-src https: data:; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"

async function view({ sql, secret }: TrackingServices, request: TokenRequest, reply: FastifyReply) {
  const token = readMessageToken(secret, 'view', request.params.token)
  const copy =
    token &&
    (await readInAccount(sql, token.accountId, (tx) =>
      findCopy(tx, token.accountId, token.messageId),
    ))
  if (!copy || (copy.html === null && copy.body === null)) return gone(reply)
  reply
    .header('content-security-policy', VIEW_POLICY)
    .header('cache-control', 'no-store, private')
    .header('x-robots-tag', 'noindex')
  return copy.html === null
    ? reply.type('text/plain; charset=utf-8').send(copy.body)
    : reply.type('text/html; charset=utf-8').send(copy.html)
}

function gone(reply: FastifyReply) {
  return reply
    .code(404)
    .type('text/plain; charset=utf-8')
    .send('This link is not valid any more.\nDieser Link ist nicht mehr gültig.\n')
}

function asked(request: FastifyRequest) {
  return { method: request.method, userAgent: String(request.headers['user-agent'] ?? '') }
}
