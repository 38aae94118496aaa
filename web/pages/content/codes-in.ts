/** Codes of one paste; more come with the API or in several pastes. */
export const CODES_MAX = 20_000

/**
 * The codes in a pasted text or a file: one on each line, or separated by commas, semicolons or
 * blanks. Each is taken once, in its order; quotes around one go, and so does a header `code`.
 */
export function codesIn(text: string): string[] {
  const words = text
    .split(/[\s,;]+/)
    .map((word) => word.replace(/^["']|["']$/g, ''))
    .filter((word) => word !== '')
  const [first, ...rest] = words
  const codes = first && /^(codes?|coupon_?codes?)$/i.test(first) ? rest : words
  return [...new Set(codes)].slice(0, CODES_MAX)
}
