import type { FoundProduct, ProductQuery } from '../catalog/product-search.ts'
import { foldText, stemOf } from '../catalog/search-words.ts'
import { synonymsOf } from '../catalog/synonyms.ts'
import type { ShownProduct } from '../conversation/turn-outcome.ts'
import type { Phrases } from './phrase-book.ts'
import { listText, priceText } from './phrases.ts'
import type { Ask, SkillAnswer } from './skill-answer.ts'
import { PRODUCTS_SHOWN_MAX } from './turn-limits.ts'
import { type ProductSearch, rememberProducts } from './turn-memory.ts'
import { sharesWord } from './words-of.ts'

/** What to look for, best first: the first query that finds something gives the answer. */
export interface ProductPlan {
  search: ProductSearch
  tries: { query: ProductQuery; gaveUp: readonly GivenUp[] }[]
}

/** A wish that had to be dropped to find anything. */
export type GivenUp = 'colour' | 'size' | 'price' | 'recipient' | 'words'

export interface FoundForPlan {
  products: readonly FoundProduct[]
  gaveUp: readonly GivenUp[]
}

const CHEAPER = /\b(cheaper|less expensive|lower price|günstiger\w*|billiger\w*|preiswerter\w*)\b/iu
const MORE =
  /\b(more|others?|else|another|different|alternativ\w*|andere[sn]?|mehr|noch (eine[nr]?|welche)|weitere)\b/iu
/** Words that stay when a follow-up only changes colour, size or price. */
export const GENERIC =
  /^(auch|noch|gibts|hier|dann|davon|dazu|also|available|one|ones|it|them|that|those|these|something|anything|product|products|item|items|option|options|gift|present|cheaper|expensive|more|other|others|else|another|different|second|first|third|etwas|was|produkt|produkte|artikel|geschenk|eins|eine|einen|welche|günstiger|billiger|mehr|andere|anderes|weitere|zweite|erste|dritte)$/iu

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
  const tries: ProductPlan['tries'] = []
  const forWhom = RECIPIENT_WORDS[search.recipient ?? '']?.[ask.language]
  if (search.words === '' && search.recipient !== null) {
    if (forWhom) tries.push({ query: { ...exact, text: forWhom }, gaveUp: [] })
    tries.push({ query: exact, gaveUp: ['recipient'] })
  } else {
    tries.push({ query: exact, gaveUp: [] })
  }
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
  // Who looks for a present takes another idea; who asks for a thing by its name does not.
  const wantsIdeas = search.recipient !== null || WANTS_IDEAS.test(ask.text)
  if (search.words !== '' && wantsIdeas) {
    const others: ProductQuery = { ...exact, text: '' }
    if (Object.keys(attributes).length > 0) tries.push({ query: others, gaveUp: ['words'] })
    const gaveUp = ['words', 'colour', 'size'] as const
    const any: ProductQuery = { ...others, attributes: {} }
    if (forWhom) tries.push({ query: { ...any, text: forWhom }, gaveUp })
    tries.push({ query: any, gaveUp: forWhom ? [...gaveUp, 'recipient'] : gaveUp })
  }
  return { search, tries }
}

const WANTS_IDEAS =
  /\b(gifts?|presents?|prezz\w*|pressies?|ideas?|something|smth|anything|geschenk\w*|schenk\w*|verschenk\w*|ideen?|etwas|i?r?gendwas|iwas|was)\b/iu

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

/** What shops call things for somebody. */
const RECIPIENT_WORDS: Readonly<Record<string, Readonly<Record<Ask['language'], string>>>> = {
  child: { en: 'kids', de: 'Kinder' },
  children: { en: 'kids', de: 'Kinder' },
  kids: { en: 'kids', de: 'Kinder' },
  son: { en: 'kids', de: 'Kinder' },
  daughter: { en: 'kids', de: 'Kinder' },
  baby: { en: 'baby', de: 'Baby' },
  dog: { en: 'dog', de: 'Hund' },
  cat: { en: 'cat', de: 'Katze' },
}

