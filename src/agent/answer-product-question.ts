import type { FoundProduct } from '../catalog/product-search.ts'
import type { FoundPassage } from '../knowledge/passage.ts'
import { languageOf } from '../knowledge/words.ts'
import { GENERIC, hasAttribute, shown } from './answer-products.ts'
import { priceText } from './phrases.ts'
import { quotePassages, tellingPart } from './quote-passages.ts'
import { type Ask, needsKnowledge, type SkillAnswer } from './skill-answer.ts'
import { type RememberedProduct, rememberProducts } from './turn-memory.ts'
import { cutAtSentence, sentencesOf, sharesWord, stemsBeside, stemsOf } from './words-of.ts'

/** Which product a question is about. */
export type MeantProduct =
  | { by: 'id'; productId: string; title: string }
  /** `otherwise`: what is meant when nothing is called so. */
  | { by: 'words'; words: string; otherwise?: MeantProduct | undefined }

const ORDINALS: readonly (readonly [RegExp, number])[] = [
  [/\b(first|1st|number 1|no\.? ?1|erste[nrs]?|nummer 1)\b/iu, 1],
  [/\b(second|2nd|number 2|no\.? ?2|zweite[nrs]?|nummer 2)\b/iu, 2],
  [/\b(third|3rd|number 3|no\.? ?3|dritte[nrs]?|nummer 3)\b/iu, 3],
  [/\b(fourth|4th|number 4|no\.? ?4|vierte[nrs]?|nummer 4)\b/iu, 4],
]
const LAST = /\b(last one|the last|letzte[nrs]?)\b/iu
const POINTS_BACK =
  /\b(it|its|that|this|they|them|the one|es|sie|den|die|das|diese[nrs]?|ihn|der)\b/iu
/** As much of a description as tells what a product is. */
const ABOUT_SENTENCES = 2
const DESCRIPTION_LENGTH_MAX = 500

/**
 * The product that a message is about: one of those shown before ("the second one"), one that it
 * names, or the one whose page the shopper looks at.
 */
export function meantProduct(ask: Ask): MeantProduct | undefined {
  const { memory, entities, page } = ask
  const counted = countedProduct(ask.text, memory.products)
  if (counted) return byId(counted)
  const named = namedProduct(ask.text, memory.products)
  if (named) return byId(named)
  const words = entities.productWords.filter((word) => !GENERIC.test(word)).join(' ')
  const [first] = memory.products
  const only = memory.products.length === 1 ? first : undefined
  const isBack = POINTS_BACK.test(ask.text) || words === ''
  const pointed = only ? byId(only) : page ? pageProduct(page) : undefined
  if (words === '') return pointed ?? (first && byId(first))
  if (only && sharesWord(words, only.title)) return byId(only)
  return { by: 'words', words, otherwise: isBack ? pointed : undefined }
}

/** "Merino scarf – Nordlicht" is the page of the scarf. */
function pageProduct({ title }: { title: string }): MeantProduct | undefined {
  const words = title.split(/\s[|–—-]\s/)[0] ?? title
  return words === '' ? undefined : { by: 'words', words }
}

/** From this score on a product is meant although its name was not said. */
const SURELY_MEANT_FROM = 0.8

/** Whether a product that was found for words is the one that they mean. */
export function isMeant(words: string, product: FoundProduct): boolean {
  return product.score >= SURELY_MEANT_FROM || sharesWord(words, product.title)
}

/** True when a message points at one of the products that were shown. */
export function pointsAtShown(ask: Ask): boolean {
  return countedProduct(ask.text, ask.memory.products) !== undefined
}

function byId({ productId, title }: RememberedProduct): MeantProduct {
  return { by: 'id', productId, title }
}

function countedProduct(
  text: string,
  products: readonly RememberedProduct[],
): RememberedProduct | undefined {
  if (products.length === 0) return undefined
  const rank = ORDINALS.find(([pattern]) => pattern.test(text))?.[1]
  if (rank !== undefined) return products.find((product) => product.rank === rank)
  return LAST.test(text) ? products.at(-1) : undefined
}

