import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Keeps other services' secrets, such as auth tokens, so that a dump of the database is of no use. */
export interface Vault {
  /**
   * AES-256-GCM of the text.
   * @param purpose where the secret belongs, for example `Ab12Cd text-sender sms`: moved to another
   *   account or use it cannot be opened
   */
  seal: (text: string, purpose: string) => Buffer
  /** @throws SealBroken when it was sealed with another key or purpose, or was changed */
  open: (sealed: Uint8Array, purpose: string) => string
}

export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** First byte of what is sealed, so that another scheme can follow. */
const SCHEME = 1

/** @param secret of the installation; the key is derived from it (HKDF-SHA256) */
export function createVault(secret: Uint8Array): Vault {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'parley vault', KEY_BYTES))
  return {
    seal(text, purpose) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(SCHEME), nonce, body, cipher.getAuthTag()])
    },
    open(sealed, purpose) {
      if (sealed[0] !== SCHEME || sealed.length < 1 + NONCE_BYTES + TAG_BYTES) {
        throw new SealBroken('a stored secret is not in a form that this version knows')
      }
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
      const body = sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key, nonce)
      decipher.setAAD(Buffer.from(purpose))
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
      try {
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch {
        throw new SealBroken(`the secret of "${purpose}" was sealed with another key, or changed`)
      }
    },
  }
}
