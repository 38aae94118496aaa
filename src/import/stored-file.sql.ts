import { readInAccount, type Sql } from '../platform/sql.ts'
import type { OpenFile } from './file-rows.ts'
import { HEAD_BYTES } from './file-shape.ts'
import { listParts, readPart } from './imports.sql.ts'

const CHUNK_BYTES = 64 * 1024

export interface StoredFile {
  bytes: number
  open: OpenFile
  /** The beginning, as detection needs it. */
  head: () => Promise<Uint8Array>
}

/**
 * The content of an import as one file. Only one part is in memory at a time, and reading on from
 * where somebody stopped costs no second query for it.
 */
export async function storedFile(
  sql: Sql,
  accountId: string,
  importId: string,
): Promise<StoredFile> {
  const parts = await readInAccount(sql, accountId, (tx) => listParts(tx, accountId, importId))
  let cached: { part: number; content: Buffer } | undefined

  async function contentOf(part: number): Promise<Buffer> {
    if (cached?.part === part) return cached.content
    const content = await readInAccount(sql, accountId, (tx) =>
      readPart(tx, accountId, importId, part),
    )
    if (!content) throw new Error(`part ${part} of import ${importId} is gone`)
    cached = { part, content }
    return content
  }

  async function* open(fromByte: number): AsyncGenerator<Uint8Array> {
    let begins = 0
    for (const { part, bytes } of parts) {
      const ends = begins + bytes
      if (ends > fromByte) {
        const content = await contentOf(part)
        for (let at = Math.max(fromByte - begins, 0); at < bytes; at += CHUNK_BYTES) {
          yield content.subarray(at, at + CHUNK_BYTES)
        }
      }
      begins = ends
    }
  }

  return {
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    open,
    head: () => firstBytes(open),
  }
}

/** The first `HEAD_BYTES` of a file. */
export async function firstBytes(open: OpenFile): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of open(0)) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= HEAD_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES)
}