/** Shown before, and every telling word of its title is in the message. */
function namedProduct(
  text: string,
  products: readonly RememberedProduct[],
): RememberedProduct | undefined {
  const said = new Set(stemsOf(text))
  return products.find(({ title }) => {
    const stems = stemsOf(title)
    return stems.length > 0 && stems.every((stem) => said.has(stem))
  })
}

export interface FoundForQuestion {
  /** The product itself, in the variant that was asked for when there is one. */
  product: FoundProduct | undefined
  /** False: there is the product, but not in the colour or size that was asked for. */
  hasVariant: boolean
  passages: readonly FoundPassage[]
}

/** Pure: what the catalogue and the knowledge say to a question about a product. */
export function answerProductQuestion(ask: Ask, found: FoundForQuestion): SkillAnswer {
  const { product } = found
  if (!product) return quotePassages(ask, found.passages) ?? unknownProduct(ask)
  const says = factsOf(ask, product, found.hasVariant)
  const quoted = says.length === 0 ? quotePassages(ask, aboutIt(ask, product, found)) : undefined
  const isNew = !ask.memory.products.some((one) => one.productId === product.productId)
  const memory = isNew ? { products: rememberProducts([product]) } : {}
  if (quoted) return { ...quoted, memory }
  if (says.length === 0) return { ...needsKnowledge(ask.phrases.unknown()), memory }
  // A card recommends: once is enough.
  const isOffered = isNew && product.isInStock && found.hasVariant
  return {
    says,
    memory,
    ...(isOffered ? { products: [shown(product, 1, ask.phrases.inStock())] } : {}),
  }
}

/** Passages that speak of what is asked, and not only of things like this product. */
function aboutIt(ask: Ask, product: FoundProduct, found: FoundForQuestion): FoundPassage[] {
  const asked = stemsBeside(ask.text, product.title)
  return found.passages.filter((passage) => {
    const stems = new Set(stemsOf(`${passage.title} ${passage.text}`))
    return asked.length > 0 && asked.filter((stem) => stems.has(stem)).length * 2 >= asked.length
  })
}

function unknownProduct(ask: Ask): SkillAnswer {
  if (ask.entities.productWords.length === 0) {
    return {
      says: [ask.phrases.whichProduct()],
      memory: { open: { kind: 'product', skill: 'product_qa', question: ask.text } },
      asksBack: true,
    }
  }
  return needsKnowledge(ask.phrases.nothingFound())
}

const ASKS_PRICE = /\b(price|prices|cost|costs|expensive|preis|preise|kostet|kosten|teuer)\b/iu
/** "How much does it hold?" asks for no price. */
const MAY_ASK_PRICE = /\b(how much|wie ?viel)\b/iu
const ASKS_WHEN_BACK =
  /\b(when|back (in|again)|restock\w*|again|wann|wieder (da|lieferbar|verfügbar|rein)|nachschub)\b/iu
const ASKS_STOCK =
  /\b(in stock|stock|available|availability|sold out|back in|do you (still )?have|have you got|lieferbar|verfügbar|auf lager|vorrätig|lagernd|ausverkauft|habt ihr|haben sie|gibt es)\b/iu
const ASKS_ALL =
  /\b(tell me|more about|describe|details?|what is|infos?|erzähl\w*|mehr über|beschreib\w*|was ist)\b/iu

