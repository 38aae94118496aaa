import { ApiKeySession, ImagesApi } from 'klaviyo-api'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { call, KEY, runningServer } from '../running-server.ts'

const server = await runningServer()
const images = new ImagesApi(new ApiKeySession(KEY))
images.basePath = server.url

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#aa3344' } })

function upload(bytes: Buffer, name: string, more: Record<string, string> = {}) {
  const form = new FormData()
  form.set('file', new File([new Uint8Array(bytes)], name, { type: 'image/png' }))
  for (const [key, value] of Object.entries(more)) form.set(key, value)
  return fetch(`${server.url}/api/image-upload`, {
    method: 'POST',
    headers: { authorization: `Klaviyo-API-Key ${KEY}`, revision: '2026-07-15' },
    body: form,
  })
}

async function served(url: string) {
  const response = await fetch(url.replace(/^https?:\/\/[^/]+/, server.url))
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

test('an uploaded photo is served for ever, in smaller sizes, and without where it was taken', async () => {
  const photo = await picture(1_000, 500)
    .jpeg()
    .withExif({ IFD0: { ImageDescription: 'at home, 52.52 N' } })
    .toBuffer()
  const answer = await upload(photo, 'Summer%20sale.jpeg', { hidden: 'true' })
  expect(answer.status).toBe(201)
  const { data } = (await answer.json()) as {
    data: { id: string; attributes: Record<string, string> }
  }
  expect(data.attributes).toMatchObject({ name: 'Summer sale', format: 'jpeg', hidden: true })
  const url = data.attributes['image_url'] ?? ''
  const whole = await served(url)
  expect(whole.response.headers.get('content-type')).toBe('image/jpeg')
  expect(whole.response.headers.get('cache-control')).toContain('immutable')
  expect(whole.bytes.includes('52.52')).toBe(false)
  expect(await sharp(whole.bytes).metadata()).toMatchObject({ width: 1_000, height: 500 })
  const small = await served(`${url}?w=300`)
  expect(await sharp(small.bytes).metadata()).toMatchObject({ width: 320, height: 160 })

  const shown = await images.getImage(data.id)
  expect(shown.body.data.attributes.size).toBe(whole.bytes.length)
  await images.updateImage(data.id, {
    data: { type: 'image', id: data.id, attributes: { name: 'Sale', hidden: false } },
  })
  const listed = await images.getImages({ filter: 'equals(hidden,false)', sort: '-size' })
  expect(listed.body.data.map((one) => one.attributes.name)).toContain('Sale')
})

test('the SDK imports a data URI', async () => {
  const png = await picture(20, 20).png().toBuffer()
  const made = await images.uploadImageFromUrl({
    data: {
      type: 'image',
      attributes: { importFromUrl: `data:image/png;base64,${png.toString('base64')}` },
    },
  })
  expect(made.body.data.attributes).toMatchObject({ format: 'png', size: png.length })
})

test.each([
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')],
  ['HTML that calls itself a picture', Buffer.from('<html><script>alert(1)</script></html>')],
  ['half a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
])('%s is refused', async (_what, bytes) => {
  const answer = await upload(bytes, 'a.png')
  expect(answer.status).toBe(400)
})

test('a bomb of pixels is refused before it is unpacked', async () => {
  const bomb = await picture(9_000, 9_000).png({ compressionLevel: 9 }).toBuffer()
  const answer = await upload(bomb, 'bomb.png')
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('pixel limit')
}, 60_000)

test.each(['http://127.0.0.1:1/a.png', 'http://169.254.169.254/latest', 'file:///etc/passwd'])(
  'nothing is fetched from %s',
  async (url) => {
    const answer = await call(server, 'POST', '/api/images', {
      data: { type: 'image', attributes: { import_from_url: url } },
    })
    expect(answer).toMatchObject({ status: 400 })
    expect(answer.body.errors[0]).toMatchObject({
      source: { pointer: '/data/attributes/import_from_url' },
    })
  },
)

test.each(['/media/Sh0p42/../../x', '/media/Sh0p42/nothing.png', '/media/%00/a.png?w[]=1'])(
  '%s is not there',
  async (path) => {
    expect((await served(`http://x${path}`)).response.status).toBeGreaterThanOrEqual(400)
  },
)
