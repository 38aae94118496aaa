import type { FoundProduct } from '../catalog/product-search.ts'
import { sharesWord, stemsOf } from './words-of.ts'

/** Any of these words or phrases; a boundary of a regular expression knows no umlauts. */
function words(alternatives: string): RegExp {
  return new RegExp(String.raw`(?<!\p{L})(?:${alternatives})(?!\p{L})`, 'iu')
}

/** Attribute names, as shops write them, and the words that ask for them. */
const ASKED_FOR: readonly (readonly [RegExp, RegExp])[] = [
  [
    /material|fabric|stoff/i,
    words(String.raw`material|made (out )?of|made from|fabric|stoff|woraus|aus was|besteht`),
  ],
  [
    /^(care|wash|washing|pflege|waschen)/i,
    words(
      String.raw`wash\p{L}*|care|clean\p{L}*|laundry|tumble\p{L}*|iron|wasch\p{L}*|gewaschen|pflege\p{L}*|reinig\p{L}*|trockner|bügeln`,
    ),
  ],
  [
    /dishwasher|spülmaschine/i,
    words(String.raw`dishwasher|spülmaschine\p{L}*|geschirrspüler\p{L}*`),
  ],
  [/microwave|mikrowelle/i, words(String.raw`microwave\p{L}*|mikrowelle\p{L}*`)],
  [
    /weight|gewicht/i,
    words(String.raw`weigh\p{L}*|heavy|gewicht|wiegt|schwer|leicht|grams?|gramm|kg`),
  ],
  [
    /volume|capacity|inhalt|fassung/i,
    words(
      String.raw`volume|capacity|litres?|liters?|ml|inhalt|fassungsvermögen|fasst|passt (rein|hinein|in)|liter|holds?|fits? in(to)?|how much`,
    ),
  ],
  [
    /waterproof|wasserdicht/i,
    words(String.raw`water ?proof|water ?resistant|rain|wasserdicht|wasserfest|regen`),
  ],
  [/scent|duft/i, words(String.raw`scent|smell\p{L}*|duft\p{L}*|riecht`)],
  [
    /^age|alter/i,
    words(
      String.raw`ages?|old|young|toddlers?|bab(y|ies)|kids?|child(ren)?|alter|jahren?|alt|babys?|kind(er|ern)?|kleinkind\p{L}*`,
    ),
  ],
  [
    /pieces|teile|stück/i,
    words(String.raw`pieces|parts|how many|teile|teilig\p{L}*|stück|wie ?viele`),
  ],
  [/pages|seiten/i, words(String.raw`pages|how long|thick|seiten|dick`)],
  [
    /batter|akku/i,
    words(
      String.raw`batter(y|ies)|charg\p{L}*|recharg\p{L}*|usb|batterien?|akku\p{L}*|auflad\p{L}*|geladen|lädt`,
    ),
  ],
  [
    /bulb|leuchtmittel|birne/i,
    words(String.raw`bulbs?|socket|birnen?|glühbirnen?|leuchtmittel|fassung`),
  ],
  [/^burn|brenn/i, words(String.raw`burn\p{L}*|brenn\p{L}*|last|hält`)],
  [/caffeine|koffein/i, words(String.raw`caffeine|decaf\p{L}*|koffein\p{L}*`)],
  [/vegan/i, words(String.raw`vegan\p{L}*|animal\p{L}*|tierisch\p{L}*`)],
  [
    /allerg/i,
    words(String.raw`allerg\p{L}*|nuts?|gluten|traces|nüsse\p{L}*|spuren|laktose|lactose`),
  ],
  [/^language|sprache/i, words(String.raw`languages?|english|german|sprachen?|deutsch|englisch`)],
  [
    /^fit$|passform|schnitt/i,
    words(String.raw`fits?|slim|loose|cut|tight|passform|schnitt|sitzt|eng|weit`),
  ],
]

/** "Is it real leather?" */
const NAMES_MATERIAL = words(
  'leather|wool|cotton|linen|plastic|steel|wood|leder|wolle|baumwolle|leinen|plastik|kunststoff|stahl|holz',
)
const MATERIAL = /material|fabric|stoff/i

const MEASURES =
  /dimension|measure|maße?|abmessung|width|breite|height|höhe|length|länge|diameter|durchmesser|depth|tiefe|size_?(cm|mm|in)|^area$|fläche|format/i
const ASKS_MEASURES = words(
  String.raw`dimensions?|measure\p{L}*|diameter|format|how (big|large|wide|deep)|maße?|abmessung\p{L}*|durchmesser|wie (groß|breit|tief)|zentimeter|cm|centimet\p{L}+|sizes?|größen?`,
)
/** One of the measures: only it is told when the shop has it. */
const ONE_MEASURE: readonly (readonly [RegExp, RegExp])[] = [
  [/length|länge/i, words(String.raw`how long|length|wie lang|länge`)],
  [/height|höhe/i, words(String.raw`how (tall|high)|height|wie hoch|höhe`)],
  [/width|breite/i, words(String.raw`how wide|width|wie breit|breite`)],
]

/** An attribute that a question asks for, as the shop wrote it. */
export interface AskedAttribute {
  name: string
  value: string
}

/**
 * What the attributes of a product say to a question, in the product's order; colour and size of its
 * variants are told apart from these.
 */
export function askedAttributes(text: string, product: FoundProduct): AskedAttribute[] {
  const known = Object.entries(product.attributes)
    .filter(([name]) => name !== 'colour' && name !== 'size')
    .map(([name, value]) => ({ name, value }))
  // The name of a wool blanket asks for nothing.
  const question = withoutName(text, product.title)
  const asked = ASKED_FOR.filter(([, pattern]) => pattern.test(question)).map(([name]) => name)
  const named = known.filter(
    ({ name }) => asked.some((pattern) => pattern.test(name)) || isNamed(name, question),
  )
  const told = new Set([...named, ...measuresAsked(question, known)])
  const asksMaterial = materialsIn(text) > materialsIn(product.title)
  if (told.size > 0 || !asksMaterial) return known.filter((one) => told.has(one))
  return known.filter(({ name }) => MATERIAL.test(name))
}

function materialsIn(text: string): number {
  return text.split(/[^\p{L}]+/u).filter((word) => NAMES_MATERIAL.test(word)).length
}

function withoutName(text: string, title: string): string {
  return text
    .split(/(?<=[^\p{L}\p{N}])|(?=[^\p{L}\p{N}])/u)
    .filter((part) => !sharesWord(part, title))
    .join('')
}

/** Whether a message asks for something that products have, whichever it is. */
export function asksForAttribute(text: string): boolean {
  return (
    [...ASKED_FOR, ...ONE_MEASURE].some(([, words]) => words.test(text)) || ASKS_MEASURES.test(text)
  )
}

/** Also attributes that only this shop has: "which nib does it have?" */
function isNamed(name: string, text: string): boolean {
  const said = new Set(stemsOf(text))
  const stems = stemsOf(name.replaceAll('_', ' '))
  return stems.length > 0 && stems.every((stem) => said.has(stem))
}

function measuresAsked(text: string, known: readonly AskedAttribute[]): AskedAttribute[] {
  const one = ONE_MEASURE.filter(([, words]) => words.test(text))
  if (one.length === 0 && !ASKS_MEASURES.test(text)) return []
  const exact = known.filter(({ name }) => one.some(([pattern]) => pattern.test(name)))
  return exact.length > 0 ? exact : known.filter(({ name }) => MEASURES.test(name))
}
