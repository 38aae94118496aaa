import type { DetailedProduct, FoundProduct, ProductOption } from '../catalog/product-search.ts'
import { isMaterial } from '../intent/things.ts'
import type { FoundPassage } from '../knowledge/passage.ts'
import { languageOf } from '../knowledge/words.ts'
import { GENERIC, shown } from './answer-products.ts'
import { listText, priceText } from './phrases.ts'
import { askedAttributes, asksForAttribute } from './product-facts.ts'
import {
  fittingOptions,
  type OptionName,
  type OptionValue,
  optionValues,
  type WantedOption,
} from './product-options.ts'
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
  const isPronoun = POINTS_BACK.test(ask.text)
  const naming = namingWords(entities.productWords)
  const [first] = memory.products
  // "Is it waterproof?" asks of what was shown, and not for all that is.
  const isBare = !!first && ask.text.trim().split(/\s+/).length <= BARE_WORDS_MAX
  const goesOn = isPronoun || isBare || GOES_ON.test(ask.text)
  const asksOfIt = goesOn && (first ?? page) && naming.every(asksOnly)
  const words = asksOfIt ? '' : naming.join(' ')
  const only = memory.products.length === 1 ? first : undefined
  const isBack = isPronoun || words === ''
  const pointed = only ? byId(only) : page ? pageProduct(page) : undefined
  if (words === '') return pointed ?? (first && byId(first))
  if (only && sharesWord(words, only.title)) return byId(only)
  return { by: 'words', words, otherwise: isBack ? pointed : undefined }
}

/** What things are made of names none of them: "how do I wash wool?" */
function namingWords(words: readonly string[]): string[] {
  const telling = words.filter((word) => !GENERIC.test(word))
  return telling.every((word) => isMaterial(word) || ASKS_ONLY.test(word)) ? [] : telling
}

function asksOnly(word: string): boolean {
  return ASKS_ONLY.test(word) || asksForAttribute(word)
}

const GOES_ON = /^\P{L}*(and|und|ok|okay)\b/iu
/** Words that ask how something is to be treated or measured. */
const ASKS_ONLY =
  /^(wash\w*|clean\w*|care|wasch\w*|reinig\w*|pfleg\w*|heavy|weigh\w*|wide|tall|deep|thick|schwer|gewicht|wiegt|wiegen|breit|hoch|tief|dick|long|lange?|burn\w*|brenn\w*|hold\w*|passt|passen|rein|hinein|drin)$/iu

/** "Merino scarf – Nordlicht" is the page of the scarf. */
function pageProduct({ title }: { title: string }): MeantProduct | undefined {
  const words = title.split(/\s[|–—-]\s/)[0] ?? title
  return words === '' ? undefined : { by: 'words', words }
}

/** From this score on a product is meant although its name was not said. */
const SURELY_MEANT_FROM = 0.8

/** Products as near as this in the search are found alike. */
const ALIKE_WITHIN = 0.05

/**
 * Of the products that a search found for some words, those that they mean: the one that shares most
 * of them, or several that share as many.
 *
 * @param text the message with all its words: "the day backpack" means no other, although "day" is
 *   said of much else
 */
export function likeliestMeant(
  words: string,
  found: readonly FoundProduct[],
  text = '',
): FoundProduct[] {
  const meant = found
    .filter((product) => product.score >= SURELY_MEANT_FROM || sharesWord(words, product.title))
    .map((product) => ({ product, shared: sharedWords(words, product.title) }))
  const most = Math.max(...meant.map(({ shared }) => shared))
  const likeliest = meant.filter(({ shared }) => shared === most).map(({ product }) => product)
  const best = Math.max(...likeliest.map(({ score }) => score))
  const alike = likeliest.filter(({ score }) => score >= best - ALIKE_WITHIN)
  const named = Math.max(...alike.map(({ title }) => sharedStems(text, title)))
  return alike.filter(({ title }) => sharedStems(text, title) === named)
}

function sharedStems(text: string, title: string): number {
  const said = new Set(stemsOf(text))
  return stemsOf(title).filter((stem) => said.has(stem)).length
}

function sharedWords(words: string, title: string): number {
  return words.split(' ').filter((word) => sharesWord(word, title)).length
}

/** Words of a title that name its product, when no other has as many. */
const NAMING_WORDS = 2

