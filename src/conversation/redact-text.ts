/** What stands where something personal stood. */
const MASKS = { email: '[email]', card: '[card]', phone: '[phone]', order: '[order]' } as const

/** Bounded, so that no text takes more than its length to look through. */
const EMAIL = /[^\s@<>()[\]",;:]{1,64}@[^\s@<>()[\]"',;:]{1,250}\.[^\s@<>()[\]"',;:.]{1,63}/gu
/** 13 to 19 digits, in groups or not. */
const CARD = /(?<![\d+])\d(?:[ -]?\d){12,18}(?!\d)/g
/** With a plus or a leading zero, in groups or not; or in groups with brackets. */
const PHONE = /(?<![\w#])(?:\+|00|0|\()\d(?:[\s()/.-]{0,2}\d){6,16}(?!\w)/g
/** Digits in groups, as people without a plus write numbers: 555-123-4567. */
const GROUPED_PHONE = /(?<![\w#-])\d{3}[\s.-]\d{3}[\s.-]\d{4}(?![\w-])/g
/** `#1001`, `R-2231`, `ORD-12345`, and digits after a word for an order. */
const ORDER_SIGN = /(?<!\w)#\s?[A-Za-z]{0,5}-?\d{3,}[\w-]*/g
const ORDER_CODE = /\b[A-Z]{1,5}-?\d{4,}(?:-\d+)*\b/g
const ORDER_WORD =
  /\b(order|bestellung|auftrag|bestellnummer|auftragsnummer|ordernumber)((?:\s+(?:no|nr|number|nummer|id))?\.?\s*:?\s*)#?([A-Za-z]{0,5}-?\d{3,}[\w-]*)/giu
/** Any number of at least six digits that is left may be one of those. */
const LONG_NUMBER = /(?<![\w[])\d{6,}(?!\w)/g

/**
 * The text without emails, phone numbers, card numbers and order numbers. Best effort by their
 * looks: prices, sizes and dates stay readable.
 */
export function redactText(text: string): string {
  return text
    .replaceAll(EMAIL, MASKS.email)
    .replaceAll(CARD, MASKS.card)
    .replaceAll(ORDER_WORD, (_all, word: string, between: string) => word + between + MASKS.order)
    .replaceAll(ORDER_SIGN, MASKS.order)
    .replaceAll(ORDER_CODE, MASKS.order)
    .replaceAll(PHONE, MASKS.phone)
    .replaceAll(GROUPED_PHONE, MASKS.phone)
    .replaceAll(LONG_NUMBER, MASKS.order)
}
