import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { EMAIL_LENGTH_MAX, isEmail } from '../contract/values.ts'
import { invalid, quote } from '../platform/problem.ts'

/** As the database names them, in the order in which they decide who somebody is. */
export const IDENTIFIER_KINDS = ['external_id', 'email', 'phone', 'anonymous_id'] as const
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number]

export type IdentifierAttribute = 'external_id' | 'email' | 'phone_number' | 'anonymous_id'

/** The attribute of the API behind each kind. */
export const ATTRIBUTE_OF = {
  external_id: 'external_id',
  email: 'email',
  phone: 'phone_number',
  anonymous_id: 'anonymous_id',
} as const satisfies Record<IdentifierKind, IdentifierAttribute>

export const ID_LENGTH_MAX = 1_000
/** An index entry has to hold it. */
export const ID_BYTES_MAX = 2_400

/**
 * The identifiers of one input, as they are shown: emails as typed, phones in E.164. Null asks to
 * clear one, an absent one stays.
 */
export type Identifiers = { [K in IdentifierAttribute]?: string | null | undefined }

/** One way to find a profile, in the compared form. */
export interface Identifier {
  kind: IdentifierKind
  value: string
}

/** An identifier as a map key. */
export type IdentifierKey = `${IdentifierKind} ${string}`

export function keyOf({ kind, value }: Identifier): IdentifierKey {
  return `${kind} ${value}`
}

/** The form in which two spellings of one identifier are equal. Only emails have several. */
export function comparedForm(kind: IdentifierKind, shown: string): string {
  return kind === 'email' ? comparedEmail(shown) : shown
}

export function comparedEmail(shown: string): string {
  return shown.trim().toLowerCase()
}

/** The identifiers that have a value, strongest first. */
export function identifiersOf(identifiers: Identifiers): Identifier[] {
  return IDENTIFIER_KINDS.flatMap((kind) => {
    const shown = identifiers[ATTRIBUTE_OF[kind]]
    return shown ? [{ kind, value: comparedForm(kind, shown) }] : []
  })
}

/**
 * Check and tidy what a caller sent. A blank text counts as absent, because many clients send
 * every field they have.
 *
 * @param pointer of the object that holds them, such as `/data/attributes`
 * @throws Problem 400 with a pointer to the one that is not acceptable
 */
export function readIdentifiers(sent: Identifiers, pointer: string): Identifiers {
  const read: Identifiers = {}
  for (const kind of IDENTIFIER_KINDS) {
    const attribute = ATTRIBUTE_OF[kind]
    const value = readIdentifier(attribute, sent[attribute], `${pointer}/${attribute}`)
    if (value !== undefined) read[attribute] = value
  }
  return read
}

/** As `readIdentifiers`, for one. */
export function readIdentifier(
  attribute: IdentifierAttribute,
  sent: string | null | undefined,
  pointer: string,
): string | null | undefined {
  if (sent === null || sent === undefined) return sent
  const text = sent.trim()
  if (text === '') return undefined
  switch (attribute) {
    case 'email':
      return readEmail(text, pointer)
    case 'phone_number':
      return readPhone(text, pointer)
    case 'external_id':
    case 'anonymous_id':
      return readId(text, attribute, pointer)
  }
}

function readEmail(text: string, pointer: string): string {
  if (isEmail(text)) return text
  throw invalid(
    pointer,
    `Invalid email address: ${quote(text)}.`,
    `Send an address such as ada@example.com, at most ${EMAIL_LENGTH_MAX} characters long.`,
  )
}

function readPhone(text: string, pointer: string): string {
  const number = text.startsWith('+') ? parsePhoneNumberFromString(text) : undefined
  // Possible, not valid: numbering plans grow faster than any list of them.
  if (number?.isPossible() && !number.ext) return number.number
  throw invalid(
    pointer,
    `Invalid phone number: ${quote(text)}. It must be in E.164 format.`,
    'Send a plus sign, the country code and the number, such as +4930901820.',
  )
}

function readId(text: string, attribute: string, pointer: string): string {
  if (text.length <= ID_LENGTH_MAX && Buffer.byteLength(text) <= ID_BYTES_MAX) return text
  throw invalid(
    pointer,
    `${attribute} ${quote(text)} is too long: ${text.length} characters, ${Buffer.byteLength(text)} bytes.`,
    `Send at most ${ID_LENGTH_MAX} characters and ${ID_BYTES_MAX} bytes.`,
  )
}
