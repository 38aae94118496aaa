import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import { accountRoutes } from '../src/account/account.http.ts'
import { apiKeyRoutes } from '../src/account/api-key.http.ts'
import { auditRoutes } from '../src/account/audit.http.ts'
import { type Authenticator, createAuthenticator } from '../src/account/authenticate.action.ts'
import {
  type BootstrapConfig,
  bootstrapInstallation,
  loadInstallation,
} from '../src/account/bootstrap-installation.action.ts'
import { memberRoutes } from '../src/account/member.http.ts'
import type { Settle } from '../src/account/move-clock.action.ts'
import type { OnAccountCreated } from '../src/account/open-account.action.ts'
import { sessionRoutes } from '../src/account/session.http.ts'
import { SignInThrottle } from '../src/account/sign-in-throttle.ts'
import { testClockRoutes } from '../src/account/test-clock.http.ts'
import { createApp } from '../src/platform/app.ts'
import { accountClock } from '../src/platform/clock.ts'
import { allowClientCalls } from '../src/platform/cors.ts'
import type { Route } from '../src/platform/http.ts'
import { RateLimiter } from '../src/platform/rate-limit.ts'
import type { Sql } from '../src/platform/sql.ts'

export const ORIGIN = 'http://localhost:4100'

export interface AccountAppOptions {
  now?: () => Date
  settle?: readonly Settle[]
  onAccountCreated?: readonly OnAccountCreated[]
  routes?: readonly Route[]
}

export interface AccountApp {
  app: FastifyInstance
  authenticator: Authenticator
}

/** A server with the routes of accounts, on a database that was bootstrapped before. */
export async function accountApp(sql: Sql, options: AccountAppOptions = {}): Promise<AccountApp> {
  const log = pino({ level: 'silent' })
  const authenticator = createAuthenticator({
    sql,
    log,
    publicUrl: ORIGIN,
    ...(options.now ? { now: options.now } : {}),
  })
  const deps = {
    sql,
    log,
    authenticator,
    version: '0.1.0',
    throttle: new SignInThrottle(),
    settle: options.settle ?? [],
    onAccountCreated: options.onAccountCreated ?? [],
  }
  const app = await createApp({
    routes: [
      ...sessionRoutes(deps),
      ...accountRoutes(deps),
      ...memberRoutes(deps),
      ...apiKeyRoutes(deps),
      ...auditRoutes(),
      ...testClockRoutes(deps),
      ...(options.routes ?? []),
    ],
    sql,
    clock: accountClock(sql),
    limiter: new RateLimiter('off'),
    log,
    telemetry: { observe: () => {} },
    secret: (await loadInstallation(sql)).secret,
    publicUrl: ORIGIN,
    trustProxy: false,
    authenticate: authenticator.authenticate,
  })
  allowClientCalls(app)
  return { app, authenticator }
}

/** First start of a server with these settings. */
export function bootstrap(
  sql: Sql,
  config: Partial<BootstrapConfig> = {},
  onAccountCreated: readonly OnAccountCreated[] = [],
) {
  const nothing = { apiKey: null, companyId: null, owner: null, isSandbox: false }
  return bootstrapInstallation(
    sql,
    { ...nothing, publicUrl: ORIGIN, ...config },
    { now: new Date(), onAccountCreated },
  )
}

/** A reader's browser: keeps the session cookie, names its page and its account. */
export class Browser {
  cookie: string | undefined
  account: string | undefined
  private readonly app: FastifyInstance

  constructor(app: FastifyInstance, account?: string) {
    this.app = app
    this.account = account
  }

  async call(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    data?: object,
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    const request: InjectOptions = {
      method,
      url,
      headers: {
        host: 'localhost:4100',
        origin: ORIGIN,
        ...(this.cookie ? { cookie: `theme=dark; ${this.cookie}` } : {}),
        ...(this.account ? { 'parley-account': this.account } : {}),
        ...(data ? { 'content-type': 'application/vnd.api+json' } : {}),
        ...headers,
      },
      ...(data ? { payload: JSON.stringify({ data }) } : {}),
    }
    const response = await this.app.inject(request)
    const cookies = response.headers['set-cookie']
    const latest = Array.isArray(cookies) ? cookies.at(-1) : cookies
    if (latest) this.cookie = latest.split(';', 1)[0]
    return response
  }

  signIn(email: string, password: string): Promise<LightMyRequestResponse> {
    return this.call('POST', '/api/x/sessions', {
      type: 'session',
      attributes: { email, password },
    })
  }
}

/** The errors of an answer, as far as tests look at them. */
export function errorOf(response: LightMyRequestResponse) {
  const [error] = response.json().errors
  return { status: response.statusCode, code: error.code, detail: error.detail }
}
