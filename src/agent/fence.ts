/**
 * Text of strangers (shoppers, products, web pages, tools) between marks that they cannot write,
 * because the mark is drawn anew for every turn.
 */
export interface Fence {
  mark: string
  /** @param label what the text is, in our own words */
  around: (label: string, text: string) => string
}

/** @param random at least 128 bits, as hexadecimal digits */
export function fence(random: string): Fence {
  const mark = `data-${random}`
  return {
    mark,
    around: (label, text) => `<${mark} of="${label}">\n${withoutMark(text, mark)}\n</${mark}>`,
  }
}

/** Cannot be needed, as nobody knows the mark; but an echo of an earlier text is not trusted either. */
function withoutMark(text: string, mark: string): string {
  return text.replaceAll(mark, '[removed]').replaceAll('\u0000', '')
}
