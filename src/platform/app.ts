import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import fastifyCompress from '@fastify/compress'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { BODY_BYTES_MAX, type Endpoint } from '../contract/endpoint.ts'
import type { Clock } from './clock.ts'
import { databaseProblem } from './database-problem.ts'
import type { Answer, Call, Caller, Route } from './http.ts'
import { type Linkage, renderResource, type Selection, typesOf } from './json-api.ts'
import { MultipartBody, parseMultipart } from './multipart.ts'
import { type Cursor, encodeCursor } from './page.ts'
import { Problem, type ProblemDetail } from './problem.ts'
import type { RateLimiter } from './rate-limit.ts'
import { bodyProblem, parseJsonBody } from './request-body.ts'
import { type RequestQuery, readQuery } from './request-query.ts'
import { BETA_REVISION, type ByFamily, byFamily, familyOf, NEWEST_REVISION } from './revision.ts'
import { TOKEN_LENGTH_MAX } from './signed-token.ts'
import { readInAccount, type Sql } from './sql.ts'
import type { HttpTelemetry } from './telemetry.ts'

export interface AppOptions {
  routes: readonly Route[]
  sql: Sql
  clock: Clock
  limiter: RateLimiter
  log: Logger
  telemetry: HttpTelemetry
  /** Signs page cursors. */
  secret: Buffer
  /** Links in answers begin with it; undefined: the host that the caller used. */
  publicUrl: string | undefined
  trustProxy: boolean
  authenticate: (request: FastifyRequest, endpoint: Endpoint) => Promise<Caller>
}

const JSON_API = 'application/vnd.api+json'
const PLAIN_TYPE = 'text/plain'
/** What endpoints with a raw body take; the bytes arrive as they were sent. */
const RAW_TYPES = ['application/octet-stream', 'text/csv', 'application/x-ndjson']
const FORM_TYPE = 'multipart/form-data'
const URL_LENGTH_MAX = 16_384 + 4_096
const COMPRESS_FROM_BYTES = 1_024

/** The HTTP server with every route of the list, not listening yet. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    // Requests are counted and timed, and failures are logged with their id by `answerErrors`.
    logger: false,
    genReqId: () => randomUUID(),
    trustProxy: options.trustProxy,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: 60_000,
    // Clients send `/api/x/` and `//api/x` as well.
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: TOKEN_LENGTH_MAX,
      querystringParser: (text) => Object.fromEntries(queryValues(text)),
    },
    rewriteUrl: (request) => shortened(request.url ?? '/'),
    // Before any route and its hooks: a path like /%zz, or with an id without end.
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id)
      sendProblem(reply, problemOf(error, request, options))
    },
    // DELETE …/relationships/… carries a body.
    exposeHeadRoutes: false,
  }) as unknown as FastifyInstance
  // Only answers that can be large look at Accept-Encoding; recording events answers nothing.
  await app.register(fastifyCompress, { global: false, globalDecompression: false })
  acceptBodies(app)
  answerErrors(app, options)
  const readable = options.routes.filter((route) => route.endpoint.method === 'GET')
  const paths = new Set(readable.map((route) => comparedPath(route.endpoint.path)))
  for (const routes of byFamily(options.routes)) addRoutes(app, routes, { ...options, paths })
  return app
}

function shortened(url: string): string {
  return url.length > URL_LENGTH_MAX ? '/url-too-long' : url
}

function queryValues(text: string): Map<string, string> {
  return new Map(new URLSearchParams(text))
}

function acceptBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parse = async (_request: FastifyRequest, body: Buffer) =>
    body.length === 0 ? undefined : parseJsonBody(body)
  app.addContentTypeParser(['application/json', JSON_API], { parseAs: 'buffer' }, parse)
  // Browsers ask before they send JSON to another origin, but not before they send text. Where no
  // cookie counts, text may be JSON: a shop's page then saves the question.
  const parseText = async (request: FastifyRequest, body: Buffer) => {
    const { isForPages } = request.routeOptions.config as { isForPages?: boolean }
    if (!isForPages) throw mediaTypeProblem(request)
    return parse(request, body)
  }
  app.addContentTypeParser(PLAIN_TYPE, { parseAs: 'buffer' }, parseText)
  const keep = async (_request: FastifyRequest, body: Buffer) => body
  app.addContentTypeParser(RAW_TYPES, { parseAs: 'buffer' }, keep)
  const form = async (request: FastifyRequest, body: Buffer) =>
    new MultipartBody(body, String(request.headers['content-type']))
  app.addContentTypeParser(FORM_TYPE, { parseAs: 'buffer' }, form)
}

/** As resource types write where they live: one parameter name for all. */
function comparedPath(path: string): string {
  return path.replaceAll(/\{\w+\}/g, '{id}')
}

