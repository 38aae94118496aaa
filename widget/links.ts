/**
 * An address that may become a link or a picture, or null. Texts and addresses come from shops,
 * shoppers and language models, so only http and https lead anywhere.
 *
 * @param base for addresses without a host, such as `/products/1`
 */
export function safeUrl(text: string | null | undefined, base?: string): URL | null {
  if (!text) return null
  const url = URL.parse(text.trim(), base)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  // `https://shop.example@evil.example` looks like the shop.
  return url.username === '' && url.password === '' ? url : null
}
