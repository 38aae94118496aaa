import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from '../platform/hmac.ts'
import { uuidText } from '../platform/id.ts'

/** What a link or an address in a message stands for. */
export interface MessageToken {
  accountId: string
  /** UUID. */
  messageId: string
  /** Which of the message's links; 0 where there is but one. */
  nth: number
}

/** What a token is good for: one for opens opens no link. */
export type TokenPurpose = 'open' | 'link' | 'view' | 'bounce' | 'unsubscribe'

const ACCOUNT_BYTES = 6
const ID_BYTES = 16
const TAG_BYTES = 8
const BODY_BYTES = ACCOUNT_BYTES + ID_BYTES + 2
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** 43 characters that fit into a URL, signed with the installation's secret. They do not expire. */
export function messageToken(
  secret: Uint8Array,
  purpose: TokenPurpose,
  token: MessageToken,
): string {
  return bytesOf(secret, purpose, token).toString('base64url')
}

/** What a token stands for; undefined when we did not sign it for this purpose. */
export function readMessageToken(
  secret: Uint8Array,
  purpose: TokenPurpose,
  text: string,
): MessageToken | undefined {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) return undefined
  return fromBytes(secret, purpose, Buffer.from(text, 'base64url'))
}

/** The same for the local part of an address, where case is not safe: 52 characters. */
export function addressToken(
  secret: Uint8Array,
  purpose: TokenPurpose,
  token: MessageToken,
): string {
  return base32(bytesOf(secret, purpose, token))
}

export function readAddressToken(
  secret: Uint8Array,
  purpose: TokenPurpose,
  text: string,
): MessageToken | undefined {
  if (!/^[0-9a-v]{52}$/i.test(text)) return undefined
  return fromBytes(secret, purpose, fromBase32(text.toLowerCase()))
}

function bytesOf(secret: Uint8Array, purpose: TokenPurpose, token: MessageToken): Buffer {
  const { accountId, messageId, nth } = token
  if (!/^[\x21-\x7e]{6}$/.test(accountId) || !UUID.test(messageId)) {
    throw new RangeError(`${accountId} ${messageId} cannot be put into a token`)
  }
  const body = Buffer.alloc(BODY_BYTES)
  body.write(accountId, 'ascii')
  body.write(messageId.replaceAll('-', ''), ACCOUNT_BYTES, 'hex')
  body.writeUInt16BE(nth, ACCOUNT_BYTES + ID_BYTES)
  return Buffer.concat([body, tagOf(secret, purpose, body)])
}

function fromBytes(
  secret: Uint8Array,
  purpose: TokenPurpose,
  bytes: Buffer,
): MessageToken | undefined {
  if (bytes.length !== BODY_BYTES + TAG_BYTES) return undefined
  const body = bytes.subarray(0, BODY_BYTES)
  if (!timingSafeEqual(bytes.subarray(BODY_BYTES), tagOf(secret, purpose, body))) return undefined
  return {
    accountId: body.toString('ascii', 0, ACCOUNT_BYTES),
    messageId: uuidText(body.subarray(ACCOUNT_BYTES, ACCOUNT_BYTES + ID_BYTES)),
    nth: body.readUInt16BE(ACCOUNT_BYTES + ID_BYTES),
  }
}

function tagOf(secret: Uint8Array, purpose: TokenPurpose, body: Uint8Array): Buffer {
  return hmacSha256(secret, `message ${purpose}:`, body).subarray(0, TAG_BYTES)
}

const DIGITS = '0123456789abcdefghijklmnopqrstuv'

/** Base 32 with extended hex digits (RFC 4648), lower case, without padding. */
function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += DIGITS[(value >> bits) & 31]
    }
  }
  return bits > 0 ? text + DIGITS[(value << (5 - bits)) & 31] : text
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const digit of text) {
    value = ((value << 5) | DIGITS.indexOf(digit)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((value >> bits) & 255)
  }
  return Buffer.from(bytes)
}