/** Whether a message calls one of some products by its name. */
export function namesOneOf({ text, entities }: Ask, products: readonly FoundProduct[]): boolean {
  if (products.some(({ title }) => isNamedIn(text, title))) return true
  const words = namingWords(entities.productWords).join(' ')
  const [only, ...others] = likeliestMeant(words, products)
  return !!only && others.length === 0 && sharedWords(words, only.title) >= NAMING_WORDS
}

/** Whether a message has every telling word of a title. */
function isNamedIn(text: string, title: string): boolean {
  const said = new Set(stemsOf(text))
  const stems = stemsOf(title)
  return stems.length > 0 && stems.every((stem) => said.has(stem))
}

/** Whether a message asks what there is, in a colour or at all: several products answer that. */
export function asksForOffers(ask: Ask): boolean {
  return asksForVariant(ask) || ASKS_STOCK.test(ask.text) || ASKS_PRICE.test(ask.text)
}

/** Whether no word of a message could be a product's. */
export function namesNothing({ entities }: Ask): boolean {
  return namingWords(entities.productWords).length === 0
}

export function asksForVariant({ entities }: Ask): boolean {
  return entities.colours.length + entities.sizes.length > 0
}

/** Whether a message asks for something that products have, whichever it is. */
export function asksOfProduct(text: string): boolean {
  return ASKS_PRICE.test(text) || ASKS_STOCK.test(text) || asksForAttribute(text)
}

/** "Is the mug dishwasher safe?" in a shop with three. */
export function askWhichOf({ phrases, text }: Ask, products: readonly FoundProduct[]): SkillAnswer {
  const titles = products.map(({ title }) => title)
  return {
    says: [phrases.whichOf(listText(titles, { and: phrases.or }))],
    memory: {
      products: rememberProducts(products),
      open: { kind: 'product', skill: 'product_qa', question: text },
    },
    asksBack: true,
  }
}

/** True when a message points at one of the products that were shown. */
export function pointsAtShown(ask: Ask): boolean {
  return countedProduct(ask.text, ask.memory.products) !== undefined
}

/** Whether a message speaks of something without naming it. */
export function pointsBack({ text }: Ask): boolean {
  return POINTS_BACK.test(text)
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
  return LAST.test(text) ? products.toSorted((a, b) => b.rank - a.rank)[0] : undefined
}

/** Shown before, and every telling word of its title is in the message. */
function namedProduct(
  text: string,
  products: readonly RememberedProduct[],
): RememberedProduct | undefined {
  return products.find(({ title }) => isNamedIn(text, title))
}

export interface FoundForQuestion {
  product: DetailedProduct | undefined
  passages: readonly FoundPassage[]
}

/** Pure: what the catalogue and the knowledge say to a question about a product. */
export function answerProductQuestion(ask: Ask, found: FoundForQuestion): SkillAnswer {
  const { product } = found
  if (!product) return withoutProduct(ask, found.passages)
  const wanted = wantedOption(ask)
  const fitting = fittingOptions(product, wanted)
  const known = ask.memory.products.find((one) => one.productId === product.productId)
  const memory = { products: known ? firstOf(known, ask) : rememberProducts([product]) }
  const about = aboutIt(ask, product, found)
  const advice = ASKS_ADVICE.test(ask.text) ? quotePassages(ask, about) : undefined
  const facts = factsOf(ask, product, { wanted, fitting })
  const quoted = advice ?? (facts.length === 0 ? quotePassages(ask, about) : undefined)
  if (quoted) return { ...quoted, memory }
  if (facts.length === 0) return { ...needsKnowledge(ask.phrases.unknown()), memory }
  // A card recommends: once is enough.
  const isOffered = !known && fitting.some((one) => one.isInStock)
  return {
    says: facts,
    memory,
    ...(isOffered ? { products: [shown(product, 1, ask.phrases.inStock())] } : {}),
  }
}

/** "How much is it?" after "the second one" means that one; it stays the second. */
function firstOf(product: RememberedProduct, { memory }: Ask): RememberedProduct[] {
  return [product, ...memory.products.filter((one) => one !== product)]
}

/** Passages that speak of what is asked, and not only of things like this product. */
function aboutIt(ask: Ask, product: DetailedProduct, found: FoundForQuestion): FoundPassage[] {
  const asked = stemsBeside(ask.text, product.title)
  return found.passages.filter((passage) => {
    const stems = new Set(stemsOf(`${passage.title} ${passage.text}`))
    return asked.length > 0 && asked.filter((stem) => stems.has(stem)).length * 2 >= asked.length
  })
}

