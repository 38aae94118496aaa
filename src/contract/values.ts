import { z } from 'zod'
import { parseInstant } from './filter.ts'

/** Longest text value the API takes anywhere, in bytes of UTF-8. */
export const STRING_BYTES_MAX = 100 * 1024
/** Deepest nesting of objects and lists inside properties. */
export const PROPERTY_DEPTH_MAX = 10

/** ISO 8601 with or without zone (UTC is assumed); whole seconds come out. */
export const Instant = z
  .string()
  .max(64)
  .transform((text, context) => {
    const instant = parseInstant(text)
    if (instant) return instant
    context.addIssue({
      code: 'custom',
      message: 'must be an ISO 8601 date and time such as 2026-01-31T09:00:00Z',
    })
    return z.NEVER
  })

/** An instant in answers: `2026-01-31T09:00:00+00:00`. */
export const InstantOut = z.string().meta({ format: 'date-time' })

export const ShortText = z.string().min(1).max(200)

/** Free data: any JSON object. Values below keep their names and types. */
export const Properties = z.record(z.string().max(STRING_BYTES_MAX), z.unknown())

/** IANA zone that this runtime knows, such as Europe/Berlin. */
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/Berlin' })

export function isTimeZone(name: string): boolean {
  try {
    return (
      /^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name) &&
      Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
    )
  } catch {
    return false
  }
}

export const CurrencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a three-letter ISO 4217 currency code such as EUR')

/** Loose on purpose: a mailbox, one @, a domain with a dot. Only sending proves an address. */
export const EMAIL = /^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\]+\.[^\s@"(),:;<>[\]\\.]+$/
export const EMAIL_LENGTH_MAX = 254

export function isEmail(text: string): boolean {
  return text.length <= EMAIL_LENGTH_MAX && EMAIL.test(text)
}

export const Email = z
  .string()
  .trim()
  .refine(isEmail, { error: 'must be an email address such as ada@example.com' })
