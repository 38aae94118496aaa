/** Words of one line that the search knows; more say nothing new. */
const LINE_WORDS_MAX = 300
/** Words of a search; further ones are not looked at. */
export const SEARCH_WORDS_MAX = 8
const WORD_LENGTH_MAX = 40

/**
 * The words of a text in the form in which they are compared: small letters without accents, each
 * once. Numbers and codes such as `#1001` or `SKU-7` are words as well.
 */
export function searchWords(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss')
  const words = plain.match(/[\p{L}\p{N}]+(?:[@.'_-][\p{L}\p{N}]+)*/gu) ?? []
  const parts = words.flatMap((word) => [word, ...word.split(/[@.'_-]/)])
  const kept = parts.map((word) => word.slice(0, WORD_LENGTH_MAX)).filter((word) => word !== '')
  return [...new Set(kept)].slice(0, LINE_WORDS_MAX)
}
