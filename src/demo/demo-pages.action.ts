import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { findAccount } from '../account/accounts.sql.ts'
import { inEveryAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { firstSandbox } from './demo-shop.sql.ts'

const YEAR_SECONDS = 365 * 24 * 3_600
const COMPANY = /^[A-Za-z0-9]{6}$/
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/**
 * The shop talks to us alone, and no other page may show it in a frame. Pictures may come from
 * anywhere, also from this server under another name.
 */
const SHOP_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: https: http:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Serve the demo shop of sandbox accounts below /demo; to everybody else there is no such page.
 *
 * @param folder where its build is; without one, the answer says how to make it
 */
export async function serveDemoShop(app: FastifyInstance, sql: Sql, folder: string): Promise<void> {
  const page = await readFile(join(folder, 'index.html')).catch(() => undefined)
  await serveFiles(app, join(folder, 'assets'))

  async function sendShop(company: string, reply: FastifyReply): Promise<FastifyReply> {
    if (!(await isSandbox(sql, company))) return notThere(reply)
    if (!page) {
      const text = 'The demo shop is not built. Run: npm run build:demo-shop\n'
      return reply.code(404).type('text/plain').send(text)
    }
    reply.header('content-security-policy', SHOP_POLICY).header('cache-control', 'no-cache')
    return reply.type('text/html; charset=utf-8').send(page)
  }

  app.get('/demo', async (_request, reply) => {
    const company = await inEveryAccount(sql, firstSandbox)
    return company === undefined ? notThere(reply) : reply.redirect(`/demo/${company}`, 302)
  })
  app.get<{ Params: { company: string } }>('/demo/:company', ({ params }, reply) =>
    sendShop(params.company, reply),
  )
  app.get<{ Params: { company: string } }>('/demo/:company/*', ({ params }, reply) =>
    sendShop(params.company, reply),
  )
}

/** Their names change with what is in them. */
async function serveFiles(app: FastifyInstance, folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const type = TYPES[extname(name)]
    if (type === undefined) continue
    const content = await readFile(join(folder, name))
    app.get(`/demo-shop/assets/${name}`, (_request, reply) =>
      reply
        .header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`)
        .type(type)
        .send(content),
    )
  }
}

async function isSandbox(sql: Sql, company: string): Promise<boolean> {
  if (!COMPANY.test(company)) return false
  const account = await readInAccount(sql, company, (tx) => findAccount(tx, company))
  return account?.isSandbox ?? false
}

function notThere(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/plain').send('There is no demo shop here.\n')
}
