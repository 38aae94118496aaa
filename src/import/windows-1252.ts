// 0x80 to 0x9f, where Windows-1252 differs from Latin-1. The five unused bytes stay what they are.
const CHARACTERS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** Text that was decoded as Latin-1, as Windows-1252. One byte is one character in both. */
export function windows1252(text: string): string {
  return text.replaceAll(
    /[\u0080-\u009f]/g,
    (char) => CHARACTERS[char.charCodeAt(0) - 0x80] ?? char,
  )
}
