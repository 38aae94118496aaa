import { describe, expect, test } from 'vitest'
import { UploadedFile } from '../contract/endpoint.ts'
import { MultipartBody, parseMultipart } from './multipart.ts'

async function parsed(form: FormData) {
  const response = new Response(form)
  const bytes = Buffer.from(await response.arrayBuffer())
  return parseMultipart(new MultipartBody(bytes, response.headers.get('content-type') ?? ''))
}

function raw(text: string, contentType = 'multipart/form-data; boundary=x') {
  return parseMultipart(new MultipartBody(Buffer.from(text), contentType))
}

const malformed = { status: 400, details: [{ code: 'parse_error' }] }

describe('a form', () => {
  test('gives its texts and files by name, bytes unchanged', async () => {
    const form = new FormData()
    form.set('title', 'Größen & mehr')
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256)
    form.set('file', new File([bytes], 'größen.pdf', { type: 'application/pdf' }))
    const parts = await parsed(form)
    expect(parts['title']).toBe('Größen & mehr')
    const file = parts['file']
    expect(file).toBeInstanceOf(UploadedFile)
    expect(file).toMatchObject({ name: 'größen.pdf', mediaType: 'application/pdf' })
    expect(Buffer.compare(Buffer.from((file as UploadedFile).bytes), Buffer.from(bytes))).toBe(0)
  })

  test('of nothing has no parts', async () => {
    expect(await raw('--x--\r\n')).toEqual({})
  })

  test('cannot name a part __proto__', async () => {
    const parts = await raw(
      '--x\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nevil\r\n--x--\r\n',
    )
    expect(({} as Record<string, unknown>)['evil']).toBeUndefined()
    expect(Object.getPrototypeOf(parts)).toBe(Object.prototype)
  })

  test.each([
    ['without a boundary', '--x--\r\n', 'multipart/form-data'],
    [
      'that ends in the middle',
      '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nhalf',
      undefined,
    ],
  ])('%s is refused', async (_, text, contentType) => {
    await expect(raw(text, contentType)).rejects.toMatchObject(malformed)
  })

  test('of very many parts is refused', async () => {
    const part = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n'
    await expect(raw(`${part.repeat(50_000)}--x--\r\n`)).rejects.toMatchObject(malformed)
  })

  test('with a text longer than 100 KB is refused', async () => {
    const form = new FormData()
    form.set('title', 'x'.repeat(200 * 1024))
    await expect(parsed(form)).rejects.toMatchObject(malformed)
  })
})
