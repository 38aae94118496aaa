import { conceptsOf } from './find-concepts.ts'
import { fold, type Word } from './words.ts'

const COLOURS = byFolded({
  black: 'black',
  schwarz: 'black',
  white: 'white',
  weiß: 'white',
  offwhite: 'white',
  red: 'red',
  rot: 'red',
  blue: 'blue',
  blau: 'blue',
  green: 'green',
  grün: 'green',
  yellow: 'yellow',
  gelb: 'yellow',
  pink: 'pink',
  rosa: 'pink',
  purple: 'purple',
  lila: 'purple',
  violet: 'purple',
  violett: 'purple',
  grey: 'grey',
  gray: 'grey',
  grau: 'grey',
  brown: 'brown',
  braun: 'brown',
  beige: 'beige',
  orange: 'orange',
  turquoise: 'turquoise',
  türkis: 'turquoise',
  teal: 'teal',
  petrol: 'teal',
  navy: 'navy',
  marine: 'navy',
  marineblau: 'navy',
  olive: 'olive',
  oliv: 'olive',
  cream: 'cream',
  creme: 'cream',
  burgundy: 'burgundy',
  bordeaux: 'burgundy',
  weinrot: 'burgundy',
  maroon: 'burgundy',
  silver: 'silver',
  silber: 'silver',
  silbern: 'silver',
  gold: 'gold',
  golden: 'gold',
  anthracite: 'anthracite',
  anthrazit: 'anthracite',
  charcoal: 'anthracite',
  khaki: 'khaki',
  mint: 'mint',
  mustard: 'mustard',
  senfgelb: 'mustard',
  transparent: 'transparent',
  multicoloured: 'multicolour',
  multicolored: 'multicolour',
  bunt: 'multicolour',
  naturweiß: 'white',
  himmelblau: 'blue',
  coral: 'coral',
  koralle: 'coral',
  lavender: 'lavender',
  lavendel: 'lavender',
  magenta: 'magenta',
  sand: 'sand',
  taupe: 'taupe',
  rust: 'rust',
  ivory: 'ivory',
  elfenbein: 'ivory',
})
const SHADES = /^(?:dunkel|hell|dark|light|zart|tief|knall|neon|pastell|alt)/
const GERMAN_ENDINGS = /(?:e[rsmn]?)$/

/** English names of the colours among the words, each once. "Dunkelblauer" is blue. */
export function readColours(words: readonly Word[]): string[] {
  return [...new Set(words.flatMap(({ folded }) => colourOf(folded) ?? []))]
}

export function colourOf(folded: string): string | undefined {
  const bare = folded.replace(GERMAN_ENDINGS, '')
  const plain = bare.replace(SHADES, '')
  return (
    COLOURS.get(folded) ?? COLOURS.get(bare) ?? (plain === bare ? undefined : COLOURS.get(plain))
  )
}

const LETTER_SIZES: Readonly<Record<string, string>> = {
  xxs: 'XXS',
  xs: 'XS',
  s: 'S',
  m: 'M',
  l: 'L',
  xl: 'XL',
  xxl: 'XXL',
  xxxl: 'XXXL',
  '2xl': 'XXL',
  '3xl': 'XXXL',
  '4xl': '4XL',
  small: 'S',
  medium: 'M',
  large: 'L',
  'extra large': 'XL',
  'x-large': 'XL',
  'extra small': 'XS',
  'x-small': 'XS',
  'one size': 'one size',
  einheitsgröße: 'one size',
}
const NAMED_SIZE =
  /\b(?:size|sizes|sz|größe|groesse|grösse|gröse|grosse|gr\.?|schuhgröße|schuhgrösse|konfektionsgröße)(?!\p{L})\s*:?\s*(?:is|ist|a|an|in|von)?\s*((?:uk|us|eu)\s?)?(\d{1,3}(?:[.,]5)?(?:\/\d{2})?|[2-4]?x{0,3}[sml]\b|extra large|extra small|x-large|x-small|small|medium|large)/giu