/** Products that fit less well than this are no answer to the name of something. */
const NAMED_FITS_FROM = 0.5

/**
 * Of what a query found, what fits well enough to be shown. How something is stands in descriptions
 * only, so that words like "warm" score low whatever they find.
 */
export function fittingProducts(query: ProductQuery, found: readonly FoundProduct[]) {
  const isNamed = namesIn(query.text).length > 0
  return isNamed ? found.filter(({ score }) => score >= NAMED_FITS_FROM) : found
}

/** The words that tell what something is, and not how it is. */
function namesIn(words: string): string[] {
  return words.split(' ').filter((word) => word !== '' && !QUALITIES.test(word))
}

/** Words that tell how something is, and not what it is. */
const QUALITIES =
  /^(warm|warme[nrs]?|warmes|soft|weich\w*|cosy|cozy|nice|schön\w*|pretty|good|gut\w*|cheap|günstig\w*|billig\w*|small|klein\w*|big|large|groß\w*|light|leicht\w*|new|neu\w*|special|besonder\w*|practical|praktisch\w*|winter|summer|sommer|birthday|geburtstag|christmas|weihnachten|gemütlich\w*|schick\w*|fancy|stylish|hübsch\w*|kuschelig\w*|waterproof|wasserdicht\w*)$/iu

/** False: what is asked for has a name, and nothing that was found is called so. */
function isNamedSo(words: string, products: readonly FoundProduct[]): boolean {
  const names = namesIn(words)
  if (names.length === 0) return true
  const alike = names.flatMap((name) => [name, ...synonymsOf(stemOf(foldText(name)))])
  return products.some((product) =>
    sharesWord(alike.join(' '), [product.title, ...product.categoryNames].join(' ')),
  )
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
  const isInstead = found.gaveUp.includes('words')
  const missing = found.gaveUp
    .map((one) => wishText(one, search, ask))
    .filter((text) => text !== '')
    .join(', ')
  const intro = isInstead
    ? phrases.favouritesInstead(introWish(kept, ask))
    : introOf(ask, { kept, missing, products: found.products })
  return {
    says: [intro],
    products,
    memory: { search, products: rememberProducts(products) },
  }
}

function introOf(
  ask: Ask,
  {
    kept,
    missing,
    products,
  }: { kept: ProductSearch; missing: string; products: readonly FoundProduct[] },
): string {
  if (missing !== '') return ask.phrases.foundOther(missing)
  if (!isNamedSo(kept.words, products)) return ask.phrases.foundClosest(kept.words)
  return ask.phrases.found(products.length, introWish(kept, ask))
}

function keptWishes(search: ProductSearch, gaveUp: readonly GivenUp[]): ProductSearch {
  return {
    ...search,
    words: gaveUp.includes('words') ? '' : search.words,
    colour: gaveUp.includes('colour') ? null : search.colour,
    size: gaveUp.includes('size') ? null : search.size,
    recipient: gaveUp.includes('recipient') ? null : search.recipient,
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
    case 'recipient':
    case 'words':
      return ''
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

const GOES_WITH =
  /\b(goes? (well )?with|fits? with|match(es|ing)?( well)? with|pairs? with|combine|passt\b.{0,40}\b(dazu|zu)|dazu passt|passend\w* (dazu|zu)|kombinier\w*)\b/iu

/** "What goes with it?" asks for other products, not about this one. */
export function asksWhatGoesWith(text: string): boolean {
  return GOES_WITH.test(text)
}

/** Pure: what others bought with a product. */
export function answerCompanions(
  ask: Ask,
  product: FoundProduct,
  found: readonly FoundProduct[],
): SkillAnswer {
  const products = found
    .slice(0, PRODUCTS_SHOWN_MAX)
    .map((one, i) => shown(one, i + 1, ask.phrases.boughtTogether()))
  return {
    says: [ask.phrases.foundWith(product.title)],
    products,
    memory: { products: rememberProducts(products) },
  }
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
