import { Readable } from 'node:stream'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { UploadedFile } from '../contract/endpoint.ts'
import { Problem } from './problem.ts'

/** A body of `multipart/form-data` as it came, not yet taken apart. */
export class MultipartBody {
  readonly bytes: Buffer
  readonly contentType: string
  constructor(bytes: Buffer, contentType: string) {
    this.bytes = bytes
    this.contentType = contentType
  }
}

const FIELDS_MAX = 20
const FIELD_BYTES_MAX = 100 * 1024
const NAME_BYTES_MAX = 100
const HEADERS_MAX = 20

/**
 * The parts of a form by name: texts, and files as `UploadedFile`. The last of a name counts.
 * @throws Problem 400 when it is not a form or has too many or too large parts
 */
export async function parseMultipart({
  bytes,
  contentType,
}: MultipartBody): Promise<Record<string, string | UploadedFile>> {
  const parts = new Map<string, string | UploadedFile>()
  await new Promise<void>((done, reject) => {
    const busboy = openedBusboy(contentType)
    const source = Readable.from(pieces(bytes))
    // Nothing more of a body that is refused is read.
    const fail = (error: Error) => {
      source.unpipe(busboy)
      source.destroy()
      reject(error)
    }
    const tooMany = () => fail(malformed(`A form has more than ${FIELDS_MAX} parts.`))
    busboy.on('partsLimit', tooMany).on('fieldsLimit', tooMany).on('filesLimit', tooMany)
    busboy.on('error', (error) =>
      fail(malformed(error instanceof Error ? error.message : String(error))),
    )
    busboy.on('field', (name, value, isNameCut, isValueCut) => {
      if (isNameCut || isValueCut) {
        return fail(malformed(`The part '${name}' is longer than ${FIELD_BYTES_MAX} bytes.`))
      }
      parts.set(name, value)
    })
    busboy.on('file', (name, content, fileName, _encoding, mediaType) => {
      const chunks: Buffer[] = []
      content.on('data', (chunk: Buffer) => chunks.push(chunk))
      content.on('error', fail)
      content.on('end', () =>
        parts.set(name, new UploadedFile(fileName, mediaType, Buffer.concat(chunks))),
      )
    })
    busboy.on('finish', () => done())
    source.pipe(busboy)
  })
  return Object.fromEntries(parts)
}

const PIECE_BYTES = 64 * 1024

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
}

function openedBusboy(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: {
        fields: FIELDS_MAX,
        files: FIELDS_MAX,
        parts: FIELDS_MAX,
        fieldSize: FIELD_BYTES_MAX,
        fieldNameSize: NAME_BYTES_MAX,
        headerPairs: HEADERS_MAX,
      },
    })
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error))
  }
}

function malformed(why: string): Problem {
  return new Problem(400, {
    code: 'parse_error',
    title: 'Malformed request.',
    detail: `The body is not a form of multipart/form-data: ${why}`,
    fix: 'Let your HTTP library make the body, with its boundary in the Content-Type.',
    source: { pointer: '/data' },
  })
}