/** A question as short as this may be about a product that the shopper has in mind: "size?" */
const BARE_WORDS_MAX = 2

function withoutProduct(ask: Ask, passages: readonly FoundPassage[]): SkillAnswer {
  const quoted = quotePassages(ask, passages)
  const isNamed = ask.entities.productWords.length > 0
  if (!quoted) return isNamed ? needsKnowledge(ask.phrases.nothingFound()) : whichProduct(ask, [])
  const isBare = !isNamed && ask.text.trim().split(/\s+/).length <= BARE_WORDS_MAX
  return isBare ? { ...quoted, ...whichProduct(ask, quoted.says) } : quoted
}

function whichProduct(ask: Ask, says: readonly string[]): SkillAnswer {
  return {
    says: [...says, ask.phrases.whichProduct()],
    memory: { open: { kind: 'product', skill: 'product_qa', question: ask.text } },
    asksBack: true,
  }
}

const ASKS_PRICE = /\b(price|prices|cost|costs|expensive|preis|preise|kostet|kosten|teuer)\b/iu
/** "How much does it hold?" asks for no price. */
const MAY_ASK_PRICE = /\b(how much|wie ?viel)\b/iu
const ASKS_WHEN_BACK =
  /\b(when|back (in|again)|restock\w*|again|wann|wieder (da|lieferbar|verfügbar|rein)|nachschub)\b/iu
const ASKS_STOCK =
  /\b(in stock|stock|available|availability|sold out|back in|do you (still )?have|have you got|lieferbar|verfügbar|auf lager|vorrätig|lagernd|ausverkauft|habt ihr|haben sie|gibt es)\b/iu
const ASKS_ALL =
  /\b(tell me|more about|describe|details?|infos?|erzähl\w*|mehr über|beschreib\w*)\b/iu

const ASKS_DURATION = /\b(how long|wie lange?)\b/iu
const DURATION = /\b(hours?|minutes?|days?|stunden?|minuten?|tage?)\b/iu

/** Which size is right is told by a guide, not by what there is. */
const ASKS_ADVICE =
  /\b(should|runs?|true to size|come[s]? up|my size|right size|between sizes|chest|waist|soll(te)?|fällt|fallen|richtige größe|meine größe|zwischen zwei|umfang)\b/iu
const ASKS_OPTIONS: readonly (readonly [OptionName, RegExp])[] = [
  ['colour', /\b(colou?rs?|shades?|farben?|farbtöne?|farblich)\b/iu],
  ['size', /\b(sizes?|größen?|groessen?|grössen?)\b/iu],
]

interface Offered {
  wanted: WantedOption
  /** The variants that are what was asked for. */
  fitting: readonly ProductOption[]
}

function factsOf(ask: Ask, product: DetailedProduct, offered: Offered): string[] {
  const { phrases, text } = ask
  const { wanted, fitting } = offered
  const { title } = product
  const variant = wordsFor(ask, wanted)
  if (variant !== '' && fitting.length === 0) {
    return [phrases.productVariantMissing(title, variant), ...otherOptions(ask, product, wanted)]
  }
  const options = variant === '' ? askedOptions(ask, product) : []
  const attributes = askedAttributes(text, product).map(({ name, value }) =>
    phrases.productAttribute(title, name, value),
  )
  const asksPrice = ASKS_PRICE.test(text) || (MAY_ASK_PRICE.test(text) && attributes.length === 0)
  const prices = asksPrice ? [priceFact(ask, product, offered)] : []
  if (options.length > 0) return [...prices, ...options]
  const says = [...prices, ...stockFacts(ask, product, offered, prices.length > 0)]
  if (says.length > 0 && attributes.length === 0) return says
  if (attributes.length > 0) return [...prices, ...attributes]
  const described = describedFacts(ask, product)
  return described === '' ? [] : [phrases.productDescribed(title, described)]
}

function wantedOption({ entities }: Ask): WantedOption {
  return { colour: entities.colours[0] ?? null, size: entities.sizes[0] ?? null }
}

function wordsFor({ phrases }: Ask, { colour, size }: WantedOption): string {
  return [
    ...(colour === null ? [] : [phrases.colour(colour)]),
    ...(size === null ? [] : [phrases.inSize(size)]),
  ].join(', ')
}

