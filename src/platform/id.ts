import { randomBytes } from 'node:crypto'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Six random characters from 56.8 billion, as metrics, lists, segments and flows are named. */
export function shortId(): string {
  let id = ''
  while (id.length < 6) {
    for (const byte of randomBytes(8)) {
      // 248 = 4 × 62: larger bytes would make some characters likelier.
      if (byte < 248 && id.length < 6) id += BASE62[byte % 62]
    }
  }
  return id
}

/** A new ULID as a UUID: 48 bits of time in ms, 80 random bits. Sorts by time of creation. */
export function newUlidUuid(at: Date): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(at.getTime(), 0, 6)
  return uuidText(bytes)
}

/** Sixteen bytes as a UUID is written. */
export function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** `01GDDKASAP8TKDDA2GRZDSVP4H`: how the API writes ids of 128 bits. */
export function ulidOf(uuid: string): string {
  let value = BigInt(`0x${uuid.replaceAll('-', '')}`)
  let text = ''
  for (let i = 0; i < 26; i += 1) {
    text = CROCKFORD[Number(value & 31n)] + text
    value >>= 5n
  }
  return text
}

/** The UUID behind a ULID of the API, or undefined when the text is not one. */
export function uuidOf(ulid: string): string | undefined {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i.test(ulid)) return undefined
  let value = 0n
  for (const char of ulid.toUpperCase()) value = (value << 5n) | BigInt(CROCKFORD.indexOf(char))
  const hex = value.toString(16).padStart(32, '0')
  return uuidText(Buffer.from(hex, 'hex'))
}

// Odd multiplier and its inverse modulo 2^64: a bijection that hides how many events there are.
const SPREAD = 0x9e3779b97f4a7c15n
const UNSPREAD = 0xf1de83e19937733dn
const MASK = 0xffffffffffffffffn

/** An event's position as the eleven characters that the API shows. */
export function eventIdText(position: number | bigint): string {
  let value = (BigInt(position) * SPREAD) & MASK
  let text = ''
  for (let i = 0; i < 11; i += 1) {
    text = BASE62[Number(value % 62n)] + text
    value /= 62n
  }
  return text
}

/** The position behind an event id, or undefined when the text is not one. */
export function eventPosition(text: string): bigint | undefined {
  if (!/^[0-9A-Za-z]{11}$/.test(text)) return undefined
  let value = 0n
  for (const char of text) value = value * 62n + BigInt(BASE62.indexOf(char))
  if (value > MASK) return undefined
  const position = (value * UNSPREAD) & MASK
  return position <= 0x7fffffffffffffffn ? position : undefined
}

const GREGORIAN_OFFSET_100NS = 0x01b21dd213814000n

/** A version 1 UUID of an event, derived from its time and position, so it needs no storage. */
export function eventUuid(occurredAt: Date, position: number | bigint): string {
  const ticks = BigInt(occurredAt.getTime()) * 10_000n + GREGORIAN_OFFSET_100NS
  const low = (ticks & 0xffffffffn).toString(16).padStart(8, '0')
  const mid = ((ticks >> 32n) & 0xffffn).toString(16).padStart(4, '0')
  const high = (((ticks >> 48n) & 0x0fffn) | 0x1000n).toString(16)
  const rest = BigInt(position)
  const clock = (((rest >> 48n) & 0x3fffn) | 0x8000n).toString(16)
  // The multicast bit says that the node is not a network card's address.
  const node = ((rest & 0xffffffffffffn) | 0x010000000000n).toString(16).padStart(12, '0')
  return `${low}-${mid}-${high}-${clock}-${node}`
}
