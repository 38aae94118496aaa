/** What cannot be seen but is read: controls, zero-width and direction marks, and hidden tags. */
const INVISIBLE = /[^\P{Cc}\n\t]|\p{Cf}|\p{Co}|\p{Cs}|\p{Default_Ignorable_Code_Point}/gu

/** Names of the parts of a prompt, at the beginning of a line. */
const SPEAKER =
  /^([^\S\n]*)(system|assistant|user|developer|human|tool|function|instruction|instructions|prompt)([^\S\n]*):/gimu

/**
 * Text of others as plain text: nothing invisible, and nothing that could pose as the markup or the
 * delimiters around it. What a reader sees stays readable.
 */
export function cleanText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(INVISIBLE, '')
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll(/`{2,}/g, "'")
    .replaceAll(/"{3,}/g, '"')
    .replaceAll(/\{{2,}/g, '{')
    .replaceAll(/\}{2,}/g, '}')
    .replaceAll(/\[{2,}/g, '[')
    .replaceAll(/\]{2,}/g, ']')
    .replaceAll(/([-=_*#~|+])\1{2,}/g, '$1')
    .replaceAll(/^[^\S\n]*#+[^\S\n]*/gm, '')
    .replaceAll(SPEAKER, '$1$2$3 –')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
