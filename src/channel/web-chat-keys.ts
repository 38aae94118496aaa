import { hmacSha256 } from '../platform/hmac.ts'

/** Key that signs visitor tokens. The account is part of it, so a token of one never fits another. */
export function visitorKey(installationSecret: Buffer, accountId: string): Buffer {
  return hmacSha256(installationSecret, `web-chat visitor ${accountId}`)
}

/**
 * The secret that a storefront signs its shoppers in with. Derived, so that it is stored nowhere; a
 * new generation has nothing in common with the one before.
 *
 * @param generation from 1
 */
export function storefrontSecret(
  installationSecret: Buffer,
  accountId: string,
  generation: number,
): string {
  const key = hmacSha256(installationSecret, `storefront ${accountId} ${generation}`)
  return `wcs_${key.toString('base64url')}`
}
