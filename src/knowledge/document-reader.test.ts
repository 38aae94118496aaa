import { afterAll, describe, expect, test, vi } from 'vitest'
import { type DocumentKind, kindOfFile } from './document.ts'
import { docxOf, pdfOf, zipOf } from './document-fixtures.ts'
import { openDocumentReader } from './document-reader.gateway.ts'

// A thread has to start, and to load what reads PDF.
vi.setConfig({ testTimeout: 60_000 })

const reader = openDocumentReader()
afterAll(() => reader.close())

const read = (kind: DocumentKind, bytes: Uint8Array | string, charset: string | null = null) =>
  reader.read({ kind, bytes: Buffer.from(bytes), charset })

const rejected = (message: RegExp) => ({
  name: 'UnreadableSource',
  outcome: 'rejected',
  message: expect.stringMatching(message),
})

describe('documents', () => {
  test('a PDF is read page by page', async () => {
    const { blocks } = await read('pdf', pdfOf('Returns within 30 days.', 'Refunds take a week.'))
    expect(blocks.map((block) => block.text)).toEqual([
      'Returns within 30 days.',
      'Refunds take a week.',
    ])
  })

  test('a PDF of 501 pages is rejected', async () => {
    const pdf = pdfOf(...Array.from({ length: 501 }, (_, at) => `Page ${at}`))
    await expect(read('pdf', pdf)).rejects.toMatchObject(rejected(/501 pages; 500/))
  })

  test('a Word document keeps its headings', async () => {
    const { blocks } = await read(
      'docx',
      docxOf('Warranty', 'Five years &amp; more.', 'On zips too.'),
    )
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: 'Warranty' },
      { kind: 'text', text: 'Five years & more.' },
      { kind: 'text', text: 'On zips too.' },
    ])
  })

  test('a ZIP that unpacks to more than it says is rejected', async () => {
    const bomb = zipOf({ 'word/document.xml': Buffer.alloc(61 * 1024 * 1024) }, 1_000)
    expect(bomb.length).toBeLessThan(1024 * 1024)
    await expect(read('docx', bomb)).rejects.toMatchObject(rejected(/too large when unpacked/))
  })

  test.each([
    ['pdf', '%PDF-1.7 nothing'],
    ['docx', 'PK\u0003\u0004 nothing'],
    ['docx', zipOf({ 'a.txt': 'not a document' })],
  ] as const)('a %s that is not one is rejected', async (kind, bytes) => {
    await expect(read(kind, bytes)).rejects.toMatchObject(rejected(/damaged|not of the kind/))
  })

  test.each([
    ['utf-8 without a word about it', 'Größe', null, 'Größe'],
    ['what the server says', Buffer.from('Größe', 'latin1'), 'iso-8859-1', 'Größe'],
    [
      'what the page says',
      Buffer.from('<meta charset="iso-8859-1">Größe', 'latin1'),
      null,
      'Größe',
    ],
    ['neither', Buffer.from('Größe', 'latin1'), null, 'Größe'],
    ['a name that nobody knows', 'Groesse', 'klingon', 'Groesse'],
  ])('letters are right by %s', async (_, bytes, charset, expected) => {
    const { blocks } = await read('html', bytes, charset)
    expect(blocks[0]?.text).toBe(expected)
  })

  test('one that takes too long is given up, and the next is read', async () => {
    const hasty = openDocumentReader({ readMaxMs: 1 })
    const slow = {
      kind: 'html' as const,
      bytes: Buffer.from('<b>x'.repeat(500_000)),
      charset: null,
    }
    await expect(hasty.read(slow)).rejects.toMatchObject(rejected(/takes longer/))
    await hasty.close()
    expect((await read('html', '<p>next</p>')).blocks).toHaveLength(1)
  })
})

test.each([
  ['a.pdf', '', pdfOf('x'), 'pdf'],
  ['a.txt', '', pdfOf('x'), 'pdf'],
  ['a.DOCX', '', docxOf('x'), 'docx'],
  ['a.zip', '', docxOf('x'), undefined],
  ['a.pdf', 'application/pdf', Buffer.from('text'), undefined],
  ['a.md', '', Buffer.from('# x'), 'text'],
  ['a', 'text/html; charset=utf-8', Buffer.from('<p>'), 'html'],
  ['a.txt', '', Buffer.from([0, 0, 1]), undefined],
] as const)('the file %s of type "%s" is told by its bytes and name', (name, type, bytes, kind) => {
  expect(kindOfFile(name, type, bytes)).toBe(kind)
})
