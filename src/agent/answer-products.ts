import type { FoundProduct, ProductQuery } from '../catalog/product-search.ts'
import type { ShownProduct } from '../conversation/turn-outcome.ts'
import type { Phrases } from './phrase-book.ts'
import { listText, priceText } from './phrases.ts'
import type { Ask, SkillAnswer } from './skill-answer.ts'
import { PRODUCTS_SHOWN_MAX } from './turn-limits.ts'
import { type ProductSearch, rememberProducts } from './turn-memory.ts'

/** What to look for, best first: the first query that finds something gives the answer. */
export interface ProductPlan {
  search: ProductSearch
  tries: { query: ProductQuery; gaveUp: readonly GivenUp[] }[]
}

/** A wish that had to be dropped to find anything. */
export type GivenUp = 'colour' | 'size' | 'price'

export interface FoundForPlan {
  products: readonly FoundProduct[]
  gaveUp: readonly GivenUp[]
}

const CHEAPER = /\b(cheaper|less expensive|lower price|günstiger\w*|billiger\w*|preiswerter\w*)\b/iu
const MORE =
  /\b(more|others?|else|another|different|alternativ\w*|andere[sn]?|mehr|noch (eine[nr]?|welche)|weitere)\b/iu
/** Words that stay when a follow-up only changes colour, size or price. */
const GENERIC =
  /^(one|ones|it|them|that|those|these|something|anything|product|products|item|items|option|options|gift|present|cheaper|expensive|more|other|others|else|another|different|second|first|third|etwas|was|produkt|produkte|artikel|geschenk|eins|eine|einen|welche|günstiger|billiger|mehr|andere|anderes|weitere|zweite|erste|dritte)$/iu

/** Pure: which products to look for, from the message and what was looked for before. */
export function planProducts(ask: Ask): ProductPlan {
  const search = searchOf(ask)
  const excludedIds = MORE.test(ask.text) ? ask.memory.products.map((one) => one.productId) : []
  const attributes = {
    ...(search.colour === null ? {} : { colour: search.colour }),
    ...(search.size === null ? {} : { size: search.size }),
  }
  const exact: ProductQuery = {
    text: search.words,
    language: ask.language,
    priceMin: search.priceMin,
    priceMax: search.priceMax,
    attributes,
    categoryIds: [],
    inStockOnly: true,
    excludedIds,
    limit: PRODUCTS_SHOWN_MAX,
  }
  const tries: ProductPlan['tries'] = [{ query: exact, gaveUp: [] }]
  if (search.size !== null) {
    const without = search.colour === null ? {} : { colour: search.colour }
    tries.push({ query: { ...exact, attributes: without }, gaveUp: ['size'] })
  }
  if (search.colour !== null) {
    tries.push({
      query: { ...exact, attributes: {} },
      gaveUp: search.size === null ? ['colour'] : ['colour', 'size'],
    })
  }
  const isPriced = search.priceMax !== null || search.priceMin !== null
  // A dearer product is no answer to "under 40" alone, but it is to "a red wool scarf under 10".
  if (isPriced && search.words !== '' && !CHEAPER.test(ask.text)) {
    tries.push({ query: { ...exact, priceMin: null, priceMax: null }, gaveUp: ['price'] })
  }
  return { search, tries }
}

/** True for "cheaper?", "in blue?", "something else": it goes on from the products shown before. */
export function isRefinement(ask: Ask): boolean {
  const { memory, entities, text } = ask
  if (memory.search === null) return false
  const hasWords = entities.productWords.some((word) => !GENERIC.test(word))
  if (hasWords) return false
  const narrows =
    entities.colours.length + entities.sizes.length > 0 ||
    entities.priceMax !== null ||
    entities.priceMin !== null
  return narrows || CHEAPER.test(text) || MORE.test(text)
}

function searchOf(ask: Ask): ProductSearch {
  const { entities, memory } = ask
  const words = entities.productWords.filter((word) => !GENERIC.test(word)).join(' ')
  const before = words === '' ? memory.search : null
  const isCheaper = CHEAPER.test(ask.text)
  return {
    words: words === '' ? (before?.words ?? '') : words,
    priceMin: isCheaper ? null : (entities.priceMin ?? before?.priceMin ?? null),
    priceMax: isCheaper ? cheaperThan(ask) : (entities.priceMax ?? before?.priceMax ?? null),
    colour: entities.colours[0] ?? before?.colour ?? null,
    size: entities.sizes[0] ?? before?.size ?? null,
    recipient: entities.recipient ?? before?.recipient ?? null,
  }
}

/** Below the cheapest that was shown. */
function cheaperThan({ entities, memory }: Ask): number | null {
  const prices = memory.products.flatMap(({ price }) => price ?? [])
  const lowest = prices.length === 0 ? null : Math.min(...prices)
  if (lowest === null) return entities.priceMax ?? memory.search?.priceMax ?? null
  const below = Math.max(0, Math.round((lowest - 0.01) * 100) / 100)
  return entities.priceMax === null ? below : Math.min(entities.priceMax, below)
}