const SYSTEM_SIZE = /\b(uk|us|eu)\s?(\d{1,2}(?:[.,]5)?)\b/giu
const PREPOSITION_SIZE =
  /\b(?:in|in a|in an|in der|in ner|die|das|der|ne|eine|a|an|the|as|to|auf|statt|instead of|gegen|gegen die|for|and|und|or|oder|than|als|nach)\s+([2-4]?x{0,3}[sml]|[2-4]xl|extra large|x-large|small|medium|large)(?!['’\p{L}\p{N}])(?!\s+(?:gift|present|geschenk|order|box|problem|question|number|amount))/giu
const CAPITAL_SIZE = /(?<![\p{L}\p{N}'’&.])(XXS|XS|S|M|L|XL|XXL|XXXL|[2-4]XL)(?![\p{L}\p{N}'’&])/gu
const ALONE_SIZE =
  /^\s*([2-4]?x{0,3}[sml]|[2-4]xl|small|medium|large)\s*(?:please|bitte|pls|then|dann)?\s*[.!?]*\s*$/iu
const JEANS_SIZE = /\bw\s?(\d{2})\s?[/ ]?\s?l\s?(\d{2})\b|\b(\d{2})\/(\d{2})\b(?!\/)/giu
const IN_NUMBER_SIZE =
  /\bin (?:a |der |einer |ner )?(\d{2}(?:[.,]5)?)(?= ?(?:[?!.,]|$| (?:da|verfügbar|available|in stock|left|vorrätig|lieferbar|gibt|please|bitte|left|statt|instead|rather|or|oder)))/giu
const SIZE_NUMBER_MIN = 1
const SHOE_SIZE_MIN = 30
const SHOE_SIZE_MAX = 60

/** Sizes as shops write them: `M`, `XL`, `42`, `42.5`, `UK 6`, `W32/L34`. */
export function readSizes(text: string): string[] {
  const found = new Set<string>()
  for (const [, system, size] of text.matchAll(NAMED_SIZE)) found.add(sizeName(size, system))
  for (const [, system, size] of text.matchAll(SYSTEM_SIZE)) found.add(sizeName(size, system))
  for (const [, size] of text.matchAll(PREPOSITION_SIZE)) found.add(sizeName(size))
  const isShouted = text === text.toUpperCase()
  if (!isShouted) for (const [, size] of text.matchAll(CAPITAL_SIZE)) found.add(sizeName(size))
  const alone = ALONE_SIZE.exec(text)
  if (alone) found.add(sizeName(alone[1]))
  for (const [, waist, length] of text.matchAll(JEANS_SIZE)) {
    if (waist && length) found.add(`W${waist}/L${length}`)
  }
  for (const [, size] of text.matchAll(IN_NUMBER_SIZE)) {
    const number = Number(size?.replace(',', '.'))
    if (number >= SHOE_SIZE_MIN && number <= SHOE_SIZE_MAX) found.add(sizeName(size))
  }
  return [...found].filter((size) => size !== '' && Number(size) !== SIZE_NUMBER_MIN - 1)
}

function sizeName(size: string | undefined, system?: string): string {
  const plain = (size ?? '').toLowerCase().replace(',', '.')
  const name = LETTER_SIZES[plain] ?? plain.toUpperCase()
  const prefix = system?.trim().toUpperCase()
  return prefix && prefix !== 'EU' ? `${prefix} ${name}` : name
}

/** Whether a word names what things are made of, and no thing. */
export function isMaterial(word: string): boolean {
  const concepts = conceptsOf(fold(word))
  return concepts.includes('material_word') && !concepts.includes('product_noun')
}

/** Whom something may be for. */
export const RECIPIENT_KINDS = [
  'dad',
  'mum',
  'parents',
  'grandma',
  'grandpa',
  'girlfriend',
  'boyfriend',
  'wife',
  'husband',
  'partner',
  'sister',
  'brother',
  'aunt',
  'uncle',
  'cousin',
  'niece',
  'nephew',
  'son',
  'daughter',
  'grandchild',
  'godchild',
  'child',
  'baby',
  'teenager',
  'friend',
  'colleague',
  'boss',
  'teacher',
  'neighbour',
  'flatmate',
  'mother-in-law',
  'father-in-law',
  'dog',
  'cat',
  'men',
  'women',
] as const
export type Recipient = (typeof RECIPIENT_KINDS)[number]

const RECIPIENTS = byFolded<Recipient>({
  dad: 'dad',
  father: 'dad',
  daddy: 'dad',
  papa: 'dad',
  vater: 'dad',
  papi: 'dad',
  paps: 'dad',
  pa: 'dad',
  vati: 'dad',
  stepdad: 'dad',
  papas: 'dad',
  mum: 'mum',
  mom: 'mum',
  mother: 'mum',
  mummy: 'mum',
  mama: 'mum',
  mutter: 'mum',
  mami: 'mum',
  mutti: 'mum',
  mam: 'mum',
  muddi: 'mum',
  mumi: 'mum',
  girlfriend: 'girlfriend',
  gf: 'girlfriend',
  freundin: 'girlfriend',
  boyfriend: 'boyfriend',
  bf: 'boyfriend',
  freund: 'boyfriend',
  wife: 'wife',
  frau: 'wife',
  wifey: 'wife',
  missus: 'wife',
  mrs: 'wife',
  ehefrau: 'wife',
  husband: 'husband',
  hubby: 'husband',
  mann: 'husband',
  ehemann: 'husband',
  partner: 'partner',
  partnerin: 'partner',
  fiance: 'partner',
  grandma: 'grandma',
  oma: 'grandma',
  granny: 'grandma',
  gran: 'grandma',
  nan: 'grandma',
  nana: 'grandma',
  grandmother: 'grandma',
  omi: 'grandma',
  großmutter: 'grandma',
  grosi: 'grandma',
  grandpa: 'grandpa',
  opa: 'grandpa',
  grandad: 'grandpa',
  granddad: 'grandpa',
  grandfather: 'grandpa',
  opi: 'grandpa',
  großvater: 'grandpa',
  sister: 'sister',
  schwester: 'sister',
  sis: 'sister',
  brother: 'brother',
  bruder: 'brother',
  bro: 'brother',
  son: 'son',
  sohn: 'son',
  daughter: 'daughter',
  tochter: 'daughter',
  child: 'child',
  kid: 'child',
  kids: 'child',
  children: 'child',
  kind: 'child',
  kinder: 'child',
  boy: 'child',
  girl: 'child',
  junge: 'child',
  mädchen: 'child',
  toddler: 'child',
  kleinkind: 'child',
  enkel: 'grandchild',
  enkelin: 'grandchild',
  enkelkind: 'grandchild',
  grandson: 'grandchild',
  granddaughter: 'grandchild',
  grandchild: 'grandchild',
  baby: 'baby',
  newborn: 'baby',
  neugeborenes: 'baby',
  uncle: 'uncle',
  onkel: 'uncle',
  aunt: 'aunt',
  tante: 'aunt',
  auntie: 'aunt',
  nephew: 'nephew',
  neffe: 'nephew',
  neffen: 'nephew',
  niece: 'niece',
  nichte: 'niece',
  cousin: 'cousin',
  cousine: 'cousin',
  friend: 'friend',
  mate: 'friend',
  bestie: 'friend',
  kumpel: 'friend',
  buddy: 'friend',
  friends: 'friend',
  freunde: 'friend',
  boss: 'boss',
  chef: 'boss',
  chefin: 'boss',
  colleague: 'colleague',
  coworker: 'colleague',
  kollege: 'colleague',
  kollegen: 'colleague',
  kollegin: 'colleague',
  teacher: 'teacher',
  lehrer: 'teacher',
  lehrerin: 'teacher',
  neighbour: 'neighbour',
  neighbor: 'neighbour',
  nachbar: 'neighbour',
  nachbarin: 'neighbour',
  parents: 'parents',
  eltern: 'parents',
  schwiegermutter: 'mother-in-law',
  schwiegervater: 'father-in-law',
  godchild: 'godchild',
  patenkind: 'godchild',
  göttikind: 'godchild',
  dog: 'dog',
  hund: 'dog',
  puppy: 'dog',
  welpe: 'dog',
  welpen: 'dog',
  cat: 'cat',
  katze: 'cat',
  kitten: 'cat',
  kater: 'cat',
  teenager: 'teenager',
  teen: 'teenager',
  men: 'men',
  männer: 'men',
  herren: 'men',
  women: 'women',
  damen: 'women',
  frauen: 'women',
  mitbewohner: 'flatmate',
  flatmate: 'flatmate',
  roommate: 'flatmate',
})
const FOR = new Set([
  'for',
  'fuer',
  'fur',
  'fuern',
  'furn',
  'fr',
  'get',
  'gift',
  'present',
  'geschenk',
  'schenken',
  'schenk',
  'an',
  'meinem',
  'meiner',
  'meinen',
  'unserem',
  'unserer',
  'deinem',
  'prezzie',
  'pressie',
  'buy',
  'kaufen',
  'give',
  'to',
  'suit',
  'surprise',
  'mim',
  'mini',
  'mei',
])
const DAYS = new Set(['birthday', 'bday', 'geburtstag', 'anniversary', 'birthdays', 'namenstag'])
const FOR_WORDS_BEFORE = 3

/** Whom a thing is for: "for my dad", "meiner Oma", "my girlfriend's birthday". */
export function readRecipient(words: readonly Word[]): Recipient | null {
  for (const [i, { folded }] of words.entries()) {
    const found = recipientOf(folded)
    if (!found) continue
    const before = words.slice(Math.max(0, i - FOR_WORDS_BEFORE), i)
    const after = words.slice(i + 1, i + 3)
    const isFor = before.some((word) => FOR.has(word.folded)) || words.length === 1
    if (isFor || after.some((word) => DAYS.has(word.folded))) return found
  }
  return ofAge(words)
}

const AGE =
  /(?:^| )(?:for|fuer|to)(?: \S+){0,2} (\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten) ?(?:(?:years?|yrs?|y) ?old|yo|jaehrige[nrsm]?|jahre alt(?:e[nrsm]?)?)(?: |$)/
const ADULT_FROM = 18
const TEENAGER_FROM = 13

/** "For a 5-year-old". */
function ofAge(words: readonly Word[]): Recipient | null {
  const said = AGE.exec(words.map(({ folded }) => folded).join(' '))?.[1]
  if (said === undefined) return null
  const age = /\d/.test(said) ? Number(said) : 0
  if (age >= ADULT_FROM) return null
  return age >= TEENAGER_FROM ? 'teenager' : 'child'
}

/** Also with the s of "girlfriend's" and "Papas". */
export function recipientOf(folded: string): Recipient | undefined {
  return RECIPIENTS.get(folded) ?? RECIPIENTS.get(folded.replace(/s$/, ''))
}

const QUANTITY_WORDS = byFolded({
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  dozen: 12,
  twice: 2,
  couple: 2,
  zwei: 2,
  drei: 3,
  vier: 4,
  fünf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  neun: 9,
  zehn: 10,
  zwölf: 12,
  dutzend: 12,
  zweimal: 2,
  dreimal: 3,
  beide: 2,
  both: 2,
  pair: 2,
})
const ONLY_ONE =
  /\b(?:only|just|nur|bloß|einzige[rsn]?)\s+(?:one|1|ein(?:e[nrs]?|s)?|a single)\b|\ba single\b/iu
const TIMES =
  /(?<![\p{L}\p{N}])(\d{1,2})\s?x(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])x\s?(\d{1,2})(?![\p{L}\p{N}])/iu
const PIECES =
  /(?<![\p{L}\p{N}.,#€£$-])(\d{1,2})\s+(?:stück|stk|pieces?|pcs|items?|of (?:them|those|these|it)|units?|mal|davon|identical|gleiche|paar|pairs?|packs?|packungen|bags?|tüten|boxes|bottles|flaschen|sets?)\b/iu
const QUANTITY_MAX = 99
const NOT_COUNTED =
  /^(?:tag|day|woche|week|monat|month|jahr|year|stund|hour|minut|uhr|oclock|cm|mm|kg|gramm|ml|liter|litr|grad|degree|eur|euro|pound|quid|dollar|buck|frank|chf|prozent|percent|punkt|point|person|peopl|leut|player|spieler|inch|zoll|mal|time|kid|kind|child|bestellung|order|paket|parcel|packag)/

/** How many of a thing are wanted: "zwei Tassen", "3 x", "only one". */
export function readQuantity(text: string, words: readonly Word[]): number | null {
  if (ONLY_ONE.test(text)) return 1
  const times = TIMES.exec(text)
  const said = Number(times?.[1] ?? times?.[2] ?? PIECES.exec(text)?.[1])
  if (said >= 1 && said <= QUANTITY_MAX) return said
  for (const [i, { folded }] of words.entries()) {
    const count =
      QUANTITY_WORDS.get(folded) ?? (/^\d{1,2}$/.test(folded) ? Number(folded) : undefined)
    const next = words[i + 1]
    if (!count || !next || NOT_COUNTED.test(next.folded)) continue
    if (/^\d/.test(folded) && !isCounted(words, i)) continue
    if (isCounted(words, i)) return count
  }
  return null
}

/** A thing follows, with at most one word such as "small" or "blue" between. */
function isCounted(words: readonly Word[], at: number): boolean {
  const [first, second] = [words[at + 1], words[at + 2]]
  const isThing = (word: Word | undefined) =>
    word !== undefined && conceptsOf(word.folded).includes('product_noun')
  if (isThing(first)) return true
  return isThing(second) && first !== undefined && !/^\d/.test(first.folded)
}

function byFolded<Value>(words: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(words).map(([word, value]) => [fold(word), value]))
}
