import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { type Body, call, runningServer } from '../running-server.ts'

/** A site beside the server, which its operator vouches for. */
const pages = new Map<string, string>()
const site = createServer((request, response) => {
  const page = pages.get(request.url ?? '')
  if (page === undefined) return response.writeHead(404).end()
  return response.writeHead(200, { 'content-type': 'text/html' }).end(page)
})
await new Promise<void>((done) => site.listen(0, '127.0.0.1', done))
afterAll(() => site.close())
const host = `127.0.0.1:${(site.address() as AddressInfo).port}`

const server = await runningServer({ outboundHosts: [host] })
const FILE_BYTES_MAX = 20 * 1024 * 1024

const create = (source: object) =>
  call(server, 'POST', '/api/agent-knowledge', {
    data: { type: 'agent-knowledge', attributes: { source } },
  })
const change = (id: string, attributes: object, bodyId = id) =>
  call(server, 'PATCH', `/api/agent-knowledge/${id}`, {
    data: { type: 'agent-knowledge', id: bodyId, attributes },
  })

async function upload(parts: Record<string, string | File>) {
  const form = new FormData()
  for (const [name, value] of Object.entries(parts)) form.set(name, value)
  const encoded = new Response(form)
  return call(server, 'POST', '/api/agent-knowledge-files', {
    body: Buffer.from(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
  })
}

async function indexed(id: string): Promise<Body['data']['attributes']> {
  return vi.waitFor(
    async () => {
      const path = `/api/agent-knowledge/${id}?additional-fields[agent-knowledge]=progress`
      const { attributes } = (await call(server, 'GET', path)).body.data
      expect(attributes['status']).toBe('indexed')
      return attributes
    },
    { timeout: 60_000, interval: 200 },
  )
}

async function found(question: string): Promise<Record<string, unknown>[]> {
  const path = `/api/x/knowledge-passages?question=${encodeURIComponent(question)}`
  return (await call(server, 'GET', path)).body.data.map((one) => one.attributes)
}

const snippet = { source_type: 'snippet', title: 'Returns', content: 'Send it back in 30 days.' }

describe('snippets', () => {
  test('have exactly the attributes of the public API', async () => {
    const { status, body } = await create(snippet)
    expect([status, body.data.attributes]).toEqual([
      201,
      {
        source: snippet,
        status: 'indexed',
        created_at: expect.stringMatching(/\+00:00$/),
        updated_at: expect.stringMatching(/\+00:00$/),
        indexed_at: expect.stringMatching(/\+00:00$/),
        error: null,
      },
    ])
    const path = `/api/agent-knowledge/${body.data.id}?fields[agent-knowledge]=source.title,status`
    const sparse = await call(server, 'GET', path)
    expect(sparse.body.data.attributes).toEqual({ source: { title: 'Returns' }, status: 'indexed' })
  })

  test('are changed in part, and deleted', async () => {
    const { id } = (await create(snippet)).body.data
    const changed = await change(id, { content: 'Send it back in 60 days.' })
    expect(changed.body.data.attributes['source']).toEqual({
      ...snippet,
      content: 'Send it back in 60 days.',
    })
    expect((await call(server, 'DELETE', `/api/agent-knowledge/${id}`)).status).toBe(204)
    expect((await call(server, 'GET', `/api/agent-knowledge/${id}`)).status).toBe(404)
    expect((await call(server, 'DELETE', `/api/agent-knowledge/${id}`)).status).toBe(404)
    expect((await change(id, { title: 'x' })).status).toBe(404)
  })

  test.each([
    [{ source_type: 'snippet', title: 'x' }, /content/],
    [{ source_type: 'snippet', title: ' ', content: 'x' }, /title/],
    [{ source_type: 'snippet', title: 'x', content: ' \n ' }, /content/],
    [{ source_type: 'snippet', title: 'x', content: 'x'.repeat(20_001) }, /content/],
    [{ source_type: 'snippet', title: 'x', content: 'x', url: 'https://a.example' }, /url/],
    [{ source_type: 'webpage' }, /url/],
    [{ source_type: 'webpage', url: 'https://a.example', scope: 'everything' }, /scope/],
    [{ source_type: 'file', title: 'x' }, /source_type/],
    [{ title: 'x', content: 'x' }, /source_type/],
  ])('%j is refused', async (source, why) => {
    const { status, body } = await create(source)
    expect([status, body.errors[0]?.detail]).toEqual([400, expect.stringMatching(why)])
  })

  test('cannot be changed under another id, or to nothing', async () => {
    const { id } = (await create(snippet)).body.data
    expect((await change(id, { title: 'x' }, 'other')).status).toBe(400)
    expect((await change(id, { content: '' })).status).toBe(400)
    expect((await change(id, { colour: 'red' })).status).toBe(400)
    expect((await change(id, {})).status).toBe(200)
  })
})

describe('web pages', () => {
  test('of a host that the operator vouches for are read, in the background', async () => {
    pages.set('/help', '<title>Help</title><p>Our gondola seats four.</p>')
    const { status, body } = await create({ source_type: 'webpage', url: `http://${host}/help/` })
    expect(status).toBe(201)
    expect(body.data.attributes).toMatchObject({
      source: {
        source_type: 'webpage',
        url: `http://${host}/help`,
        scope: 'single-page',
        auto_reindex: false,
      },
      status: 'pending',
      indexed_at: null,
    })
    expect(await indexed(body.data.id)).toMatchObject({
      error: null,
      progress: { pages_found: 0, pages_read: 0, pages_failed: 0, passages: 1 },
    })
    expect((await found('how many people does the gondola seat'))[0]).toMatchObject({
      text: 'Our gondola seats four.',
      url: `http://${host}/help`,
      title: 'Help',
    })
    const again = await create({ source_type: 'webpage', url: `http://${host}//help#x` })
    expect([again.status, again.body.errors[0]?.code]).toEqual([409, 'duplicate_url'])
    const reindex = await call(server, 'POST', `/api/x/agent-knowledge/${body.data.id}/reindex`)
    expect([reindex.status, reindex.body.data.attributes['status']]).toEqual([202, 'pending'])
    await indexed(body.data.id)
    const renamed = await change(body.data.id, { title: 'x' })
    expect([renamed.status, renamed.body.errors[0]?.code]).toEqual([409, 'not_a_snippet'])
  }, 120_000)

  test('a whole site is read by its sitemap', async () => {
    const urls = ['/a', '/b', '/gone'].map((path) => `<url><loc>http://${host}${path}</loc></url>`)
    pages.set('/sitemap.xml', `<urlset>${urls.join('')}</urlset>`)
    pages.set('/a', '<title>A</title><p>The cogwheel train climbs.</p>')
    pages.set('/b', '<title>B</title><p>The chairlift is closed on Mondays.</p>')
    const source = { source_type: 'webpage', url: `http://${host}/`, scope: 'entire-site' }
    const { id } = (await create({ ...source, auto_reindex: true })).body.data
    expect(await indexed(id)).toMatchObject({
      progress: { pages_found: 3, pages_read: 2, pages_failed: 1, passages: 2 },
    })
    const list = await call(server, 'GET', `/api/x/agent-knowledge/${id}/pages`)
    expect(list.body.data.map((one) => [one.attributes['url'], one.attributes['state']])).toEqual([
      [`http://${host}/a`, 'done'],
      [`http://${host}/b`, 'done'],
      [`http://${host}/gone`, 'failed'],
    ])
  }, 120_000)

  test('of any other private address are not', async () => {
    for (const url of ['http://127.0.0.1:1/', 'http://127.0.0.1/', 'http://[::1]/']) {
      expect((await create({ source_type: 'webpage', url })).status).toBe(400)
    }
  })
})

describe('files', () => {
  const text = (content: string | Uint8Array<ArrayBuffer>, name = 'trams.txt') =>
    new File([content], name, { type: 'text/plain' })

  test('are read in the background', async () => {
    const { status, body } = await upload({ title: 'Trams', file: text('The tram leaves hourly.') })
    expect([status, body.data.attributes['source'], body.data.attributes['status']]).toEqual([
      201,
      { source_type: 'file', title: 'Trams' },
      'pending',
    ])
    await indexed(body.data.id)
    expect((await found('how often does the tram leave'))[0]).toMatchObject({ title: 'Trams' })
  }, 120_000)

  test.each([
    ['without a title', { file: text('x') }, /title/],
    ['without a file', { title: 'x' }, /file/],
    ['with a text as file', { title: 'x', file: 'text' }, /file/],
    ['with further parts', { title: 'x', file: text('x'), more: 'x' }, /more/],
    ['of a kind that is not read', { title: 'x', file: new File(['MZ'], 'a.exe') }, /a\.exe/],
    ['that are empty', { title: 'x', file: text('') }, /empty/],
  ])('%s are refused', async (_, parts, why) => {
    const { status, body } = await upload(parts)
    expect([status, body.errors[0]?.detail]).toEqual([400, expect.stringMatching(why)])
  })

  test('of 20 MB are accepted as a size, larger ones are not', async () => {
    const limit = text(new Uint8Array(FILE_BYTES_MAX).fill(0x20))
    const { status, body } = await upload({ title: 'x', file: limit })
    expect(status).toBe(201)
    await vi.waitFor(
      async () => {
        const read = await call(server, 'GET', `/api/agent-knowledge/${body.data.id}`)
        expect(read.body.data.attributes).toMatchObject({
          status: 'rejected',
          error: 'There is no text in it.',
        })
      },
      { timeout: 60_000, interval: 500 },
    )
    const more = text(new Uint8Array(FILE_BYTES_MAX + 100_000).fill(0x20))
    expect((await upload({ title: 'x', file: more })).status).toBe(413)
  }, 120_000)

  test('belong to their own endpoint, and documents to the others', async () => {
    const asJson = await call(server, 'POST', '/api/agent-knowledge-files', { data: {} })
    expect([asJson.status, asJson.body.errors[0]?.meta['fix']]).toEqual([
      415,
      expect.stringContaining('multipart/form-data'),
    ])
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const asForm = await call(server, 'POST', '/api/agent-knowledge', { body: '--x--', headers })
    expect(asForm.status).toBe(415)
    const broken = { body: 'nothing', headers: { 'content-type': 'multipart/form-data' } }
    expect((await call(server, 'POST', '/api/agent-knowledge-files', broken)).status).toBe(400)
  })
})

describe('the list', () => {
  test('is newest first, filtered and paged', async () => {
    const first = await call(server, 'GET', '/api/agent-knowledge?page[size]=2')
    expect(first.body.data).toHaveLength(2)
    const times = first.body.data.map((one) => String(one.attributes['created_at']))
    expect(times).toEqual(times.toSorted().toReversed())
    const next = (first.body.links.next ?? '').replace(server.url, '')
    const second = await call(server, 'GET', next)
    const ids = [...first.body.data, ...second.body.data].map((one) => one.id)
    expect(new Set(ids).size).toBe(ids.length)
    const filter = encodeURIComponent('equals(source_type,"webpage")')
    const webpages = await call(server, 'GET', `/api/agent-knowledge?filter=${filter}&sort=-id`)
    expect(webpages.body.data.length).toBeGreaterThan(1)
    expect(JSON.stringify(webpages.body.data)).not.toContain('snippet')
  })

  test.each(['?sort=title', '?page[size]=0', '?page[size]=101', '?filter=equals(status,"odd")'])(
    '%s is refused',
    async (query) => {
      expect((await call(server, 'GET', `/api/agent-knowledge${query}`)).status).toBe(400)
    },
  )
})

test.each(['', '?language=en', '?question=', '?question=x&language=fr'])(
  'knowledge is not asked with %j',
  async (query) => {
    expect((await call(server, 'GET', `/api/x/knowledge-passages${query}`)).status).toBe(400)
  },
)
