/** What a reply of a language model may speak of. */
export interface Evidence {
  /** What tools returned, what the shop set up, and what was said before and checked then. */
  found: string
  /** What the shopper wrote: their numbers may be repeated, their links and prices may not. */
  said: string
  /** Tools that answered without an error in this turn. */
  toolsUsed: readonly string[]
  /** Marks that no reply may show. */
  mark: string
}

const URL_PATTERN = /\b(?:https?:\/\/|www\.)[^\s<>"')\]]+/giu
const EMAIL_PATTERN = /[^\s@<>()",;:]+@[^\s@<>()",;:]+\.[\p{L}]{2,}/giu
const MONEY_PATTERN =
  /(?:[€$£]\s?\d[\d.,]*)|(?:\d[\d.,]*\s?(?:€|\$|£|EUR\b|USD\b|GBP\b|CHF\b|euros?\b|dollars?\b))/giu
/** "under €40": a limit of the shopper's own. */
const LIMIT_PATTERN =
  /\b(?:under|below|up to|within|max(?:imum)?|budget(?: of)?|less than|over|above|from|unter|bis(?: zu)?|höchstens|maximal|über|ab)\s+(?:[€$£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|\$|£|EUR\b|USD\b|GBP\b|CHF\b|euros?\b|dollars?\b))/giu
const DISCOUNT_PATTERN = /\d+(?:[.,]\d+)?\s?(?:%|percent\b|prozent\b)/giu
/** Order numbers, tracking numbers, phone numbers: nothing that a model may make up. */
const LONG_NUMBER_PATTERN = /[A-Z]{0,4}\d[\dA-Z-]{3,}/gu
const ORDER_CLAIM =
  /\b(order|parcel|package|delivery|shipment|bestellung|paket|lieferung|sendung)\b[^.!?\n]{0,60}\b(shipped|dispatched|delivered|on its way|in transit|cancelled|refunded|processing|being prepared|arriv\w+|verschickt|versendet|zugestellt|unterwegs|storniert|erstattet|bearbeitet|angekommen)\b/iu
const DONE_CLAIM =
  /\b(I('ve| have)|we('ve| have)|ich habe|wir haben)\b[^.!?\n]{0,60}\b(cancell?ed|changed|updated|refunded|issued|credited|upgraded|storniert|geändert|erstattet|gutgeschrieben|aktualisiert)\b/iu

/** Tools of ours that only read: after them nothing has been changed for anybody. */
const READING_TOOLS: ReadonlySet<string> = new Set([
  'search_catalog',
  'get_product',
  'search_knowledge',
  'get_orders',
  'get_loyalty',
  'get_subscriptions',
])

/**
 * What is wrong with a reply, in words for a log; undefined when all that it claims was found. It
 * cannot know whether a sentence is true, but a made-up link, price, number or deed is caught.
 */
export function faultOf(text: string, evidence: Evidence): string | undefined {
  if (text.includes(evidence.mark) || /data-[0-9a-f]{32}/.test(text)) {
    return 'shows a mark of the prompt'
  }
  const { found, said } = evidence
  const both = `${found}\n${said}`
  const wished = said === '' ? '' : (text.match(LIMIT_PATTERN) ?? []).join(' ')
  return (
    unknownOne('link', text.match(URL_PATTERN), found, plainUrl) ??
    unknownOne('address', text.match(EMAIL_PATTERN), both, lower) ??
    unknownOne('price', text.replace(LIMIT_PATTERN, ' ').match(MONEY_PATTERN), found, moneyOf) ??
    unknownOne('limit', wished.match(MONEY_PATTERN), both, numbersOf) ??
    unknownOne('percentage', text.match(DISCOUNT_PATTERN), found, numbersOf) ??
    unknownOne('number', longNumbers(text), both, plainNumber) ??
    unfoundedClaim(text, evidence)
  )
}

function unknownOne(
  what: string,
  found: readonly string[] | null,
  evidence: string,
  compared: (text: string) => string,
): string | undefined {
  if (!found) return undefined
  const known = compared(evidence)
  const unknown = found.find((one) => {
    const wanted = compared(one)
    return wanted !== '' && !known.includes(wanted)
  })
  return unknown === undefined
    ? undefined
    : `names the ${what} "${unknown}", which nothing returned`
}

/** Long numbers outside links, which are checked as a whole. */
function longNumbers(text: string): string[] {
  return text.replace(URL_PATTERN, ' ').match(LONG_NUMBER_PATTERN) ?? []
}

function unfoundedClaim(text: string, { toolsUsed }: Evidence): string | undefined {
  if (ORDER_CLAIM.test(text) && !toolsUsed.some((tool) => tool !== 'search_catalog')) {
    return 'tells the state of an order that was not looked up'
  }
  if (DONE_CLAIM.test(text) && toolsUsed.every((tool) => READING_TOOLS.has(tool))) {
    return 'claims to have done what no tool did'
  }
  return undefined
}

function plainUrl(text: string): string {
  return text
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/[.,;:!?*_]+$/, '')
    .replaceAll('\\/', '/')
}

function lower(text: string): string {
  return text.toLowerCase()
}

/** Fields of what tools return that hold money. */
const MONEY_FIELD =
  /"\w*(?:price|total|amount|cost|value|fee|tax|shipping|discount|balance|credit|preis|betrag)\w*":\s*"?(\d[\d.]*)/giu

/** Amounts of money only: a stock of 4 is no price of 4. */
function moneyOf(text: string): string {
  const fields = [...text.matchAll(MONEY_FIELD)].map((match) => match[1] ?? '')
  return numbersOf([...fields, ...(text.match(MONEY_PATTERN) ?? [])].join(' '))
}

/** 39.90, 39,90 and 39.9 are one number; 1.234,50 and 1234.5 too. Parts of ids are none. */
function numbersOf(text: string): string {
  const numbers = text.match(/(?<![\w-])\d[\d.,]*/g) ?? []
  return ` ${numbers.map(numberKey).join(' ')} `
}

function numberKey(text: string): string {
  const trimmed = text.replace(/[.,]+$/, '')
  const decimals = trimmed.match(/[.,](\d{1,2})$/)
  const whole = (decimals ? trimmed.slice(0, -decimals[0].length) : trimmed).replace(/[.,]/g, '')
  const part = (decimals?.[1] ?? '').replace(/0+$/, '')
  return part === '' ? whole : `${whole}.${part}`
}

function plainNumber(text: string): string {
  return text.toUpperCase().replace(/[\s.,-]/g, '')
}
