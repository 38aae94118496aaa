import { createHash } from 'node:crypto'
import type { Sharp } from 'sharp'
import { IMAGE_BYTES_MAX, IMAGE_WIDTHS, type ImageFormat } from '../contract/images.ts'
import { formatOf } from './image-format.ts'

/** Pixels of one picture, all its frames together: decoding them is what costs memory. */
const PIXELS_MAX = 40_000_000
const JPEG_QUALITY = 88
const DECODE_SECONDS_MAX = 20

export interface ImageFile {
  format: ImageFormat
  width: number
  height: number
  /** Derived from the content: the same picture is stored once. */
  key: string
  /** As it was uploaded, without where and with what it was taken. */
  original: Buffer
  /** Smaller ones, by width. */
  variants: { width: number; content: Buffer }[]
}

/** Looks into the content: what a file is called says nothing. */
export async function readImage(bytes: Uint8Array): Promise<ImageFile | { problem: string }> {
  if (bytes.length > IMAGE_BYTES_MAX) {
    return { problem: `The image has ${bytes.length} bytes; ${IMAGE_BYTES_MAX} are allowed.` }
  }
  const format = formatOf(bytes)
  if (!format) return { problem: 'The file is not a JPEG, PNG, GIF or WebP image.' }
  // Loaded when it is first needed: it brings a native library.
  const { default: sharp } = await import('sharp')
  const options = { limitInputPixels: PIXELS_MAX, failOn: 'error' } as const
  try {
    const about = await sharp(bytes, { ...options, animated: true }).metadata()
    const height = about.pageHeight ?? about.height
    if (about.format !== format || about.width * about.height > PIXELS_MAX) {
      return { problem: `The image may have ${PIXELS_MAX} pixels.` }
    }
    const isAnimated = (about.pages ?? 1) > 1
    const hasMetadata = about.exif !== undefined || about.xmp !== undefined
    const original =
      hasMetadata && !isAnimated
        ? await withoutMetadata(sharp(bytes, options), format)
        : Buffer.from(bytes)
    const turned = (about.orientation ?? 1) >= 5
    const width = turned ? height : about.width
    const variants = []
    // Proves as well that the whole of it can be decoded.
    for (const wanted of isAnimated ? [] : IMAGE_WIDTHS.filter((one) => one < width)) {
      const smaller = sharp(original, options).resize({ width: wanted })
      variants.push({ width: wanted, content: await encoded(smaller, format) })
    }
    if (variants.length === 0) await sharp(original, options).stats()
    return {
      format,
      width,
      height: turned ? about.width : height,
      key: keyOf(bytes),
      original,
      variants,
    }
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { problem: `The image cannot be read: ${why}.` }
  }
}

function withoutMetadata(picture: Sharp, format: ImageFormat): Promise<Buffer> {
  return encoded(picture.rotate(), format)
}

function encoded(picture: Sharp, format: ImageFormat): Promise<Buffer> {
  const limited = picture.timeout({ seconds: DECODE_SECONDS_MAX })
  switch (format) {
    case 'jpeg':
      return limited.jpeg({ quality: JPEG_QUALITY, mozjpeg: true }).toBuffer()
    case 'png':
      return limited.png({ compressionLevel: 9 }).toBuffer()
    case 'gif':
      return limited.gif().toBuffer()
    case 'webp':
      return limited.webp({ quality: JPEG_QUALITY }).toBuffer()
  }
}

function keyOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
}
