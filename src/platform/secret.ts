import { hash, randomBytes } from 'node:crypto'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const TOKEN_BYTES = 32
// 40 characters of base62 are 238 bits.
const API_KEY_CHARACTERS = 40

/** 256 random bits as text that fits into a link and a cookie. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** A private API key: `pk_` and 40 random letters and digits. */
export function newApiKey(): string {
  let text = ''
  while (text.length < API_KEY_CHARACTERS) {
    for (const byte of randomBytes(API_KEY_CHARACTERS)) {
      // 248 = 4 × 62: larger bytes would make some characters likelier.
      if (byte < 248 && text.length < API_KEY_CHARACTERS) text += BASE62[byte % 62]
    }
  }
  return `pk_${text}`
}

/**
 * SHA-256, the form in which tokens and keys are stored. No salt and no slow hash: they are random
 * and long, so there is nothing to guess.
 */
export function secretHash(secret: string): Buffer {
  return hash('sha256', secret, 'buffer')
}
