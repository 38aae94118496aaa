import { afterAll } from 'vitest'
import type { Endpoint } from '../src/contract/endpoint.ts'
import type { Config } from '../src/platform/config.ts'
import { BETA_REVISION, NEWEST_REVISION } from '../src/platform/revision.ts'
import type { Sql } from '../src/platform/sql.ts'
import { startServer } from '../src/server.ts'
import { testDatabase } from './database.ts'

export const OWNER = { email: 'ada@shop.test', password: 'wool scarves in november' }
export const KEY = 'pk_contract_0123456789abcdefghij'
export const COMPANY = 'Sh0p42'

export interface TestServer {
  url: string
  sql: Sql
  adminUrl: string
  /** Where mail comes in. */
  smtpPort: number | null
}

/** The whole server in this process, on a database of this test file, listening on a free port. */
export async function runningServer(changes: Partial<Config> = {}): Promise<TestServer> {
  const { sql, url, adminUrl } = await testDatabase()
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    dataDir: '/nowhere',
    databaseUrl: url,
    analyticsUrl: null,
    publicUrl: 'http://localhost',
    hasPublicUrl: false,
    smtpUrl: null,
    smtpConnections: null,
    smtpPerSecond: null,
    inboundSmtp: null,
    outboundHosts: [],
    llm: null,
    apiKey: KEY,
    companyId: COMPANY,
    owner: OWNER,
    isSandbox: false,
    rateLimits: 'off',
    trustsProxy: false,
    logLevel: 'fatal',
    ...changes,
  }
  const server = await startServer(config, {
    kind: 'external',
    url,
    lost: new Promise(() => {}),
    stop: async () => {},
  })
  afterAll(() => server.stop())
  return { url: server.address, sql, adminUrl, smtpPort: server.smtpPort }
}

/** The header that asks for the shape of an endpoint. */
export function revisionOf({ revision }: Pick<Endpoint, 'revision'>): { revision: string } {
  return { revision: revision === 'beta' ? BETA_REVISION : NEWEST_REVISION }
}

/** A request as programs send it; `data` becomes the document. */
export async function call(
  server: TestServer,
  method: string,
  path: string,
  options: { data?: unknown; body?: string | Buffer; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; body: Body }> {
  const body =
    options.body ??
    (options.data === undefined ? undefined : JSON.stringify({ data: options.data }))
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Klaviyo-API-Key ${KEY}`,
      revision: NEWEST_REVISION,
      ...(body === undefined ? {} : { 'content-type': 'application/vnd.api+json' }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? {} : parsed(text)) as Body,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { text }
  }
}

interface Resource {
  type: string
  id: string
  attributes: Record<string, unknown>
  relationships?: Record<string, { data?: { type: string; id: string } }>
}

export interface Body {
  data: Resource & Resource[]
  included?: Resource[]
  links: { self: string; next: string | null; prev: string | null }
  errors: {
    code: string
    title: string
    detail: string
    status: number
    source: { pointer?: string; parameter?: string }
    meta: Record<string, unknown>
  }[]
  text?: string
}

/** One event as the API takes it. */
export function newEvent(metric: string, email: string, more: Record<string, unknown> = {}) {
  return {
    type: 'event',
    attributes: {
      metric: { data: { type: 'metric', attributes: { name: metric } } },
      profile: { data: { type: 'profile', attributes: { email } } },
      properties: {},
      ...more,
    },
  }
}
