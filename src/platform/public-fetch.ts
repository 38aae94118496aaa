import { lookup as resolve } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { callbackify } from 'node:util'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import ipaddr from 'ipaddr.js'
import { Agent, request } from 'undici'

/** What asks. Robots rules may name it. */
export const USER_AGENT = 'ParleyBot/1.0'

const URL_LENGTH_MAX = 4_096
const PORTS = [80, 443]
/** Addresses of one name that are looked at; more is nobody's honest answer. */
const ADDRESSES_MAX = 64

export interface PublicRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
  /** For everything together: names, connections, redirects and the whole body. */
  timeoutMs: number
  /** Largest body, after decompression. */
  bytesMax: number
  /** 0: an answer that redirects is returned as it is. */
  redirectsMax: number
  userAgent?: string
  /** Plain HTTP as well. */
  allowHttp?: boolean
  /** Ports beside 80 and 443. */
  extraPorts?: readonly number[]
  signal?: AbortSignal
  /** Which addresses may be dialled; for tests and a sandbox whose services run beside it. */
  isAllowed?: (address: string) => boolean
  /** Addresses of a name; the machine's own resolver unless given. */
  lookup?: (hostname: string) => Promise<readonly string[]>
}

export interface PublicAnswer {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: Buffer
  /** Where the answer came from, after redirects. */
  url: string
}

export type RefusalReason =
  | 'not-a-url'
  | 'scheme'
  | 'credentials'
  | 'port'
  | 'address'
  | 'redirects'
  | 'request'

/** We did not dial, or not on: the address is one that must not be reached from here. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused'
  readonly reason: RefusalReason
  constructor(reason: RefusalReason, message: string) {
    super(message)
    this.reason = reason
  }
}

export type FailureReason = 'timeout' | 'too-large' | 'unreachable' | 'encoding' | 'aborted'

/** We dialled, and no whole answer came. */
export class OutboundFailed extends Error {
  override readonly name = 'OutboundFailed'
  readonly reason: FailureReason
  constructor(reason: FailureReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/**
 * One HTTP exchange with the public internet, on behalf of whoever wrote the URL.
 *
 * A name is resolved once for each connection and the very address that was checked is dialled, so
 * a name cannot change between the two. Every redirect is checked as if it were the first URL.
 * There are no cookies; what the caller sends in headers goes to the first origin only.
 *
 * @throws OutboundRefused for a URL, address or redirect that is not public
 * @throws OutboundFailed when no whole answer came within time and size
 */
export async function publicFetch(url: string, options: PublicRequest): Promise<PublicAnswer> {
  const deadline = AbortSignal.timeout(options.timeoutMs)
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline
  const agent = new Agent({
    // With this the connection asks for all addresses of a name, never for one.
    autoSelectFamily: true,
    connect: { lookup: checkedLookup(options), timeout: options.timeoutMs },
    connections: 1,
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
  })
  try {
    return await follow(checkedUrl(url, options), { options, agent, signal })
  } catch (error) {
    throw failureOf(error, deadline, options)
  } finally {
    // Nothing is kept alive, whatever is still under way.
    void agent.destroy().catch(() => {})
  }
}

interface Exchange {
  options: PublicRequest
  agent: Agent
  signal: AbortSignal
}

async function follow(first: URL, exchange: Exchange): Promise<PublicAnswer> {
  const { options } = exchange
  let url = first
  let sending: Sending = { method: options.method ?? 'GET', body: options.body ?? null }
  for (let hop = 0; ; hop += 1) {
    const answer = await ask(url, first, sending, exchange)
    const to = REDIRECTS.has(answer.status) ? answer.headers['location'] : undefined
    if (to === undefined || options.redirectsMax === 0) return answer
    if (hop >= options.redirectsMax) {
      throw new OutboundRefused('redirects', `${first.href} redirects more than ${hop} times.`)
    }
    sending = redirected(sending, answer.status)
    url = checkedUrl(to, options, url)
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

interface Sending {
  method: NonNullable<PublicRequest['method']>
  body: string | Uint8Array | null
}

function redirected(sending: Sending, status: number): Sending {
  const isKept = status === 307 || status === 308 || sending.method === 'HEAD'
  return isKept ? sending : { method: 'GET', body: null }
}

async function ask(
  url: URL,
  first: URL,
  { method, body }: Sending,
  { options, agent, signal }: Exchange,
): Promise<PublicAnswer> {
  const given = url.origin === first.origin ? ownHeaders(options.headers) : {}
  if (body === null) {
    delete given['content-type']
  }
  const response = await request(url, {
    method,
    body,
    dispatcher: agent,
    signal,
    headers: {
      accept: '*/*',
      'user-agent': options.userAgent ?? USER_AGENT,
      ...given,
      'accept-encoding': 'gzip, deflate, br',
    },
  })
  const headers = flat(response.headers)
  return {
    status: response.statusCode,
    headers,
    body: await readBody(response.body, headers['content-encoding'], options.bytesMax),
    url: url.href,
  }
}

/** What only the connection may say, and cookies, which we never send. */
const NOT_GIVEN =
  /^(cookie|host|connection|content-length|transfer-encoding|upgrade|te|expect|keep-alive|proxy-.*|accept-encoding)$/

function ownHeaders(given: PublicRequest['headers'] = {}): Record<string, string> {
  const own = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value] as const)
  return Object.fromEntries(own.filter(([name]) => !NOT_GIVEN.test(name)))
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value] as const],
  )
  return Object.fromEntries(entries)
}