const COMPRESSION = { threshold: COMPRESS_FROM_BYTES, encodings: ['gzip' as const, 'br' as const] }

/** A compressor would hold live messages back. */
function isCompressed({ method, reply }: Endpoint): boolean {
  return !('stream' in reply) && (method === 'GET' || 'one' in reply)
}

type RoutedOptions = AppOptions & { paths: ReadonlySet<string> }

/** The routes of one method and path: the revision that a request names decides which one answers. */
function addRoutes(app: FastifyInstance, routes: ByFamily<Route>, options: RoutedOptions): void {
  const answering = { stable: answeringOf(routes.stable), beta: answeringOf(routes.beta) }
  const { endpoint } = routes.stable
  const both = [routes.stable.endpoint, routes.beta.endpoint]
  app.route({
    method: endpoint.method,
    url: endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    bodyLimit: Math.max(...both.map((one) => one.bodyBytesMax ?? BODY_BYTES_MAX)),
    config: { isForPages: endpoint.access === 'company' },
    ...(both.some(isCompressed) ? { compress: COMPRESSION } : {}),
    handler: (request, reply) =>
      answering[familyOf(request.headers.revision)](request, reply, options),
  })
}

/** Answers one request as an endpoint says. */
function answeringOf(route: Route) {
  const { endpoint } = route
  const types = typesOf(endpoint)
  return async (request: FastifyRequest, reply: FastifyReply, options: RoutedOptions) => {
    const started = performance.now()
    try {
      const caller = await options.authenticate(request, endpoint)
      // Also on refusals below: the old token stops working in a minute.
      if (caller.renewedCookie) reply.header('set-cookie', caller.renewedCookie)
      limitRate(request, reply, { endpoint, caller, options })
      const call = await readCall(request, reply, { endpoint, caller, options })
      const answer = await route.handle(call as Call<never, never>)
      return await send(reply, answer, { endpoint, call, types, options })
    } finally {
      options.telemetry.observe(endpoint.id, performance.now() - started)
    }
  }
}

interface Serving {
  endpoint: Endpoint
  caller: Caller
  options: AppOptions
}

function limitRate(request: FastifyRequest, reply: FastifyReply, serving: Serving): void {
  const { endpoint, caller, options } = serving
  const who = caller.accountId || request.ip
  const verdict = options.limiter.count(`${who} ${endpoint.id}`, endpoint.rate, Date.now())
  if (!verdict) return
  if (!verdict.allowed) {
    throw new Problem(
      429,
      {
        code: 'throttled',
        title: 'Request was throttled.',
        detail: `Request was throttled. Expected available in ${verdict.resetSeconds} seconds.`,
        fix: 'Wait for Retry-After seconds; PARLEY_RATE_LIMITS of the server sets the limits.',
      },
      verdict.resetSeconds,
    )
  }
  reply.header('ratelimit-limit', verdict.limit)
  reply.header('ratelimit-remaining', verdict.remaining)
  reply.header('ratelimit-reset', verdict.resetSeconds)
}

