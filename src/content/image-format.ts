import type { ImageFormat } from '../contract/images.ts'

/** What bytes are, by how they begin; undefined for everything that is not shown in mail. */
export function formatOf(bytes: Uint8Array): ImageFormat | undefined {
  const begins = (...wanted: readonly number[]) => wanted.every((one, at) => bytes[at] === one)
  const says = (at: number, text: string) =>
    Array.from(text).every((char, n) => bytes[at + n] === char.charCodeAt(0))
  if (begins(0xff, 0xd8, 0xff)) return 'jpeg'
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png'
  if (says(0, 'GIF87a') || says(0, 'GIF89a')) return 'gif'
  if (says(0, 'RIFF') && says(8, 'WEBP')) return 'webp'
  return undefined
}

/** The end of a file's name. */
export function extensionOf(format: ImageFormat): string {
  return format === 'jpeg' ? 'jpg' : format
}

const NAME_CHARACTERS_MAX = 255

/** A name for an image from the name of its file or the end of its address. */
export function imageName(from: string): string {
  const last = from.split(/[?#]/)[0]?.split(/[/\\]/).at(-1) ?? ''
  const bare = readable(last)
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .trim()
  return (bare === '' ? 'Image' : bare).slice(0, NAME_CHARACTERS_MAX)
}

function readable(text: string): string {
  try {
    return decodeURIComponent(text).replace(/\p{Cc}/gu, '')
  } catch {
    return text
  }
}
