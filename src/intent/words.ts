/** Characters of a message that are looked at: its beginning and, since wishes come last, its end. */
const HEAD_CHARS = 1_600
const TAIL_CHARS = 800
const WORD_CHARS_MAX = 40
const STEM_CHARS_MIN = 4

const ENDINGS = ['ungen', 'ings', 'ing', 'ung', 'ies', 'est', 'ed', 'es', 'en', 'er', 'em', 'ly']
const SHORT_ENDINGS = ['s', 'e', 'n', 't', 'y']

/** One word of a message, as it was written and in the form that words are compared in. */
export interface Word {
  raw: string
  /** Lower case, without accents and umlauts however they were spelled, at most 40 characters. */
  folded: string
  /** Where it begins in the text that was cut. */
  at: number
}

/**
 * The part of a message that is read, without control characters and lone surrogates. Whatever the
 * length of the message, this is at most 2,400 characters: its first 1,600 and its last 800.
 */
export function readablePart(text: string): string {
  const cut =
    text.length > HEAD_CHARS + TAIL_CHARS
      ? `${text.slice(0, HEAD_CHARS)} ${text.slice(-TAIL_CHARS)}`
      : text
  return cut
    .toWellFormed()
    .normalize('NFC')
    .replace(/[^\P{Cc}\n]+|[\p{Cf}\uFFFD]+/gu, ' ')
    .replace(/[‘’ʼ´`]/g, "'")
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
}

const WORD = /[\p{L}\p{N}]+(?:'[\p{L}]+)*/gu

/** Words of a text that went through `readablePart`, in order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const match of text.matchAll(WORD)) {
    words.push({ raw: match[0], folded: fold(match[0]), at: match.index })
  }
  return words
}

/**
 * The form that words are compared in: `Größe` and `GROESSE` are one word, `sooooo` is `so`,
 * `what's` is `whats`. Umlauts are spelled out, since "schon" is not "schön".
 */
export function fold(word: string): string {
  return word
    .slice(0, WORD_CHARS_MAX)
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[äöüßæœ]/g, (letter) => SPELLED_OUT[letter] ?? letter)
    .normalize('NFKD')
    .replace(/[\p{M}']/gu, '')
    .replace(/(\p{L})\1{2,}/gu, '$1')
}

const SPELLED_OUT: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
}

/** A folded word without its grammatical ending, English or German. Never shorter than 4. */
export function stem(folded: string): string {
  const ending = ENDINGS.find((one) => canLose(folded, one))
  const bare = ending ? folded.slice(0, -ending.length) : folded
  const short = SHORT_ENDINGS.find((one) => canLose(bare, one))
  return short ? bare.slice(0, -short.length) : bare
}

function canLose(word: string, ending: string): boolean {
  return word.length - ending.length >= STEM_CHARS_MIN && word.endsWith(ending)
}