async function readCall(
  request: FastifyRequest,
  reply: FastifyReply,
  { endpoint, caller, options }: Serving,
): Promise<Call<unknown, unknown>> {
  const values = new Map(Object.entries(request.query as Record<string, string>))
  const path = request.url.split('?', 1)[0] ?? ''
  const query = readQuery(endpoint, path, values, options.secret)
  const wallNow = new Date()
  return {
    params: readParams(request),
    plain: readPlain(endpoint, values),
    query,
    body: await readBody(endpoint, request),
    caller,
    sql: options.sql,
    wallNow,
    now: caller.isSandbox ? await options.clock.now(caller.accountId) : wallNow,
    read: (work) => readInAccount(options.sql, caller.accountId, work),
    origin: options.publicUrl ?? `${request.protocol}://${request.host}`,
    ip: request.ip,
    headers: request.headers,
    closed: 'stream' in endpoint.reply ? closedBy(reply) : NEVER_CLOSED,
  }
}

function readParams(request: FastifyRequest): Record<string, string> {
  const params = request.params as Record<string, string>
  if (!Object.values(params).some((value) => value.includes('\u0000'))) return params
  throw new Problem(404, {
    code: 'not_found',
    title: 'Not found.',
    detail: 'An id in the path contains a NUL character, which no id does.',
  })
}

const NEVER_CLOSED = new AbortController().signal

function closedBy(reply: FastifyReply): AbortSignal {
  const closing = new AbortController()
  reply.raw.once('close', () => closing.abort())
  return closing.signal
}

function readPlain(endpoint: Endpoint, values: ReadonlyMap<string, string>): unknown {
  if (!endpoint.query) return {}
  const known = Object.keys(endpoint.query.shape).filter((name) => values.has(name))
  const result = endpoint.query.safeParse(
    Object.fromEntries(known.map((name) => [name, values.get(name)])),
  )
  if (result.success) return result.data
  throw new Problem(
    400,
    result.error.issues.map((issue): ProblemDetail => {
      const parameter = String(issue.path[0])
      return {
        code: 'invalid',
        title: 'Invalid input.',
        detail: values.has(parameter)
          ? `The parameter '${parameter}' is not acceptable: ${issue.message}.`
          : `The parameter '${parameter}' is required.`,
        source: { parameter },
      }
    }),
  )
}

async function readBody(endpoint: Endpoint, request: FastifyRequest): Promise<unknown> {
  if (!endpoint.body) return undefined
  const { body } = request
  if (body !== undefined && kindOf(body) !== kindFor(endpoint)) {
    throw mediaTypeProblem(request, endpoint)
  }
  if (body === undefined) {
    throw new Problem(400, {
      code: 'parse_error',
      title: 'Malformed request.',
      detail: 'The request has no body.',
      fix: `Send ${KIND_NAMES[kindFor(endpoint)]} with Content-Type: ${acceptedType(endpoint)}.`,
      source: { pointer: '/data' },
    })
  }
  const value = body instanceof MultipartBody ? await parseMultipart(body) : body
  const result = endpoint.body.safeParse(value)
  if (!result.success) throw bodyProblem(result.error, value)
  return result.data
}

type BodyKind = 'json' | 'bytes' | 'form'

const KIND_NAMES: Record<BodyKind, string> = {
  json: 'a JSON document',
  bytes: 'the bytes',
  form: 'a form',
}

function kindOf(body: unknown): BodyKind {
  if (body instanceof MultipartBody) return 'form'
  return Buffer.isBuffer(body) ? 'bytes' : 'json'
}

function kindFor({ rawBody, multipart }: Endpoint): BodyKind {
  if (multipart) return 'form'
  return rawBody ? 'bytes' : 'json'
}

function mediaTypeProblem(request: FastifyRequest, endpoint?: Endpoint): Problem {
  return new Problem(415, {
    code: 'unsupported_media_type',
    title: 'Unsupported media type.',
    detail: `Unsupported media type "${String(request.headers['content-type'] ?? '')}" in request.`,
    fix: `Send Content-Type: ${acceptedType(endpoint)}.`,
  })
}

