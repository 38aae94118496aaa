/** What cannot be seen but is read: controls, zero-width and direction marks, and hidden tags. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]|[\u{e0000}-\u{e0fff}]|\p{Private_Use}|\p{Surrogate}/gu

/** Names of the parts of a prompt, at the beginning of a line. */
const SPEAKER =
  /^(\s*)(system|assistant|user|developer|human|tool|function|instruction|instructions|prompt)(\s*):/gimu

/**
 * Text of others as plain text: nothing invisible, and nothing that could pose as the markup or the
 * delimiters around it. What a reader sees stays readable.
 */
export function cleanText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(INVISIBLE, '')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll(/`{2,}/g, "'")
    .replaceAll(/"{3,}/g, '"')
    .replaceAll(/\{{2,}/g, '{')
    .replaceAll(/\}{2,}/g, '}')
    .replaceAll(/\[{2,}/g, '[')
    .replaceAll(/\]{2,}/g, ']')
    .replaceAll(/([-=_*#~|+])\1{2,}/g, '$1')
    .replaceAll(/^\s*#+\s*/gm, '')
    .replaceAll(SPEAKER, '$1$2$3 –')
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
