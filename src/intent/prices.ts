import { fold } from './words.ts'

/** What a message says about the price of what is wanted, both ends included. */
export interface PriceWish {
  priceMin: number | null
  priceMax: number | null
  /** ISO 4217. */
  currency: string | null
}

/** "around 50" is 40 to 60. */
const AROUND_SHARE = 0.2
/** "under 3" without a currency is rather an age. */
const PLAIN_PRICE_MIN = 5
const CURRENCIES: Readonly<Record<string, string>> = {
  '€': 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  eur: 'EUR',
  oiro: 'EUR',
  euronen: 'EUR',
  teuro: 'EUR',
  '£': 'GBP',
  quid: 'GBP',
  pound: 'GBP',
  pounds: 'GBP',
  gbp: 'GBP',
  pfund: 'GBP',
  tenner: 'GBP',
  fiver: 'GBP',
  $: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  usd: 'USD',
  bucks: 'USD',
  buck: 'USD',
  chf: 'CHF',
  franken: 'CHF',
  francs: 'CHF',
  stutz: 'CHF',
  fr: 'CHF',
  fränkli: 'CHF',
  sfr: 'CHF',
}
const NUMBER_WORDS: Readonly<Record<string, number>> = {
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  tenner: 10,
  fiver: 5,
  grand: 1000,
  zehn: 10,
  fünfzehn: 15,
  zwanzig: 20,
  dreissig: 30,
  dreißig: 30,
  vierzig: 40,
  fünfzig: 50,
  sechzig: 60,
  siebzig: 70,
  achtzig: 80,
  neunzig: 90,
  hundert: 100,
  zehner: 10,
  fünfer: 5,
  zwanziger: 20,
  fuffi: 50,
  fuffziger: 50,
  fünfziger: 50,
  hunderter: 100,
  zwanni: 20,
  tausend: 1000,
}
/** After a number: not a price but a measure. */
const MEASURE =
  /^\s*-?\s*(?:years?|yrs?|y\.?o\b|jahre?n?|jährig\w*|j\b|months?|monate?n?|weeks?|wochen?|days?|tage?n?|hours?|stunden?|min\b|minutes?|minuten?|uhr|o'?clock|am\b|pm\b|cm|mm|m\b|km|inch\w*|zoll|"|''|kg|g\b|gramm?|lbs?|pounds of|ml|l\b|lit(?:er|re)s?|grad|degrees?|°|%|prozent|percent|punkte?n?|points?|pts|watt|w\b|volt|v\b|x\b|stück|pieces?|pcs|teile?n?|persone?n?|people|players?|spieler)/iu
const UPPER =
  /(?:\b(?:under|below|less than|cheaper than|no more than|not more than|at most|up to|upto|max(?:imum|imal|\.)?(?: of)?|maximally|within|not over|unter|weniger als|billiger als|günstiger als|nicht mehr als|nicht über|nicht teurer als|höchstens|bis(?: zu)?(?: max\.?)?|maximal|unterhalb(?: von)?|budget(?: is| of| ist| von| liegt bei|:)?|limit(?: is| ist)?|nedd? mehr wia|nöd meh als)|[<≤])(?:\s*(?:of|about|around|circa|ca\.?|etwa|so|rund|a|an|the|den|nen|einem|einen))?\s*$/iu
const LOWER =
  /(?:\b(?:over|above|more than|at least|starting (?:at|from)|from|min(?:imum|\.)?|dearer than|über|mehr als|mindestens|wenigstens|ab|teurer als|oberhalb(?: von)?)|[>≥])\s*$/iu
const AROUND =
  /\b(?:around|about|roughly|approx\.?|approximately|circa|ca\.?|ungefähr|etwa|rund|so um(?: die)?|um die|in the region of|zirka)(?:\s+(?:a|the|die|den|nen))?\s*$/iu
const SPENDING =
  /\b(?:for|für|fürn|spend|ausgeben|budget|kosten|cost|costing|price of|zum preis von|have|hab|habe)(?:\s+(?:a|so|nen|about|like|only|nur|ein|einen))*\s*$/iu
const UPPER_AFTER =
  /^\s*(?:max(?:imum|imal|\.)?|tops|at (?:the )?most|höchstens|or (?:less|under|cheaper)|and under|oder (?:weniger|günstiger|billiger)|nicht mehr|budget|limit|obergrenze)\b/iu
const SPENT_AFTER = /^\s*(?:ausgeben|to spend|zur verfügung|budget)\b/iu
const LOWER_AFTER =
  /^\s*(?:or more|and (?:up|above)|upwards|oder mehr|aufwärts|mindestens|plus)\b|^\s*\+/iu
const PAID =
  /\b(?:paid|pay|bezahlt|gezahlt|charged|abgebucht|berechnet|überwiesen|refund\w*|erstatt\w*|für nur)\b/iu

interface Amount {
  value: number
  currency: string | null
  from: number
  to: number
}

/**
 * The price limits of a message: "under £30", "zwischen 20 und 50", "max 25 bucks", "so um die 40".
 * A number without a currency counts only beside a word of price, and not when it is a measure.
 */
export function readPrices(text: string): PriceWish {
  const amounts = amountsOf(text)
  const currency = amounts.find((one) => one.currency)?.currency ?? null
  const range = rangeOf(text, amounts)
  if (range) return { ...range, currency }
  let priceMin: number | null = null
  let priceMax: number | null = null
  for (const amount of amounts) {
    const limits = limitsOf(text, amount)
    priceMin ??= limits.priceMin
    priceMax ??= limits.priceMax
  }
  return { priceMin, priceMax, currency }
}

/** The parts of a message that are about prices, for those who look for other numbers. */
export function priceSpans(text: string): { from: number; to: number }[] {
  return amountsOf(text).filter((one) => one.currency !== null || isLimited(limitsOf(text, one)))
}

const DIGITS = /\d+(?:[.,' ]\d{3})*(?:[.,]\d{1,2})?(?!\d)|\d+/gu

function amountsOf(text: string): Amount[] {
  const found: Amount[] = []
  for (const match of text.matchAll(DIGITS)) {
    const from = match.index
    const to = from + match[0].length
    const before = text.slice(Math.max(0, from - 2), from)
    if (/[\p{L}#/.:]$|[^\d\s]-$/u.test(before)) continue
    const value = parseAmount(match[0])
    const symbol = /[€£$]\s?$/u.exec(before)?.[0].trim()
    const after = /^\s?(?:,?-{1,2}\s?)?([€£$]|\p{L}+)/u.exec(text.slice(to, to + 16))?.[1]
    const named = symbol ?? after?.toLowerCase()
    const currency = (named && CURRENCIES[named]) || null
    if (currency === null && MEASURE.test(text.slice(to, to + 16))) continue
    if (currency === null && /^\s?[:/.]\d/u.test(text.slice(to, to + 3))) continue
    found.push({
      value,
      currency,
      from: symbol ? from - 1 : from,
      to: currency !== null && !symbol && after ? text.indexOf(after, to) + after.length : to,
    })
  }
  return [...found, ...wordAmounts(text)].sort((a, b) => a.from - b.from)
}

function wordAmounts(text: string): Amount[] {
  const found: Amount[] = []
  for (const match of text.matchAll(/\p{L}+/gu)) {
    const word = match[0].toLowerCase()
    const value = NUMBER_WORDS[word]
    if (value === undefined) continue
    const to = match.index + word.length
    const next = /^\s?([€£$]|\p{L}+)/u.exec(text.slice(to, to + 12))?.[1]?.toLowerCase()
    const currency = CURRENCIES[word] ?? (next && CURRENCIES[next]) ?? null
    if (currency === null && MEASURE.test(text.slice(to, to + 16))) continue
    found.push({ value, currency, from: match.index, to })
  }
  return found
}

/** "1.299,00" and "1,299.00" are one number; "12,5" is twelve and a half; "1.299" is a thousand. */
export function parseAmount(written: string): number {
  const plain = written.replace(/[' ]/g, '')
  const cents = /[.,](\d{1,2})$/.exec(plain)
  const whole = (cents ? plain.slice(0, -cents[0].length) : plain).replace(/[.,]/g, '')
  return Number(cents ? `${whole}.${cents[1]}` : whole)
}

const BETWEEN = /\b(?:between|zwischen|from|von|zwüsche)\s*(?:about|etwa)?\s*$/iu
const TO = /^\s*(?:-|–|—|to|till|until|bis|and|und|or|oder|&)\s*(?:max\.?|maximal|about|zu)?\s*$/iu
const DASH = /^\s*(?:-|–|—|to|till|bis)\s*(?:max\.?|zu)?\s*$/iu

function rangeOf(text: string, amounts: Amount[]): Omit<PriceWish, 'currency'> | undefined {
  for (const [i, low] of amounts.entries()) {
    const high = amounts[i + 1]
    if (!high || high.value < low.value) continue
    const middle = text.slice(low.to, high.from)
    const isBetween = BETWEEN.test(text.slice(Math.max(0, low.from - 20), low.from))
    const isPriced = (low.currency ?? high.currency) !== null || isBetween
    const joins = isBetween ? TO.test(middle) : DASH.test(middle)
    if (joins && isPriced) return { priceMin: low.value, priceMax: high.value }
  }
  return undefined
}

function limitsOf(text: string, amount: Amount): Omit<PriceWish, 'currency'> {
  const none = { priceMin: null, priceMax: null }
  const before = text.slice(Math.max(0, amount.from - 32), amount.from)
  const after = text.slice(amount.to, amount.to + 24)
  const isPlain = amount.currency === null
  if (isPlain && (amount.value < PLAIN_PRICE_MIN || isAge(before))) return none
  if (UPPER.test(before) || UPPER_AFTER.test(after)) return { ...none, priceMax: amount.value }
  if (SPENT_AFTER.test(after)) return { ...none, priceMax: amount.value }
  if (isPlain && AROUND.test(before) && !isAboutOrders(text)) return around(amount.value)
  if (isPlain) return none
  if (LOWER_AFTER.test(after) || LOWER.test(before)) return { ...none, priceMin: amount.value }
  if (AROUND.test(before)) return around(amount.value)
  return SPENDING.test(before) && !PAID.test(text) ? { ...none, priceMax: amount.value } : none
}

function around(value: number): Omit<PriceWish, 'currency'> {
  return {
    priceMin: Math.round(value * (1 - AROUND_SHARE) * 100) / 100,
    priceMax: Math.round(value * (1 + AROUND_SHARE) * 100) / 100,
  }
}

function isAge(before: string): boolean {
  return /\b(?:kids?|child(?:ren)?|kinder|kind|babys?|babies|age|alter|people|leute)\s+(?:\S+\s+)?$/iu.test(
    before,
  )
}

function isAboutOrders(text: string): boolean {
  return /\b(?:order|bestell)/iu.test(fold(text))
}

function isLimited({ priceMin, priceMax }: Omit<PriceWish, 'currency'>): boolean {
  return priceMin !== null || priceMax !== null
}
