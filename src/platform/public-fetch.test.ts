import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { isPublicAddress, type PublicRequest, publicFetch } from './public-fetch.ts'

type Handle = (request: IncomingMessage, response: ServerResponse) => void
const pages = new Map<string, Handle>()
const seen: { url: string; headers: IncomingMessage['headers']; method: string }[] = []
const server = createServer((request, response) => {
  const url = request.url ?? ''
  seen.push({ url, headers: request.headers, method: request.method ?? '' })
  const page = pages.get(url)
  if (page) page(request, response)
  else response.writeHead(404).end('nothing here')
})
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
const { port } = server.address() as AddressInfo
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const LOCAL = '127.0.0.1'
const base: PublicRequest = {
  timeoutMs: 3_000,
  bytesMax: 10_000,
  redirectsMax: 3,
  allowHttp: true,
  extraPorts: [port],
}
/** Names lead to our server, whose address stands for a public one. */
const reachable: PublicRequest = {
  ...base,
  lookup: async () => [LOCAL],
  isAllowed: (address) => address === LOCAL || isPublicAddress(address),
}
const at = (path: string, host = 'shop.test') => `http://${host}:${port}${path}`

const refusal = (reason: string) => ({ name: 'OutboundRefused', reason })
const failure = (reason: string) => ({ name: 'OutboundFailed', reason })

async function fails(url: string, options: PublicRequest): Promise<unknown> {
  return publicFetch(url, options).then(
    () => 'answered',
    (error: unknown) => error,
  )
}

describe('addresses', () => {
  test.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '198.18.0.1',
    '192.0.2.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001:db8::1',
    '2001::1',
    '100::1',
    'shop.test',
    '',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each(['8.8.8.8', '93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '2a00:1450::5'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  test.each([
    'http://127.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0x7f.1/',
    'http://127.1/',
    'http://0.0.0.0/',
    'http://0/',
    'http://１２７.0.0.1/',
  ])('%s is not dialled', async (url) => {
    expect(await fails(url, base)).toMatchObject(refusal('address'))
  })

  test('localhost is not dialled', async () => {
    expect(await fails(at('/', 'localhost'), base)).toMatchObject(refusal('address'))
  })

  test.each([
    [[LOCAL]],
    [['93.184.216.34', LOCAL]],
    [['::ffff:169.254.169.254']],
    [['fe80::1%eth0']],
  ])('a name with the addresses %j is not dialled', async (addresses) => {
    const before = seen.length
    expect(await fails(at('/'), { ...base, lookup: async () => addresses })).toMatchObject(
      refusal('address'),
    )
    expect(seen.length).toBe(before)
  })

  test('a name without an address is unreachable', async () => {
    const options = { ...base, lookup: async () => [] }
    expect(await fails(at('/'), options)).toMatchObject(failure('unreachable'))
  })
})

describe('a name that changes its address', () => {
  test('is checked each time it is dialled', async () => {
    pages.set('/again', (_, response) => response.writeHead(302, { location: '/secret' }).end())
    pages.set('/secret', (_, response) => response.end('secret'))
    const answers = [[LOCAL], ['127.0.0.2']]
    let lookups = 0
    const lookup = async () => answers[lookups++] ?? []
    // The connection of the first hop ends, so that the second must look up again.
    pages.set('/again', (_, response) =>
      response.writeHead(302, { location: at('/secret'), connection: 'close' }).end(),
    )
    expect(await fails(at('/again'), { ...reachable, lookup })).toMatchObject(refusal('address'))
    expect(lookups).toBe(2)
    expect(seen.some((one) => one.url === '/secret')).toBe(false)
  })

  test('is dialled at the address that was checked', async () => {
    pages.set('/once', (_, response) => response.end('once'))
    let lookups = 0
    const lookup = async () => (lookups++ === 0 ? [LOCAL] : ['127.0.0.2'])
    const answer = await publicFetch(at('/once'), { ...reachable, lookup })
    expect([answer.body.toString(), lookups]).toEqual(['once', 1])
  })
})

