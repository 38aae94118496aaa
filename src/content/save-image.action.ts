import { IMAGE_BYTES_MAX, IMAGES_MAX } from '../contract/images.ts'
import { conflict, invalid, notFound, quote } from '../platform/problem.ts'
import {
  OutboundFailed,
  OutboundRefused,
  type PublicAnswer,
  publicFetch,
} from '../platform/public-fetch.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { type ImageFile, readImage } from './image-file.gateway.ts'
import { imageName } from './image-format.ts'
import {
  countImages,
  type ImageRow,
  imageNumber,
  insertImage,
  insertImageFile,
  updateImage,
} from './images.sql.ts'

const FETCH_TIMEOUT_MS = 15_000
const REDIRECTS_MAX = 3

export interface NewImage {
  name: string | undefined
  isHidden: boolean
}

/** @throws Problem 400 for what is not a picture or too large */
export async function uploadImage(
  sql: Sql,
  accountId: string,
  file: { name: string; bytes: Uint8Array },
  wanted: NewImage,
  now: Date,
): Promise<ImageRow> {
  const image = await readImage(file.bytes)
  if ('problem' in image) throw invalid('/data/attributes/file', image.problem)
  const name = wanted.name ?? imageName(file.name)
  return store(sql, accountId, image, { ...wanted, name }, now)
}

/** How an address is fetched: as the public internet sees it. */
export type FetchImage = (url: string) => Promise<PublicAnswer>

export const fetchPublicImage: FetchImage = (url) =>
  publicFetch(url, {
    timeoutMs: FETCH_TIMEOUT_MS,
    bytesMax: IMAGE_BYTES_MAX,
    redirectsMax: REDIRECTS_MAX,
    allowHttp: true,
    headers: { accept: 'image/*' },
  })

/** @throws Problem 400 for addresses that cannot or may not be reached, and for what is no picture */
export async function importImage(
  sql: Sql,
  accountId: string,
  url: string,
  wanted: NewImage & { fetchImage: FetchImage },
  now: Date,
): Promise<ImageRow> {
  const pointer = '/data/attributes/import_from_url'
  const isData = url.startsWith('data:')
  const bytes = isData ? bytesOfDataUri(url) : await fetched(url, wanted.fetchImage, pointer)
  if (!bytes) throw invalid(pointer, 'The data URI has no base64 content.')
  const image = await readImage(bytes)
  if ('problem' in image) throw invalid(pointer, image.problem)
  const name = wanted.name ?? (isData ? 'Image' : imageName(url))
  return store(sql, accountId, image, { name, isHidden: wanted.isHidden }, now)
}

function bytesOfDataUri(uri: string): Buffer | undefined {
  const at = uri.indexOf(',')
  if (at < 0 || !/;base64$/i.test(uri.slice(0, at))) return undefined
  const bytes = Buffer.from(uri.slice(at + 1), 'base64')
  return bytes.length === 0 ? undefined : bytes
}

async function fetched(url: string, fetchImage: FetchImage, pointer: string): Promise<Buffer> {
  try {
    const answer = await fetchImage(url)
    if (answer.status === 200) return answer.body
    throw invalid(pointer, `${quote(url)} answers with status ${answer.status}.`)
  } catch (error) {
    if (error instanceof OutboundRefused || error instanceof OutboundFailed) {
      throw invalid(pointer, `The image cannot be fetched: ${error.message}`)
    }
    throw error
  }
}

function store(
  sql: Sql,
  accountId: string,
  image: ImageFile,
  { name, isHidden }: { name: string; isHidden: boolean },
  now: Date,
): Promise<ImageRow> {
  return inAccount(sql, accountId, async (tx) => {
    if ((await countImages(tx, accountId)) >= IMAGES_MAX) {
      throw conflict('limit_reached', `The account has ${IMAGES_MAX} images; more are not allowed.`)
    }
    const { key } = image
    await insertImageFile(tx, accountId, { key, width: 0, content: image.original })
    for (const { width, content } of image.variants) {
      await insertImageFile(tx, accountId, { key, width, content })
    }
    return insertImage(tx, accountId, {
      name,
      fileKey: key,
      format: image.format,
      bytes: image.original.length,
      width: image.width,
      height: image.height,
      isHidden,
      updatedAt: now,
    })
  })
}

/** @throws Problem 404 */
export async function changeImage(
  sql: Sql,
  accountId: string,
  id: string,
  change: { name: string | undefined; isHidden: boolean | undefined },
  now: Date,
): Promise<ImageRow> {
  const number = imageNumber(id)
  const row =
    number === undefined
      ? undefined
      : await inAccount(sql, accountId, (tx) => updateImage(tx, accountId, number, change, now))
  if (!row) throw notFound('image', id)
  return row
}
