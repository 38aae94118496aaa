import { type CountryCode, findPhoneNumbersInText } from 'libphonenumber-js/min'
import type { Language } from '../contract/agent-words.ts'
import { readNumbers } from './order-numbers.ts'
import { readPrices } from './prices.ts'
import { readProductWords } from './product-words.ts'
import { readColours, readQuantity, readRecipient, readSizes } from './things.ts'
import type { Entities } from './understood.ts'
import { fold, type Word } from './words.ts'
import { readAnswer } from './yes-no.ts'

const EMAIL =
  /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,5}\.\p{L}{2,24}/giu
const MAY_BE_PHONE =
  /(?:\+|\(?0)[\d\s()/.-]{7,20}\d|\(\d{3}\)\s?\d{3}[\s-]\d{4}|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b/
const COUNTRIES: Readonly<Record<Language, readonly CountryCode[]>> = {
  en: ['GB', 'US'],
  de: ['DE', 'AT', 'CH'],
}
const LIST_MAX = 5

/**
 * What stands in a message.
 *
 * @param text what `readablePart` left of it
 * @param expectsAnswer something was asked: a bare six-digit number may be the code asked for
 */
export function readEntities(
  text: string,
  words: readonly Word[],
  language: Language,
  expectsAnswer: boolean,
): Entities {
  const emails = [...new Set(text.match(EMAIL) ?? [])].slice(0, LIST_MAX)
  const phones = readPhones(text, language)
  const rest = without(text, [...emails, ...phones.written])
  const { orderNumbers, codes } = readNumbers(rest, expectsAnswer)
  const sizes = readSizes(rest)
  const skipped = new Set(
    [...orderNumbers, ...sizes, ...emails.flatMap((one) => one.split(/[@.]/))].map(fold),
  )
  return {
    orderNumbers,
    emails: emails.map((one) => one.toLowerCase()),
    phoneNumbers: phones.numbers,
    codes,
    ...readPrices(rest),
    sizes,
    colours: readColours(words),
    quantity: readQuantity(rest, words),
    recipient: readRecipient(words),
    productWords: readProductWords(words, skipped),
    answer: readAnswer(text, words),
  }
}

function readPhones(text: string, language: Language): { numbers: string[]; written: string[] } {
  if (!MAY_BE_PHONE.test(text)) return { numbers: [], written: [] }
  for (const defaultCountry of COUNTRIES[language]) {
    const found = findPhoneNumbersInText(text, { defaultCountry })
    if (found.length === 0) continue
    const kept = found.slice(0, LIST_MAX)
    return {
      numbers: [...new Set(kept.map((one) => one.number.number))],
      written: kept.map((one) => text.slice(one.startsAt, one.endsAt)),
    }
  }
  return { numbers: [], written: [] }
}

function without(text: string, parts: readonly string[]): string {
  return parts.reduce((left, part) => left.replaceAll(part, ' '.repeat(part.length)), text)
}
