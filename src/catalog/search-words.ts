/** Longer texts are cut before they are split: no search needs more. */
const TEXT_LENGTH_MAX = 20_000
const WORD_LENGTH_MAX = 48

/**
 * Words that say nothing about a product, in English and German, folded. They are left out of
 * searches and of what is searched.
 */
const FILLERS = new Set(
  `a an the and or of for from in on at to into with without by as is are be it its this that these
  those i me my mine we our you your he his she her they their do does did have has had can could
  would should will want wants need needs like looking look find show get give some something any
  anything please buy under below over above about than more less not no there here what which who
  how under max maximum min minimum between cheap around budget euro euros eur usd dollar dollars
  der die das den dem des ein eine einen einem einer eines und oder fur von vom im auf an am zu zum
  zur mit ohne bei als ist sind war sein es er sie ihr ihre ihren ich mir mich mein meine meinen
  meinem meiner wir uns unser du dich dir dein deine haben habt hat hatte gibt gib kann konnen
  konnt will mochte mochten suche such brauche zeig zeige finde etwas was irgendwas bitte kaufen
  unter uber mehr weniger nicht kein keine keinen da hier welche welcher welches wie auch noch nur
  bis hochstens maximal mindestens zwischen rund circa gern gerne mal so fuer ueber moechte koennen`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/**
 * The words of a text as the search compares them: small letters without accents, inflections cut
 * off, in the order of the text, each as often as it occurs. Fillers and single letters are left out;
 * `BU-123` gives `bu`, `123` and `bu123`.
 */
export function wordsOf(text: string): string[] {
  const folded = foldText(text.slice(0, TEXT_LENGTH_MAX))
  const words: string[] = []
  for (const [chain] of folded.matchAll(/[\p{L}\p{N}]+(?:[-_./'’][\p{L}\p{N}]+)*/gu)) {
    const parts = chain.split(/[-_./'’]/)
    for (const part of parts) {
      if (part.length < 2 || part.length > WORD_LENGTH_MAX || FILLERS.has(part)) continue
      words.push(stemOf(part))
    }
    const joined = parts.join('')
    if (parts.length > 1 && isCode(parts, joined)) words.push(joined)
  }
  return words
}

/** `BU-123` and `t-shirt` are also one word; `red/blue` and `dad's` are not. */
function isCode(parts: readonly string[], joined: string): boolean {
  if (joined.length < 3 || joined.length > WORD_LENGTH_MAX) return false
  return /\d/.test(joined) || parts[0]?.length === 1
}

/**
 * Small letters without accents. German umlauts and their spellings with e become one letter, so
 * that Mütze, Muetze and Mutze are the same word; ß becomes ss.
 */
export function foldText(text: string): string {
  return (
    text
      .toLowerCase()
      .replaceAll('ß', 'ss')
      .replaceAll('æ', 'ae')
      .replaceAll('œ', 'oe')
      .replaceAll('ø', 'o')
      .normalize('NFKD')
      .replaceAll(/\p{M}+/gu, '')
      // Not after a vowel or q, where they are letters of their own: blauer, Quelle.
      .replaceAll(/(?<![aeiouq])([aou])e(?=\p{L})/gu, '$1')
  )
}

/** Endings that inflect, longest first, and what must at least be left of the word. */
const ENDINGS: ReadonlyArray<[ending: string, leftMin: number]> = [
  ['ings', 4],
  ['ing', 4],
  ['ern', 3],
  ['ies', 3],
  ['ied', 3],
  ['ed', 4],
  ['en', 3],
  ['er', 3],
  ['es', 3],
  ['em', 3],
  ['e', 3],
]

/**
 * A folded word without its inflection, for English and German alike: the language of a title is
 * not known, and shoppers mix both. Light on purpose; words that fall together wrongly cost more
 * than plurals that are missed, because misspellings are found anyway.
 */
export function stemOf(folded: string): string {
  if (folded.length < 4 || /\d/.test(folded)) return folded
  const plain = withoutPlural(folded)
  for (const [ending, leftMin] of ENDINGS) {
    if (!plain.endsWith(ending) || plain.length - ending.length < leftMin) continue
    const left = plain.slice(0, -ending.length)
    if (ending === 'ies' || ending === 'ied') return `${left}y`
    return withoutDouble(left)
  }
  return withoutDouble(plain)
}

function withoutPlural(word: string): string {
  if (/(?:ern|eln)$/.test(word) && word.length > 5) return word.slice(0, -1)
  // Glas, Gras, Haus: not a plural.
  if (word.endsWith('ies') || /(?:ss|us|is|^.{2}as)$/.test(word)) return word
  return word.endsWith('s') && word.length > 3 ? word.slice(0, -1) : word
}

/** `knitted` and `knit`, `wollig` and `Wolle` end alike. */
function withoutDouble(stem: string): string {
  return /([b-df-hj-np-tv-z])\1$/.test(stem) && stem.length > 3 ? stem.slice(0, -1) : stem
}

/** Short overlapping pieces of a word, by which a misspelt one is recognised. */
export function gramsOf(term: string): string[] {
  const padded = `_${term}_`
  const grams = new Set<string>()
  for (let at = 0; at + 3 <= padded.length; at += 1) grams.add(padded.slice(at, at + 3))
  return [...grams]
}

/** Whether a word is one that people misspell: letters, and enough of them. */
export function isFuzzy(term: string): boolean {
  return term.length >= 4 && /^\p{L}+$/u.test(term)
}

/**
 * Edits that turn one word into another: a letter too many, too few, another one, or two swapped.
 * @returns `max + 1` as soon as it is more than `max`
 */
export function editsBetween(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) > max) return max + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let edits = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + cost)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwap) edits = Math.min(edits, at(beforeLast, j - 2) + 1)
      row.push(edits)
    }
    if (Math.min(...row) > max) return max + 1
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}

/** Edits a word of this length may have and still be meant. */
export function editsAllowed(length: number): number {
  if (length < 4) return 0
  return length < 8 ? 1 : 2
}
