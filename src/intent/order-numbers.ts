import { priceSpans } from './prices.ts'

export interface ReadNumbers {
  /** As the shop writes them, without `#`: `1001`, `ORD-2024-17`. */
  orderNumbers: string[]
  /** Six digits that may be a one-time code. */
  codes: string[]
}

const NUMBERS_MAX = 10
const CONTEXT_CHARS = 28
const ORDER_WORD =
  /(?:\b(?:orders?|ordered|odrer|oder|purchase|parcel|package|shipment|delivery|cancel|track|refund|return|rma|reference|ref|number|numbers|no|num)|bestell\w*|auftr\w*|einkauf\w*|vorgangsnummer|sendung|paket|lieferung|nummer|nr|stornier\w*|storno|retoure|#|№)\s*(?:is|ist|was|war|lautet|heisst|heißt|number|nummer|nr|no|id|mit der nummer|with the number|von|of|for|für|zu|in|on)*[\s.:#\-–(]*$/iu
const CODE_WORD =
  /\b(?:code|pin|otp|verification|verifizierung\w*|einmalcode|bestätigungscode|sicherheitscode|passcode)\b/iu
const NOT_AN_ORDER_BEFORE =
  /(?:\b(?:plz|zip|postcode|postal code|postleitzahl|since|seit|in|im jahr|model\w*|modell|typ|type|size|größe|groesse|gr|tel|telefon|phone|call|mobile|handy|under|unter|auf|at|code|gutschein|voucher)|[€£$+])\s*:?\s*(?:is |ist |lautet )?$/iu
const NOT_AN_ORDER_AFTER =
  /^\s*(?:[€£$%°]|euros?\b|eur\b|pounds?\b|quid\b|dollars?\b|bucks\b|chf\b|franken\b|points?\b|punkte?n?\b|pts\b|stars?\b|sterne\b|ml\b|mm\b|cm\b|km\b|g\b|kg\b|gramm?\b|watt\b|w\b|mah\b|pieces?\b|teile?n?\b|pcs\b|stück\b|people\b|years?\b|jahre?n?\b|minutes?\b|steps?\b|calories\b|kcal\b|followers?\b|times\b|mal\b|[A-ZÄÖÜ]\p{Ll}{2,}\s*$)/u
const LETTERED =
  /(?<![\p{L}\p{N}@./_-])([A-Z]{2,5}[-_]?\d{3,}(?:-\d+)*|[A-Z]{1,5}-\d{2,}(?:-\d+)+)(?![\p{L}\p{N}@])/giu
const HASHED = /#\s?([A-Z]{0,5}-?\d{2,12}(?:-\d+)*)/giu
const BARE = /(?<![\p{L}\p{N}#+.,/:_-])(\d{3,10})(?![\p{L}\p{N}]|[.,:/-]\d)/gu
const YEAR = /^(?:19|20)\d\d$/
const CODE_DIGITS = 6
const ALONE_CHARS_MAX = 60
const ALONE =
  /^\s*(?:(?:it'?s|it is|is|es ist|ist|die|the|number|nummer|nr|no|sorry|ja|yes|hi|hallo|here|hier|order|bestellung|bestellnummer|please|bitte)[\s,.:!]*)*#?\s*[\d\s]{3,12}\s*(?:please|bitte|thanks|danke)?\s*[.!?]*\s*$/iu

/**
 * Order numbers and one-time codes of a message. A bare number counts as an order's when a word of
 * orders stands before it, when it is all the message says, or from five digits on when nothing
 * speaks against it. Six digits are a code when one is `expected` or the message says so.
 */
export function readNumbers(text: string, expected: boolean): ReadNumbers {
  const orders = new Set<string>()
  const codes = new Set<string>()
  const taken = priceSpans(text)
  const isTaken = (at: number) => taken.some(({ from, to }) => at >= from && at < to)
  for (const match of text.matchAll(HASHED)) orders.add(written(match[1]))
  for (const match of text.matchAll(LETTERED)) {
    if (isLettered(match[1] ?? '', text.slice(0, match.index))) orders.add(written(match[1]))
  }
  const bare = text.replace(HASHED, blank)
  for (const match of bare.matchAll(BARE)) {
    const digits = match[1] ?? ''
    if (isTaken(match.index)) continue
    const before = bare.slice(Math.max(0, match.index - CONTEXT_CHARS), match.index)
    const after = bare.slice(match.index + digits.length, match.index + digits.length + 16)
    const isNamed = ORDER_WORD.test(before) && !(YEAR.test(digits) && /\bi[nm]\s*$/i.test(before))
    const isCode = digits.length === CODE_DIGITS && (CODE_WORD.test(text) || (expected && !isNamed))
    if (isCode) codes.add(digits)
    if (isNamed || isLikelyOrder(digits, before, after, text, expected)) {
      if (!(isCode && CODE_WORD.test(text))) orders.add(digits)
    }
  }
  return {
    orderNumbers: [...orders].slice(0, NUMBERS_MAX),
    codes: [...codes].slice(0, NUMBERS_MAX),
  }
}

function isLikelyOrder(
  digits: string,
  before: string,
  after: string,
  text: string,
  expected: boolean,
): boolean {
  if (text.length <= ALONE_CHARS_MAX && ALONE.test(text)) return digits.length >= 3
  if (NOT_AN_ORDER_BEFORE.test(before) || NOT_AN_ORDER_AFTER.test(after)) return false
  if (expected) return digits.length >= 4 && !YEAR.test(digits)
  return (
    digits.length >= 5 ||
    (digits.length === 4 && !YEAR.test(digits) && /^\s*[?.!,]*\s*$/.test(after))
  )
}

/** Two letters and three digits may also be a model, unless it is written as orders are. */
function isLettered(number: string, before: string): boolean {
  const digits = number.replace(/\D/g, '').length
  if (ORDER_WORD.test(before.slice(-CONTEXT_CHARS))) return digits >= 3
  return /^[A-Z]+-\d/i.test(number) && digits >= 4
}

function written(number: string | undefined): string {
  return (number ?? '').toUpperCase().replace(/[_ ]/g, '-')
}

function blank(match: string): string {
  return ' '.repeat(match.length)
}