describe('URLs', () => {
  test.each([
    ['ftp://shop.test/', 'scheme'],
    ['file:///etc/passwd', 'not-a-url'],
    ['javascript:alert(1)', 'not-a-url'],
    ['http://shop.test/', 'scheme'],
    ['https://ada:secret@shop.test/', 'credentials'],
    ['https://shop.test:22/', 'port'],
    ['https://shop.test:5432/', 'port'],
    ['shop.test', 'not-a-url'],
    ['', 'not-a-url'],
    [`https://shop.test/${'x'.repeat(5_000)}`, 'not-a-url'],
  ])('%s is refused for its %s', async (url, reason) => {
    const { allowHttp: _, ...httpsOnly } = base
    expect(await fails(url, httpsOnly)).toMatchObject(refusal(reason))
  })
})

describe('redirects', () => {
  const to = (path: string, location: string, status = 302) =>
    pages.set(path, (_, response) => response.writeHead(status, { location }).end())

  test('are followed, also relative ones, and the answer says where it came from', async () => {
    to('/old', '/new?a=1#part')
    pages.set('/new?a=1', (_, response) => response.end('new'))
    const answer = await publicFetch(at('/old'), reachable)
    expect(answer).toMatchObject({ status: 200, url: at('/new?a=1') })
    expect(answer.body.toString()).toBe('new')
  })

  test.each([
    ['http://169.254.169.254/', 'address'],
    ['http://[::1]/', 'address'],
    ['http://0x7f.2/', 'address'],
    ['http://localhost:6379/', 'port'],
    ['file:///etc/passwd', 'not-a-url'],
    ['ftp://shop.test/', 'scheme'],
    ['http://a:b@shop.test/', 'credentials'],
  ])('to %s are refused', async (location, reason) => {
    to('/away', location)
    expect(await fails(at('/away'), reachable)).toMatchObject(refusal(reason))
  })

  test('without end are refused', async () => {
    to('/loop', '/loop')
    const before = seen.length
    expect(await fails(at('/loop'), reachable)).toMatchObject(refusal('redirects'))
    expect(seen.length - before).toBe(4)
  })

  test('are not followed when there may be none', async () => {
    to('/there', '/new')
    const answer = await publicFetch(at('/there'), { ...reachable, redirectsMax: 0 })
    expect(answer).toMatchObject({ status: 302, headers: { location: '/new' } })
  })

  test('to another origin carry none of the headers given', async () => {
    to('/elsewhere', at('/other', 'other.test'))
    pages.set('/other', (_, response) => response.end())
    const headers = { Authorization: 'Bearer secret', 'X-Key': 'secret', Cookie: 'session=1' }
    await publicFetch(at('/elsewhere'), { ...reachable, headers })
    const [first, second] = seen.slice(-2)
    expect(first?.headers).toMatchObject({ authorization: 'Bearer secret', 'x-key': 'secret' })
    expect(first?.headers['cookie']).toBeUndefined()
    expect(JSON.stringify(second?.headers)).not.toContain('secret')
  })

  test.each([
    [302, 'GET'],
    [303, 'GET'],
    [307, 'POST'],
    [308, 'POST'],
  ])('%i of a POST is asked with %s', async (status, method) => {
    to('/posted', '/new', status)
    const headers = { 'content-type': 'text/plain' }
    await publicFetch(at('/posted'), { ...reachable, method: 'POST', body: 'hello', headers })
    expect(seen.at(-1)).toMatchObject({ url: '/new', method })
  })
})

