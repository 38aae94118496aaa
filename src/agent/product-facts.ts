import type { FoundProduct } from '../catalog/product-search.ts'
import { stemsOf } from './words-of.ts'

/** Attribute names, as shops write them, and the words that ask for them. */
const ASKED_FOR: readonly (readonly [RegExp, RegExp])[] = [
  [
    /material|fabric|stoff/i,
    /\b(material|made (out )?of|made from|fabric|stoff|woraus|aus was|besteht|leather|wool|cotton|leder|wolle|baumwolle|plastic|plastik)\b/iu,
  ],
  [
    /^(care|wash|washing|pflege|waschen)/i,
    /\b(wash\w*|care|clean\w*|laundry|tumble\w*|iron|wasch\w*|gewaschen|pflege\w*|reinig\w*|trockner|bügeln)\b/iu,
  ],
  [/dishwasher|spülmaschine/i, /\b(dishwasher|spülmaschine\w*|geschirrspüler\w*)\b/iu],
  [/microwave|mikrowelle/i, /\b(microwave\w*|mikrowelle\w*)\b/iu],
  [/weight|gewicht/i, /\b(weigh\w*|heavy|gewicht|wiegt|schwer|leicht|grams?|gramm|kg)\b/iu],
  [
    /volume|capacity|inhalt|fassung/i,
    /\b(volume|capacity|litres?|liters?|ml|inhalt|fassungsvermögen|fasst|passt rein|liter|holds?|fits? in(to)?|how much)\b/iu,
  ],
  [
    /waterproof|wasserdicht/i,
    /\b(water ?proof|water ?resistant|rain|wasserdicht|wasserfest|regen)\b/iu,
  ],
  [/scent|duft/i, /\b(scent|smell\w*|duft\w*|riecht)\b/iu],
  [
    /^age|alter/i,
    /\b(ages?|old|young|toddlers?|bab(y|ies)|kids?|child(ren)?|alter|jahren?|alt|babys?|kind(er|ern)?|kleinkind\w*)\b/iu,
  ],
  [/pieces|teile|stück/i, /\b(pieces|parts|how many|teile|teilig\w*|stück|wie ?viele)\b/iu],
  [/pages|seiten/i, /\b(pages|how long|thick|seiten|dick)\b/iu],
  [
    /batter|akku/i,
    /\b(batter(y|ies)|charg\w*|recharg\w*|usb|batterien?|akku\w*|auflad\w*|geladen|lädt)\b/iu,
  ],
  [/bulb|leuchtmittel|birne/i, /\b(bulbs?|socket|birnen?|glühbirnen?|leuchtmittel|fassung)\b/iu],
  [/^burn|brenn/i, /\b(burn\w*|brenn\w*|last|hält)\b/iu],
  [/caffeine|koffein/i, /\b(caffeine|decaf\w*|koffein\w*)\b/iu],
  [/vegan/i, /\b(vegan\w*|animal\w*|tierisch\w*)\b/iu],
  [/allerg/i, /\b(allerg\w*|nuts?|gluten|traces|nüsse\w*|spuren|laktose|lactose)\b/iu],
  [/^language|sprache/i, /\b(languages?|english|german|sprachen?|deutsch|englisch)\b/iu],
  [/^fit$|passform|schnitt/i, /\b(fits?|slim|loose|cut|tight|passform|schnitt|sitzt|eng|weit)\b/iu],
]

const MEASURES =
  /dimension|measure|maße?|abmessung|width|breite|height|höhe|length|länge|diameter|durchmesser|depth|tiefe|size_?(cm|mm|in)|^area$|fläche|format/i
const ASKS_MEASURES =
  /\b(dimensions?|measure\w*|diameter|format|how (big|large|wide|deep)|maße?|abmessung\w*|durchmesser|wie (groß|breit|tief)|zentimeter|cm|centimet\w+|sizes?|größen?)\b/iu
/** One of the measures: only it is told when the shop has it. */
const ONE_MEASURE: readonly (readonly [RegExp, RegExp])[] = [
  [/length|länge/i, /\b(how long|length|wie lang|länge)\b/iu],
  [/height|höhe/i, /\b(how (tall|high)|height|wie hoch|höhe)\b/iu],
  [/width|breite/i, /\b(how wide|width|wie breit|breite)\b/iu],
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
export function askedAttributes(text: string, { attributes }: FoundProduct): AskedAttribute[] {
  const known = Object.entries(attributes)
    .filter(([name]) => name !== 'colour' && name !== 'size')
    .map(([name, value]) => ({ name, value }))
  const asked = ASKED_FOR.filter(([, words]) => words.test(text)).map(([name]) => name)
  const named = known.filter(
    ({ name }) => asked.some((pattern) => pattern.test(name)) || isNamed(name, text),
  )
  return [...new Set([...named, ...measuresAsked(text, known)])]
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
