import { parentPort } from 'node:worker_threads'
import { inflateRawSync } from 'node:zlib'
import { PDF_PAGES_MAX } from '../contract/knowledge.ts'
import type { PackedDocument, ReadDocument } from './document.ts'
import type { ReaderAnswer } from './document-reader.gateway.ts'
import { htmlBlocks } from './html-blocks.ts'
import { type Block, textBlocks } from './split-passages.ts'

// The thread of document-reader.gateway.ts: one document at a time.
parentPort?.on('message', (asked: PackedDocument) => {
  void answer(asked).then((one) => parentPort?.postMessage(one))
})

/** What the reader is told on purpose; anything else that goes wrong is the document's. */
class Refusal extends Error {
  override readonly name = 'Refusal'
}

async function answer(asked: PackedDocument): Promise<ReaderAnswer> {
  try {
    const document = await read(asked)
    const isEmpty = !document.blocks.some((block) => /\p{L}/u.test(block.text))
    return isEmpty ? { refusal: 'There is no text in it.' } : { document }
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.message }
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

function read({ kind, bytes, charset }: PackedDocument): ReadDocument | Promise<ReadDocument> {
  switch (kind) {
    case 'html':
      return htmlBlocks(decoded(bytes, charset ?? charsetIn(bytes)))
    case 'text':
      return plain(textBlocks(decoded(bytes, charset)))
    case 'pdf':
      return readPdf(bytes)
    case 'docx':
      return readDocx(bytes)
  }
}

function plain(blocks: Block[]): ReadDocument {
  return { title: null, blocks, isNoindex: false }
}

/** UTF-8 unless the document names another character set, or is not UTF-8. */
function decoded(bytes: Uint8Array, charset: string | null): string {
  try {
    return new TextDecoder(charset ?? 'utf-8', { fatal: charset === null }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function charsetIn(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 2_048)).toString('latin1')
  return /<meta[^>]+charset=["']?([\w-]+)/i.exec(head)?.[1] ?? null
}

async function readPdf(bytes: Uint8Array): Promise<ReadDocument> {
  // Loaded when first needed: most documents are HTML.
  const { extractText, getDocumentProxy } = await import('unpdf')
  const pdf = await getDocumentProxy(bytes)
  if (pdf.numPages > PDF_PAGES_MAX) {
    throw new Refusal(`The PDF has ${pdf.numPages} pages; ${PDF_PAGES_MAX} can be read.`)
  }
  const { text } = await extractText(pdf, { mergePages: false })
  return plain(text.flatMap(textBlocks))
}

async function readDocx(bytes: Uint8Array): Promise<ReadDocument> {
  refuseBomb(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const { default: mammoth } = await import('mammoth')
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes) },
    { convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
  )
  return htmlBlocks(value)
}

const ENTRIES_MAX = 2_000
const UNPACKED_BYTES_MAX = 60 * 1024 * 1024
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
const DEFLATED = 8

/**
 * Unpacks every part of a ZIP file once, giving up at the limit: the sizes that it states need not be
 * true, and the library behind would believe them.
 */
function refuseBomb(zip: Buffer): void {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  if (end < 0) throw new Refusal('The document is damaged.')
  const entries = zip.readUInt16LE(end + 10)
  if (entries > ENTRIES_MAX) throw new Refusal('The document has too many parts.')
  let at = zip.readUInt32LE(end + 16)
  let left = UNPACKED_BYTES_MAX
  for (let entry = 0; entry < entries; entry += 1) {
    if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Refusal('The document is damaged.')
    left -= unpackedSize(zip, at, left)
    if (left < 0) throw new Refusal('The document is too large when unpacked.')
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
}

function unpackedSize(zip: Buffer, at: number, left: number): number {
  const method = zip.readUInt16LE(at + 10)
  const packed = zip.readUInt32LE(at + 20)
  const local = zip.readUInt32LE(at + 42)
  if (zip.readUInt32LE(local) !== LOCAL_ENTRY) throw new Refusal('The document is damaged.')
  const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  if (method !== DEFLATED) return packed
  try {
    return inflateRawSync(zip.subarray(from, from + packed), { maxOutputLength: left + 1 }).length
  } catch (error) {
    const isTooLarge =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw new Refusal(
      isTooLarge ? 'The document is too large when unpacked.' : 'The document is damaged.',
    )
  }
}