describe('answers', () => {
  test('are given with status, headers and body', async () => {
    pages.set('/plain', (_, response) => {
      response.writeHead(418, { 'X-Brew': 'tea', 'content-type': 'text/plain' }).end('short')
    })
    const answer = await publicFetch(at('/plain'), reachable)
    expect(answer).toMatchObject({ status: 418, headers: { 'x-brew': 'tea' } })
    expect(seen.at(-1)?.headers['user-agent']).toBe('ParleyBot/1.0')
  })

  test.each([
    ['gzip', gzipSync('packed text')],
    ['br', brotliCompressSync('packed text')],
  ])('are unpacked from %s', async (encoding, bytes) => {
    pages.set('/packed', (_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(bytes)
    })
    const answer = await publicFetch(at('/packed'), reachable)
    expect(answer.body.toString()).toBe('packed text')
  })

  test.each(['gzip, gzip', 'zstd'])('packed as %s are not read', async (encoding) => {
    pages.set('/odd', (_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end('?')
    })
    expect(await fails(at('/odd'), reachable)).toMatchObject(failure('encoding'))
  })

  test('that only claim to be packed are not read', async () => {
    pages.set('/liar', (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all')
    })
    expect(await fails(at('/liar'), reachable)).toMatchObject(failure('encoding'))
  })

  test('at the limit are read, one byte more is not', async () => {
    pages.set('/limit', (_, response) => response.end(Buffer.alloc(10_000)))
    pages.set('/more', (_, response) => response.end(Buffer.alloc(10_001)))
    expect((await publicFetch(at('/limit'), reachable)).body.length).toBe(10_000)
    expect(await fails(at('/more'), reachable)).toMatchObject(failure('too-large'))
  })

  test('without end are given up at the limit', async () => {
    let isClosed = false
    pages.set('/endless', (_, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(1_000)), 1)
      response.on('close', () => {
        clearInterval(timer)
        isClosed = true
      })
    })
    expect(await fails(at('/endless'), reachable)).toMatchObject(failure('too-large'))
    await expect.poll(() => isClosed).toBe(true)
  })

  test('that grow a thousandfold when unpacked are given up at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    pages.set('/bomb', (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    })
    const bytesMax = 1_000_000
    expect(bomb.length).toBeLessThan(bytesMax)
    const before = process.memoryUsage().arrayBuffers
    expect(await fails(at('/bomb'), { ...reachable, bytesMax })).toMatchObject(failure('too-large'))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000)
  })

  test.each([
    ['never begin', () => {}],
    ['stop in the middle', (_: unknown, response: ServerResponse) => response.write('a')],
    [
      'drip',
      (_: unknown, response: ServerResponse) => {
        const timer = setInterval(() => response.write('a'), 20)
        response.on('close', () => clearInterval(timer))
      },
    ],
  ])('that %s are given up in time', async (_, handle: Handle) => {
    pages.set('/slow', handle)
    const started = performance.now()
    const options = { ...reachable, timeoutMs: 300 }
    expect(await fails(at('/slow'), options)).toMatchObject(failure('timeout'))
    expect(performance.now() - started).toBeLessThan(1_500)
  })

  test('of a name whose lookup hangs are given up in time', async () => {
    const lookup = () => new Promise<string[]>(() => {})
    const options = { ...reachable, lookup, timeoutMs: 300 }
    expect(await fails(at('/'), options)).toMatchObject(failure('timeout'))
  })

  test('that nobody waits for any more are given up', async () => {
    pages.set('/late', () => {})
    const signal = AbortSignal.timeout(100)
    expect(await fails(at('/late'), { ...reachable, signal })).toMatchObject(failure('aborted'))
  })

  test('of a server that hangs up are failures', async () => {
    pages.set('/gone', (request) => request.socket.destroy())
    expect(await fails(at('/gone'), reachable)).toMatchObject(failure('unreachable'))
  })
})

test.each([{ 'X-Bad': 'a\r\nInjected: 1' }, { 'bad name': 'x' }])(
  'headers that break out of their line are refused: %j',
  async (headers) => {
    const before = seen.length
    expect(await fails(at('/'), { ...reachable, headers })).toMatchObject(refusal('request'))
    expect(seen.length).toBe(before)
  },
)