/** Attribute names, as shops write them, and the words that ask for them. */
const ATTRIBUTE_WORDS: readonly (readonly [RegExp, RegExp])[] = [
  [
    /material|fabric|stoff/i,
    /\b(material|made (of|from)|fabric|stoff|woraus|aus was|leather|wool|cotton|leder|wolle|baumwolle)\b/iu,
  ],
  [/size|größe|groesse/i, /\b(sizes?|größen?|fits?|passt)\b/iu],
  [/colou?r|farbe/i, /\b(colou?rs?|farben?)\b/iu],
  [
    /care|wash|pflege/i,
    /\b(wash\w*|care|clean\w*|dishwasher|wasch\w*|waschbar|pflege\w*|reinig\w*|spülmaschine\w*)\b/iu,
  ],
  [/weight|gewicht/i, /\b(weigh\w*|heavy|gewicht|wiegt|schwer)\b/iu],
  [
    /volume|capacity|inhalt|fassung/i,
    /\b(volume|capacity|litres?|liters?|ml|inhalt|fassungsvermögen|fasst|liter|hold|holds)\b/iu,
  ],
  [
    /dimension|measure|maß|masse|width|height|length/i,
    /\b(dimensions?|measure\w*|how (big|large|long|wide|tall)|maße|abmessung\w*|wie (groß|lang|breit|hoch))\b/iu,
  ],
  [/waterproof|wasserdicht/i, /\b(water ?proof|water ?resistant|wasserdicht|wasserfest)\b/iu],
  [/scent|duft/i, /\b(scent|smell\w*|duft\w*|riecht)\b/iu],
]

function factsOf(ask: Ask, product: FoundProduct, hasVariant: boolean): string[] {
  const { phrases, text } = ask
  const { title } = product
  const variant = variantAsked(ask)
  if (variant !== '' && !hasVariant) return [phrases.productVariantMissing(title, variant)]
  const says: string[] = []
  const attributes = attributeFacts(ask, product)
  const asksPrice = ASKS_PRICE.test(text) || (MAY_ASK_PRICE.test(text) && attributes.length === 0)
  if (asksPrice) {
    says.push(
      product.price === null
        ? phrases.productNoPrice(title)
        : phrases.productPrice(title, priceText(product.price, product.currency, ask.language)),
    )
  }
  const asksWhenBack = ASKS_WHEN_BACK.test(text) && !product.isInStock
  if (ASKS_STOCK.test(text) || asksWhenBack || (variant !== '' && says.length === 0)) {
    const named = variant === '' ? title : `${title} (${variant})`
    says.push(
      product.isInStock
        ? phrases.productInStock(named, product.inventory)
        : phrases.productSoldOut(named),
    )
    if (asksWhenBack) says.push(phrases.unknownWhenBack())
  }
  if (says.length > 0) return says
  if (attributes.length > 0) return attributes
  const described = describedFacts(ask, product)
  return described === '' ? [] : [phrases.productDescribed(title, described)]
}

function variantAsked({ entities, phrases }: Ask): string {
  const [colour] = entities.colours
  const [size] = entities.sizes
  return [
    ...(colour === undefined ? [] : [phrases.colour(colour)]),
    ...(size === undefined ? [] : [phrases.inSize(size)]),
  ].join(', ')
}

function attributeFacts(ask: Ask, product: FoundProduct): string[] {
  return ATTRIBUTE_WORDS.flatMap(([name, asked]) => {
    if (!asked.test(ask.text)) return []
    const known = Object.entries(product.attributes).find(([attribute]) => name.test(attribute))
    return known ? [ask.phrases.productAttribute(product.title, known[0], known[1])] : []
  })
}

/** The part of the description that speaks of what was asked; nothing when it does not. */
function describedFacts(ask: Ask, product: FoundProduct): string {
  const wanted = stemsBeside(ask.text, product.title)
  const sentences = sentencesOf(product.description)
  if (ASKS_ALL.test(ask.text) || wanted.length === 0) {
    return cutAtSentence(sentences.slice(0, ABOUT_SENTENCES).join(' '), DESCRIPTION_LENGTH_MAX)
  }
  const telling = sentences.filter((sentence) => {
    const stems = new Set(stemsOf(sentence))
    return wanted.some((stem) => stems.has(stem))
  })
  const text = telling.join(' ')
  return tellingPart(text, languageOf(text, ask.language), ask, DESCRIPTION_LENGTH_MAX)
}

/** Whether a product is what was asked for: in that colour and size. */
export function fitsVariant(ask: Ask, product: FoundProduct): boolean {
  return [...ask.entities.colours.slice(0, 1), ...ask.entities.sizes.slice(0, 1)].every((value) =>
    hasAttribute(product, value),
  )
}