function acceptedType(endpoint: Endpoint | undefined): string {
  if (endpoint?.multipart) return FORM_TYPE
  return endpoint?.rawBody ? RAW_TYPES.join(' or ') : `${JSON_API} or application/json`
}

interface Sending {
  endpoint: Endpoint
  call: Call<unknown, unknown>
  types: ReturnType<typeof typesOf>
  options: RoutedOptions
}

async function send(reply: FastifyReply, answer: Answer, sending: Sending): Promise<FastifyReply> {
  const { endpoint, call, options } = sending
  if (!answer || ('cookie' in answer && !('data' in answer))) {
    if (answer) reply.header('set-cookie', answer.cookie)
    return reply.code(endpoint.reply.status).send()
  }
  if ('file' in answer) {
    reply.header('content-type', answer.contentType)
    reply.header('content-disposition', `attachment; filename="${answer.name}"`)
    return reply.send(Readable.from(answer.file))
  }
  if ('stream' in answer) {
    reply.header('content-type', 'text/event-stream').header('cache-control', 'no-store')
    reply.header('x-accel-buffering', 'no')
    return reply.send(Readable.from(answer.stream))
  }
  const selection: Selection = {
    fields: call.query.fields,
    types: sending.types,
    origin: call.origin,
    paths: options.paths,
  }
  if ('cookie' in answer && answer.cookie) reply.header('set-cookie', answer.cookie)
  const status = ('status' in answer && answer.status) || endpoint.reply.status
  reply.code(status).header('content-type', JSON_API)
  return reply.send(JSON.stringify(documentOf(answer, reply.request, selection, sending, options)))
}

/** Pointers as they are, or with a link each where the public API shows one. */
function withLinks(
  linkage: Linkage | Linkage[] | null,
  path: string | undefined,
  origin: string,
): unknown {
  if (path === undefined) return linkage
  const linked = (one: Linkage) => ({
    ...one,
    links: { self: `${origin}${path.replace('{id}', encodeURIComponent(one.id))}` },
  })
  return Array.isArray(linkage) ? linkage.map(linked) : linkage && linked(linkage)
}

type DocumentAnswer = Exclude<
  Answer,
  void | { file: unknown } | { stream: unknown } | { cookie: string }
>

function documentOf(
  answer: DocumentAnswer,
  request: FastifyRequest,
  selection: Selection,
  { call, endpoint }: Sending,
  { secret }: AppOptions,
): object {
  const self = `${selection.origin}${request.originalUrl}`
  const data = 'linkage' in answer ? answer.linkage : answer.data
  const pointerPath =
    'linkage' in endpoint.reply
      ? endpoint.reply.self?.replace('{parent}', encodeURIComponent(call.params['id'] ?? ''))
      : undefined
  const render = (one: Parameters<typeof renderResource>[0]) => renderResource(one, selection)
  const included = 'included' in answer ? answer.included : undefined
  return {
    data:
      'linkage' in answer
        ? withLinks(answer.linkage, pointerPath, selection.origin)
        : Array.isArray(answer.data)
          ? answer.data.map(render)
          : answer.data && render(answer.data),
    ...(included ? { included: included.map(render) } : {}),
    links: Array.isArray(data)
      ? {
          self,
          next: pageLink(self, 'next' in answer ? answer.next : null, call.query, secret),
          prev: pageLink(self, 'prev' in answer ? answer.prev : null, call.query, secret),
        }
      : { self },
    ...('meta' in answer && answer.meta ? { meta: answer.meta } : {}),
  }
}

function pageLink(
  self: string,
  cursor: Cursor | null | undefined,
  query: RequestQuery,
  secret: Buffer,
): string | null {
  if (!cursor) return null
  const url = new URL(self)
  url.searchParams.set('page[cursor]', encodeCursor(cursor, query.fingerprint, secret))
  return url.toString()
}