/** "Which colours are there?" */
function askedOptions(ask: Ask, product: DetailedProduct): string[] {
  return ASKS_OPTIONS.flatMap(([name, asked]) =>
    asked.test(ask.text) ? optionFacts(ask, product.title, product.options, name) : [],
  )
}

/** What there is instead of a colour or size that there is not. */
function otherOptions(ask: Ask, product: DetailedProduct, wanted: WantedOption): string[] {
  const has = (name: OptionName) =>
    fittingOptions(product, { ...NO_OPTION, [name]: wanted[name] }).length > 0
  const missing = (['colour', 'size'] as const).filter(
    (name) => wanted[name] !== null && !has(name),
  )
  if (missing.length > 0) {
    return missing.flatMap((name) => optionFacts(ask, product.title, product.options, name))
  }
  // Both exist, but not together: the sizes of that colour.
  const inColour = fittingOptions(product, { ...NO_OPTION, colour: wanted.colour })
  const title = `${product.title} (${wordsFor(ask, { ...NO_OPTION, colour: wanted.colour })})`
  return optionFacts(ask, title, inColour, 'size')
}

const NO_OPTION: WantedOption = { colour: null, size: null }

function optionFacts(
  { phrases }: Ask,
  title: string,
  options: readonly ProductOption[],
  name: OptionName,
): string[] {
  const values = optionValues(options, name)
  const list = (some: readonly OptionValue[]) =>
    listText(
      some.map(({ value }) => (name === 'colour' ? phrases.colour(value.toLowerCase()) : value)),
      phrases,
    )
  const there = values.filter((one) => one.isInStock)
  const gone = values.filter((one) => !one.isInStock)
  return [
    ...(there.length > 0 ? [phrases.productComesIn(title, name, list(there))] : []),
    ...(gone.length > 0 ? [phrases.optionsSoldOut(title, list(gone))] : []),
  ]
}

function priceFact({ phrases, language }: Ask, product: DetailedProduct, offered: Offered): string {
  const [first] = offered.fitting.toSorted((a, b) => Number(b.isInStock) - Number(a.isInStock))
  const isAsked = offered.wanted.colour !== null || offered.wanted.size !== null
  const price = (isAsked ? first?.price : null) ?? product.price
  return price === null
    ? phrases.productNoPrice(product.title)
    : phrases.productPrice(product.title, priceText(price, product.currency, language))
}

function stockFacts(
  ask: Ask,
  product: DetailedProduct,
  { wanted, fitting }: Offered,
  isPriced: boolean,
): string[] {
  const { phrases, text } = ask
  const variant = wordsFor(ask, wanted)
  const isInStock = fitting.some((one) => one.isInStock)
  const asksWhenBack = ASKS_WHEN_BACK.test(text) && !isInStock
  const asks = ASKS_STOCK.test(text) || asksWhenBack || (variant !== '' && !isPriced)
  if (!asks) return []
  const named = variant === '' ? product.title : `${product.title} (${variant})`
  const [only] = fitting
  const count = fitting.length === 1 && only ? only.inventory : null
  const others = wanted.colour !== null && wanted.size === null ? fitting : []
  const isOneSize = optionValues(others, 'size').length === 0
  return [
    ...(isInStock && !isOneSize
      ? optionFacts(ask, named, others, 'size')
      : [isInStock ? phrases.productInStock(named, count) : phrases.productSoldOut(named)]),
    ...(asksWhenBack ? [phrases.unknownWhenBack()] : []),
    ...(isInStock || variant === '' ? [] : inStockInstead(ask, product, wanted)),
  ]
}

/** The other colours, or the other sizes of that colour, that can be bought now. */
function inStockInstead(ask: Ask, product: DetailedProduct, wanted: WantedOption): string[] {
  const there = product.options.filter((one) => one.isInStock)
  if (wanted.size === null) return optionFacts(ask, product.title, there, 'colour')
  const inColour = fittingOptions({ ...product, options: there }, { ...wanted, size: null })
  return there.length === 0 ? [] : optionFacts(ask, product.title, inColour, 'size')
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
    const tellsTime = ASKS_DURATION.test(ask.text) && DURATION.test(sentence)
    return tellsTime || wanted.some((stem) => stems.has(stem))
  })
  const text = telling.join(' ')
  return tellingPart(text, languageOf(text, ask.language), ask, DESCRIPTION_LENGTH_MAX)
}
