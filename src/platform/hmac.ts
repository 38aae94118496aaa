import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

const keys = new WeakMap<Uint8Array, KeyObject>()

/**
 * HMAC-SHA256 with a secret that lives on, for tags that are made by the thousand: reading the key
 * costs twice as much as all the rest, so it is read once. Never change the bytes of the secret.
 */
export function hmacSha256(secret: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const key = keys.get(secret) ?? createSecretKey(secret)
  keys.set(secret, key)
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}