function answerErrors(app: FastifyInstance, options: AppOptions): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request, options)
    if (problem.retryAfterSeconds !== undefined) {
      reply.header('retry-after', String(problem.retryAfterSeconds))
    }
    return sendProblem(reply, problem)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    return sendProblem(reply, pathProblem(app, request.method, path))
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    const isBeta = familyOf(request.headers.revision) === 'beta'
    reply.header('revision', isBeta ? BETA_REVISION : NEWEST_REVISION)
    refuseFutureRevision(request)
  })
}

function refuseFutureRevision(request: FastifyRequest): void {
  const { revision } = request.headers
  if (typeof revision !== 'string' || !request.url.startsWith('/api')) return
  const date = /^(\d{4}-\d\d-\d\d)(\.\w+)?$/.exec(revision)?.[1]
  if (date !== undefined && !Number.isNaN(Date.parse(date))) return
  throw new Problem(400, {
    code: 'invalid',
    title: 'Invalid input.',
    detail: `The revision header must be a date such as ${NEWEST_REVISION}, got '${revision.slice(0, 40)}'.`,
    source: { parameter: 'revision' },
  })
}

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE', 'PUT'] as const

function pathProblem(app: FastifyInstance, method: string, path: string): Problem {
  const allowed = METHODS.filter(
    (one) => one !== method && app.findRoute({ method: one, url: path }) !== null,
  )
  const known = METHODS.some((one) => app.hasRoute({ method: one, url: path }))
  if (known || allowed.length > 0) {
    return new Problem(405, {
      code: 'method_not_allowed',
      title: 'Method not allowed.',
      detail: `Method "${method}" not allowed.`,
    })
  }
  return new Problem(404, {
    code: 'not_found',
    title: 'Not found.',
    detail: `The path ${path.slice(0, 200)} could not be found.`,
  })
}

function problemOf(error: unknown, request: FastifyRequest, options: AppOptions): ProblemLike {
  if (error instanceof Problem) return error
  const fromFastify = fastifyProblem(error, request)
  if (fromFastify) return fromFastify
  const fromDatabase = databaseProblem(error)
  if (fromDatabase) {
    options.log.warn({ err: error, requestId: request.id }, 'database unavailable')
    return fromDatabase
  }
  options.log.error({ err: error, requestId: request.id, url: request.url }, 'request failed')
  return {
    status: 500,
    retryAfterSeconds: undefined,
    details: [
      {
        code: 'error',
        title: 'Internal server error.',
        detail: `Something went wrong on our side. Request ${request.id}.`,
        fix: 'Try again. The log of the server has the cause under this request id.',
      },
    ],
  }
}

type ProblemLike = Pick<Problem, 'details' | 'retryAfterSeconds'> & { status: number }

function fastifyProblem(error: unknown, request: FastifyRequest): Problem | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return mediaTypeProblem(request)
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem(413, {
        code: 'payload_too_large',
        title: 'Payload too large.',
        detail: `The body is larger than ${request.routeOptions.bodyLimit} bytes.`,
        fix: 'Split the request.',
        source: { pointer: '/data' },
      })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem(400, {
        code: 'parse_error',
        title: 'Malformed request.',
        detail: 'The request is malformed: its URL or its length is not valid.',
      })
    default:
      return undefined
  }
}

function sendProblem(reply: FastifyReply, problem: ProblemLike): FastifyReply {
  const errors = problem.details.map((detail) => ({
    id: randomUUID(),
    status: problem.status,
    code: detail.code,
    title: detail.title,
    detail: detail.detail,
    source: detail.source ?? {},
    links: {},
    meta: { ...detail.meta, ...(detail.fix === undefined ? {} : { fix: detail.fix }) },
  }))
  return reply
    .code(problem.status)
    .header('content-type', JSON_API)
    .send(JSON.stringify({ errors }))
}
