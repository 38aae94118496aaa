import { foldText, stemOf } from './search-words.ts'

/** A product's free data. */
export type Metadata = Readonly<Record<string, unknown>>

/** Spellings of attribute names that mean the same, folded; the first is what we say. */
const NAMES: ReadonlyMap<string, string> = new Map(
  [
    ['colour', 'color', 'colours', 'colors', 'farbe', 'farben', 'farbton'],
    ['size', 'sizes', 'grosse', 'grossen', 'kleidergrosse'],
    ['material', 'materials', 'materialien', 'stoff', 'fabric'],
    ['brand', 'marke', 'vendor', 'hersteller'],
  ].flatMap(([name = '', ...others]) => [name, ...others].map((one) => [one, name] as const)),
)

/** Words of values → what they are called in English. */
const TRANSLATIONS = byStem({
  black: 'schwarz',
  white: 'weiss',
  grey: 'gray grau',
  red: 'rot',
  blue: 'blau',
  green: 'grun',
  yellow: 'gelb',
  orange: '',
  pink: 'rosa',
  purple: 'lila violet violett',
  brown: 'braun',
  beige: '',
  turquoise: 'turkis',
  gold: 'golden',
  wool: 'wolle woollen',
  cotton: 'baumwolle',
  linen: 'leinen',
  wood: 'wooden holz',
  leather: 'leder',
  ceramic: 'keramik',
  porcelain: 'porzellan',
  glass: 'glas',
  steel: 'stahl',
  paper: 'papier',
  cork: 'kork',
  felt: 'filz',
  silk: 'seide',
  metal: 'metall',
  plastic: 'kunststoff',
  oak: 'eiche',
  bamboo: 'bambus',
})

/** Shades and kinds → what they are a shade or kind of. */
const KINDS = byStem({
  grey: 'anthrazit anthracite silver silber charcoal hellgrau dunkelgrau',
  red: 'bordeaux burgundy crimson weinrot dunkelrot',
  blue: 'navy marine marineblau dunkelblau hellblau petrol',
  green: 'olive oliv dunkelgrun hellgrun mint sage salbei',
  yellow: 'mustard senf senfgelb ocker ochre',
  pink: 'rose altrosa',
  purple: 'lavender lavendel',
  brown: 'cognac camel',
  beige: 'cream creme sand ecru',
  turquoise: 'teal',
  wool: 'merino merinowolle lambswool schurwolle',
  steel: 'edelstahl',
  wood: 'oak eiche beech buche bamboo bambus',
})

function byStem(table: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(table).flatMap(([name, others]) =>
      `${name} ${others}`
        .trim()
        .split(' ')
        .map((one) => [stemOf(foldText(one)), name] as const),
    ),
  )
}

const COLOURS = new Set(
  'black white grey red blue green yellow orange pink purple brown beige turquoise gold'.split(' '),
)

function isColour(word: string): boolean {
  const stem = stemOf(word)
  return COLOURS.has(TRANSLATIONS.get(stem) ?? KINDS.get(stem) ?? '')
}

const SIZES: ReadonlyMap<string, string> = new Map([
  ['small', 's'],
  ['klein', 's'],
  ['medium', 'm'],
  ['mittel', 'm'],
  ['large', 'l'],
  ['gross', 'l'],
  ['xxxl', '3xl'],
])
const SIZE =
  /^(?:x{0,3}[sl]|m|[2-5]xl|\d{2}(?:[./]\d{2})?|one size|small|medium|large|klein|gross)$/

/** The name of an attribute as we say it: `Color` and `Farbe` are `colour`. */
export function attributeName(name: string): string {
  const folded = foldText(name.trim())
  return NAMES.get(folded) ?? folded
}

/**
 * A value of an attribute as keys that can be compared: `Dunkelblau` of `Farbe` gives `colour=blue`
 * and `colour=dunkelblau`. A product has a wanted value when it has all keys of it.
 */
export function facetsOf(name: string, value: string): string[] {
  const known = attributeName(name)
  return valueKeys(known, value).map((key) => `${known}=${key}`)
}

/**
 * The keys a product must have for a wanted value: all the words of the value, but a shade counts
 * as itself only, so that who wants navy is not shown any blue.
 */
export function wantedFacets(name: string, value: string): string[] {
  const known = attributeName(name)
  return words(value).map((word) => `${known}=${keyOf(known, word)}`)
}

function valueKeys(name: string, value: string): string[] {
  const keys = words(value).flatMap((word) => {
    const key = keyOf(name, word)
    const kind = name === 'size' ? undefined : KINDS.get(stemOf(word))
    return kind === undefined ? [key] : [kind, key]
  })
  return [...new Set(keys)]
}

function keyOf(name: string, word: string): string {
  if (name === 'size') return SIZES.get(word) ?? word
  const stem = stemOf(word)
  // A kind keeps its own name: the table of kinds also holds what it is a kind of.
  return TRANSLATIONS.get(stem) ?? stem
}

function words(value: string): string[] {
  return foldText(value).match(/[\p{L}\p{N}]+/gu) ?? []
}

/** Metadata that says nothing about the thing itself. */
const TEXT_KEY = /^(title|description|url|name|tags|keywords|search)(_|$)/i

/** The attributes among a product's free data, as text: what can be shown and asked for. */
export function attributesOf(metadata: Metadata): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [key, value] of Object.entries(metadata)) {
    if (TEXT_KEY.test(key)) continue
    const text = shownValue(value)
    if (text !== null) out[NAMES.get(foldText(key.trim())) ?? key] = text
  }
  return out
}

function shownValue(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (!Array.isArray(value)) return null
  const parts = value.flatMap((one) => shownValue(one) ?? [])
  return parts.length === 0 ? null : parts.join(', ')
}

/**
 * Attributes that a title tells, such as `Wollschal, Blau / M`: for shops that keep no free data. A
 * part counts as a size only when it is nothing else.
 */
export function attributesInTitle(title: string): Record<string, string> {
  const parts = title.split(/\s*[/|,;·–—]\s*|\s+-\s+/).map((part) => foldText(part.trim()))
  const size = parts.find((part) => SIZE.test(part))
  const colours = words(title).filter(isColour)
  return {
    ...(size === undefined ? {} : { size: size.toUpperCase() }),
    ...(colours.length === 0 ? {} : { colour: colours.join(' ') }),
  }
}