/** Pure: the reply to what was found. */
export function answerProducts(ask: Ask, plan: ProductPlan, found: FoundForPlan): SkillAnswer {
  const { phrases } = ask
  const { search } = plan
  if (found.products.length === 0) {
    const isCheapest = CHEAPER.test(ask.text) && ask.memory.products.length > 0
    return {
      says: isCheapest ? [phrases.nothingCheaper()] : [phrases.nothingFound(), phrases.tellMore()],
      memory: { search },
      tags: ['no-product-found'],
      asksBack: true,
    }
  }
  const kept = keptWishes(search, found.gaveUp)
  const products = found.products
    .slice(0, PRODUCTS_SHOWN_MAX)
    .map((product, i) => shown(product, i + 1, reasonOf(product, kept, ask)))
  const missing = found.gaveUp.map((one) => wishText(one, search, ask)).join(', ')
  const intro =
    missing === ''
      ? phrases.found(products.length, introWish(kept, ask))
      : phrases.foundOther(missing)
  return {
    says: [intro],
    products,
    memory: { search, products: rememberProducts(products) },
  }
}

function keptWishes(search: ProductSearch, gaveUp: readonly GivenUp[]): ProductSearch {
  return {
    ...search,
    colour: gaveUp.includes('colour') ? null : search.colour,
    size: gaveUp.includes('size') ? null : search.size,
    ...(gaveUp.includes('price') ? { priceMin: null, priceMax: null } : {}),
  }
}

/** "for your dad, under €40, in stock". */
function introWish(kept: ProductSearch, ask: Ask): string {
  const { phrases } = ask
  const wishes = [
    ...(kept.recipient === null ? [] : [phrases.forRecipient(kept.recipient)]),
    ...wishList(kept, ask),
  ]
  if (wishes.length === 0 && kept.words === '') return ''
  return [...wishes, phrases.inStock()].join(', ')
}

function wishList(kept: ProductSearch, ask: Ask): string[] {
  const { phrases } = ask
  return [
    ...(kept.colour === null ? [] : [phrases.colour(kept.colour)]),
    ...(kept.size === null ? [] : [phrases.inSize(kept.size)]),
    ...priceWish(kept, ask),
  ]
}

function priceWish({ priceMin, priceMax }: ProductSearch, ask: Ask): string[] {
  const text = (price: number) => priceText(price, ask.shop.currency, ask.language)
  return [
    ...(priceMin === null ? [] : [ask.phrases.from(text(priceMin))]),
    ...(priceMax === null ? [] : [ask.phrases.under(text(priceMax))]),
  ]
}

function wishText(one: GivenUp, search: ProductSearch, ask: Ask): string {
  switch (one) {
    case 'colour':
      return search.colour === null ? '' : ask.phrases.colour(search.colour)
    case 'size':
      return search.size === null ? '' : ask.phrases.inSize(search.size)
    case 'price':
      return listText(priceWish(search, ask), ask.phrases)
  }
}

/** "under €40, in stock": only what this very product fulfils. */
function reasonOf(product: FoundProduct, kept: ProductSearch, ask: Ask): string {
  const fulfils = {
    ...kept,
    colour: hasAttribute(product, kept.colour) ? kept.colour : null,
    size: hasAttribute(product, kept.size) ? kept.size : null,
    ...(product.price === null ? { priceMin: null, priceMax: null } : {}),
  }
  const stock = product.isInStock ? ask.phrases.inStock() : ask.phrases.soldOut()
  return [...wishList(fulfils, ask), stock].join(', ')
}

/** Whether an attribute of the product has this value, in whatever spelling. */
export function hasAttribute(product: FoundProduct, value: string | null): boolean {
  if (value === null) return false
  const wanted = value.toLowerCase()
  return Object.values(product.attributes).some((one) =>
    one
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .includes(wanted),
  )
}

/** A found product as a message shows it. */
export function shown(product: FoundProduct, rank: number, reason: string | null): ShownProduct {
  const { productId, variantId, sku, title, url, imageUrl, price, currency } = product
  return { productId, variantId, sku, title, url, imageUrl, price, currency, rank, reason }
}

/** The products as lines of text, for channels without cards. */
export function productLines(
  products: readonly ShownProduct[],
  language: Ask['language'],
  phrases: Phrases,
): string[] {
  return products.map((product) => {
    const line = phrases.productLine({
      rank: product.rank,
      title: product.title,
      price: product.price === null ? null : priceText(product.price, product.currency, language),
      note: product.reason ?? '',
    })
    return product.url === '' ? line : `${line}\n${product.url}`
  })
}
