/** Shortest and longest part of a word that counts when words are compared. */
const STEM_LENGTH_MAX = 6
const WORD_LENGTH_MIN = 3

const ENDING = /(ies|es|en|er|s|e|n)$/

const FILLERS: ReadonlySet<string> = new Set(
  (
    'the and for are you your with what when how can does this that have has was were will from not its ' +
    'about would like want please tell know there they them their who why where which did any some ' +
    'der die das den dem des ein eine einen einem einer und oder ist sind war mit von für was wie wann wo ' +
    'ich mir mich wir uns euch ihr ihre ihren sie du dein deine haben habt hat kann könnt können bitte noch ' +
    'auch nicht zum zur auf aus bei nach über wird werden es gibt man mal denn'
  ).split(' '),
)

/** The telling words of a text, shortened so that their endings do not matter. */
export function stemsOf(text: string): string[] {
  return telling(text).map(shortened)
}

function shortened(word: string): string {
  return word.slice(0, STEM_LENGTH_MAX).replace(ENDING, '')
}

function telling(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter(
    (word) => word.length >= WORD_LENGTH_MIN && !FILLERS.has(word),
  )
}

/** Shorter words end too many others by chance. */
const HEAD_LENGTH_MIN = 4

/**
 * Whether two texts share a telling word; a word of the first may also be what a compound of the
 * other ends with: "Decke" is what a "Wolldecke" is.
 */
export function sharesWord(text: string, other: string): boolean {
  const known = new Set(stemsOf(other))
  if (stemsOf(text).some((stem) => known.has(stem))) return true
  const compounds = wholeStems(other)
  return wholeStems(text)
    .filter((stem) => stem.length >= HEAD_LENGTH_MIN)
    .some((head) => compounds.some((compound) => compound.endsWith(head)))
}

/** The telling words of a text that are not the name, nor a part of the name, of a thing. */
export function stemsBeside(text: string, title: string): string[] {
  return telling(text)
    .filter((word) => !sharesWord(word, title))
    .map(shortened)
}

/** A text without the name of a thing, and without parts of it. */
export function wordsBeside(text: string, title: string): string {
  return text
    .split(/\s+/)
    .filter((word) => !sharesWord(word, title))
    .join(' ')
}

function wholeStems(text: string): string[] {
  return telling(text).map((word) => word.replace(ENDING, ''))
}

/** Sentences of a text, with their end marks. Abbreviations may split one; nothing is lost. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?…])\s+(?=[\p{Lu}\p{N}„"“(])|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}

/** Text that is not longer than `lengthMax`, cut where a sentence or at least a word ends. */
export function cutAtSentence(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  const head = text.slice(0, lengthMax)
  const end = Math.max(head.lastIndexOf('. '), head.lastIndexOf('! '), head.lastIndexOf('? '))
  if (end > lengthMax / 2) return head.slice(0, end + 1)
  return `${head.slice(0, Math.max(head.lastIndexOf(' ', lengthMax - 1), 1)).trimEnd()}…`
}