/**
 * @throws OutboundFailed `too-large` as soon as the limit is passed: neither an endless body nor one
 *   that grows when unpacked is read further
 */
async function readBody(
  raw: Readable,
  encoding: string | undefined,
  bytesMax: number,
): Promise<Buffer> {
  // Giving it up is reported as an error of the stream, also when nobody reads it any more.
  raw.on('error', () => {})
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of unpacked(raw, encoding)) {
      const bytes = Buffer.from(chunk)
      size += bytes.length
      if (size > bytesMax) {
        throw new OutboundFailed('too-large', `The answer is larger than ${bytesMax} bytes.`)
      }
      chunks.push(bytes)
    }
  } finally {
    raw.destroy()
  }
  return Buffer.concat(chunks)
}

function unpacked(raw: Readable, encoding: string | undefined): Readable {
  const unpacker = unpackerOf(encoding?.trim().toLowerCase() ?? '')
  if (!unpacker) return raw
  raw.on('error', (error) => unpacker.destroy(error))
  return raw.pipe(unpacker)
}

function unpackerOf(encoding: string) {
  switch (encoding) {
    case '':
    case 'identity':
      return undefined
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    default:
      throw new OutboundFailed('encoding', `The answer is packed as '${encoding.slice(0, 40)}'.`)
  }
}

/**
 * The URL, when it may be asked at all.
 * @param base of a redirect, whose target may be relative
 */
function checkedUrl(text: string, options: PublicRequest, base?: URL): URL {
  const shown = text.slice(0, 200)
  const url = text.length > URL_LENGTH_MAX ? null : URL.parse(text, base?.href)
  if (!url || url.hostname === '') {
    throw new OutboundRefused('not-a-url', `'${shown}' is not the URL of a web page.`)
  }
  const schemes = options.allowHttp ? ['https:', 'http:'] : ['https:']
  if (!schemes.includes(url.protocol)) {
    throw new OutboundRefused('scheme', `'${shown}' does not begin with https://.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutboundRefused('credentials', 'A URL must not carry a user name or password.')
  }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  if (!PORTS.includes(port) && !options.extraPorts?.includes(port)) {
    throw new OutboundRefused('port', `Port ${port} of '${shown}' is not one of the web.`)
  }
  // The parser has already turned every spelling of an IPv4 address into the dotted one.
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // Nothing is looked up for an address, so the check at the lookup would never see it.
  if (isIP(host) !== 0) refuseAddresses([host], host, options)
  url.hash = ''
  return url
}

/** As `dns.lookup` for all addresses, but fails for a name with any that may not be dialled. */
function checkedLookup(options: PublicRequest): LookupFunction {
  const lookup = options.lookup ?? resolvedBySystem
  return callbackify(async (hostname: string, _all: unknown) => {
    const addresses = await lookup(hostname)
    refuseAddresses(addresses, hostname, options)
    return addresses.map((address) => ({ address, family: isIP(address) }))
  })
}

async function resolvedBySystem(hostname: string): Promise<string[]> {
  const found = await resolve(hostname, { all: true })
  return found.map((one) => one.address)
}

function refuseAddresses(
  addresses: readonly string[],
  host: string,
  { isAllowed = isPublicAddress }: PublicRequest,
): void {
  if (addresses.length === 0) throw new OutboundFailed('unreachable', `'${host}' has no address.`)
  // One bad address spoils a name: which one is dialled is not up to the name's owner.
  if (addresses.length <= ADDRESSES_MAX && addresses.every((one) => isAllowed(one))) return
  throw new OutboundRefused('address', `'${host}' is not a public address of the internet.`)
}

const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an address is an ordinary one of the public internet: not private, loopback, link-local,
 * multicast, carrier's, documentation's, nor one IPv6 form that leads to an IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || !ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  return !(parsed instanceof ipaddr.IPv6) || parsed.match(GLOBAL_IPV6)
}

function failureOf(error: unknown, deadline: AbortSignal, options: PublicRequest): Error {
  const own = ownErrorIn(error)
  if (own) return own
  if (deadline.aborted) {
    return new OutboundFailed('timeout', `No whole answer came within ${options.timeoutMs} ms.`)
  }
  if (options.signal?.aborted) return new OutboundFailed('aborted', 'The request was given up.')
  const code = errorCode(error)
  if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR')) {
    return new OutboundFailed('encoding', 'The answer could not be unpacked.')
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return new OutboundRefused('request', `The request is not valid: ${messageOf(error)}.`)
  }
  if (/TIMEOUT|ETIMEDOUT/.test(code)) {
    return new OutboundFailed('timeout', `No whole answer came within ${options.timeoutMs} ms.`)
  }
  return new OutboundFailed(
    'unreachable',
    `The server did not answer (${code || messageOf(error)}).`,
  )
}

/** Ours may come wrapped by the connection that failed because of it. */
function ownErrorIn(error: unknown): OutboundRefused | OutboundFailed | undefined {
  let at = error
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    if (at instanceof OutboundRefused || at instanceof OutboundFailed) return at
    at = at.cause
  }
  return undefined
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
